"""Winning works without a word on what they won: a list of `△제목(기관)`, the name that a contest was for, deeds.

Deeds are those of merit awards: `… 체계를 구축하여 사고를 줄인 공로로 도로안전과가 장관 표창을 받았다.`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.dates import LAST_YEAR
from knowledge.extract.grades import GRADE
from knowledge.extract.lines import Line
from knowledge.extract.winners import EARLIER_PRIZE, Winner
from knowledge.hangul import sentences

_LISTED = re.compile(
    r"(?:(?P<grade>최우수|우수|장려|대상|금상|은상|동상|특별상?)[가-힣 ]{0,8}?\s)?[^.△▲]{0,40}?"
    r"(?:과제|사례|작품|제안|아이디어|우수작|수상작)(?:로는|으로는|는|은|로)\s?(?=[△▲])"
    rf"|(?P<prize>{GRADE}(?:\([^()]{{2,14}}\))?)(?:작|과제|사례)?(?:은|는|에는|에|으로는|으로)\s?(?=[△▲])"
)
_CHOSEN = re.compile(r"선정|수상|본선|최우수|우수|장려|대상|당선|뽑")
_ITEM = re.compile(
    r"(?P<title>[^()]*(?:\([^()]*\)[^()]*)*?)\s?\((?P<organization>[^()]{2,30})\)\s?(?:[,，]|등|이다"
    r"|이며|다|을|를|이|가|은|는|에|$)"
)
_ITEM_END = re.compile(r"(?:\s?[,，]|\s등|이다|이며|다\.|을|를|이|가)?\s*(?:[^,]{0,40}다)?\.?$")
_NAMING = re.compile(r"명칭|이름|슬로건|표어|캐치프레이즈|브랜드|마스코트|네이밍|별칭")
# 새 명칭은 ‘누리’로 결정되었으며, 지명위원회를 열어 "내포시"로 최종 결정됐다
_NAMED = re.compile(
    r"[‘“「『｢'\"](?P<title>[^‘’“”「」『』｢｣'\"]{1,30})[’”」』｣'\"]\s?(?:으로|로|이|가|을|를)\s"
    r"(?:최종\s?)?(?:선정|결정|확정|뽑|선택)"
)
_DONE_BY = re.compile(
    r"(?P<awardee>(?:[가-힣·]{1,14}(?:청|세관|서|센터|원|단|공사|공단|관|국|본부|소|실|과)\s)?"
    r"[가-힣·]{2,14}(?:과|팀|실|센터|담당관|세관|지청|서|소|단|국))"
    r"(?:\s?(?:[가-힣]{2,4}\s)?(?:사무관|주무관|서기관|연구관|연구사|과장|팀장|경위|경감|경사|소방[위장경교사]|직원|대리|차장|부장))?"
    r"(?:에게|에는|과|와|이|가|은|는)\s"
)
_PRIZED = re.compile(
    r"(?:포상금?|표창|상장?)(?:\s?\([^()]*\))?(?:\s?\d[\d,]*\s?만?\s?원)?(?:을|를|이|가)\s?(?:각각\s)?(?:수여|받|수상|지급)"
)
_BY_DEED = re.compile(
    r"(?:한|된|은|낸|킨|운|인|든|온|친|준|뒷받침한)\s(?:(?:성과|공로|공적|노력|점)(?:로|으로|을\s인정받아|이\s인정되어)\s)?$"
)
_OPENING = re.compile(
    r"^(?:또한|먼저|우선|아울러|이와 함께|이어|끝으로|마지막으로|다음으로|[가-힣 ]{0,8}(?:팀|개인|단체"
    r"|기관|부서)[가-힣 ]{0,6}(?:로|로는|으로는|으로|는|은))\s?,?\s"
)
_MEANS = re.compile(
    r"(?P<noun>.{8,}?)(?:을|를)\s통해\s|(?P<verb>.{8,}?[가-힣])(?:하여|해)(?:\s|,)"
    r"|(?P<other>.{8,}?[가-힣])(?:하?[고며]),?\s"
)


def told_cases(body: tuple[Line, ...], contest: str) -> list[Winner]:
    """All cases that the release's own sentences name as chosen, each title once."""
    prose = [line for line in body if line.row is None]
    found = [won for line in prose for won in _triangles(line)]
    if not found and _NAMING.search(contest):
        found = [
            Winner(None, named["title"], None, None, None, line)
            for line in prose
            for sentence in sentences(line.text)
            if not EARLIER_PRIZE.search(sentence) and (named := _NAMED.search(sentence))
        ]
    found = found or [won for line in prose for sentence in sentences(line.text) for won in _deeds(sentence, line)]
    return list({won.title: won for won in reversed(found)}.values())[::-1]


def _triangles(line: Line) -> Iterator[Winner]:
    """`본선에 오른 6개 과제는 △제목(기관), △제목(기관)이다.`: with an organization each, or with a grade."""
    for listed in _LISTED.finditer(line.text):
        if not _CHOSEN.search(listed[0]) and not _CHOSEN.search(line.text[listed.end() :]):
            continue
        text = sentences(line.text[listed.end() :])[0]
        items = []
        for part in re.split(r"[△▲]\s?", text)[1:]:
            match = _ITEM.match(part)
            title = match["title"] if match else _ITEM_END.sub("", part)
            items.append((title.strip(" ,"), match["organization"] if match else None))
        grade = listed["grade"] or listed["prize"]
        if (len(items) >= 2 and grade) or (items and all(organization for _, organization in items)):
            yield from (Winner(grade, title, organization, None, None, line) for title, organization in items)


def _deeds(sentence: str, line: Line) -> Iterator[Winner]:
    """What somebody was rewarded for, where a prize or money was handed over: the first clause is the title."""
    prized = _PRIZED.search(sentence)
    if prized is None or re.search(rf"예정|계획|{LAST_YEAR}|“", sentence):
        return
    start = 0
    for done in _DONE_BY.finditer(sentence, 0, prized.start()):
        told = sentence[start : done.start()]
        summary = _OPENING.sub("", told.strip())
        if _BY_DEED.search(told) and (means := _MEANS.match(summary)):
            title = means["noun"] or means["verb"] or means["other"]
            yield Winner(None, title.strip(), done["awardee"].strip(), None, None, line, summary)
            start = done.end()
