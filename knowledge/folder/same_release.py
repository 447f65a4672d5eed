"""The same release lying in a folder in several forms: which of its files leads, and which are its copies."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz

from knowledge.documents.formats import FORMATS
from knowledge.folder.conflicts import conflicts
from knowledge.model import Facts, joined

_RANKS = {known.name: known.rank for known in FORMATS}
# A release that was put out again with changes says so, and is a release of its own.
_REISSUE = re.compile(r"수정|정정|재배포|재송부")
# The letters after each object: places that are the same however a form breaks lines and spaces words.
_SAMPLE = re.compile(r"(?<=[을를])(?=(.{12}))")
_KEPT_SAMPLES = 32
_FEW_SAMPLES = 4
_TITLE_START = 8
_LIKE_TITLE = 80
# How much of the text must agree: where day and title are the same, only so much that it is not another text.
_SOME, _MOST = 0.1, 0.6
_SHORTEST = 12  # letters: dates and numbers are shorter, and are equal or not
_MOST_LEADERS = 8


@dataclass(frozen=True, slots=True)
class _Outline:
    """What a release is told apart by. `samples` are the smallest hashes of places in its text, in order."""

    file: str
    title: str
    day: date | None
    reissued: bool
    phones: frozenset[str]
    samples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forms:
    """Files that hold the same release: `copies` say the same as another, `rivals` something else, and what."""

    copies: dict[str, str]
    rivals: dict[str, tuple[str, tuple[str, ...]]]


def forms(read: Mapping[str, Facts]) -> Forms:
    """The files whose release another file holds in a better form, each with that other file.

    Two files hold the same release where its day and its title agree and nothing speaks against it, or where what
    differs (a title run together with its subtitle, a day that one form lacks) is outweighed by the same text. A form
    may lack facts of another; where each states what the other does not, one corrects the other, and both are needed.
    """
    copies: dict[str, str] = {}
    rivals: dict[str, tuple[str, tuple[str, ...]]] = {}
    leaders: dict[object, list[_Outline]] = defaultdict(list)
    for file in sorted(read, key=lambda file: _rank(file, read[file])):
        outline = _outline(file, read[file])
        # Text that a whole series of releases shares must not make everything be compared with everything.
        near = dict.fromkeys(other for key in _keys(outline) for other in leaders[key][-_MOST_LEADERS:])
        for other in near:
            if _same(outline, other):
                differences = _differences(read[file], read[other.file])
                if differences is None:
                    copies[file] = other.file
                    break
                rivals.setdefault(file, (other.file, differences))
        else:
            for key in _keys(outline):
                leaders[key].append(outline)
    return Forms(copies, {file: rival for file, rival in rivals.items() if file not in copies})


def _differences(one: Facts, other: Facts) -> tuple[str, ...] | None:
    """What each of two files states and the other does not, in Korean; None where they do not contradict."""
    if {release.form for release in one.releases} != {release.form for release in other.releases}:
        one, other = _certain(one), _certain(other)
    crossed = [
        f"{label} {', '.join(sorted(mine))} / {', '.join(sorted(theirs))}"
        for label, words in _STATED
        if (mine := _only(words(one), words(other))) and (theirs := _only(words(other), words(one)))
    ]
    return tuple(crossed) if crossed or conflicts(joined((one, other))) else None


def _only(mine: set[str], theirs: set[str]) -> set[str]:
    """What is stated here and not there, however a form breaks lines and spaces words."""
    return {
        words
        for words in mine - theirs
        if not any(len(words) > _SHORTEST and fuzz.partial_ratio(words, their) >= _LIKE_TITLE for their in theirs)
    }


def _certain(facts: Facts) -> Facts:
    """Without what was read from tables that were put together from a PDF's lines: other forms have it right."""
    return replace(
        facts,
        contests=tuple(fact for fact in facts.contests if not fact.source.recovered),
        events=tuple(fact for fact in facts.events if not fact.source.recovered),
        cases=tuple(fact for fact in facts.cases if not fact.source.recovered),
        contacts=tuple(fact for fact in facts.contacts if not fact.source.recovered),
    )


# What a poorer form may lose, and never makes up.
_STATED: tuple[tuple[str, Callable[[Facts], set[str]]], ...] = (
    ("날짜", lambda facts: {str(event.date) for event in facts.events if event.date}),
    ("전화번호", lambda facts: {contact.phone for contact in facts.contacts if contact.phone}),
    ("접수", lambda facts: {str(contest.received) for contest in facts.contests if contest.received is not None}),
    ("선정", lambda facts: {str(contest.selected) for contest in facts.contests if contest.selected is not None}),
    ("사례", lambda facts: {_letters(case.name) for case in facts.cases}),
)


def _rank(file: str, facts: Facts) -> tuple[int, int, str]:
    """The best form first; of equal ones the shorter name, as copies are called `a (1).hwpx` and `a - 복사본.hwpx`."""
    worst = max(_RANKS.values()) + 1
    return min((_RANKS.get(release.form, worst) for release in facts.releases), default=worst), len(file), file


def _outline(file: str, facts: Facts) -> _Outline:
    release = next(iter(facts.releases), None)
    title = release.title if release and release.title != file else ""
    text = _letters(" ".join([*(p.text for p in facts.passages), *(c.name for c in facts.cases)]))
    samples = sorted({zlib.crc32(part.encode()) for part in _SAMPLE.findall(text)})[:_KEPT_SAMPLES]
    day = release.date if release else None
    phones = frozenset(contact.phone for contact in facts.contacts if contact.phone)
    return _Outline(file, _letters(title), day, bool(_REISSUE.search(title)), phones, tuple(samples))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _keys(outline: _Outline) -> Iterator[object]:
    if outline.title:
        yield outline.title, outline.day
        yield outline.title
        yield outline.title[:_TITLE_START], outline.day
    yield from outline.samples[:_FEW_SAMPLES]


def _same(one: _Outline, other: _Outline) -> bool:
    if one.reissued is not other.reissued or (one.day and other.day and one.day != other.day):
        return False
    if one.phones and other.phones and not one.phones & other.phones:
        return False  # the same words about another office's doings
    certain = bool(one.day and other.day and one.title) and one.title == other.title
    if min(len(one.samples), len(other.samples)) < _FEW_SAMPLES:
        return certain
    alike = not (one.title and other.title) or fuzz.partial_ratio(one.title, other.title) >= _LIKE_TITLE
    return alike and _agreement(one.samples, other.samples) >= (_SOME if certain else _MOST)


def _agreement(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How much of two texts is the same, estimated from the smallest hashes of both."""
    smallest = sorted({*one, *other})[:_KEPT_SAMPLES]
    both = set(one) & set(other)
    return sum(sample in both for sample in smallest) / len(smallest)
