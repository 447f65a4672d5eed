from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reminders.agenda import Agenda, ChangeKind, Entry, occasions, reconcile
from knowledge.model import Event, EventKind, Facts
from tests.bot.reminders.dates import CONTEST, DAY, begun, event, followed, joined, seoul, stated

NOW = seoul(3, 2, 12)
OTHER = "적극행정 우수사례 경진대회"
FEBRUARY = date(2026, 2, 1)


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def live(agenda: Agenda) -> list[tuple[str, date]]:
    return [(entry.name, entry.day) for entry in agenda.upcoming(NOW.date())]


def told(agenda: Agenda) -> list[tuple[ChangeKind, date, date]]:
    return [(change.kind, change.old.day, change.new.day) for change in agenda.changes]


def after(agenda: Agenda, *files: Facts) -> Agenda:
    return followed(agenda, joined(*files), NOW)


# occasions


def test_a_deadline_is_the_last_day_of_its_period_and_closes_at_its_time() -> None:
    (entry,) = occasions(event(DAY, EventKind.DEADLINE, "접수", last=later(20), start=time(9), end=time(18)))
    assert (entry.kind, entry.day, entry.closes) == (EventKind.DEADLINE, later(20), time(18))


def test_an_opening_with_a_last_day_opens_and_closes() -> None:
    period = event(DAY, EventKind.OPENING, "접수", last=later(20), start=time(10), end=time(18))
    assert [(e.kind, e.day, e.closes) for e in occasions(period)] == [
        (EventKind.OPENING, DAY, None),
        (EventKind.DEADLINE, later(20), time(18)),
    ]
    assert [e.kind for e in occasions(event(DAY, EventKind.OPENING, "접수", last=DAY))] == [EventKind.OPENING]


@pytest.mark.parametrize(
    ("kind", "closes"),
    [(EventKind.CEREMONY, time(14)), (EventKind.JUDGING, time(14)), (EventKind.RESULT, None)],
)
def test_it_is_too_late_for_a_ceremony_when_it_starts_and_for_a_result_when_the_day_ends(
    kind: EventKind, closes: time | None
) -> None:
    (entry,) = occasions(event(kind=kind, start=time(14), end=time(16)))
    assert entry.closes == closes


def test_an_event_without_a_date_is_no_occasion() -> None:
    assert list(occasions(event(None))) == []


# the same again


def test_a_reload_without_change_changes_nothing() -> None:
    agenda = begun(event(), event(later(9), EventKind.DEADLINE, "접수 마감"))
    again = reconcile(
        agenda.entries, stated("일정.csv", event(), event(later(9), EventKind.DEADLINE, "접수 마감")), NOW
    )
    assert again.changes == ()
    assert again.entries == agenda.entries


def test_a_renamed_file_changes_nothing_but_where_it_is_from() -> None:
    agenda = begun(event())
    again = after(agenda, stated("새 이름.csv", event()))
    assert again.changes == ()
    assert [(e.uid, e.file) for e in again.entries] == [(agenda.entries[0].uid, "새 이름.csv")]


def test_a_second_format_of_the_same_dates_changes_nothing() -> None:
    agenda = after(begun(event()), stated("일정.csv", event()), stated("일정.ics", event()))
    assert live(agenda) == [("시상식", DAY)]
    assert agenda.changes == ()


def test_a_new_name_or_note_is_kept_but_not_told() -> None:
    agenda = after(begun(event()), stated("일정.csv", event(name="2026년 시상식", note="정장")))
    assert agenda.changes == ()
    assert [(e.name, e.note, e.sequence) for e in agenda.entries] == [("2026년 시상식", "정장", 0)]


def test_a_uid_is_short_ascii_and_the_same_wherever_it_is_made() -> None:
    (one,), (other,) = begun(event()).entries, begun(event()).entries
    assert one.uid == other.uid
    assert re.fullmatch(r"[a-z0-9-]{1,24}", one.uid)


# changes


def test_a_date_that_moved_keeps_its_uid_and_counts_the_change() -> None:
    agenda = begun(event())
    moved = after(agenda, stated("일정.csv", event(later(2))))
    assert told(moved) == [(ChangeKind.MOVED, DAY, later(2))]
    assert [(e.uid, e.sequence, e.since) for e in moved.entries] == [(agenda.entries[0].uid, 1, NOW)]


@pytest.mark.parametrize("new", [event(start=time(15)), event(place="대강당"), event(end=time(12))])
def test_another_time_or_place_on_the_same_day_is_a_correction(new: Event) -> None:
    agenda = after(begun(event()), stated("일정.csv", new))
    assert told(agenda) == [(ChangeKind.CORRECTED, DAY, DAY)]
    assert agenda.entries[0].since is None


