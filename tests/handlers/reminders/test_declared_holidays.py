"""A public holiday that is declared on short notice: a row of a schedule file, by which all that is told moves."""

from __future__ import annotations

from datetime import date

import pytest

from bot.app import build_application
from bot.context import Desk
from bot.reminders.due import due, next_time
from bot.reminders.own_dates import OwnDate
from handlers import register
from handlers.own_dates.draft import days_off
from handlers.render import plain
from tests.handlers.desk import CEREMONY, Desks, remind_once, seoul, set_clock, write_schedule
from tests.transport import GROUP, Room, Transport, make_bot

HOLIDAY = ",임시공휴일,2026-03-09,,,,,\n"  # the Monday before the ceremony


def subscribed(desk: Desk) -> Desk:
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    desk.follow()
    return desk


def leads(desk: Desk, *moment: int) -> list[int]:
    now = seoul(*moment)
    return [key.lead for letter in due(desk.situation(now, now), now) for key in letter.claims]


def test_a_reminder_that_would_fall_on_a_declared_holiday_comes_on_the_working_day_before(desks: Desks) -> None:
    usual = subscribed(desks(CEREMONY))
    assert (leads(usual, 3, 6), leads(usual, 3, 9)) == ([7], [1])
    moved = subscribed(desks(CEREMONY, HOLIDAY))
    assert (leads(moved, 3, 6), leads(moved, 3, 9)) == ([1], [])
    now = seoul(3, 5, 12)
    assert next_time(moved.situation(now, now), now) == seoul(3, 6)


async def test_a_holiday_that_is_declared_later_moves_what_is_not_told_yet(desks: Desks) -> None:
    desk = subscribed(desks(CEREMONY))
    set_clock(desk, 3, 3, 9)
    transport = Transport()
    assert await remind_once(make_bot(transport), desk) == 1  # a week before
    folder = desk.settings.releases_dir.parent
    write_schedule(folder, CEREMONY, HOLIDAY)
    changes = desk.library.reload()
    assert changes.added == {"휴일": ("임시공휴일 2026-03-09 (날짜 2026-03-09)",)}
    set_clock(desk, 3, 6, 9)
    assert await remind_once(make_bot(transport), desk) == 1
    set_clock(desk, 3, 9, 9)
    assert await remind_once(make_bot(transport), desk) == 0
    set_clock(desk, 3, 10, 9)
    assert await remind_once(make_bot(transport), desk) == 1


async def test_a_declared_holiday_is_no_date_and_no_working_day(desks: Desks, transport: Transport) -> None:
    desk = desks(CEREMONY, HOLIDAY)
    assert [event.name for event in desk.library.current.facts.events] == ["정부혁신 우수사례 경진대회 시상식"]
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        (call,) = await Room(application, transport).say("/upcoming", by=1001, chat=GROUP)
    assert "D-8 · 근무일 5일" in plain(call.text)
    assert "임시공휴일" not in plain(call.text).split("📄")[0]


def test_the_preview_of_a_date_on_a_declared_holiday_says_so(desks: Desks) -> None:
    declared = desks(CEREMONY, HOLIDAY).library.current.declared_holidays
    assert days_off(OwnDate(None, "설명회", date(2026, 3, 9)), declared) == [(date(2026, 3, 9), False)]


@pytest.mark.parametrize(
    ("row", "days"),
    [
        (",임시 공휴일,2026-03-09,2026-03-10,,,,\n", {9, 10}),
        ("가 경진대회,임시공휴일,2026-03-09,,,,,\n", set()),
        (",임시공휴일,2026-03-09,2027-03-09,,,,\n", set()),
        (",임시공휴일 안내,2026-03-09,,,,,\n", set()),
    ],
    ids=["two days", "of a contest", "a year", "about one"],
)
def test_only_a_row_that_is_nothing_else_declares_a_holiday(desks: Desks, row: str, days: set[int]) -> None:
    declared = desks(CEREMONY, row).library.current.declared_holidays
    assert {day.day for day in declared} == days
