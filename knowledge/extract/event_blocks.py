"""Blocks of labelled lines that state an event: 일시, 장소, 참석 under a heading that names it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from knowledge.dates import find_dates, find_times
from knowledge.documents.model import Table
from knowledge.extract.lines import Line, is_heading, strip_brackets
from knowledge.extract.names import without_annex
from knowledge.extract.programme import is_timetable, read_programme
from knowledge.model import Attendee, ProgrammeItem
from knowledge.words.kinds import EVENT_WORD

_HELD_THING = (
    r"(?:(?:행\s?사|개\s?최|회\s?의|시상식?|운\s?영|진\s?행|대\s?회|방\s?문|점\s?검|협\s?약식?|교\s?육"
    r"|토론회|발표회?)\s?)?"
)
_LABELS = {
    "when": re.compile(rf"{_HELD_THING}(?:일\s?시|일\s?자|날\s?짜|기\s?간|일)|때|언\s?제"),
    "where": re.compile(rf"{_HELD_THING}(?:장\s?소|지)|곳|어디서"),
    "both": re.compile(rf"{_HELD_THING}일\s?시\s?(?:[/‧ㆍ·,・]|및)\s?장\s?소"),
    "who": re.compile(r"참\s?석|참\s?석\s?자|참석\s?대상|주요\s?참석자|참\s?가\s?자|참석\s?인원"),
    "name": re.compile(r"(?:행\s?사|회\s?의|대\s?회)\s?명칭?"),
}
_LABEL = re.compile(
    r"^[\[(【<]?\s?(?P<label>[가-힣][가-힣\s/‧ㆍ·・,]{0,9}?)\s?(?:[\])】>]\s?[:：]?|[:：])\s?(?P<value>.*)$"
)
_GENERIC = re.compile(
    r"(?:행\s?사|회\s?의|운\s?영|추\s?진|시상식|토론회|간담회|세부|현장|개최|주요|상세)?\s?(?:개\s?요"
    r"|일정|세부일정|순서|내용|계획)"
    r"|행\s?사|회\s?의|운\s?영|개최|추진\s?배경|추진|참고|붙임"
    # What a call says besides: ◎ 공모주제, ◎ 응모자격.
    r"|(?:공\s?모|응\s?모|참\s?가|접\s?수|심\s?사)?\s?(?:주\s?제|자\s?격|대\s?상|방\s?법|분\s?야|안\s?내)"
    # What is attached or when it may be printed, not what is held: 선정기업 명단, 행사 사진 2부, 4.13.(월) 석간.
    r"|.*(?:명단|목록|\d부\.?|[조석]간)"
)
_ANNEX = re.compile(r"[<\[【(]?\s*(?:붙\s?임|참\s?고|별\s?첨)")
_HELD = re.compile(r"\s?(?:개최|실시|진행)(?:\s?계획|결과)?$")
_OPENNESS = re.compile(r"※\s*(?P<text>[^※]{2,60}(?:비공개|공개)(?:\s?행사|\s?진행)?)")
_UNMARKED_LABEL = re.compile(r"^(?P<label>일\s?시|장\s?소|참\s?석\s?자?)\s+(?P<value>\S.*)$")
_PLACE_INSIDE = re.compile(r"[\s,/(]*장\s?소\s?[):：]\s*(?P<place>.+)$")
# A period under one of these is when to apply, not when something takes place.
_APPLYING = re.compile(r"공모|모집|접수|신청|사업|지원|응모|제출")
_NO_GUESTS = ("□", "■", "※", "*", "**")
_COUNTED = re.compile(
    r"(?P<name>.*?)\s*[:：]?\s*(?:총\s?|등\s?|약\s?)?(?P<count>\d[\d,]{0,10})\s?여?\s?명(?:\s?내외)?$"
)


@dataclass(slots=True)
class Block:
    """The labelled lines of one event while they are read."""

    name: str
    when: Line
    when_text: str
    place: str | None = None
    attendees: list[Attendee] = field(default_factory=list)
    programme: tuple[ProgrammeItem, ...] = ()
    openness: str | None = None


def _labelled(line: Line, following: Line | None) -> list[tuple[str, str]]:
    """(kind, value) of `- 일 시 : …`, `○ (일시) …`, `○ 일 시` over `- …`, and of a row `일시 | … | 장소 | …`."""
    if line.row is not None:
        texts = [text for text in line.row.texts if text]
        # A label is never the value of another one: such rows are the head of a list.
        pairs = [(a, b) for a, b in pairwise(texts) if _label_kind(a) and not _label_kind(b)]
        return [(kind, value) for label, value in pairs if (kind := _label_kind(label))] if len(texts) < 6 else []
    match = _LABEL.match(line.body) or (_UNMARKED_LABEL.match(line.body) if line.bullet else None)
    label, value = (match["label"], match["value"].strip()) if match else (line.body, "")
    kind = _label_kind(label)
    if kind and not value and (match or line.bullet) and following and following.row is None and following.bullet:
        value = "" if _labelled(following, None) else following.body
    return [(kind, value)] if kind and value else []


def _label_kind(label: str) -> str | None:
    text = strip_brackets(label.strip())
    return next((kind for kind, pattern in _LABELS.items() if pattern.fullmatch(text)), None)


def read_blocks(lines: tuple[Line, ...], file: str) -> list[Block]:
    """All blocks in their order, with their timetables."""
    blocks: list[Block] = []
    current: Block | None = None
    seen: Table | None = None
    last: str | None = None
    named = ""
    for index, line in enumerate(lines):
        if line.table is not None and line.table is not seen:
            seen = line.table
            if current and not current.programme and is_timetable(line.table):
                current.programme = read_programme(line.table, file)
                continue
        following = lines[index + 1] if index + 1 < len(lines) else None
        labelled = _labelled(line, following)
        if not labelled and current is not None:
            if _ends(line, current):
                current = None
            else:
                _more(line, current, last)
        for kind, value in labelled:
            last = kind
            if kind == "name":
                named = value
            elif kind in ("when", "both"):
                block = _opened(lines, index, kind, value)
                if block is None:
                    continue
                block.name, named = named or block.name, ""
                current = block
                blocks.append(block)
            elif current and kind == "where" and current.place is None:
                current.place = value
            elif current and kind == "who":
                current.attendees.extend(_attendees(value))
    return blocks


def _opened(lines: tuple[Line, ...], index: int, kind: str, value: str) -> Block | None:
    """The block that a line with a day or time opens; None for a period in which people may apply."""
    line = lines[index]
    if not (find_dates(value, date(2000, 1, 1)) or find_times(value)):
        return None
    name = _name_above(lines, index)
    is_period = re.search(r"기\s?간", line.text[: line.text.find(value)])
    if is_period and (_APPLYING.search(name) or not re.search(EVENT_WORD, name)):
        return None
    block = Block(name, line, value)
    if kind == "both":
        block.when_text, block.place = _split_place(value)
    elif inside := _PLACE_INSIDE.search(value):
        block.when_text, block.place = value[: inside.start()], inside["place"].strip()
    return block


def _split_place(value: str) -> tuple[str, str | None]:
    """`4.14.(화) 14:00 / 정부서울청사` or `…14:30, 정부서울청사` as (when, where)."""
    if " / " in value:
        when, _, place = value.partition(" / ")
        return when, place.strip() or None
    times = find_times(value)
    dates = find_dates(value, date(2000, 1, 1))
    end = max([t.stop for t in times] + [d.stop for d in dates], default=0)
    place = value[end:].lstrip(" ~∼,)/").strip()
    return value[:end], place or None


def _ends(line: Line, block: Block) -> bool:
    """A new annex or a contest's own heading ends an event's block; the timetable's heading does not."""
    if line.row is not None or not is_heading(line):
        return False
    if _ANNEX.match(line.text):
        return True
    return (
        block.when.bullet != line.bullet
        and not re.search(r"일정|순서|식순|프로그램|참석", line.text)
        and line.bullet in ("□", "■", "Ⅰ", "1.")
    )


