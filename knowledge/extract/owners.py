"""Who won, as words name them: people with their rank or organization, teams, and the organization before them.

A syllable or two is no evidence of a name. It takes a rank or 씨 behind it, an organization in its bracket, a class of
a school before it, or a list in which everything else is a name too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.extract.grades import GRADE
from knowledge.extract.organization_cells import is_organization
from knowledge.extract.people import is_person, is_rank

_NAME = r"(?P<name>[가-힣]{2,4})"
_TITLE_OF_PERSON = (
    "(?:이사|상무|전무|[가-힣]장|위원|연구원|연구사|교수|교사|학생|어린이|작가|대표|행정관|주무관|사무관|서기관|지도사"
    "|감독관|상담원|대리|회원|배우)"
)
_RANK = rf"(?P<rank>\s[군양]|\s?[씨님]|\s[가-힣]*{_TITLE_OF_PERSON}|[가-힣]{{1,2}}장)"
_AGE = r"(?:\s?\(\d{1,3}세?[^()]{0,6}\))?"
_BEHIND = r"(?=$|[\s,(]|이$|가$|[이가은는의와과을를에도]\s|에게|[이가]\s?각각)"
_FIRM = r"(?:㈜|\(주\))"
_FORMS = (
    # 이은솔(성송초 1), 박하진 외 1명(용북중 3, 팀), 조용선(43세, 서울지방노동청)
    rf"{_NAME}(?:\s외\s\d+명)?\s?\((?:\d{{1,3}}세[,·]\s?)?(?P<in>[^()\d][^()]*[가-힣A-Za-z][^()]*)\)",
    # 김복득 ㈜진생사이언스 대표이사, 황인구 한국원자력연구원 책임연구원
    rf"{_NAME}{_AGE}\s(?P<unit>{_FIRM}?[가-힣A-Za-z&]{{3,}}(?:㈜|원|사|공단|대|자동차|디스플레이))(?P<end>{_RANK}){_BEHIND}",
    rf"{_NAME}{_AGE}\s(?P<unit>{_FIRM}[가-힣A-Za-z&]+)(?P<end>{_RANK}){_BEHIND}",
    # ㈜모팜 김봉철 부장, 인천세관 장충호(43세·남) 관세행정관, 신예지씨
    rf"{_NAME}{_AGE}(?P<end>{_RANK}){_BEHIND}",
)
# A form may begin inside what looks like another, so each is looked for at every place.
_PERSON_FORMS = (
    *(re.compile(rf"(?=(?<![가-힣\d]){form})") for form in _FORMS[:1]),
    # 보령 명천초등학교 5학년 김경표 학생, 부여초등학교 3학년 장현
    re.compile(rf"(?=(?P<unit>[가-힣]{{2,12}}학교)\s\d학년\s{_NAME}(?=$|[\s,이가]))"),
    *(re.compile(rf"(?=(?<![가-힣\d]){form})") for form in _FORMS[1:]),
)
_SCHOOL_AND_NAME = re.compile(
    rf"(?P<unit>[가-힣\d]{{2,14}}(?:초|중|고|대|초교|문고|모임|어머니회))\s{_NAME}(?:씨|학생|교사|는|은)?"
)
_UNIT_AND_NAME = re.compile(rf"(?P<unit>.{{2,20}}?)\s(?:\d학년\s)?{_NAME}(?:\s외\s\d+명)?(?:\s(?:교사|학생|씨))?")
_NAME_AND_UNIT = re.compile(rf"{_NAME}[.,/]\s?(?P<unit>[^.,/]{{2,30}}).*")
_TEAM = re.compile(
    r"(?P<team>[가-힣A-Za-z0-9]{2,15})\s?\((?P<names>[가-힣]{2,4}(?:,\s?[가-힣]{2,4})+)\)\s?팀?"
    r"|(?P<alone>(?:[가-힣A-Za-z0-9]+의\s|[가-힣A-Za-z0-9]+\s[가-힣]+의\s)?[가-힣A-Za-z0-9]{1,15}팀)"
    r"(?=$|[이가은는의와과을를,\s(]|에게)"
)
_NO_TEAM = re.compile(r"\d|최우수|우수|[가-힣]{0,2}개팀|총|모두")
# Teams that are offices.
_OFFICE_TEAM = re.compile(r"(?:보건|안전|기획|관리|운영|홍보|전략|정책|지원|행정|총무|사업|경영)팀$")
_UNIT = re.compile(
    r"(?P<unit>(?:[가-힣]{2,4}(?:특별시|광역시|도|시|군|구)\s)?(?:[가-힣A-Za-z0-9·]{1,20}(?:동|과|실)\s)?"
    r"[가-힣A-Za-z0-9·]{1,20}(?:센터|청|원|부|처|공단|공사|세관|학교|기술원|재단|중앙회|시|군|구|회사|제철|은행"
    r"|전자|과|팀|실|회관|전공)|\S*㈜\S*|\S*\(주\)\S*|[가-힣A-Za-z]{2,12}기업)(?:의|\s|\s?[▲△])\s?$"
)
# 지보면 만화리, 달콤한 미래 그 시작에서
_PLACE_AND_WORK = re.compile(r"(?P<unit>[^,]{2,16}[리동읍면과실소]),\s(?P<title>.{4,})")
# 충남 논산 / 박성룡 '신의여적: where somebody is from, and the work, whose quote may never close
_PLACE_AND_QUOTE = re.compile(r"(?P<unit>[^/,'‘]{2,24}?)\s?[/,]\s?[^'‘]*['‘](?P<title>[^'’]{2,})['’]?")
_WORK_LENGTH = 14  # a longer bracket with spaces is what somebody made, a shorter one where they are from
_EARLIER = re.compile(r"(?<![가-힣])((?:[가-힣]{2,4}[·,]\s?)+)$")
_NO_NAME = re.compile(
    r".*(?:대상|금상|은상|동상|본상|수상|수상자|입상|작|등|팀|명|편|점|부문|분야|학생|교사|직원|주민|시민|국민|사례|과제|작품"
    r"|내용|기관|제공|사진)|전무|상무|이사|대표|차관|장관|이하|이상|이번|전국|전체|우리|정부|지난|오는|최종|모두|각각|이어"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What one segment of a text names: a work, an organization, people or a team; several people joined by `, `."""

    title: str | None = None
    unit: str | None = None
    people: str | None = None