def test_a_date_that_is_gone_is_cancelled_once() -> None:
    agenda = after(begun(event()), stated("일정.csv"))
    assert told(agenda) == [(ChangeKind.CANCELLED, DAY, DAY)]
    assert live(agenda) == []
    assert len(after(agenda, stated("일정.csv")).changes) == 1


def test_a_cancelled_date_that_returns_is_the_same_one() -> None:
    agenda = after(after(begun(event()), stated("일정.csv")), stated("일정.csv", event()))
    assert [change.kind for change in agenda.changes] == [ChangeKind.CANCELLED, ChangeKind.RESTORED]
    assert [(e.sequence, e.cancelled) for e in agenda.entries] == [(2, False)]


def test_a_date_more_than_half_a_year_away_is_another_one() -> None:
    agenda = after(begun(event()), stated("일정.csv", event(later(181))))
    assert told(agenda) == [(ChangeKind.CANCELLED, DAY, DAY)]
    assert live(agenda) == [("시상식", later(181))]
    assert told(after(begun(event()), stated("일정.csv", event(later(180))))) == [(ChangeKind.MOVED, DAY, later(180))]


def test_the_past_is_never_changed_nor_told() -> None:
    agenda = begun(event(date(2026, 3, 1)), event(date(2026, 2, 1)))
    gone = after(agenda, stated("일정.csv", event(date(2026, 2, 3))))
    assert gone.changes == ()
    assert gone.entries == agenda.entries


def test_this_years_date_is_not_last_years_one_moved() -> None:
    past = begun(event(date(2026, 2, 20)))
    agenda = after(past, stated("일정.csv", event(date(2026, 2, 20)), event()))
    assert agenda.changes == ()
    assert len({entry.uid for entry in agenda.entries}) == 2


def test_rounds_that_move_together_keep_their_names() -> None:
    first, second = "1차 심사", "2차 심사"
    agenda = begun(event(later(0), EventKind.JUDGING, first), event(later(8), EventKind.JUDGING, second))
    moved = after(
        agenda,
        stated("일정.csv", event(later(10), EventKind.JUDGING, first), event(later(18), EventKind.JUDGING, second)),
    )
    assert [(c.old.name, c.new.name) for c in moved.changes] == [(first, first), (second, second)]


def test_a_new_date_where_another_one_was_first_gets_its_own_uid() -> None:
    agenda = after(begun(event()), stated("일정.csv", event(later(2))))
    agenda = after(agenda, stated("일정.csv", event(later(2)), event()))
    assert len({entry.uid for entry in agenda.entries}) == 2


def test_the_version_that_was_told_can_be_read_again() -> None:
    agenda = begun(event())
    uid = agenda.entries[0].uid
    agenda = after(after(agenda, stated("일정.csv", event(later(2)))), stated("일정.csv", event(later(3))))
    versions = [agenda.version(uid, sequence) for sequence in (0, 1, 2, 3)]
    assert [version and version.day for version in versions] == [DAY, later(2), later(3), None]


# several files


def test_a_schedule_beats_a_release_and_a_newer_release_an_older_one() -> None:
    old = stated("a.txt", event(), published=FEBRUARY)
    new = stated("b.txt", event(later(2)), published=FEBRUARY + timedelta(days=5))
    schedule = stated("일정.csv", event(later(4)))
    assert live(after(Agenda(), new, old)) == [("시상식", later(2))]
    assert live(after(Agenda(), schedule, new, old)) == [("시상식", later(4))]


def test_time_and_place_are_of_the_newest_file_that_states_them() -> None:
    old = stated("a.txt", event(start=time(10), end=time(12), place="소강당"), published=FEBRUARY)
    new = stated("b.txt", event(place="대강당"), published=FEBRUARY + timedelta(days=5))
    (entry,) = after(Agenda(), new, old).entries
    assert (entry.start, entry.end, entry.closes, entry.place) == (time(10), time(12), time(10), "대강당")


def test_two_days_in_one_file_and_in_files_of_one_weight_are_two_rounds() -> None:
    assert len(live(begun(event(), event(later(7))))) == 2
    assert len(live(after(Agenda(), stated("a.csv", event()), stated("b.ics", event(later(7)))))) == 2


def test_a_newer_report_of_what_was_over_before_moves_no_later_date() -> None:
    announced = stated("a.txt", event(), published=FEBRUARY)
    report = stated("b.txt", event(FEBRUARY - timedelta(days=9)), published=FEBRUARY + timedelta(days=9))
    assert live(after(Agenda(), announced, report)) == [("시상식", DAY)]


