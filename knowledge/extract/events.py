"""Events: blocks with 일시 and 장소, sentences that say when and where something was held, and labelled days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from knowledge.dates import find_dates, find_times
from knowledge.extract.days import BoundDay, bound_days, days_in, years_of
from knowledge.extract.event_blocks import Block, read_blocks
from knowledge.extract.header import Header
from knowledge.extract.lines import Doubts, Line
from knowledge.extract.names import distinctive, quoted
from knowledge.extract.told_events import ToldEvent, told_events
from knowledge.hangul import squeeze
from knowledge.model import Attendee, Contest, Event, EventKind, fact_id
from knowledge.words.kinds import is_bare, kind_of

# An event so far from the release's date belongs to another year.
_FAR = 300
# A title of this length names its subject; a longer one is a sentence.
_SHORT_TITLE = 45
# What an event of another kind is called, that a ceremony on the same day does not take over.
_NO_CEREMONY = ("식", "회의", "설명회")

# An event of the release of which nothing but its name, kind, day and line is known.
_Made = Callable[[str, EventKind, date | None, Line], Event]


def read_events(
    lines: tuple[Line, ...],
    header: Header,
    body: tuple[Line, ...],
    contests: tuple[Contest, ...],
    file: str,
    release_id: str,
    doubts: Doubts,
) -> tuple[Event, ...]:
    """All events of the release. What a block states is not told again from a sentence about the same day.

    A period of entries is two: its first day and its deadline.
    """

    def made(name: str, kind: EventKind, day: date | None, line: Line) -> Event:
        return Event(
            id=fact_id("event", file, name, day),
            release_id=release_id,
            name=name,
            kind=kind,
            date=day,
            end_date=None,
            start=None,
            end=None,
            place=None,
            contests=(),
            attendees=(),
            programme=(),
            openness=None,
            note=None,
            source=line.source(file),
        )

    names = tuple(contest.name for contest in contests)
    years = years_of(header.date, names, lines)
    told = told_events(body, names, years, doubts)
    names_told = {one.day: one.name for one in reversed(told)}
    blocks = read_blocks(lines, file)
    events = [event for b in blocks if (event := _of_block(b, names_told, contests, header, made, doubts))]
    days = {event.date for event in events}
    events += [_of_told(one, contests, made) for one in told if one.day not in days]
    found = bound_days(lines, years)
    if not contests:
        # Rows first: their heads say whose day it is.
        found = tuple(sorted(found, key=lambda bound: bound.line.row is None))
    for bound in found:
        alone = len(days_in(bound.line.text, years)) == 1
        _add(events, bound, _subject(bound, alone, contests, header), made)
    return tuple({event.id: event for event in events}.values())


def _of_block(
    block: Block,
    told: dict[date, str],
    contests: tuple[Contest, ...],
    header: Header,
    made: _Made,
    doubts: Doubts,
) -> Event | None:
    """What a block states. Where no heading names it, the sentence of that day does, else the headline."""
    day = header.date
    line = block.when
    found = next(iter(find_dates(block.when_text, day)), None)
    clock = next(iter(find_times(block.when_text[found.stop if found else 0 :])), None)
    if found is None and not (clock and block.place):
        doubts.add(line.number, f"‘{block.name or '행사'}’의 날짜를 읽지 못했어요.")
        return None
    if found and day and abs((found.day - day).days) > _FAR:
        return None
    if found and found.weekday_agrees is False:
        doubts.add(line.number, f"‘{block.name}’의 날짜 {found.day}와 적힌 요일이 달력과 달라요.")
    name = block.name or (told.get(found.day) if found else None) or _headline(header)
    if not name:
        doubts.add(line.number, "행사 이름을 찾지 못했어요.")
    name = _full_name(name or "행사", contests)
    return replace(
        made(name, kind_of(name), found.day if found else None, line),
        end_date=found.end_day if found else None,
        start=clock.at if clock else None,
        end=clock.end if clock else None,
        place=block.place,
        contests=_series(name, tuple(block.attendees), contests),
        attendees=tuple(block.attendees),
        programme=block.programme,
        openness=block.openness,
    )


def _of_told(told: ToldEvent, contests: tuple[Contest, ...], made: _Made) -> Event:
    name = _full_name(told.name, contests)
    kind = kind_of(name)
    alone = (contests[0].series,) if len(contests) == 1 and kind is not EventKind.OTHER else ()
    series = _series(name, (), contests) or alone
    event = made(name, kind, told.day, told.line)
    return replace(event, end_date=told.end_day, start=told.start, end=told.end, place=told.place, contests=series)


def _subject(
    bound: BoundDay, alone: bool, contests: tuple[Contest, ...], header: Header
) -> tuple[str, tuple[str, ...]]:
    """What a labelled day is about, by name, with the contest's series: the contest that the line names, the only one,
    the row's own head, what the line or the headline quotes, a short headline.

    `alone`: no other day stands in its line; of several, a quote does not say whose it is.
    """
    line = bound.line
    named = [contest for contest in contests if distinctive(contest.series) in squeeze(line.text)]
    if len(contests) == 1 or len(named) == 1:
        contest = (named or list(contests))[0]
        return contest.name, (contest.series,)
    if line.row is not None and " " in bound.label and bound.kind is EventKind.OPENING:
        return bound.label, ()
    said = [words for _, words, _ in quoted(line.text)]
    return (said[0] if said and (alone or len(said) == 1) else _headline(header)), ()


def _headline(header: Header) -> str:
    """The programme that the headline quotes, or a headline so short that it is a name; else nothing."""
    title = header.title or ""
    return next((words for _, words, _ in quoted(title)), title if len(title) < _SHORT_TITLE else "")


def _add(events: list[Event], bound: BoundDay, subject: tuple[str, tuple[str, ...]], made: _Made) -> None:
    """Adds what happens on a bound day, unless known of its contest; a ceremony known only as an event becomes one."""
    about, series = subject
    parts: list[tuple[EventKind, date, date | None, str]]
    if bound.month is not None:
        same = (event for event in events if event.kind is bound.kind and event.contests == series)
        if not any(event.date or event.month == bound.month for event in same):
            event = made(f"{about} {bound.label}".strip(), bound.kind, None, bound.line)
            events.append(replace(event, contests=series, month=bound.month))
        return
    if bound.kind is EventKind.OPENING:
        entries = ((EventKind.OPENING, bound.first), (EventKind.DEADLINE, bound.last))
        parts = [(kind, day, None, bound.entry_label(kind)) for kind, day in entries if day]
        if bound.last:  # `참가자 모집을 13일부터 24일까지 실시한다` is no event besides
            period = (EventKind.OTHER, bound.first, bound.last)
            events[:] = [event for event in events if (event.kind, event.date, event.end_date) != period]
    else:
        parts = [(bound.kind, bound.first, bound.last, bound.label)] if bound.first else []
    for kind, first, last, label in parts:
        known = [
            n
            for n, event in enumerate(events)
            if first in (event.date, event.end_date) and (event.contests == series or not (event.contests and series))
        ]
        start = bound.start if kind is not EventKind.DEADLINE else None
        end = bound.end if kind is not EventKind.OPENING else None
        if told := [n for n in known if events[n].kind is kind]:
            # The headline has the day, the block its hour.
            event = events[told[0]]
            if event.date == first:
                events[told[0]] = replace(event, start=event.start or start, end=event.end or end)
            continue
        held = [n for n in known if events[n].kind is EventKind.OTHER and not events[n].name.endswith(_NO_CEREMONY)]
        if held and kind is EventKind.CEREMONY:
            name = events[held[0]].name
            events[held[0]] = replace(events[held[0]], kind=kind, name=name if "시상" in name else f"{name} 시상식")
            continue
        event = made(f"{about} {label}".strip(), kind, first, bound.line)
        events.append(replace(event, end_date=last, start=start, end=end, contests=series))


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
