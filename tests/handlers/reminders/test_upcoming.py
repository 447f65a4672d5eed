"""`/upcoming`, and days as a file: in reply, in the topic, not too often."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from icalendar import Calendar

from bot.app import build_application
from bot.context import Desk
from bot.state.rows import Wishes
from handlers import register
from handlers.render import plain, say
from tests.handlers.desk import CEREMONY, Desks, seoul, set_clock
from tests.transport import GROUP, Call, Room, Transport, make_bot

MEMBER = 1001
ACTIVE = "적극행정 우수사례 경진대회"
ROWS = (
    CEREMONY,
    f"{ACTIVE},접수,2026-03-02,2026-03-05,10:00,18:00,,\n",
    f"{ACTIVE},심사,2026-02-01,,,,,\n",
    f"{ACTIVE},심사,2026-03-09,2026-03-11,,,,\n",
)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks(*ROWS)


@pytest.fixture
async def room(desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        yield Room(application, transport)


def data(call: Call) -> list[str]:
    return [button["callback_data"] for button in call.buttons if "callback_data" in button]


async def test_upcoming_lists_the_nearest_first_with_days_and_working_days_left(room: Room) -> None:
    (call,) = await room.say("/upcoming", by=MEMBER, chat=GROUP)
    assert plain(call.text).split("\n") == [
        "📅 다가오는 일정 4건",
        "",
        "오늘 · 2026. 3. 2.(월) 10:00부터",
        "적극행정 우수사례 경진대회 접수 시작",
        "",
        "D-3 · 근무일 3일 · 2026. 3. 5.(목) 18:00까지",
        "적극행정 우수사례 경진대회 접수 마감",
        "",
        "D-7 · 근무일 5일 · 2026. 3. 9.(월) ~ 2026. 3. 11.(수)",
        "적극행정 우수사례 경진대회 심사",
        "",
        "D-8 · 근무일 6일 · 2026. 3. 10.(화) 14:00~16:00",
        "정부혁신 우수사례 경진대회 시상식",
        "📍 한국프레스센터 19층",
        "",
        "📄 일정 파일 일정.csv",
    ]
    assert data(call) == ["ics:own"]


async def test_where_nothing_is_coming_upcoming_says_so(room: Room, desk: Desk) -> None:
    set_clock(desk, 6, 1)
    (call,) = await room.say("다가오는일정", by=MEMBER)
    assert "/schedule" in call.text
    assert call.buttons == []


async def test_a_chat_that_chose_contests_sees_only_theirs_and_can_see_all(room: Room, desk: Desk) -> None:
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    desk.store.wish(GROUP, None, Wishes(frozenset({ACTIVE})), seoul(1, 5))
    (own,) = await room.say("/upcoming", by=MEMBER, chat=GROUP)
    assert "3건" in own.text
    assert "정부혁신" not in own.text
    assert data(own) == ["ics:own", "coming:all-0"]
    _, every = await room.press("coming:all-0", by=MEMBER, message_id=1001, chat=GROUP)
    assert "4건" in every.text
    assert data(every) == ["ics:all", "coming:own-0"]
    (topic,) = await room.say("/upcoming", by=MEMBER, chat=GROUP, thread=4)
    assert "4건" in topic.text


async def test_a_chat_with_reminders_sees_the_ministrys_own_and_can_see_all(room: Room, desk: Desk) -> None:
    (desk.library.releases_dir / "남.txt").write_text(
        "보도시점\t2026. 2. 20.(금)\n\n「일터 안전 아이디어 공모전」을 연다\n\n"
        "행정안전부(장관 김영훈)는 「일터 안전 아이디어 공모전」을 연다고 밝혔다. "
        "시상식은 4월 10일(금) 오후 2시 한국프레스센터에서 열릴 예정이다.\n",
        encoding="utf-8",
    )
    desk.library.reload()
    (every,) = await room.say("/upcoming", by=MEMBER, chat=GROUP)
    assert "다가오는 일정 5건" in every.text
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    (own,) = await room.say("/upcoming", by=MEMBER, chat=GROUP)
    assert "다가오는 일정 4건 (고용노동부)" in plain(own.text)
    assert data(own) == ["ics:own", "coming:all-0"]
    _, every = await room.press("coming:all-0", by=MEMBER, message_id=1001, chat=GROUP)
    assert "다가오는 일정 5건" in every.text
    assert data(every) == ["ics:all", "coming:own-0"]
    desk.store.wish(GROUP, None, Wishes(others=True), seoul(1, 5))
    (every,) = await room.say("/upcoming", by=MEMBER, chat=GROUP)
    assert "다가오는 일정 5건" in every.text
    assert data(every) == ["ics:own"]


async def test_a_cancelled_day_is_not_coming(room: Room, desk: Desk) -> None:
    await room.say("/upcoming", by=MEMBER)
    (desk.library.releases_dir / "일정.csv").write_text(
        "contest,event,date,end_date,start,end,place,note\n" + "".join(ROWS[1:]), encoding="utf-8"
    )
    desk.library.reload()
    (call,) = await room.say("/upcoming", by=MEMBER)
    assert "정부혁신" not in call.text


async def test_a_long_list_is_paged_in_place_and_its_file_has_all_of_it(desks: Desks, transport: Transport) -> None:
    desk = desks(*(f"대회 {n},시상식,2026-03-{n:02},,,,,\n" for n in range(3, 20)))
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        room = Room(application, transport)
        (first,) = await room.say("/upcoming", by=MEMBER)
        _, second = await room.press("coming:own-1", by=MEMBER, message_id=1001)
        _, beyond = await room.press("coming:own-99", by=MEMBER, message_id=1001)
        _, file = await room.press("ics:own", by=MEMBER, message_id=1001)
    assert "17건" in first.text
    assert "대회 7 시상식" in first.text
    assert "대회 8 시상식" not in first.text
    assert "대회 8 시상식" in second.text
    assert "coming:own-0" in data(second)
    assert "대회 19 시상식" in beyond.text
    assert "일정 17건" in plain(file.values["caption"])


async def test_a_file_comes_in_reply_and_in_the_topic(room: Room) -> None:
    _, call = await room.press("ics:all", by=MEMBER, message_id=1001, chat=GROUP, thread=4)
    assert (call.method, call.files) == ("sendDocument", ("적극행정 우수사례 경진대회 접수 시작 외 3건.ics",))
    assert call.values["message_thread_id"] == 4
    assert call.values["reply_parameters"]["message_id"] == 1001
    assert len(Calendar.from_ical(call.contents[0]).events) == 4


async def test_a_chat_is_sent_few_files_a_minute_and_another_chat_its_own(room: Room, desk: Desk) -> None:
    for _ in range(3):
        assert len(await room.press("ics:all", by=MEMBER, message_id=1001, chat=GROUP)) == 2
    (refused,) = await room.press("ics:all", by=MEMBER, message_id=1001, chat=GROUP)
    assert refused.text == plain(say("calendar_wait"))
    assert len(await room.press("ics:all", by=MEMBER, message_id=1001)) == 2
    set_clock(desk, 3, 2, 12, 2)
    assert len(await room.press("ics:all", by=MEMBER, message_id=1001, chat=GROUP)) == 2


@pytest.mark.parametrize("stale", ["ics:date-ffffffffffff", "ics:event-ffffffffffff", "ics", "coming:x-1", "coming"])
async def test_a_stale_button_says_so(room: Room, stale: str) -> None:
    (call,) = await room.press(stale, by=MEMBER, message_id=555)
    assert call.text == plain(say("old_button"))


async def test_a_schedule_answer_offers_its_day_as_a_file_and_reminders(room: Room) -> None:
    (answer,) = await room.say("정부혁신 시상식 언제예요?", by=MEMBER)
    file = next(one for one in data(answer) if one.startswith("ics:event-"))
    assert any(one.startswith("follow:event-") for one in data(answer))
    _, sent = await room.press(file, by=MEMBER, message_id=1001)
    assert "2026. 3. 10.(화)" in plain(sent.values["caption"])


async def test_a_list_of_days_offers_all_that_it_shows(room: Room) -> None:
    (answer,) = await room.say("/schedule", by=MEMBER)
    assert {"follow", "ics"} <= set(data(answer))
    _, sent = await room.press("ics", by=MEMBER, message_id=1001)
    assert "일정 5건" in plain(sent.values["caption"])


async def test_a_past_day_is_a_file_too(room: Room) -> None:
    (answer,) = await room.say("적극행정 심사 2월 1일", by=MEMBER)
    (file,) = [one for one in data(answer) if one.startswith("ics:event-")]
    _, sent = await room.press(file, by=MEMBER, message_id=1001)
    assert "2026. 2. 1.(일)" in plain(sent.values["caption"])


async def test_a_day_keeps_the_uid_of_the_agenda_in_every_file(room: Room, desk: Desk) -> None:
    (answer,) = await room.say("정부혁신 시상식 언제예요?", by=MEMBER)
    _, one = await room.press(next(d for d in data(answer) if d.startswith("ics:")), by=MEMBER, message_id=1001)
    _, every = await room.press("ics:all", by=MEMBER, message_id=1001)
    (uid,) = (event["UID"] for event in Calendar.from_ical(one.contents[0]).events)
    assert uid in [event["UID"] for event in Calendar.from_ical(every.contents[0]).events]
