"""Winning cases in lists: lines that begin with a grade, or stand under a heading that states it.

`(최우수) 제목 - 기관`, `대상: 기관 / 제목`, `▷ 우수 「제목」 이름 (소속)`, `□ 최우수상` over `① 제목 / 기관`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.extract.grades import GRADE, grade_of_heading, is_prize, track_of_heading
from knowledge.extract.lines import Line, bare, is_heading
from knowledge.extract.organization_cells import is_organization
from knowledge.extract.people import is_person, is_rank

_OPENING, _CLOSING = "‘“「『｢《〈<'\"", "’”」』｣》〉>'\""
QUOTED = re.compile(
    "(?:" + "|".join(f"{a}([^{a}{b}]{{2,80}}){b}" for a, b in zip(_OPENING, _CLOSING, strict=True)) + ")"
    r"(?:\s?\((?P<behind>[^()]{2,40})\))?"
)
NOT_YET = re.compile(r"예정|계획|할\s방침|선정할|수여할|시상할|뽑을|된다\.?$|한다\.?$|준다|주어진|지급|만\s?원을")
_MARKED = re.compile(
    r"(?:^|[,;]\s?)[(\[<【〈]\s?(?P<a>[^()\[\]<>【】]{2,16})\s?[)\]>】〉]\s?[:：]?\s?"
    r"|^(?P<b>[가-힣]{2,12}(?:\([^()]{2,12}\))?)\s?[:：]\s?"
    rf"|^(?P<c>{GRADE}(?:\([^()]{{2,14}}\))?)\s(?:[-–]\s)?(?=[{_OPENING}가-힣])"
)
_COUNTED = re.compile(r"\d\s?(?:팀|명|건|점|편|개|인|곳|작품)|만\s?원|상금|부상|이내")
_SENTENCE = re.compile(r"(?:다|요|함|임)\.?$")
_WINNING = re.compile(r"(?:수상|선정|당선|우수)\S{0,2}\s?(?:작|사례|과제|제안|팀|기관)")
_PLACE = re.compile(
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)\S{0,6}|\S+(?:시|군|구|도)"
)


@dataclass(frozen=True, slots=True)
class ToldCase:
    """A winning case as a sentence or a list line tells it."""

    title: str
    organization: str | None
    grade: str | None
    line: Line
    summary: str | None = None
    track: str | None = None


def listed_cases(body: tuple[Line, ...]) -> Iterator[ToldCase]:
    """All cases in lists of winners, with the grade and track that a line itself or the heading above it states."""
    grade = track = None
    is_winning = False
    for line in body:
        if line.row is not None:
            continue
        marks = [mark for mark in _MARKED.finditer(line.body) if is_prize(bare(_grade(mark)))]
        if marks and marks[0].start() == 0:
            for mark, after in zip(marks, [*marks[1:], None], strict=True):
                text = line.body[mark.end() : after.start() if after else len(line.body)]
                yield from (ToldCase(*item, _grade(mark), line, track=track) for item in _items(text))
        elif is_heading(line) or (len(line.text) < 30 and not _items(line.body)):
            grade = grade_of_heading(line.text)
            track = track_of_heading(line.text) or (track if grade else None)
            is_winning = bool(_WINNING.search(line.text))
        elif line.bullet and (grade or is_winning):
            found = _items(line.body)
            if grade or all(owner and is_organization(owner) for _, owner in found):
                yield from (ToldCase(*item, grade, line, track=track) for item in found)


def _grade(mark: re.Match[str]) -> str:
    return (mark["a"] or mark["b"] or mark["c"]).strip()


def _items(text: str) -> list[tuple[str, str | None]]:
    """The works in a list line with whose they are; none where it counts or promises, or tells a sentence."""
    text = text.strip(" ,")
    unquoted = QUOTED.sub("", text)
    if _COUNTED.search(unquoted) or NOT_YET.search(unquoted) or _SENTENCE.search(unquoted):
        return []
    quotes = list(QUOTED.finditer(text))
    if quotes:
        ends = [*(quote.start() for quote in quotes[1:]), len(text)]
        begins = [0, *(quote.end() for quote in quotes)]
        return [
            (words_of_quote(quote), _owner_beside(quote, text[begins[n] : quote.start()], text[quote.end() : ends[n]]))
            for n, quote in enumerate(quotes)
        ]
    parts = [part.strip() for part in re.split(r",\s*(?![^()]*\))", text)]
    items = [re.fullmatch(r"(?P<title>.{3,}?)\s?\((?P<owner>[^()]{2,30})\)", part) for part in parts]
    if all(items):
        return [(item["title"], body_of_owner(item["owner"])) for item in items if item]
    if found := _three_parts(text.split(" / ")):
        return [found]
    for stroke in (" / ", " - ", " – ", " | ", "/"):
        first, stroked, second = (part.strip() for part in text.partition(stroke))
        if stroked and second and stroke not in second:
            return (
                [(second, first)]
                if _is_owner(first) and not _is_owner(second)
                else [(first, second)] * _is_owner(second)
            )
    if all(" " in part and not is_organization(part) and not is_prize(bare(part)) for part in parts) and len(parts) > 1:
        return [(part, None) for part in parts]
    return []


def _three_parts(parts: list[str]) -> tuple[str, str | None] | None:
    """`이름 / 소속 / 제목`: beside a person the last one that is no organization is the title."""
    others = [part.strip() for part in parts if not is_person(part.strip())]
    if len(parts) != 3 or len(others) != 2:
        return None
    owner, title = sorted(others, key=lambda part: not is_organization(part))
    return title, owner


def _is_owner(text: str) -> bool:
    return is_organization(text) or is_person(text)


def _owner_beside(quote: re.Match[str], before: str, after: str) -> str | None:
    """Whose a quoted work is: in brackets behind it, before it, or behind it with a place or post in brackets."""
    if quote["behind"]:
        return body_of_owner(quote["behind"])
    name, _, inner = after.strip(" ,-–/:").partition("(")
    office = re.sub(r"\s\S+$", "", inner.split(")")[0].split(",")[0])
    if is_person(name) and is_organization(office):
        return office
    return owner_at_end(before.strip(" ,-–/:")) or name.strip(" ,-–/:") or None


def words_of_quote(quote: re.Match[str]) -> str:
    """What stands between the quotes of a match of QUOTED."""
    return next(word for word in quote.groups()[: len(_OPENING)] if word).strip()


def body_of_owner(owner: str | None) -> str | None:
    """An organization or place without the person behind it: `광주 남구, 김가온`."""
    return re.sub(r"(?<=.),\s?[가-힣]{2,4}$", "", owner) if owner else None


def owner_at_end(text: str) -> str | None:
    """The organization or place that a text ends with: `구직자를 만난 구름고용센터의` → 구름고용센터, `경남 남해의`."""
    is_genitive = text.rstrip().endswith("의")
    words = re.sub(r"의\s*$", "", text).split()
    if len(words) > 2 and is_rank(words[-1]) and is_person(words[-2]):
        words = words[:-2]
    start = len(words) - 1
    while start > 0 and (is_organization(words[start - 1]) or _PLACE.fullmatch(words[start - 1])):
        start -= 1
    owner = " ".join(words[max(start, 0) :])
    is_name = is_organization(owner) or (is_genitive and bool(re.fullmatch(r"[가-힣A-Za-z0-9·()㈜ ]{2,25}", owner)))
    return owner if is_name else None
