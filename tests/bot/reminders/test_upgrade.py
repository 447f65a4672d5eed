"""Another edition of the bot reads the same files: what becomes of what was promised, and what is told of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reminders.agenda import Agenda, ChangeKind, Rereading, reconcile
from bot.reminders.due import due
from bot.reminders.messages import Correction, Digest, Reminder
from bot.reminders.results import results
from bot.state.rows import Wishes
from knowledge.model import CalendarEntry, Event, EventKind, Facts, Revision
from tests.bot.reminders.dates import CONTEST, DAY, Ledger, begun, event, followed, joined, seoul, stated, wishing
from tests.factories import YOUTH_CASE

FEBRUARY, FOLLOWED = date(2026, 2, 1), date(2026, 3, 3)
NOW = seoul(3, 4, 12)
FILE = "보도.txt"


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def release(*events: Event, file: str = FILE, published: date = FEBRUARY) -> Facts:
    return stated(file, *events, published=published)


def promised(*events: Event) -> Agenda:
    """What an older edition made of the release at the beginning of the year."""
    return Agenda(reconcile((), release(*events), seoul(1, 5), first=True).entries)


def upgraded(agenda: Agenda, facts: Facts, told: Iterable[str] | None = None) -> Agenda:
    """After the present edition has read the files; `told`: of which entries, else of all, somebody was told."""
    uids = frozenset(one.uid for one in agenda.entries) if told is None else frozenset(told)
    new = reconcile(agenda.entries, facts, NOW, rereading=Rereading(FOLLOWED, uids))
    return Agenda(new.entries, (*agenda.changes, *new.changes), agenda.news)


def live(agenda: Agenda) -> list[tuple[EventKind, date]]:
    return sorted((entry.kind, entry.day) for entry in agenda.upcoming(NOW.date()))


def test_a_date_that_is_newly_read_is_told_only_of_leads_to_come() -> None:
    agenda = upgraded(promised(), release(event(DAY, EventKind.DEADLINE, "접수 마감")))
    told = Ledger()
    assert due(told.situation(agenda), NOW) == ()  # seven days before was yesterday
    assert due(told.situation(agenda), seoul(3, 5)) == ()
    (letter,) = due(told.situation(agenda), seoul(3, 6))  # three days before is a Saturday
    assert [item.leads for item in letter.items if isinstance(item, Reminder)] == [(3,)]


def test_without_another_edition_a_new_date_is_told_at_once() -> None:
    agenda = followed(promised(), release(event(DAY, EventKind.DEADLINE, "접수 마감")), NOW)
    assert len(due(Ledger().situation(agenda), NOW)) == 1


def test_a_digest_that_fell_due_before_brings_no_newly_read_date() -> None:
    weekly = wishing(Wishes(digest=True).with_leads(EventKind.CEREMONY))
    new = reconcile((), release(event(later(3))), seoul(3, 9, 12), rereading=Rereading(FOLLOWED, ()))
    assert due(Ledger().situation(Agenda(new.entries), weekly), seoul(3, 9, 12)) == ()
    new = reconcile((), release(event(later(3))), seoul(3, 6, 12), rereading=Rereading(FOLLOWED, ()))
    (letter,) = due(Ledger().situation(Agenda(new.entries), weekly), seoul(3, 9))
    assert [type(item) for item in letter.items] == [Digest]


def test_a_date_that_is_read_as_another_kind_is_the_same_one_and_brings_no_backlog() -> None:
    agenda = promised(event(DAY, EventKind.JUDGING, "서류 접수", start=time(18)))
    again = upgraded(agenda, release(event(DAY, EventKind.DEADLINE, "참가 신청 마감", start=time(18))))
    assert again.changes == ()
    assert [(e.uid, e.kind) for e in again.entries] == [(agenda.entries[0].uid, EventKind.DEADLINE)]
    assert due(Ledger().situation(again), NOW) == ()
    assert len(due(Ledger().situation(again), seoul(3, 6))) == 1


@pytest.mark.parametrize("new", [event(start=time(14)), event(place="대강당"), event(end=time(12))])
def test_a_time_or_place_that_is_newly_read_is_no_correction(new: Event) -> None:
    agenda = upgraded(promised(event()), release(new))
    assert agenda.changes == ()
    assert [(e.start, e.end, e.place, e.sequence) for e in agenda.entries] == [(new.start, new.end, new.place, 0)]


def test_a_promised_date_that_is_not_read_any_more_stays_until_its_file_goes() -> None:
    agenda = upgraded(promised(event()), release())
    assert (live(agenda), agenda.changes) == ([(EventKind.CEREMONY, DAY)], ())
    again = followed(agenda, release(), seoul(3, 5))
    assert (live(again), again.changes) == ([(EventKind.CEREMONY, DAY)], ())
    gone = followed(again, Facts(), seoul(3, 6))
    assert [change.kind for change in gone.changes] == [ChangeKind.CANCELLED]


def test_a_date_that_nobody_was_told_of_and_is_not_read_any_more_goes_without_a_word() -> None:
    agenda = upgraded(promised(event()), release(), told=())
    assert (live(agenda), agenda.changes) == ([], ())


def test_a_promised_date_that_is_read_as_another_day_stays_beside_it() -> None:
    agenda = upgraded(promised(event()), release(event(later(5))))
    assert agenda.changes == ()
    assert live(agenda) == [(EventKind.CEREMONY, DAY), (EventKind.CEREMONY, later(5))]
    assert followed(agenda, release(event(later(5))), seoul(3, 5)).entries == agenda.entries


def test_a_date_that_nobody_was_told_of_moves_without_a_word() -> None:
    agenda = promised(event())
    moved = upgraded(agenda, release(event(later(5))), told=())
    assert moved.changes == ()
    assert [(e.uid, e.day) for e in moved.upcoming(DAY)] == [(agenda.entries[0].uid, later(5))]


@pytest.mark.parametrize("reads", [(event(),), (event(later(5)),), ()], ids=["same", "other day", "nothing"])
def test_a_later_change_of_a_promised_date_is_corrected(reads: tuple[Event, ...]) -> None:
    agenda, told = promised(event()), Ledger()
    told.put(due(told.situation(agenda), seoul(3, 3))[0].claims)
    agenda = upgraded(agenda, release(*reads))
    assert due(told.situation(agenda), NOW) == ()
    agenda = followed(agenda, joined(release(*reads), stated("일정.csv", event(later(7)))), seoul(3, 5))
    (letter,) = due(told.situation(agenda), seoul(3, 5))
    (item,) = letter.items
    assert isinstance(item, Correction)
    assert (item.told.day, item.entry.day) == (DAY, later(7))


@pytest.mark.parametrize(
    "also", [stated("일정.csv", event(later(7))), release(event(later(7)), file="정정.txt", published=date(2026, 3, 4))]
)
def test_a_schedule_or_a_release_of_after_that_moves_a_date_is_told_at_the_upgrade_too(also: Facts) -> None:
    agenda = upgraded(promised(event()), joined(release(event()), also))
    assert [(change.kind, change.new.day) for change in agenda.changes] == [(ChangeKind.MOVED, later(7))]


def test_a_row_that_was_taken_out_of_a_schedule_is_cancelled_at_the_upgrade_too() -> None:
    agenda = upgraded(begun(event(), event(later(9))), stated("일정.csv", event(later(9))))
    assert [(change.kind, change.old.day) for change in agenda.changes] == [(ChangeKind.CANCELLED, DAY)]


@pytest.mark.parametrize("warned", [False, True])
def test_what_a_calendar_withdrew_is_cancelled_at_the_upgrade_too(warned: bool) -> None:
    other = event(name="심사위원회", contests=())
    (old,) = stated("일정.csv", event()).events
    edition = Revision("1@moel.go.kr", "", DAY.isoformat(), 1, "", cancelled=True)
    gone = CalendarEntry("calendar_entry-1", old.release_id, edition, (old.id,), old.source)
    facts = replace(stated("일정.csv", other, warned=warned), calendar_entries=(gone,))
    agenda = upgraded(begun(event(), other), facts)
    assert [(change.kind, change.old.event_id) for change in agenda.changes] == [(ChangeKind.CANCELLED, old.id)]


def test_a_row_of_a_schedule_that_is_read_as_another_kind_is_no_correction() -> None:
    result = event(kind=EventKind.RESULT, name="발표회", start=time(14))
    agenda = upgraded(begun(result), stated("일정.csv", replace(result, kind=EventKind.CEREMONY)))
    assert agenda.changes == ()
    assert [(e.kind, e.closes) for e in agenda.entries] == [(EventKind.CEREMONY, time(14))]


def test_a_cancelled_date_does_not_come_back_because_a_release_is_read_anew() -> None:
    agenda = followed(begun(event()), stated("일정.csv"), seoul(3, 3))
    again = upgraded(agenda, joined(stated("일정.csv"), release(event())))
    assert [change.kind for change in again.changes] == [ChangeKind.CANCELLED]
    assert followed(again, joined(stated("일정.csv"), release(event())), seoul(3, 5)).changes == again.changes


def test_winners_that_are_newly_read_are_no_news_but_those_of_a_later_release_are() -> None:
    facts = release(published=date(2026, 3, 2))
    facts = replace(facts, cases=(replace(YOUTH_CASE, release_id=facts.releases[0].id, contest_id=None),))
    assert [news.last for news in results((), facts, NOW, False, FOLLOWED)] == [None]
    assert [news.last for news in results((), facts, NOW, False, date(2026, 3, 1))] == [date(2026, 4, 1)]


_events = st.builds(
    event,
    st.integers(-40, 200).map(later),
    st.sampled_from(EventKind),
    st.sampled_from(["시상식", "심사 결과 발표", "하반기 심사", "접수"]),
    contests=st.sampled_from([(), (CONTEST,)]),
    start=st.none() | st.just(time(9)),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_events, max_size=6), st.lists(_events, max_size=6), st.booleans())
def test_whatever_a_release_is_read_as_an_upgrade_is_silent_and_keeps_what_was_told(
    before: list[Event], after: list[Event], announced: bool
) -> None:
    agenda = followed(Agenda(), release(*before), seoul(3, 2))
    again = upgraded(agenda, release(*after), told=None if announced else ())
    assert again.changes == ()
    later_on = followed(again, release(*after), seoul(3, 4, 13))
    assert later_on.changes == ()
    days = {entry.uid: entry.day for entry in again.upcoming(NOW.date())}
    for entry in agenda.upcoming(NOW.date()) if announced else ():
        assert days[entry.uid] == entry.day