def _more(line: Line, block: Block, last: str | None) -> None:
    if openness := _OPENNESS.search(line.text):
        block.openness = block.openness or openness["text"].strip()
    elif last == "who" and line.row is None and len(line.text) < 80 and not line.gap and line.bullet not in _NO_GUESTS:
        text = line.body if line.bullet else line.text
        if counted := _COUNTED.match(text):
            block.attendees.append(Attendee(counted["name"].strip(), int(counted["count"].replace(",", ""))))
        elif not is_heading(line) and not re.match(r"\(|[^:]{1,12}:", text):
            block.attendees.append(Attendee(text, None))


def _attendees(value: str) -> list[Attendee]:
    found = []
    for part in re.split(r",\s*(?![^()]*\))", value):
        counted = _COUNTED.match(part.strip())
        name = counted["name"].strip() if counted else part.strip()
        if name:
            found.append(Attendee(name, int(counted["count"].replace(",", "")) if counted else None))
    return found


def _name_above(lines: tuple[Line, ...], index: int) -> str:
    """The nearest heading above that names an event, else the nearest that names anything; 행사 개요 names nothing."""
    nearest = ""
    for line in reversed(lines[max(0, index - 25) : index]):
        if _labelled(line, None) or not (is_heading(line) or strip_brackets(line.text) != line.text):
            continue
        is_annex = bool(_ANNEX.match(line.text))
        text = without_annex(re.sub(r"^\d{1,2}\s", "", strip_brackets(line.text if is_annex else line.body)))
        name = strip_brackets(_HELD.sub("", text).strip())
        if _GENERIC.fullmatch(name) or _label_kind(name) or not re.search(r"[가-힣A-Za-z]{2}", name):
            continue
        if is_annex or re.search(EVENT_WORD, name):
            return name
        nearest = nearest or name
    return nearest
