"""Winning works without a word on what they won: a list of `△제목(기관)`, the name that a contest was for, deeds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.extract.grades import GRADE
from knowledge.extract.lines import Line
from knowledge.extract.told_deeds import told_deeds
from knowledge.extract.winners import EARLIER_PRIZE, Winner
from knowledge.hangul import sentences, squeeze

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
_NAMED = re.compile(
    r"(?:명칭|이름|슬로건|표어|캐치프레이즈|브랜드명?|마스코트|별칭)(?:은|는|으로|로|으로는|에"
    r"|에는)\s(?:최종\s)?[‘“「『｢'\"](?P<title>[^’”」』｣'\"]{1,30})[’”」』｣'\"](?:으로|로|이|가|을"
    r"|를)?\s?"
    r"(?:최종\s?)?(?:선정|결정|확정|뽑|선택)"
)


def told_cases(body: tuple[Line, ...], contest: str) -> list[Winner]:
    """All cases that the release's own sentences name as chosen, each title once."""
    found: list[Winner] = []
    for line in body:
        if line.row is not None:
            continue
        told = list(_triangles(line))
        for sentence in [] if told else _sentences(line.text):
            if _NAMING.search(contest) and (named := _NAMED.search(sentence)):
                told.append(Winner(None, named["title"], None, None, None, line))
        found.extend(case for case in told if not any(_same(case, other) for other in found))
    if not found:
        found = [
            Winner(None, deed.title, deed.organization, None, None, line, deed.summary)
            for line, deed in told_deeds(body)
        ]
    return found


def _same(case: Winner, other: Winner) -> bool:
    one, two = squeeze(case.title or ""), squeeze(other.title or "")
    return one in two or two in one


def _sentences(text: str) -> list[str]:
    return [part for part in sentences(text) if not EARLIER_PRIZE.search(part)]


def _triangles(line: Line) -> Iterator[Winner]:
    """`본선에 오른 6개 과제는 △제목(기관), △제목(기관)이다.`: with an organization each, or with a grade."""
    for listed in _LISTED.finditer(line.text) if re.search("[△▲]", line.text) else ():
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
