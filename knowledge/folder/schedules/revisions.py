"""Which of what calendars say about the same entry counts: programs send moves and cancellations in files of their own.

An entry is known by its UID, one day of a repeated entry by its UID and RECURRENCE-ID (RFC 5545, 3.8.4). Of several
editions the one with the greater SEQUENCE counts, then the one with the later DTSTAMP (RFC 5546, 2.1.5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from knowledge.model import CalendarEntry, Facts, Revision

_DAY = len("2027-03-01")


def withdrawn(revisions: Sequence[Revision]) -> set[int]:
    """The positions of those that no longer count, in whichever order they came.

    They are cancelled, an older edition, a day of a repeated entry that was cancelled as a whole since or follows a day
    from which on all was changed since, or an entry whose first day was moved or cancelled by itself. Of editions that
    are equal in age all count, unless one cancels.
    """
    newest = newest_of(revisions)
    onward: dict[str, list[Revision]] = {}
    for one in newest.values():
        if one.onward:
            onward.setdefault(one.uid, []).append(one)
    found: set[int] = set()
    for position, one in enumerate(revisions):
        whole = newest.get((one.uid, ""))
        if one.cancelled or _age(one) < _age(newest[one.uid, one.recurrence]):
            found.add(position)
        elif one.recurrence:
            if whole and whole.cancelled and _age(whole) > _age(one):
                found.add(position)
            # "?" is a day that could not be read: it follows none.
            since = [other for other in onward.get(one.uid, ()) if _age(other) > _age(one)]
            if any(other.recurrence < one.recurrence != "?" for other in since):
                found.add(position)
        elif one.first and not newest.keys().isdisjoint(((one.uid, one.first), (one.uid, one.first[:_DAY]))):
            found.add(position)
    return found


def newest_of(revisions: Iterable[Revision]) -> Mapping[tuple[str, str], Revision]:
    """The newest edition of each entry and of each day that was changed by itself."""
    newest: dict[tuple[str, str], Revision] = {}
    for one in revisions:
        known = newest.setdefault((one.uid, one.recurrence), one)
        if _age(one) > _age(known):
            newest[one.uid, one.recurrence] = one
    return newest


def in_force(read: Mapping[str, Facts]) -> dict[str, Facts]:
    """What was read from each file, without what another file says was moved or cancelled since."""
    said: list[CalendarEntry] = [entry for facts in read.values() for entry in facts.calendar_entries]
    old = withdrawn([entry.revision for entry in said])
    kept = {name for position, entry in enumerate(said) if position not in old for name in entry.fact_ids}
    gone = {name for position in old for name in said[position].fact_ids} - kept
    if not gone:
        return dict(read)
    return {
        file: replace(
            facts,
            events=tuple(event for event in facts.events if event.id not in gone),
            holidays=tuple(holiday for holiday in facts.holidays if holiday.id not in gone),
        )
        for file, facts in read.items()
    }


def _age(one: Revision) -> tuple[int, str, bool]:
    return one.sequence, one.stamp, one.cancelled
