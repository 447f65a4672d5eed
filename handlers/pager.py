"""Contests to choose from by buttons, page by page."""

from __future__ import annotations

from datetime import date

from handlers.render import Button
from knowledge.hangul import squeeze
from knowledge.model import Facts, fact_id


def contests_known(facts: Facts) -> tuple[str, ...]:
    """The contests there are, the one heard of last first."""
    found: dict[str, date] = {}
    heard = [(one.series, date(one.year, 1, 1) if one.year else date.min) for one in facts.contests]
    heard += [(one, event.date or date.min) for event in facts.events for one in event.contests]
    for series, day in heard:
        found[series] = max(day, found.get(series, date.min))
    return tuple(sorted(found, key=lambda one: (-found[one].toordinal(), one)))


def key_of(contest: str) -> str:
    """A contest within a button's data: the same as long as its name is."""
    return fact_id("series", squeeze(contest))


def pager(data: str, page: int, pages: int) -> tuple[Button, ...]:
    """Buttons that turn pages, with `data` and the page, from 0; none where there is one page."""
    if pages <= 1:
        return ()
    turns = [("◀", page - 1), (f"{page + 1}/{pages}", page), ("▶", page + 1)]
    return tuple(Button(text, f"{data}-{number}") for text, number in turns if 0 <= number < pages)