def is_name(word: str) -> bool:
    """Whether a word can be a person's name and is no everyday word of releases."""
    if (len(word) > 2 and word[-1] in "의를을는에로") or re.fullmatch(GRADE, word):
        return False
    if len(word) == 4 and word[-1] in "시군구도":  # 부산진구
        return False
    return is_person(word) and not _NO_NAME.fullmatch(word)


def names_in(text: str) -> str | None:
    """The names in a bracket: `이하은, 이재경`, `이재선 작`; None where it holds anything else."""
    names = [re.sub(r"\s(?:작|외\s\d+명)$", "", part.strip()) for part in re.split(r"[,·]", text)]
    return ", ".join(names) if all(map(is_name, names)) else None


def mostly_names(text: str) -> list[str]:
    """Who stands in the bracket behind a grade, people and now and then a village; empty where it lists no people."""
    parts = [part.strip() for part in re.split(r"[,·]", text)]
    return parts if 2 * sum(map(is_name, parts)) >= len(parts) else []


def unit_before(text: str) -> str | None:
    """The organization with which a text ends: `인천공항세관 여행자통관1과 `."""
    found = _UNIT.search(text)
    return found["unit"] if found else None


def in_bracket(text: str) -> Found | None:
    """Who made a work, from the bracket behind it."""
    if people := names_in(text):
        return Found(people=people)
    if team := re.match(r"(?P<team>.*팀)(?:/\d+명)?$", text):
        return Found(people=team["team"])
    for form in (_NAME_AND_UNIT, _UNIT_AND_NAME):
        if (named := form.fullmatch(text)) and is_name(named["name"]):
            return Found(unit=named["unit"], people=named["name"])
    return Found(unit=text) if is_organization(text) else None


def school_and_name(text: str) -> Found | None:
    """`교대부설초 윤솔`: somebody of a school or a library, where nothing else is said."""
    found = _SCHOOL_AND_NAME.fullmatch(text)
    return Found(unit=found["unit"], people=found["name"]) if found and is_name(found["name"]) else None


def owner_in(text: str) -> Found | None:
    """The person or the team that a text names."""
    return _team_in(text) or _person_in(text)


def _team_in(text: str) -> Found | None:
    for team in _TEAM.finditer(text):
        if team["names"] and names_in(team["names"]):
            return Found(unit=team["team"], people=team["names"])
        if team["alone"] and not _NO_TEAM.match(team["alone"]):
            if _OFFICE_TEAM.search(team["alone"]):
                return Found(unit=team["alone"])
            return Found(unit=unit_before(text[: team.start()]), people=team["alone"])
    return None


def _person_in(text: str) -> Found | None:
    for form in _PERSON_FORMS:
        for person in form.finditer(text):
            if is_name(person["name"]) and (found := _person(text, person)):
                return found
    return None


def _person(text: str, person: re.Match[str]) -> Found | None:
    parts = person.groupdict()
    unit, bracket, rank = parts.get("unit"), parts.get("in"), (parts.get("rank") or "").strip()
    name = re.sub(r"(?<=[가-힣]{2})씨$", "", person["name"])
    placed = _PLACE_AND_QUOTE.fullmatch(bracket) if bracket else None
    if bracket and (placed or (len(bracket) > _WORK_LENGTH and " " in bracket)):
        placed = placed or _PLACE_AND_WORK.fullmatch(bracket)
        return Found(placed["title"], placed["unit"], name) if placed else Found(title=bracket, people=name)
    if rank.endswith("장") and not parts["rank"].startswith(" ") and len(person["name"]) != 3:
        return None  # 김해시장, 안전기획팀장
    where = unit or unit_before(text[: person.start()]) or bracket
    if where is None and not is_rank(rank) and (chief := re.fullmatch(r"(?P<unit>[가-힣]{3,})장", rank)):
        where = chief["unit"]  # 농협중앙회장 is of 농협중앙회
    title = None
    after = re.match(r"[이가은는]?\s?\((?P<in>[^()]{3,60})\)", text[person.end("end") :]) if rank else None
    if after and " " in after["in"] and (len(after["in"]) > _WORK_LENGTH or not is_organization(after["in"])):
        title = after["in"]  # 김용연 주무관(양육걱정 OFF, ON마음 담은 특별보육)
    elif after and where is None:
        where = after["in"]
    earlier = _EARLIER.search(text[: person.start()])
    others = [name for name in re.split(r"[·,]\s?", earlier[1]) if is_name(name)] if earlier else []
    return Found(title, _school(where), ", ".join([*others, name]))


def _school(where: str | None) -> str | None:
    """성송초 for `성송초 1`: a class is no part of a school's name."""
    return re.sub(r"(?<=[초중고대])\s?\d.*$|,\s?팀$", "", where).strip() if where else None
