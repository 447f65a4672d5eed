from datetime import UTC, datetime, timedelta

from bot.clock import SEOUL, Clock, SettableClock


def test_the_clock_is_aware_and_in_seoul() -> None:
    now = Clock().now()
    assert now.tzinfo is SEOUL
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)


def test_a_set_clock_goes_on_from_the_moment_it_was_set_to() -> None:
    clock = SettableClock()
    clock.set(datetime(2024, 11, 7, 9, 0))  # noqa: DTZ001 - a moment without a zone is the case here
    first = clock.now()
    assert first.date().isoformat() == clock.today().isoformat() == "2024-11-07"
    assert clock.now() >= first >= datetime(2024, 11, 7, 9, 0, tzinfo=SEOUL)


def test_a_moment_of_another_zone_is_the_same_instant() -> None:
    clock = SettableClock()
    clock.set(datetime(2024, 11, 6, 23, 30, tzinfo=UTC))
    assert clock.now().isoformat().startswith("2024-11-07T08:30")


def test_listeners_hear_of_setting_and_resetting() -> None:
    clock, heard = SettableClock(), list[datetime]()
    clock.on_change(lambda: heard.append(clock.now()))
    clock.set(datetime(2024, 1, 2, tzinfo=SEOUL))
    clock.reset()
    assert [moment.year == 2024 for moment in heard] == [True, False]
