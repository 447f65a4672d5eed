"""Who issues a release: whoever its lead names first, else whom the contact table names. Never a logo's text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from knowledge.extract.lines import Line, bare, bullet_of, units_of
from knowledge.words.organizations import BODY_END, CHIEF, PUBLIC_END, TOWN_END, ministries

_LED = re.compile(
    r"(?P<name>[가-힣A-Za-z·]{2,25})\s?"
    rf"\((?=[^()]{{0,60}}?(?:{CHIEF}|시장|(?<=[가-힣])장|부총리)\s?(?:직무대[행리]\s?)?[가-힣]{{2,4}}(?:[,\s)]|$))[^()]{{0,90}}\)"
)
_MINISTER = re.compile(
    rf"(?P<name>[가-힣]{{2,20}}(?:{PUBLIC_END}|원))\s?{CHIEF}(?:은|이|는|과|와|\s|,)|(?P<premier>국무총리)(?:은|는)"
)
# Who tells it is the subject of the first sentence: `코레일은 23일 … 알렸다`.
_TELLS = re.compile(r"(?:\[[^\]]{0,30}\]\s*)?(?P<name>[가-힣A-Za-z·]{2,20})(?:은|는)\s\d{1,2}일\s")
# A law or guideline that is cited, and whose prize it is, name others.
_OTHERS = re.compile(rf"\([^()]{{0,30}}(?:시행|개정|제정|고시)\)|[가-힣]{{2,15}}{PUBLIC_END}\s?{CHIEF}\s?(?:상|표창)")
# The title of a document names whose it is, not who speaks: 「행정안전부 공모전 운영 지침」.
_TITLED = re.compile(r"[「『][^」』]{4,60}[」』]")
_ASKED = re.compile(r"문의(?:처|사항)?[:：]|담당자?[:：]|부서명|\(?담당부서")
_ORGANIZATION = re.compile(
    rf"[가-힣]{{2,20}}(?:{BODY_END}|원|연구소|정책처|센터|도서관|사업회)(?![가-힣])|[가-힣]{{2,10}}[시군구](?![가-힣])"
)
_PROVINCE = "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충[북남]|전[북남]|경[북남]|제주"
# A body that opens its lead with its own name, known or not: `안산시는 …`, `한국은행은 …`, also behind who reports it.
_OPENS = re.compile(
    r"(?:[□■○ㅇ◇◆\s]|\[[^\]]{0,30}\]|[가-힣A-Za-z\s]{2,20}기자\s?[|=]|[가-힣]{2,4}--\([^)]{0,20}\)--)*"
    r"(?P<name>(?!정부|우리|이번|관계|이날|해당|건설공사|[가-힣]시[은는이가과와])"
    rf"(?:(?:{_PROVINCE}|[가-힣]{{1,12}}(?:{PUBLIC_END}|[시도]))\s)?[가-힣]{{1,18}}"
    rf"(?:{BODY_END}|{TOWN_END}|개발원|현충원|기념사업회|상공회의소|교육청))(?:\([^()]{{0,80}}\))?(?:은|는|이|가|과|와)[\s,]"
)
# Whose part it is: `고용노동부 안산지청(지청장 …)`.
_PARENT = re.compile(rf"(?<![가-힣])(?P<name>[가-힣]{{2,12}}{BODY_END})\s$")


def prose(body: tuple[Line, ...]) -> list[Line]:
    """Lines long enough to be sentences."""
    told = {line.text: line for line in reversed(body) if line.row is None and len(line.text) >= 30}
    return list(reversed(told.values()))


def issuer_of(body: tuple[Line, ...]) -> str | None:
    """The ministry, agency or town that issues the release, as printed; None where neither lead nor table names it."""
    lead = [_OTHERS.sub(lambda match: " " * len(match[0]), line.text[:400]) for line in prose(body)[:4]]
    for n, text in enumerate(lead):
        found: list[tuple[int, str]] = []
        if led := _LED.search(text):
            parent = _PARENT.search(text, 0, led.start())
            name = f"{parent['name']} {led['name']}" if parent else led["name"]
            found.append((parent.start() if parent else led.start(), name))
        if minister := _MINISTER.search(text):
            found.append((minister.start(), minister["name"] or minister["premier"]))
        if known := _known().search(_TITLED.sub(lambda match: " " * len(match[0]), text)):
            found.append((known.start(), known[0]))
        if opens := _OPENS.match(text) or _TELLS.match(text):
            found.append((opens.start("name"), opens["name"]))
        in_passing = len(found) == 1 and known and not re.match(r"[은는이가과와(]", text[known.end() :])
        if in_passing and any(map(_LED.search, lead[n + 1 : 3])):
            # A name among others, before who issues it has been said: `중앙행정기관에서는 구름청, …의 사례가 뽑혔다.`
            continue
        if found:
            return min(found, key=lambda pair: (pair[0], -len(pair[1])))[1]
    for line in body:
        for text in line.row.texts if line.row else ():
            word = text.split(" ")[0]
            if word in ministries():
                return word
    for line in body:
        for unit in units_of(line):
            if _ASKED.match(bare(bullet_of(unit)[1])) and (
                named := _ORGANIZATION.search(re.split("[:：]", unit, maxsplit=1)[-1])
            ):
                return named[0]
    return None


def named_alone(head: Iterable[str]) -> str | None:
    """The one public body that title and first lines name at all, where no sentence says who speaks; else None."""
    names = {name[0] for text in head for name in _bodies().finditer(_OTHERS.sub(" ", text))}
    return names.pop() if len(names) == 1 else None


@cache
def _bodies() -> re.Pattern[str]:
    names = "|".join(sorted(ministries(), key=len, reverse=True))
    return re.compile(
        rf"(?<![가-힣])(?:{names}|(?:{_PROVINCE})(?:특별|광역)?(?:자치)?시|(?:{_PROVINCE}|충청[남북]|전라[남북]|경상[남북])(?:특별자치)?도"
        r"|[가-힣]{2,10}(?:공사|공단)|[가-힣]{2,4}(?:군청|구청|시청))(?![가-힣]*(?:장관|청장|시장|지사|누리집))"
        r"(?=[은는이가의에과와]\s|에서|\s|,|·|\(|[」』’”]|$)"
    )


@cache
def _known() -> re.Pattern[str]:
    names = "|".join(sorted(ministries(), key=len, reverse=True))
    return re.compile(rf"(?<![가-힣])(?:{names})(?=는|은|가|이|와|과|에서|\s|,|·|\()")
