"""Corrections, news of winners and snoozes; and that all of it ends settled, whenever the bot is down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reminders.agenda import Agenda
from bot.reminders.due import IN_DIGEST, due, lapsed, missed, snooze_day
from bot.reminders.messages import Correction, Item, Reminder
from bot.reminders.results import News, results
from bot.state.rows import DeliveryKey, DeliveryStatus, Snooze, Subscription, Wishes
from knowledge.model import Event, EventKind, Facts, WinningCase
from tests.bot.reminders.dates import (
    CONTEST,
    DAY,
    GROUP,
    Ledger,
    begun,
    event,
    followed,
    joined,
    seoul,
    stated,
    wishing,
)
from tests.factories import YOUTH_CASE

START = event(start=time(14))


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def told_of(agenda: Agenda, now: datetime, status: DeliveryStatus = DeliveryStatus.SENT) -> Ledger:
    """A ledger of what was due then."""
    told = Ledger()
    for letter in due(told.situation(agenda), now):
        told.put(letter.claims, status)
    return told


def items(told: Ledger, agenda: Agenda, now: datetime, who: Subscription = GROUP) -> list[Item]:
    return [item for letter in due(told.situation(agenda, who), now) for item in letter.items]


def corrections(told: Ledger, agenda: Agenda, now: datetime, who: Subscription = GROUP) -> list[tuple[date, date]]:
    found = [item for item in items(told, agenda, now, who) if isinstance(item, Correction)]
    return [(item.told.day, item.entry.day) for item in found]


def changed(agenda: Agenda, now: datetime, *events: Event) -> Agenda:
    return followed(agenda, stated("일정.csv", *events), now)


# corrections


@pytest.mark.parametrize(
    "new", [(event(later(2), start=time(14)),), (event(start=time(15)),), (event(start=time(14), place="대강당"),), ()]
)
def test_who_was_told_is_told_once_that_it_changed(new: tuple[Event, ...]) -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(agenda, seoul(3, 4, 10), *new)
    (item,) = items(told, agenda, seoul(3, 4, 10))
    assert isinstance(item, Correction)
    assert item.key == DeliveryKey(-1001, None, agenda.entries[0].uid, DAY, -1)
    told.put(dict(item.claims))
    assert items(told, agenda, seoul(3, 4, 11)) == []
    assert missed(told.situation(agenda), seoul(3, 4), seoul(3, 6)) == ()


def test_who_was_not_told_or_is_not_subscribed_gets_no_correction() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    moved = changed(agenda, seoul(3, 4, 10), event(later(2)))
    assert corrections(told, moved, seoul(3, 4, 10), replace(GROUP, thread_id=4)) == []
    assert corrections(told, moved, seoul(3, 4, 10), wishing(Wishes(contests=frozenset()))) == [(DAY, later(2))]


@pytest.mark.parametrize(
    ("status", "count"),
    [
        (DeliveryStatus.UNSURE, 1),
        (DeliveryStatus.INTERRUPTED, 1),
        (DeliveryStatus.FAILED, 0),
        (DeliveryStatus.MISSED, 0),
        (DeliveryStatus.CLAIMED, 0),
    ],
)
def test_what_may_have_arrived_counts_as_told(status: DeliveryStatus, count: int) -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3), status)
    assert len(corrections(told, changed(agenda, seoul(3, 4), event(later(1))), seoul(3, 4, 10))) == count


def test_several_changes_before_it_could_be_sent_are_one_correction() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(changed(agenda, seoul(3, 3, 19), event(later(2))), seoul(3, 3, 20), event(later(3)))
    assert corrections(told, agenda, seoul(3, 3, 20)) == []
    assert corrections(told, agenda, seoul(3, 4)) == [(DAY, later(3))]


def test_a_change_that_was_taken_back_before_it_was_told_is_none() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(changed(agenda, seoul(3, 3, 19), event(later(2))), seoul(3, 3, 20), START)
    assert items(told, agenda, seoul(3, 4)) == []


def test_a_change_that_was_told_and_is_taken_back_is_told_again() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(agenda, seoul(3, 4), event(later(2)))
    told.put(due(told.situation(agenda), seoul(3, 4))[0].claims)
    agenda = changed(agenda, seoul(3, 5), START)
    assert corrections(told, agenda, seoul(3, 5)) == [(later(2), DAY)]
    told.put(due(told.situation(agenda), seoul(3, 5))[0].claims)
    assert items(told, agenda, seoul(3, 6)) == []


def test_a_reminder_of_the_new_day_does_not_stand_for_the_correction() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(agenda, seoul(3, 10, 8), event(later(1), start=time(14)))
    (letter,) = due(told.situation(agenda), seoul(3, 10))
    assert [type(item) for item in letter.items] == [Correction, Reminder]
    told.put(dict(letter.items[1].claims))
    assert corrections(told, agenda, seoul(3, 10, 10)) == [(DAY, later(1))]


def test_who_gets_a_correction_gets_no_reminder_for_a_lead_that_has_passed() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(agenda, seoul(3, 4, 10), event(date(2026, 3, 6)))
    assert [type(item) for item in items(told, agenda, seoul(3, 4, 10))] == [Correction]
    assert [type(item) for item in items(Ledger(), agenda, seoul(3, 4, 10))] == [Reminder]


def test_after_a_move_the_rest_is_planned_anew() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(agenda, seoul(3, 4), event(later(9)))
    told.put(due(told.situation(agenda), seoul(3, 4))[0].claims)
    assert items(told, agenda, seoul(3, 10)) == []
    (item,) = items(told, agenda, seoul(3, 12))
    assert isinstance(item, Reminder)
    assert (item.leads, item.entry.day) == ((7,), later(9))


def test_of_a_cancelled_date_nobody_is_reminded() -> None:
    agenda = changed(begun(START), seoul(3, 2, 12))
    assert all(items(Ledger(), agenda, seoul(3, day)) == [] for day in range(3, 11))


def test_a_correction_waits_for_a_working_day_unless_a_day_of_it_comes_before() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    far = changed(agenda, seoul(3, 7), event(later(2)))
    assert corrections(told, far, seoul(3, 7, 10)) == []
    assert len(corrections(told, far, seoul(3, 9))) == 1
    sooner = changed(agenda, seoul(3, 7), event(date(2026, 3, 8)))
    assert len(corrections(told, sooner, seoul(3, 7, 10))) == 1


def test_a_correction_that_was_not_sent_before_both_days_were_over_is_missed() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(agenda, seoul(3, 4), event(date(2026, 3, 6), start=time(10)))
    assert corrections(told, agenda, seoul(3, 10, 13)) == [(DAY, date(2026, 3, 6))]
    assert corrections(told, agenda, seoul(3, 10, 14)) == []
    found = missed(told.situation(agenda), seoul(3, 4), seoul(3, 10, 14))
    assert [item.key.lead for item in found if isinstance(item, Correction)] == [-1]


def test_an_interrupted_correction_is_repeated_and_lapses_when_it_changes_again() -> None:
    agenda = begun(START)
    told = told_of(agenda, seoul(3, 3))
    agenda = changed(agenda, seoul(3, 4), event(later(2)))
    claims = due(told.situation(agenda), seoul(3, 4))[0].claims
    told.put(claims, DeliveryStatus.INTERRUPTED)
    (again,) = items(told, agenda, seoul(3, 4, 10))
    assert (again.key, again.repeat) == (next(iter(claims)), True)
    agenda = changed(agenda, seoul(3, 5), event(later(3)))
    assert lapsed(told.situation(agenda), claims, seoul(3, 5)) == tuple(claims)


def test_what_was_told_in_a_digest_is_corrected_too() -> None:
    agenda = begun(START)
    weekly, told = wishing(Wishes(digest=True).with_leads(EventKind.CEREMONY)), Ledger()
    (letter,) = due(told.situation(agenda, weekly), seoul(3, 9))
    assert IN_DIGEST in {key.lead for key in letter.claims}
    told.put(letter.claims)
    agenda = changed(agenda, seoul(3, 9, 11), event(later(2)))
    assert corrections(told, agenda, seoul(3, 9, 11), weekly) == [(DAY, later(2))]


# news of winners


def winners(published: date, case: WinningCase = YOUTH_CASE) -> Facts:
    facts = stated("수상.txt", published=published)
    return replace(facts, cases=(replace(case, release_id=facts.releases[0].id, contest_id=None),))


def news_of(facts: Facts, first: bool = False, known: tuple[News, ...] = ()) -> list[News]:
    return [*results(known, facts, seoul(3, 10, 11), first)]


def test_winners_are_news_for_thirty_days_after_their_release() -> None:
    (news,) = news_of(winners(date(2026, 3, 9)))
    assert (news.series, news.year, news.cases, news.last) == (CONTEST, 2024, 1, date(2026, 4, 8))
    assert news_of(winners(date(2026, 2, 8)))[0].last == DAY
    assert news_of(winners(date(2026, 2, 7)))[0].last is None


def test_what_the_first_base_has_is_no_news_and_what_was_there_is_none_again() -> None:
    (news,) = news_of(winners(DAY), first=True)
    assert news.last is None
    assert news_of(winners(DAY), known=(news,)) == []


def test_another_half_of_the_year_is_other_news() -> None:
    both = joined(winners(DAY), winners(DAY, replace(YOUTH_CASE, half="하반기")))
    assert len({news.uid for news in news_of(both)}) == 2


def test_news_are_told_once_in_a_letter_of_their_own_to_those_who_want_them() -> None:
    agenda = begun(START, news=tuple(news_of(winners(DAY))))
    told, now = Ledger(), seoul(3, 10, 11)
    assert [len(letter.items) for letter in due(told.situation(agenda), now)] == [1, 1]
    for letter in due(told.situation(agenda), now):
        told.put(letter.claims)
    assert due(told.situation(agenda), now) == ()
    for wishes in (Wishes(results=False), Wishes(contests=frozenset({"다른 대회"}))):
        assert due(Ledger().situation(agenda, wishing(wishes)), seoul(3, 11)) == ()
    assert due(Ledger().situation(agenda, replace(GROUP, since=seoul(3, 10, 12))), seoul(3, 11)) == ()


def test_news_wait_for_a_working_day_and_are_missed_when_they_are_old() -> None:
    agenda = begun(news=tuple(news_of(winners(DAY))))
    situation = Ledger().situation(agenda)
    assert due(situation, seoul(3, 14, 11)) == ()
    assert len(due(situation, seoul(4, 9))) == 1
    assert due(situation, seoul(4, 10)) == ()
    assert len(missed(situation, seoul(4, 9), seoul(4, 10))) == 1


# snoozes


def test_a_snoozed_date_is_told_once_more_in_private_whatever_the_series() -> None:
    agenda, told = begun(START), Ledger()
    uid = agenda.entries[0].uid
    snoozes = (Snooze(7, uid, date(2026, 3, 6)),)
    (letter,) = due(told.situation(agenda, snoozes=snoozes, paused={-1001}), seoul(3, 6))
    assert (letter.chat_id, letter.thread_id) == (7, None)
    told.put(letter.claims)
    assert due(told.situation(agenda, snoozes=snoozes, paused={-1001}), seoul(3, 6, 10)) == ()
    (series,) = due(told.situation(agenda, snoozes=snoozes), seoul(3, 9))
    assert series.chat_id == GROUP.chat_id


def test_a_snooze_is_for_the_next_working_day_and_not_for_what_is_over_or_cancelled() -> None:
    agenda = begun(START)
    entry = agenda.entries[0]
    friday = seoul(3, 6, 10)
    assert snooze_day(entry, friday, time(9)) == date(2026, 3, 9)
    assert snooze_day(entry, friday, time(9), frozenset({date(2026, 3, 9)})) == date(2026, 3, 10)
    on_sunday = replace(entry, day=date(2026, 3, 8))
    assert snooze_day(on_sunday, friday, time(9)) == date(2026, 3, 7)
    assert snooze_day(entry, seoul(3, 9, 10), time(9)) == DAY
    assert snooze_day(entry, seoul(3, 10, 10), time(9)) is None
    assert snooze_day(replace(entry, cancelled=True), seoul(3, 4), time(9)) is None
    situation = Ledger().situation(agenda, snoozes=(Snooze(7, entry.uid, date(2026, 3, 4)),), paused={-1001})
    (late,) = due(situation, seoul(3, 5))
    assert late.chat_id == 7
    assert missed(situation, seoul(3, 4), seoul(3, 5)) == ()
    assert due(situation, seoul(3, 11)) == ()
    assert 7 in [item.chat_id for item in missed(situation, seoul(3, 4), seoul(3, 11))]


# whenever the bot is down


_YEAR = tuple(
    event(date(2026, month, day), kind, f"{month}월 {kind}", contests=(f"대회 {month % 3}",), start=start)
    for month, day in ((1, 2), (2, 18), (3, 2), (5, 5), (9, 28), (12, 31))
    for kind, start in ((EventKind.DEADLINE, None), (EventKind.CEREMONY, time(9)), (EventKind.RESULT, time(14)))
)
_AGENDA = begun(*_YEAR)
_CHATS = (GROUP, replace(GROUP, thread_id=4, wishes=Wishes(digest=True, contests=frozenset({"대회 0"}))))


def expected(chat: Subscription) -> set[DeliveryKey]:
    """Every lead of every date that falls due after the agenda was begun."""
    return {
        DeliveryKey(chat.chat_id, chat.thread_id, entry.uid, entry.day, lead)
        for entry in _AGENDA.entries
        if chat.wishes.wants(*entry.contests)
        for lead in chat.wishes.leads(entry.kind)
    }


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.integers(5, 24 * 20), min_size=1, max_size=60),
    st.lists(st.sampled_from([DeliveryStatus.SENT, DeliveryStatus.INTERRUPTED]), min_size=3, max_size=9),
)
def test_every_reminder_ends_settled_exactly_once_whenever_the_bot_looks(
    hours: list[int], fates: list[DeliveryStatus]
) -> None:
    told, ends = Ledger(), Counter[DeliveryKey]()
    after = now = seoul(1, 5, 12)
    pauses, turns = cycle(hours), cycle(fates)

    def settle(claims: Mapping[DeliveryKey, int], status: DeliveryStatus) -> None:
        told.put(claims, status)
        ends.update(claims.keys())

    while now < seoul(12, 31) + timedelta(days=9):
        after, now = now, now + timedelta(hours=next(pauses))
        situation = told.situation(_AGENDA, *_CHATS)
        interrupted = [key for key, (status, _) in told.rows.items() if status is DeliveryStatus.INTERRUPTED]
        settle(dict.fromkeys(lapsed(situation, interrupted, now), 0), DeliveryStatus.UNSURE)
        for item in missed(situation, after, now):
            settle(dict(item.claims), DeliveryStatus.MISSED)
        for letter in due(told.situation(_AGENDA, *_CHATS), now):
            if (fate := next(turns)) is DeliveryStatus.SENT:
                settle(letter.claims, fate)
            else:  # the run ended between claim and settle
                told.put(letter.claims, fate)
    assert not [key for key, (status, _) in told.rows.items() if status is DeliveryStatus.INTERRUPTED]
    assert set(ends.values()) == {1}
    leads = {key for key in ends if not key.uid.startswith("digest-") and key.lead != IN_DIGEST}
    assert leads == {key for chat in _CHATS for key in expected(chat)}
