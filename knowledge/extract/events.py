"""Events: blocks with 일시 and 장소, and sentences that say when and where something was held."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time

from knowledge.dates import FoundDate, find_dates, find_times
from knowledge.extract.event_blocks import Block, read_blocks
from knowledge.extract.lines import Doubts, Line
from knowledge.extract.names import distinctive
from knowledge.extract.told_events import told_events
from knowledge.hangul import squeeze
from knowledge.model import Attendee, Contest, Event, fact_id
from knowledge.words.kinds import is_bare, kind_of

# An event so far from the release's date belongs to another year.
_FAR = 300


def read_events(
    lines: tuple[Line, ...],
    body: tuple[Line, ...],
    contests: tuple[Contest, ...],
    file: str,
    release_id: str,
    day: date | None,
    doubts: Doubts,
) -> tuple[Event, ...]:
    """All events of the release. What a block states is not told again from a sentence about the same day."""
    blocks = read_blocks(lines, file)
    events = [event for block in blocks if (event := _event(block, contests, file, release_id, day, doubts))]
    days = {event.date for event in events}
    for told in told_events(body, tuple(contest.name for contest in contests), day, doubts):
        if told.day in days:
            continue
        name = _full_name(told.name, contests)
        event = Event(
            id=fact_id("event", file, name, told.day),
            release_id=release_id,
            name=name,
            kind=kind_of(name),
            date=told.day,
            end_date=told.end_day,
            start=told.start,
            end=None,
            place=told.place,
            contests=_series(name, (), contests),
            attendees=(),
            programme=(),
            openness=None,
            note=None,
            source=told.line.source(file),
        )
        events.append(event)
    return tuple({event.id: event for event in events}.values())


def _event(
    block: Block, contests: tuple[Contest, ...], file: str, release_id: str, day: date | None, doubts: Doubts
) -> Event | None:
    line = block.when or block.heading
    found: FoundDate | None = next(iter(find_dates(block.when_text, day)), None)
    after = block.when_text[found.stop :] if found else block.when_text
    clock = next(iter(find_times(after)), None)
    if found is None and not (clock and block.place):
        doubts.add(line.number, f"‘{block.name or '행사'}’의 날짜를 읽지 못했어요.")
        return None
    if found and day and abs((found.day - day).days) > _FAR:
        return None
    if found and found.weekday_agrees is False:
        doubts.add(line.number, f"‘{block.name}’의 날짜 {found.day}와 적힌 요일이 달력과 달라요.")
    if not block.name:
        doubts.add(line.number, "행사 이름을 찾지 못했어요.")
    name = _full_name(block.name or "행사", contests)
    start: time | None = clock.at if clock else None
    return Event(
        id=fact_id("event", file, name, found.day if found else None),
        release_id=release_id,
        name=name,
        kind=kind_of(name),
        date=found.day if found else None,
        end_date=found.end_day if found else None,
        start=start,
        end=clock.end if clock else None,
        place=block.place,
        contests=_series(name, tuple(block.attendees), contests),
        attendees=tuple(block.attendees),
        programme=block.programme,
        openness=block.openness,
        note=None,
        source=replace(line.source(file)),
    )


def _full_name(name: str, contests: tuple[Contest, ...]) -> str:
    """A name that says only what takes place (시상식, 본선), with the contest it belongs to where there is one."""
    return f"{contests[0].name} {name}" if len(contests) == 1 and is_bare(name) else name


def _series(name: str, attendees: tuple[Attendee, ...], contests: tuple[Contest, ...]) -> tuple[str, ...]:
    """The contests an event belongs to: those that its name names, or whose winners attend."""
    guests = [squeeze(re.sub(r"수상자.*$", "", a.name)) for a in attendees if "수상자" in a.name]
    found = []
    for contest in contests:
        key, series = distinctive(contest.series), squeeze(contest.series)
        in_name = bool(key) and key in squeeze(name)
        among_guests = any(guest and guest in series for guest in guests)
        if in_name or among_guests:
            found.append(contest.series)
    return tuple(dict.fromkeys(found))
