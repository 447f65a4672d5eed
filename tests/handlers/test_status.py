"""`/status`: last and next reminders, backlog, paused chats, misses, confirmations, own dates."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.app import build_application
from bot.context import Desk
from bot.reminders.own_dates import OwnDate, OwnDates
from bot.state.rows import DeliveryKey, DeliveryStatus
from handlers import register
from handlers.render import plain
from tests.handlers.desk import ADMIN, Desks, seoul, set_clock
from tests.transport import GROUP, Room, Transport, make_bot


@pytest.fixture
def desk(desks: Desks) -> Desk:
    desk = desks.of_group(GROUP)
    desk.follow()
    return desk


@pytest.fixture
async def room(desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        yield Room(application, transport)


def settle(desk: Desk, lead: int, status: DeliveryStatus, message_id: int | None = None) -> None:
    (entry,) = desk.store.agenda().entries
    key = DeliveryKey(GROUP, None, entry.uid, entry.day, lead)
    desk.store.ledger.settle([key], status, seoul(3, 3), message_id)


async def status(room: Room) -> str:
    (call,) = await room.say("/status", by=ADMIN)
    return plain(call.text)


async def test_before_anything_was_sent_status_tells_what_comes(room: Room) -> None:
    said = await status(room)
    assert "마지막 알림: 아직 없어요" in said
    assert "다음 알림: 2026. 3. 3.(화) 09:00" in said
    assert "밀린 알림: 0" in said
    assert "놓친 알림(지난 7일): 0" in said
    assert "관리자가 넣은 일정: 0" in said


async def test_what_is_due_and_unsent_is_the_backlog(room: Room, desk: Desk) -> None:
    set_clock(desk, 3, 3, 10)
    assert "밀린 알림: 1" in await status(room)


async def test_the_last_reminders_tell_how_many_confirmed_and_whether_one_did_oneself(room: Room, desk: Desk) -> None:
    settle(desk, 7, DeliveryStatus.SENT, 700)
    for person in (1001, 1005):
        desk.store.ledger.acknowledge(GROUP, 700, person, seoul(3, 3))
    said = await status(room)
    assert "마지막 알림: 2026. 3. 3.(화) 09:00" in said
    assert "정부혁신 우수사례 경진대회 시상식: 2명" in said
    assert "나 포함" not in said
    desk.store.ledger.acknowledge(GROUP, 700, ADMIN, seoul(3, 3))
    assert "3명(나 포함)" in await status(room)


async def test_missed_reminders_and_pauses_are_told_with_their_reason_and_since_when(room: Room, desk: Desk) -> None:
    settle(desk, 7, DeliveryStatus.MISSED)
    desk.store.pause_chat(-100, "봇이 <대화방>에서 나갔어요", seoul(2, 27))
    said = await status(room)
    assert "놓친 알림(지난 7일): 1" in said
    assert f"· {GROUP} 정부혁신" in said
    assert "⏸ -100 2026. 2. 27.(금)부터: 봇이 <대화방>에서 나갔어요" in said


async def test_own_dates_are_counted_and_a_broken_file_is_told(room: Room, desk: Desk) -> None:
    own = OwnDates(desk.settings.data_dir)
    own.write(own.added(OwnDate(None, "설명회", seoul(4, 1).date())))
    assert "관리자가 넣은 일정: 1" in await status(room)
    (desk.settings.data_dir / "schedule.csv").write_text("엉망", encoding="utf-8")
    assert "관리자가 넣은 일정: 읽을 수 없어요" in await status(room)
