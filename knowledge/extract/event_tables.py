"""Tables of events: a row or a column for each, with when and where it takes place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from knowledge.dates import find_dates, find_times
from knowledge.documents.model import Row, Table
from knowledge.extract.lines import bare
from knowledge.words.kinds import EVENT_WORD

_NAME = re.compile(r"구분|(?:행사|일정|회의|대회|활동)(?:명|내용)?|단계|절차|내용|주요내용|세부내용|프로그램")
_WHEN = re.compile(r"(?:행사|개최|추진|진행)?(?:일시|일정|일자|시기|날짜|기간)")
_WHERE = re.compile(r"(?:행사|개최)?(?:장소|지)")
_EVENT = re.compile(rf"{EVENT_WORD}|방문|시상")
_CEREMONY = re.compile(r"시상|포상식|수여식")


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event of a table, with its printed row."""

    name: str
    when: str
    place: str | None
    printed: Row


def read_event_table(table: Table) -> tuple[EventRow, ...]:
    """The events of a table whose heads name them and say when; steps without a time and a place are no events."""
    width = min(len(row.cells) for row in table.rows)
    sideways = [tuple(row.filled[x] for row in table.rows) for x in range(width)]
    for upright, grid in ((True, [row.filled for row in table.rows]), (False, sideways)):
        heads = [bare(text) for text in grid[0]] if grid else []
        whens, wheres = (next((x for x, h in enumerate(heads) if p.fullmatch(h)), None) for p in (_WHEN, _WHERE))
        names = next((x for x, head in enumerate(heads) if _NAME.fullmatch(head) and x != whens), None)
        if whens is None or names is None or len(grid) < 2:
            continue
        found = []
        for n, cells in enumerate(grid[1:], 1):
            if len(cells) <= max(names, whens, wheres or 0):
                continue
            printed = table.rows[n] if upright else table.rows[whens]
            when, place = (cells[whens], cells[wheres]) if wheres is not None else split_place(cells[whens])
            name = bare(cells[names]) if re.search(r"(?:^|\s)\S\s\S(?:\s|$)", cells[names]) else cells[names]
            if _is_event(name, when, place):
                found.append(EventRow(name, when, place or None, printed))
        return tuple(found)
    return ()


def _is_event(name: str, when: str, place: str | None) -> bool:
    days = find_dates(when, date(2000, 1, 1))
    if not days or days[0].end_day or not _EVENT.search(name):
        return False
    return bool(_CEREMONY.search(name) or (find_times(when[days[0].stop :]) and place))


def split_place(value: str) -> tuple[str, str | None]:
    """`4.14.(화) 14:00 / 정부서울청사` or `…14:30, 정부서울청사` as (when, where)."""
    if " / " in value:
        when, _, place = value.partition(" / ")
        return when, place.strip() or None
    times = find_times(value)
    dates = find_dates(value, date(2000, 1, 1))
    end = max([t.stop for t in times] + [d.stop for d in dates], default=0)
    place = value[end:].lstrip(" ~∼,)/").strip()
    return value[:end], place or None
