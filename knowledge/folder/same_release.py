"""The same release lying in a folder several times: which of its files are copies, and which say something else.

A file may be left out only where nothing that it states is lost by that, and nothing that it lacks is news.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time, timedelta
from enum import Enum
from typing import Any

from rapidfuzz import fuzz

from knowledge.folder.conflicts import CORRECTED, form_rank, is_corrected, leads
from knowledge.model import Contact, Contest, Event, Facts, WinningCase

# The letters after each object: places that are the same however a form breaks lines and spaces words.
_SAMPLE = re.compile(r"(?<=[을를])(?=(.{12}))")
_KEPT_SAMPLES = 32
_FEW_SAMPLES = 4
_TITLE_START = 8
_LIKE_TITLE = 80
# How much of the text must agree: where day and title are the same, only so much that it is not another text.
_SOME, _MOST = 0.1, 0.6
_PUT_OUT_AGAIN = timedelta(days=30)  # what has the same words a month later is the next of a series
_MOST_LEADERS = 8
_SHORTEST = 8  # letters of a name that may go on: people's names do not
_SHOWN, _SHOWN_LENGTH = 3, 40


@dataclass(frozen=True, slots=True)
class _Outline:
    """What a release is told apart by. `samples` are the smallest hashes of places in its text, in order."""

    file: str
    title: str
    day: date | None
    corrected: bool
    phones: frozenset[str]
    samples: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """Another file of the same release that says something else: `leading` of the two is None where neither leads.

    `differences` are in Korean, each with what this file states before what the other does.
    """

    other: str
    differences: tuple[str, ...]
    leading: str | None


@dataclass(frozen=True, slots=True)
class Forms:
    """Files that hold the same release: `copies` say the same as another, `rivals` something else.

    `order` has all files that are no copies, in the order given, but what leads before its rivals.
    """

    copies: dict[str, str]
    rivals: dict[str, Rival]
    order: tuple[str, ...]


def forms(read: Mapping[str, Facts]) -> Forms:
    """The files whose release another file holds, too: in a better form and saying the same, or saying otherwise.

    Two files hold the same release where its day and its title agree and nothing speaks against it, or where what
    differs (a title run together with its subtitle, a day that one form lacks, a day or a mark of having been put out
    again) is outweighed by the same text. A form may lack facts of a better one. All else that differs keeps both.
    """
    copies: dict[str, str] = {}
    rivals: dict[str, Rival] = {}
    leaders: dict[object, list[_Outline]] = defaultdict(list)
    for file in sorted(read, key=lambda file: _rank(file, read[file])):
        outline = _outline(file, read[file])
        # Text that a whole series of releases shares must not make everything be compared with everything.
        near = dict.fromkeys(other for key in _keys(outline) for other in leaders[key][-_MOST_LEADERS:])
        for other in near:
            if _same(outline, other):
                differences = _differences(read[file], read[other.file])
                if not differences:
                    copies[file] = other.file
                    break
                rivals.setdefault(file, Rival(other.file, differences, _leading(read[file], read[other.file])))
        else:
            for key in _keys(outline):
                leaders[key].append(outline)
    rivals = {file: rival for file, rival in rivals.items() if file not in copies}
    return Forms(copies, rivals, _ordered([file for file in read if file not in copies], rivals))


def _ordered(files: list[str], rivals: Mapping[str, Rival]) -> tuple[str, ...]:
    """The files with those of one release where the first of them stood, the one that leads first."""
    together: dict[str, list[str]] = {}
    for file, rival in rivals.items():
        group = together.get(rival.other, [rival.other])
        group.insert(0 if rival.leading == file else len(group), file)
        together |= dict.fromkeys(group, group)
    return tuple(dict.fromkeys(one for file in files for one in together.get(file, [file])))


def _leading(one: Facts, other: Facts) -> str | None:
    mine, theirs = one.releases[0], other.releases[0]
    return mine.file if leads(mine, theirs) else theirs.file if leads(theirs, mine) else None


@dataclass(frozen=True, slots=True)
class _Statement:
    """One thing that a file states: `value` of what is called `name`; `shown` as a person reads it."""

    label: str
    name: str
    value: str
    shown: str


def _differences(one: Facts, other: Facts) -> tuple[str, ...]:
    """What one file states and the other does not, and the other way round where that means something."""
    mine, theirs = one.releases[0], other.releases[0]
    other_form = mine.form != theirs.form
    # Another form loses some of what it should say, but what was put out again may have left it out on purpose.
    lossy = other_form and is_corrected(mine) == is_corrected(theirs)
    here, there = _statements(one, other_form), _statements(other, other_form)
    added, gone = _only(here, there, other_form), _only(there, here, other_form)
    if not added and (lossy or not gone):
        return () if other_form or _text(one) == _text(other) else ("본문",)
    labels = dict.fromkeys(one.label for one in (*added, *([] if lossy else gone)))
    return tuple(f"{label} {_listed(added, label)} / {_listed(gone, label)}" for label in labels)


def _listed(statements: list[_Statement], label: str) -> str:
    shown = list(dict.fromkeys(one.shown for one in statements if one.label == label))
    short = [words if len(words) <= _SHOWN_LENGTH else f"{words[:_SHOWN_LENGTH]}…" for words in shown[:_SHOWN]]
    return ", ".join([*short, *(["…"] if len(shown) > _SHOWN else [])]) or "없음"


def _only(these: list[_Statement], those: list[_Statement], other_form: bool) -> list[_Statement]:
    """What is stated here and not there; of a thing that is not there at all only its name."""
    by_label: dict[str, list[_Statement]] = defaultdict(list)
    for that in those:
        by_label[that.label].append(that)
    alone = [this for this in these if not any(_agree(this, that, other_form) for that in by_label[this.label])]
    lacking = {this.name for this in alone if not this.value}
    return [this for this in alone if not this.value or this.name not in lacking]


def _agree(one: _Statement, other: _Statement, other_form: bool) -> bool:
    """Whether both say the same of the same thing, whose name a form may run together with what follows it."""
    if one.value != other.value and not (
        other_form and one.label == _MAY_GO_ON and (one.value in other.value or other.value in one.value)
    ):
        return False
    if one.name == other.name or not other_form:
        return one.name == other.name
    short, long = sorted((one.name, other.name), key=len)
    return len(short) >= _SHORTEST and short in long


_Named = Event | Contest | WinningCase | Contact
_NAMES: dict[type[_Named], tuple[str, str]] = {
    Event: ("일정", "name"),
    Contest: ("대회", "name"),
    WinningCase: ("사례", "title"),
    Contact: ("담당자", "name"),
}
_LABELS = {
    "date": "날짜",
    "end_date": "마지막 날",
    "start": "시작 시각",
    "end": "끝나는 시각",
    "place": "장소",
    "attendees": "참석",
    "programme": "상세일정",
    "openness": "공개",
    "received": "접수",
    "selected": "선정",
    "unit": "단위",
    "winners": "수상",
    "stages": "단계",
    "fields": "분야",
    "eligibility": "자격",
    "purpose": "목적",
    "frequency": "주기",
    "since": "시작한 해",
    "notes": "비고",
    "note": "비고",
    "half": "반기",
    "track": "분야",
    "grade": "등급",
    "organization": "소속",
    "summary": "설명",
    "phone": "전화번호",
    "department": "부서",
    "rank": "직급",
    "role": "역할",
}
_SURE_IN_ALL_FORMS: dict[type[_Named], tuple[str, ...]] = {
    Event: ("date", "end_date", "start", "end", "place"),
    Contest: ("received", "selected"),
}
_PHONE = ("phone",)
_MAY_GO_ON = "장소"  # a form may run a place together with what follows it
# What is not stated of a thing but follows from where it stands or from other facts.
_DERIVED = ("id", "release_id", "contest_id", "source", "as_of", "series", "contests", "contest", "year")


def _statements(facts: Facts, other_form: bool) -> list[_Statement]:
    """All that a file states, comparable however a form breaks lines and spaces words."""
    release = facts.releases[0]
    found = [_Statement("보도일", "", str(release.date), str(release.date))] if release.date else []
    if mark := CORRECTED.search(release.title):
        found.append(_Statement("제목", "", mark[0], release.title))
    every: tuple[_Named, ...] = (*facts.contests, *facts.events, *facts.cases, *facts.contacts)
    for fact in every:
        # Tables that were put together from a PDF's lines have people with their numbers right, and nothing else.
        recovered = other_form and fact.source.recovered
        if recovered and not isinstance(fact, Contact):
            continue
        label, named = _NAMES[type(fact)]
        # Each form breaks the lines around an event or a contest in its own way, and so their names and lists differ.
        told = _PHONE if recovered else _SURE_IN_ALL_FORMS.get(type(fact)) if other_form else None
        name = "" if other_form and isinstance(fact, Event | Contest) else _letters(getattr(fact, named) or "")
        if name:
            found.append(_Statement(label, name, "", getattr(fact, named)))
        for field in fields(fact):
            value = getattr(fact, field.name)
            if field.name in (named, *_DERIVED) or value in (None, ()) or (told and field.name not in told):
                continue
            words = " ".join(_words(value))
            found.append(_Statement(_LABELS.get(field.name, label), name, _letters(words), words))
    return found


def _words(value: Any) -> Iterator[str]:
    """What is printed of a value, without the places of its parts."""
    if is_dataclass(value):
        for field in fields(value):
            if field.name != "source":
                yield from _words(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _words(part)
    elif value is not None:
        yield f"{value:%H:%M}" if isinstance(value, time) else str(value.value if isinstance(value, Enum) else value)


def _text(facts: Facts) -> str:
    return _letters("".join([facts.releases[0].title, *(passage.text for passage in facts.passages)]))


def _rank(file: str, facts: Facts) -> tuple[int, int, str]:
    """The best form first; copies of equal form have longer names, as `a (1).hwpx` and `a - 복사본.hwpx`."""
    worst = form_rank("")
    return min((form_rank(release.form) for release in facts.releases), default=worst), len(file), file


def _outline(file: str, facts: Facts) -> _Outline:
    release = next(iter(facts.releases), None)
    title = CORRECTED.sub("", release.title) if release and release.title != file else ""
    text = _letters(" ".join([*(p.text for p in facts.passages), *(c.name for c in facts.cases)]))
    samples = sorted({zlib.crc32(part.encode()) for part in _SAMPLE.findall(text)})[:_KEPT_SAMPLES]
    day = release.date if release else None
    corrected = bool(release and is_corrected(release))
    phones = frozenset(contact.phone for contact in facts.contacts if contact.phone)
    return _Outline(file, _letters(title), day, corrected, phones, tuple(samples))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def _keys(outline: _Outline) -> Iterator[object]:
    if outline.title:
        yield outline.title, outline.day
        yield outline.title
        yield outline.title[:_TITLE_START], outline.day
    yield from outline.samples[:_FEW_SAMPLES]


def _same(one: _Outline, other: _Outline) -> bool:
    if one.phones and other.phones and not one.phones & other.phones:
        return False  # the same words about another office's doings
    alike = not (one.title and other.title) or fuzz.partial_ratio(one.title, other.title) >= _LIKE_TITLE
    again = one.corrected is not other.corrected
    if one.day and other.day and one.day != other.day:
        if abs(one.day - other.day) > _PUT_OUT_AGAIN:
            return False
        again = True
    certain = not again and bool(one.day and other.day and one.title) and one.title == other.title
    if min(len(one.samples), len(other.samples)) < _FEW_SAMPLES:
        return certain
    return alike and _agreement(one.samples, other.samples) >= (_SOME if certain else _MOST)


def _agreement(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How much of two texts is the same, estimated from the smallest hashes of both."""
    smallest = sorted({*one, *other})[:_KEPT_SAMPLES]
    both = set(one) & set(other)
    return sum(sample in both for sample in smallest) / len(smallest)
