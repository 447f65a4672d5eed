"""Who issues a release: whoever its lead names first, else whom the contact table names. Never a logo's text."""

from __future__ import annotations

import re
from functools import cache

from knowledge.extract.lines import Line
from knowledge.words.organizations import BODY_END, CHIEF, PUBLIC_END, TOWN_END, ministries

_LED = re.compile(
    r"(?P<name>[가-힣A-Za-z·]{2,25})\s?"
    rf"\((?=[^()]{{0,60}}?(?:{CHIEF}|시장|장|부총리)\s?(?:직무대[행리]\s?)?[가-힣]{{2,4}}(?:[,\s)]|$))[^()]{{0,90}}\)"
)
_MINISTER = re.compile(rf"(?P<name>[가-힣]{{2,20}}(?:{PUBLIC_END}|원))\s?{CHIEF}(?:은|이|는|과|와|\s|,)")
# A body that opens its lead with its own name, known or not: `안산시는 …`, `한국은행은 …`.
_OPENS = re.compile(
    r"[□■○ㅇ◇◆\s]*(?P<name>(?!정부|우리|이번|관계|이날|해당)"
    rf"(?:[가-힣]{{1,12}}(?:{PUBLIC_END}|[시도])\s)?[가-힣]{{1,18}}(?:{BODY_END}|{TOWN_END}))(?:은|는|이|가|과|와)[\s,]"
)
# Whose part it is: `고용노동부 안산지청(지청장 …)`.
_PARENT = re.compile(rf"(?<![가-힣])(?P<name>[가-힣]{{2,12}}{BODY_END})\s$")


def prose(body: tuple[Line, ...]) -> list[Line]:
    """Lines long enough to be sentences."""
    return [line for line in body if line.row is None and len(line.text) >= 30]


def issuer_of(body: tuple[Line, ...]) -> str | None:
    """The ministry, agency or town that issues the release, as printed; None where neither lead nor table names it."""
    lead = [line.text[:400] for line in prose(body)[:4]]
    for n, text in enumerate(lead):
        found: list[tuple[int, str]] = []
        if led := _LED.search(text):
            parent = _PARENT.search(text, 0, led.start())
            name = f"{parent['name']} {led['name']}" if parent else led["name"]
            found.append((parent.start() if parent else led.start(), name))
        if minister := _MINISTER.search(text):
            found.append((minister.start(), minister["name"]))
        if known := _known().search(text):
            found.append((known.start(), known[0]))
        if opens := _OPENS.match(text):
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
    return None


@cache
def _known() -> re.Pattern[str]:
    names = "|".join(sorted(ministries(), key=len, reverse=True))
    return re.compile(rf"(?<![가-힣])(?:{names})(?=는|은|가|이|와|과|에서|\s|,|·|\()")
