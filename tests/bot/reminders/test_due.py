from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.clock import SEOUL
from bot.reminders.agenda import Agenda, Entry
from bot.reminders.due import due, lapsed, missed, next_time
from bot.reminders.messages import Digest, Item, Reminder
from bot.state.rows import DeliveryStatus, Subscription, Wishes
from knowledge.model import Event, EventKind
from tests.bot.reminders.dates import CONTEST, DAY, GROUP, Ledger, begun, event, followed, seoul, stated, wishing

TOPIC = replace(GROUP, thread_id=4)
DEADLINE = event(DAY, EventKind.DEADLINE, "접수 마감")


def at(days_before: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(DAY - timedelta(days=days_before), time(hour, minute), SEOUL)


def items(
    now: datetime, *events: Event, who: Subscription = GROUP, told: Ledger | None = None, agenda: Agenda | None = None
) -> list[Item]:
    situation = (told or Ledger()).situation(agenda or begun(*events), who)
    return [item for letter in due(situation, now) for item in letter.items]


def reminders(now: datetime, *events: Event, who: Subscription = GROUP, told: Ledger | None = None) -> list[Reminder]:
    return [item for item in items(now, *events, who=who, told=told) if isinstance(item, Reminder)]


def leads(now: datetime, *events: Event, who: Subscription = GROUP) -> list[tuple[int, ...]]:
    return [item.leads for item in reminders(now, *events, who=who)]


# when it falls due


@pytest.mark.parametrize(
    ("one", "days"),
    [
        (DEADLINE, {7: (7,), 4: (3,), 1: (1,), 0: (0,)}),  # three days before is a Saturday
        (event(), {7: (7,), 1: (1,), 0: (0,)}),
        (event(kind=EventKind.RESULT), {0: (0,)}),
        (event(kind=EventKind.OPENING), {}),
        (event(kind=EventKind.JUDGING), {}),
    ],
    ids=["deadline", "ceremony", "result", "opening", "judging"],
)
def test_each_kind_is_told_of_on_its_usual_days(one: Event, days: dict[int, tuple[int, ...]]) -> None:
    found = {before: item.leads for before in range(-1, 32) for item in reminders(at(before), one) if not item.late}
    assert found == days


def test_it_falls_due_at_reminder_time_in_seoul_whatever_the_zone_of_now() -> None:
    assert reminders(at(7, 8, 59), event()) == []
    (reminder,) = reminders(at(7), event())
    assert (reminder.at, reminder.late, reminder.repeat) == (at(7), False, False)
    assert leads(at(7).astimezone(UTC), event()) == [(7,)]
    situation = Ledger().situation(begun(event()), reminder_time=time(14, 30))
    assert due(situation, at(7, 14, 29)) == ()
    assert due(situation, at(7, 14, 30))


def test_before_a_deadline_on_a_sunday_night_the_last_word_comes_on_friday() -> None:
    sunday = event(date(2026, 3, 15), EventKind.DEADLINE, "접수 마감", end=time(23, 59))
    assert leads(seoul(3, 12), sunday) == [(3,)]
    assert leads(seoul(3, 13), sunday) == [(1, 0)]
    assert leads(seoul(3, 13, 17, 59), sunday) == [(1, 0)]


def test_leads_within_a_long_holiday_are_one_line_on_the_last_working_day_before_it() -> None:
    after_chuseok = event(date(2026, 9, 28), EventKind.DEADLINE, "접수 마감")  # 추석 is Thursday to Saturday
    assert leads(seoul(9, 21), after_chuseok) == [(7,)]
    assert leads(seoul(9, 23), after_chuseok) == [(3, 1)]
    assert leads(seoul(9, 28), after_chuseok) == [(0,)]


def test_a_substitute_holiday_is_a_day_off() -> None:
    tuesday = event(date(2026, 3, 3))  # Monday stands in for 삼일절
    assert leads(seoul(2, 27), tuesday) == [(1,)]
    assert not reminders(seoul(2, 27), tuesday)[0].late


def test_over_new_year_it_is_told_in_the_old_year() -> None:
    begins = event(date(2027, 1, 4))
    assert leads(datetime(2026, 12, 31, 9, tzinfo=SEOUL), begins) == [(1,)]


def test_what_is_over_at_reminder_time_is_told_of_the_working_day_before() -> None:
    early = event(start=time(9))
    assert leads(at(1), early) == [(1, 0)]
    assert reminders(at(0), early) == []


def test_an_event_without_a_date_or_in_the_past_is_never_due() -> None:
    assert all(items(at(days), event(None), event(date(2024, 11, 14))) == [] for days in range(-3, 9))


def test_the_ends_of_the_calendar_do_no_harm() -> None:
    situation = Ledger().situation(begun(event(date.max), event(date.min)))
    assert due(situation, at(7)) == ()
    assert missed(situation, at(8), at(2)) == ()
    assert next_time(situation, at(7)) == datetime(9999, 12, 24, 9, tzinfo=SEOUL)


# how long it is of use


def test_it_is_late_after_ten_minutes() -> None:
    assert not reminders(at(7, 9, 10), event())[0].late
    assert reminders(at(7, 9, 11), event())[0].late


def test_what_was_not_sent_is_sent_late_until_the_next_one_falls_due() -> None:
    assert leads(at(6, 11), event()) == [(7,)]
    assert leads(at(4), event()) == [(7,)]
    assert leads(at(1), event()) == [(1,)]
    assert [
        item.leads for item in reminders(at(2, 11), event(), who=wishing(Wishes().with_leads(EventKind.CEREMONY, 7)))
    ] == []
    assert leads(at(0), event(), who=wishing(Wishes().with_leads(EventKind.CEREMONY, 7))) == [(7,)]


@pytest.mark.parametrize(
    ("one", "last"),
    [
        (event(start=time(14), end=time(16)), at(0, 13, 59)),
        (event(DAY, EventKind.DEADLINE, "접수 마감", end=time(16)), at(0, 15, 59)),
        (DEADLINE, at(0, 17, 59)),
        (event(kind=EventKind.RESULT, start=time(10)), at(0, 17, 59)),
    ],
    ids=["ceremony starts", "deadline closes", "deadline without a time", "result"],
)
def test_on_its_day_it_is_of_use_until_it_is_over(one: Event, last: datetime) -> None:
    assert leads(last, one) == [(0,)]
    assert reminders(last + timedelta(minutes=1), one) == []


@pytest.mark.parametrize(("hour", "minute"), [(0, 0), (8, 59), (18, 0), (23, 59)])
def test_nothing_is_sent_outside_working_hours(hour: int, minute: int) -> None:
    assert items(at(6, hour, minute), event()) == []


def test_what_is_late_waits_for_a_working_day_unless_it_would_be_over_by_then() -> None:
    tuesday = event(start=time(9, 30))
    only_a_week_before = wishing(Wishes().with_leads(EventKind.CEREMONY, 7))
    assert reminders(at(3, 11), tuesday, who=only_a_week_before) == []  # a Saturday
    assert leads(at(1, 11), tuesday, who=only_a_week_before) == [(7,)]
    sunday = event(date(2026, 3, 8))
    assert leads(seoul(3, 7, 11), sunday) == [(1, 0)]
    at_nine_on_monday = event(date(2026, 3, 9), start=time(9))
    assert leads(seoul(3, 8, 11), at_nine_on_monday) == [(1, 0)]


# for whom


def test_each_chat_and_topic_gets_one_letter_in_the_order_of_days() -> None:
    agenda = begun(event(), event(DAY - timedelta(days=6), EventKind.DEADLINE, "접수 마감"))
    letters = due(Ledger().situation(agenda, GROUP, TOPIC), at(7))
    assert [(one.chat_id, one.thread_id) for one in letters] == [(-1001, None), (-1001, 4)]
    assert [[i.entry.name for i in one.items if isinstance(i, Reminder)] for one in letters] == [
        ["접수 마감", "시상식"]
    ] * 2
    assert len({key for one in letters for key in one.claims}) == 4


def test_only_the_contests_that_are_wanted_are_told() -> None:
    other = event(name="다른 시상식", contests=("적극행정 우수사례 경진대회",))
    bare = event(name="개청식", kind=EventKind.CEREMONY, contests=())
    wanting = wishing(Wishes(contests=frozenset({CONTEST})))
    assert [item.entry.name for item in reminders(at(7), event(), other, bare, who=wanting)] == ["시상식"]
    assert len(reminders(at(7), event(), other, bare)) == 3


def test_a_paused_chat_gets_nothing_and_what_is_still_of_use_when_it_resumes() -> None:
    agenda = begun(event())
    assert due(Ledger().situation(agenda, paused={GROUP.chat_id}), at(7)) == ()
    (letter,) = due(Ledger().situation(agenda), at(5))
    assert letter.items[0].late


def test_a_subscription_gets_nothing_that_fell_due_before_it_began() -> None:
    afternoon = replace(GROUP, since=at(7, 15))
    assert reminders(at(7, 15, 1), event(), who=afternoon) == []
    assert leads(at(1), event(), who=afternoon) == [(1,)]
    assert missed(Ledger().situation(begun(event()), afternoon), at(7), at(0, 12))[0].at == at(1)


def test_a_subscription_counts_as_begun_when_the_clock_was_set_back_before_it() -> None:
    assert leads(at(7, 11), event(), who=replace(GROUP, since=at(-300))) == [(7,)]


def test_changed_wishes_count_from_the_change_on() -> None:
    fewer = Wishes().with_leads(EventKind.CEREMONY, 1)
    more = Wishes().with_leads(EventKind.CEREMONY, 7, 1)
    assert reminders(at(7, 15), event(), who=wishing(more, (at(7, 14), fewer))) == []
    assert leads(at(7, 15), event(), who=wishing(more, (at(8, 14), fewer))) == [(7,)]
    assert reminders(at(7, 15), event(), who=wishing(fewer, (at(7, 14), more))) == []
    toggled = wishing(more, (at(7, 13), fewer), (at(7, 14), more))
    assert reminders(at(7, 15), event(), who=toggled) == []
    assert leads(at(7, 15), event(), who=wishing(more, (at(-9), fewer))) == [(7,)]  # the clock was set back


# what the ledger says


@pytest.mark.parametrize("status", set(DeliveryStatus) - {DeliveryStatus.INTERRUPTED})
def test_what_is_in_the_ledger_is_not_due_again(status: DeliveryStatus) -> None:
    told = Ledger()
    told.put(due(told.situation(begun(event())), at(7))[0].claims, status)
    assert items(at(7, 12), event(), told=told) == []


def test_an_interrupted_one_is_due_again_as_a_repeat() -> None:
    told = Ledger()
    told.put(due(told.situation(begun(event())), at(7))[0].claims, DeliveryStatus.INTERRUPTED)
    (again,) = items(at(7, 9, 1), event(), told=told)
    assert again.repeat


def test_one_lead_told_stands_for_all_that_fall_on_its_day() -> None:
    sunday = event(date(2026, 3, 15), EventKind.DEADLINE, "접수 마감")
    told = Ledger()
    (letter,) = due(told.situation(begun(sunday)), seoul(3, 13))
    assert [key.lead for key in letter.claims] == [1, 0]
    told.put(dict([*letter.claims.items()][:1]))
    assert items(seoul(3, 13, 10), sunday, told=told) == []


def test_a_letter_keeps_what_could_be_claimed_and_moves_with_its_group() -> None:
    agenda = begun(event(), event(name="다른 시상식", contests=()))
    (letter,) = due(Ledger().situation(agenda), at(7))
    first = letter.items[0].key
    only = letter.only({first})
    assert only is not None
    assert [*only.claims] == [first]
    assert letter.only(()) is None
    moved = letter.moved(-100555)
    assert {key.chat_id for key in moved.claims} == {moved.chat_id, *(i.chat_id for i in moved.items)} == {-100555}


# what became known late


def test_a_date_that_becomes_known_after_its_lead_day_is_told_of_at_once_and_not_late() -> None:
    published = at(5, 11)
    agenda = followed(begun(), stated("일정.csv", event()), published)
    (reminder,) = items(published, agenda=agenda)
    assert isinstance(reminder, Reminder)
    assert (reminder.leads, reminder.at, reminder.late) == ((7,), published, False)
    assert items(published, agenda=agenda, who=replace(GROUP, since=at(5, 12))) != []  # the clock was set back
    assert items(at(5, 13), agenda=agenda, who=replace(GROUP, since=at(5, 12))) == []


def test_nothing_is_missed_of_what_was_not_known() -> None:
    agenda = followed(begun(), stated("일정.csv", event()), at(0, 11))
    assert missed(Ledger().situation(agenda), at(9), at(0, 11)) == ()


# how it ends


def test_what_passed_while_the_bot_was_away_is_missed_once() -> None:
    told = Ledger()
    situation = told.situation(begun(DEADLINE))
    found = missed(situation, at(8, 12), at(1, 12))
    assert [[key.lead for key, _ in item.claims] for item in found] == [[7], [3]]
    for item in found:
        told.put(dict(item.claims), DeliveryStatus.MISSED)
    assert missed(told.situation(begun(DEADLINE)), at(8, 12), at(1, 12)) == ()


def test_what_can_still_be_sent_is_not_missed() -> None:
    assert missed(Ledger().situation(begun(event())), at(8, 12), at(2, 23)) == ()


def test_what_was_claimed_at_the_last_look_and_given_back_is_still_missed() -> None:
    assert [i.at for i in missed(Ledger().situation(begun(event())), at(1, 9, 1), at(1, 9, 2))] == [at(7)]


def test_what_passed_while_a_chat_was_paused_is_missed() -> None:
    situation = Ledger().situation(begun(event()), paused={GROUP.chat_id})
    assert [item.at for item in missed(situation, at(8), at(1, 12))] == [at(7)]


def test_an_interrupted_one_that_is_of_no_more_use_lapses_and_is_not_missed() -> None:
    told = Ledger()
    claims = due(told.situation(begun(event())), at(7))[0].claims
    told.put(claims, DeliveryStatus.INTERRUPTED)
    situation = told.situation(begun(event()))
    assert lapsed(situation, claims, at(3, 23)) == ()
    assert lapsed(situation, claims, at(1)) == tuple(claims)
    assert missed(situation, at(7), at(1)) == ()


# the next look


def test_the_next_time_is_the_first_lead_day_to_come_of_anyone_who_wants_it() -> None:
    def coming(now: datetime, *events: Event, who: Subscription = GROUP, told: Ledger | None = None) -> datetime | None:
        return next_time((told or Ledger()).situation(begun(*events), who), now)

    assert coming(at(9), event()) == at(7)
    assert coming(at(9), event(None)) is None
    assert coming(at(9), event(), who=wishing(Wishes().with_leads(EventKind.CEREMONY, 1))) == at(1)
    assert coming(at(0, 20), event()) is None
    assert next_time(Ledger().situation(begun(event()), paused={GROUP.chat_id}), at(9)) is None


def test_what_waits_in_the_night_makes_the_next_time_the_morning() -> None:
    assert next_time(Ledger().situation(begun(event())), at(7, 20)) == at(6)
    assert next_time(Ledger().situation(begun(event())), at(6, 3)) == at(6)


def test_every_time_something_becomes_due_was_named_as_the_next_time() -> None:
    agenda = begun(event(), DEADLINE, event(date(2026, 3, 15), EventKind.DEADLINE, "접수 마감", contests=()))
    told, now = Ledger(), seoul(3, 1)
    seen: list[datetime] = []
    while (coming := next_time(told.situation(agenda, GROUP, TOPIC), now)) and len(seen) < 50:
        now = coming
        for letter in due(told.situation(agenda, GROUP, TOPIC), now):
            assert not any(item.late for item in letter.items)
            told.put(letter.claims)
            seen.append(now)
    assert coming is None
    assert missed(told.situation(agenda, GROUP, TOPIC), seoul(3, 1), seoul(4, 1)) == ()
    assert len(told.rows) == 2 * (3 + 4 + 4)


# the week


WEEKLY = wishing(Wishes(digest=True).with_leads(EventKind.CEREMONY))


def week(now: datetime, *events: Event, who: Subscription = WEEKLY, told: Ledger | None = None) -> list[list[Entry]]:
    return [[*item.entries] for item in items(now, *events, who=who, told=told) if isinstance(item, Digest)]


def test_the_digest_comes_on_the_first_working_day_and_names_the_days_to_sunday() -> None:
    monday, sunday = event(date(2026, 3, 9)), event(date(2026, 3, 15), EventKind.JUDGING, "심사")
    next_week = event(date(2026, 3, 16), EventKind.RESULT, "발표")
    assert [[e.name for e in one] for one in week(seoul(3, 9), monday, sunday, next_week)] == [["시상식", "심사"]]
    assert week(seoul(3, 9, 8, 59), monday) == week(seoul(3, 10), monday, sunday) == []
    assert week(seoul(3, 9), monday, who=GROUP) == []


def test_after_a_holiday_on_monday_the_digest_comes_on_tuesday() -> None:
    thursday = event(date(2026, 3, 5))
    assert week(seoul(3, 2), thursday) == []
    assert len(week(seoul(3, 3), thursday)) == 1


def test_without_anything_to_tell_there_is_no_digest() -> None:
    assert week(seoul(3, 9), event(date(2026, 3, 18))) == []
    assert missed(Ledger().situation(begun(event(date(2026, 3, 18))), WEEKLY), seoul(3, 9), seoul(3, 10)) == ()


def test_the_digest_is_sent_once_until_evening_and_then_missed() -> None:
    told = Ledger()
    situation = told.situation(begun(event()), WEEKLY)
    assert len(week(seoul(3, 9, 17, 59), event())) == 1
    (item,) = missed(situation, seoul(3, 9), seoul(3, 9, 18))
    assert item.key.uid == "digest-2026-W11"
    told.put(due(situation, seoul(3, 9))[0].claims)
    assert week(seoul(3, 9, 10), event(), told=told) == []


def test_a_digest_and_reminders_of_one_day_are_one_letter() -> None:
    (letter,) = due(Ledger().situation(begun(event()), wishing(Wishes(digest=True))), at(1))
    assert [type(item) for item in letter.items] == [Reminder, Digest]


def test_a_digest_that_is_wanted_only_since_it_fell_due_waits_a_week() -> None:
    assert week(seoul(3, 9, 15), event(), who=replace(WEEKLY, earlier=((seoul(3, 9, 14), Wishes()),))) == []


def test_a_date_that_became_known_after_the_digest_had_its_time_was_not_missed_in_it() -> None:
    agenda = followed(begun(), stated("일정.csv", event(date(2026, 3, 12))), seoul(3, 9, 20))
    assert missed(Ledger().situation(agenda, WEEKLY), seoul(3, 9, 17), seoul(3, 9, 20)) == ()


def test_a_digest_that_was_empty_is_not_missed_when_another_contest_is_wished_for_afterwards() -> None:
    before = Wishes(contests=frozenset({"다른 대회"}), digest=True)
    who = wishing(Wishes(digest=True), (seoul(3, 10, 8), before))
    assert missed(Ledger().situation(begun(event(date(2026, 3, 12))), who), seoul(3, 9, 20), seoul(3, 10, 8)) == ()
    assert (
        week(seoul(3, 9, 17), event(date(2026, 3, 12)), who=wishing(Wishes(digest=True), (seoul(3, 9, 16), before)))
        == []
    )