def test_a_date_that_moved_forward_does_not_come_back_when_it_has_passed() -> None:
    announced = stated("a.txt", event(), published=FEBRUARY)
    sooner = stated("b.txt", event(date(2026, 2, 27)), published=FEBRUARY + timedelta(days=9))
    assert live(after(Agenda(), announced, sooner)) == []


@pytest.mark.parametrize(
    "other",
    [
        event(contests=(OTHER,)),
        event(kind=EventKind.RESULT),
        event(name="상반기 시상식"),
        event(contests=()),
    ],
    ids=["contest", "kind", "half", "no contest"],
)
def test_another_contest_kind_or_half_is_another_thing(other: Event) -> None:
    agenda = after(Agenda(), stated("a.txt", event(), published=FEBRUARY), stated("일정.csv", other))
    assert len(agenda.entries) == 2


def test_events_of_no_stated_kind_are_told_apart_by_their_names() -> None:
    briefing = stated("a.txt", event(kind=EventKind.OTHER, name="설명회"), published=FEBRUARY)
    workshop = stated("일정.csv", event(later(5), EventKind.OTHER, "워크숍"))
    assert len(after(Agenda(), briefing, workshop).entries) == 2


@pytest.mark.parametrize("name", ["심사 결과 발표", f"{CONTEST} 심사 결과 발표"])
def test_a_date_that_a_newer_edition_reads_as_another_kind_is_not_cancelled(name: str) -> None:
    agenda = after(Agenda(), stated("a.txt", event(kind=EventKind.JUDGING, name="심사 결과 발표", contests=())))
    again = after(agenda, stated("a.txt", event(kind=EventKind.RESULT, name=name)))
    assert again.changes == ()
    assert [(e.uid, e.kind) for e in again.entries] == [(agenda.entries[0].uid, EventKind.RESULT)]


# files that were not read


def test_a_file_that_could_not_be_read_cancels_nothing() -> None:
    unread = Facts(warnings=stated("일정.csv", warned=True).warnings)
    agenda = after(begun(event()), unread)
    assert agenda.changes == ()
    assert live(agenda) == [("시상식", DAY)]


def test_a_schedule_with_a_line_that_was_not_read_cancels_nothing_but_moves() -> None:
    kept = after(begun(event()), stated("일정.csv", warned=True))
    assert kept.changes == ()
    moved = after(begun(event()), stated("일정.csv", event(later(1)), warned=True))
    assert told(moved) == [(ChangeKind.MOVED, DAY, later(1))]


# whatever it says

_days = st.integers(-40, 400).map(later)
_events = st.builds(
    event,
    _days,
    st.sampled_from(EventKind),
    st.sampled_from(["시상식", "상반기 심사", "하반기 심사", "접수"]),
    contests=st.sampled_from([(), (CONTEST,), (CONTEST, OTHER)]),
    last=st.none() | _days,
    start=st.none() | st.just(time(10)),
    place=st.none() | st.just("대강당"),
)
_bases = st.lists(
    st.builds(
        lambda name, events, day: stated(name, *events, published=day),
        st.sampled_from(["a.txt", "b.txt", "c.csv", "d.ics"]),
        st.lists(_events, max_size=4),
        st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 1)),
    ),
    max_size=4,
    unique_by=lambda facts: facts.releases[0].file,
).map(lambda files: joined(*files))


@settings(max_examples=60, deadline=None)
@given(st.lists(_bases, min_size=1, max_size=4))
def test_following_a_base_twice_changes_nothing_more_and_no_uid_is_ever_lost(bases: list[Facts]) -> None:
    agenda = Agenda()
    for base in bases:
        new = followed(agenda, base, NOW)
        assert {entry.uid for entry in agenda.entries} <= {entry.uid for entry in new.entries}
        assert len({entry.uid for entry in new.entries}) == len(new.entries)
        again = reconcile(new.entries, base, NOW)
        assert again.changes == ()
        assert again.entries == new.entries
        agenda = new
    for change in agenda.changes:
        assert change.new.sequence == change.old.sequence + 1
        assert change.old.promised != change.new.promised


@settings(max_examples=30, deadline=None)
@given(_bases)
def test_the_order_of_files_does_not_matter(base: Facts) -> None:
    def said(facts: Facts) -> set[Entry]:
        return {replace(entry, uid="") for entry in reconcile((), facts, NOW).entries}

    turned = replace(base, events=base.events[::-1], releases=base.releases[::-1])
    names = [(e.source.file, e.name, e.date, e.kind, e.contests) for e in base.events]
    if len(names) == len(set(names)):  # of two that differ only in details, the first one counts
        assert said(base) == said(turned)
