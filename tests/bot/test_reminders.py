from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.clock import SEOUL
from bot.records import DeliveryKey, DeliveryStatus, Subscription
from bot.reminders import LEADS, Reminder, due, missed, next_time, occasions, upcoming
from knowledge.model import Event, EventKind, Source

NINE = time(9, 0)
DAY = date(2026, 3, 10)  # a Tuesday
SINCE = datetime(2026, 1, 5, 12, 0, tzinfo=SEOUL)
GROUP = Subscription(-1001, None, 1002, SINCE)
TOPIC = Subscription(-1001, 4, 1002, SINCE)


def event(
    name: str = "시상식",
    kind: EventKind = EventKind.CEREMONY,
    day: date | None = DAY,
    last: date | None = None,
    start: time | None = None,
    end: time | None = None,
) -> Event:
    source = Source("dates.csv", 2, name)
    return Event(
        *(
            f"event-{name}",
            "release-1",
            name,
            kind,
            day,
            last,
            start,
            end,
            None,
            (),
            (),
            (),
            None,
            None,
            source,
        )
    )


def at(days_before: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(DAY - timedelta(days=days_before), time(hour, minute), SEOUL)


def due_at(
    now: datetime, *events: Event, told: dict[DeliveryKey, DeliveryStatus] | None = None
) -> tuple[Reminder, ...]:
    return due(events, [GROUP], told or {}, now, NINE)


@pytest.mark.parametrize("lead", LEADS)
def test_a_reminder_is_due_on_each_lead_day_from_reminder_time_on(lead: int) -> None:
    assert due_at(at(lead, 8, 59), event()) == ()
    (reminder,) = due_at(at(lead, 9, 0), event())
    assert (reminder.lead, reminder.at, reminder.late, reminder.repeat) == (lead, at(lead), False, False)


@pytest.mark.parametrize("days_before", [8, 6, 5, 4, 2, -1])
def test_nothing_is_due_on_other_days(days_before: int) -> None:
    assert due_at(at(days_before), event()) == ()


def test_the_lead_day_is_counted_in_seoul_whatever_the_zone_of_now() -> None:
    just_after_midnight = at(7, 0, 30).astimezone(UTC)
    assert just_after_midnight.date() == DAY - timedelta(days=8)
    (reminder,) = due([event()], [GROUP], {}, just_after_midnight, time(0, 15))
    assert reminder.lead == 7


def test_an_event_without_a_date_or_in_the_past_is_never_due() -> None:
    events = [event(day=None), event(day=date(2024, 11, 14))]
    assert all(due_at(at(days), *events) == () for days in range(-3, 9))


def test_after_downtime_it_is_late_until_the_day_ends() -> None:
    assert not due_at(at(3, 9, 10), event())[0].late
    assert due_at(at(3, 9, 11), event())[0].late
    assert due_at(at(3, 23, 59), event())[0].late
    assert due_at(at(2, 0, 0), event()) == ()


def test_on_the_day_itself_it_is_useful_until_the_event_starts() -> None:
    ceremony = event(start=time(14, 0), end=time(16, 0))
    assert due_at(at(0, 13, 59), ceremony)
    assert due_at(at(0, 14, 0), ceremony) == ()


def test_an_event_that_is_over_before_reminder_time_is_not_told_of_on_its_day() -> None:
    early = event(start=time(7, 30), end=time(8, 30))
    assert due_at(at(0), early) == ()
    assert missed([early], [GROUP], {}, at(0, 8), at(-1), NINE) == ()


def test_an_event_that_starts_at_reminder_time_is_told_of_while_it_goes_on() -> None:
    assert due_at(at(0), event(start=time(9, 0)))
    assert due_at(at(0, 9, 59), event(start=time(9, 0)))
    assert due_at(at(0, 10, 0), event(start=time(9, 0))) == ()
    assert due_at(at(0, 11, 29), event(start=time(8, 30), end=time(11, 30)))


def test_an_opening_is_useful_all_day() -> None:
    assert due_at(at(0, 17, 0), event("접수", EventKind.OPENING, start=time(9, 0)))


def test_a_deadline_is_its_last_day_and_useful_until_it_closes() -> None:
    deadline = event("접수", EventKind.DEADLINE, DAY - timedelta(days=20), DAY, time(9, 0), time(18, 0))
    assert [reminder.occasion.day for reminder in due_at(at(0, 17, 59), deadline)] == [DAY]
    assert due_at(at(0, 18, 0), deadline) == ()
    assert due_at(at(20), deadline) == ()


def test_an_opening_with_a_last_day_is_told_of_when_it_opens_and_when_it_closes() -> None:
    period = event("접수", EventKind.OPENING, DAY, DAY + timedelta(days=20), time(10, 0), time(18, 0))
    assert [(o.kind, o.day, o.closes) for o in occasions(period)] == [
        (EventKind.OPENING, DAY, None),
        (EventKind.DEADLINE, DAY + timedelta(days=20), time(18, 0)),
    ]
    assert [o.kind for o in occasions(event("접수", EventKind.OPENING, DAY, DAY))] == [EventKind.OPENING]


def test_what_is_in_the_ledger_is_not_due_again() -> None:
    (reminder,) = due_at(at(7), event())
    for status in (
        DeliveryStatus.SENT,
        DeliveryStatus.UNSURE,
        DeliveryStatus.FAILED,
        DeliveryStatus.CLAIMED,
    ):
        assert due_at(at(7), event(), told={reminder.key: status}) == ()


def test_an_interrupted_one_is_due_again_as_a_repeat() -> None:
    (reminder,) = due_at(at(7), event())
    (again,) = due_at(at(7, 9, 1), event(), told={reminder.key: DeliveryStatus.INTERRUPTED})
    assert again.repeat
    assert again.key == reminder.key


def test_a_moved_date_is_announced_anew() -> None:
    (reminder,) = due_at(at(7), event())
    moved = event(day=DAY + timedelta(days=1))
    (again,) = due_at(at(6), moved, told={reminder.key: DeliveryStatus.SENT})
    assert again.key != reminder.key


def test_a_subscription_gets_nothing_that_fell_due_before_it_was_made() -> None:
    afternoon = Subscription(-1001, None, 1002, at(7, 15))
    assert due([event()], [afternoon], {}, at(7, 15, 1), NINE) == ()
    assert len(due([event()], [afternoon], {}, at(3), NINE)) == 1


def test_a_subscription_counts_as_begun_when_the_clock_was_set_back_before_it() -> None:
    later = Subscription(-1001, None, 1002, at(-300))
    assert len(due([event()], [later], {}, at(7, 11), NINE)) == 1


def test_each_chat_and_topic_gets_its_own_in_the_order_of_days() -> None:
    events = [event("시상식"), event("발표", EventKind.RESULT, DAY - timedelta(days=4))]
    found = due(events, [GROUP, TOPIC], {}, at(7), NINE)
    assert [(r.subscription.thread_id, r.occasion.event.name, r.lead) for r in found] == [
        (None, "발표", 3),
        (None, "시상식", 7),
        (4, "발표", 3),
        (4, "시상식", 7),
    ]
    assert len({r.key for r in found}) == 4


def test_what_passed_while_the_bot_was_away_is_missed() -> None:
    found = missed([event()], [GROUP], {}, at(8, 12), at(2, 12), NINE)
    assert [r.lead for r in found] == [7, 3]
    sent = {found[0].key: DeliveryStatus.SENT, found[1].key: DeliveryStatus.MISSED}
    assert missed([event()], [GROUP], sent, at(8, 12), at(2, 12), NINE) == ()


def test_what_can_still_be_sent_late_is_not_missed() -> None:
    assert missed([event()], [GROUP], {}, at(8, 12), at(7, 23), NINE) == ()


def test_nothing_is_missed_from_before_the_last_look_or_before_subscribing() -> None:
    assert missed([event()], [GROUP], {}, at(6, 0, 1), at(4), NINE) == ()
    late_comer = Subscription(-1001, None, 1002, at(5))
    assert [r.lead for r in missed([event()], [late_comer], {}, at(8), at(2), NINE)] == [3]


def test_an_interrupted_one_that_ran_out_of_time_may_have_arrived() -> None:
    (reminder,) = due_at(at(7), event())
    (found,) = missed([event()], [GROUP], {reminder.key: DeliveryStatus.INTERRUPTED}, at(7), at(5), NINE)
    assert found.repeat


def test_a_missed_one_is_due_if_the_clock_was_set_back() -> None:
    (reminder,) = due_at(at(7), event())
    assert len(due_at(at(7), event(), told={reminder.key: DeliveryStatus.MISSED})) == 1


def test_the_next_time_is_the_first_lead_day_to_come() -> None:
    assert next_time([event()], at(9), NINE) == at(7)
    assert next_time([event()], at(7), NINE) == at(3)
    assert next_time([event()], at(0), NINE) is None
    assert next_time([event(day=None)], at(9), NINE) is None


def test_upcoming_lists_today_and_later_in_order() -> None:
    events = [
        event("나중", day=DAY + timedelta(days=2)),
        event("오후", day=DAY, start=time(14, 0)),
        event("오전", day=DAY, start=time(10, 0)),
        event("지난", day=DAY - timedelta(days=1)),
        event("모름", day=None),
    ]
    assert [occasion.event.name for occasion in upcoming(events, DAY)] == ["오전", "오후", "나중"]


def test_the_ends_of_the_calendar_do_no_harm() -> None:
    events = [event(day=date.max), event(day=date.min)]
    assert due_at(at(7), *events) == ()
    assert missed(events, [GROUP], {}, at(8), at(2), NINE) == ()
