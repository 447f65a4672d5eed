"""`/event`: an admin tells of a date step by step, changes it and takes it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from bot.app import build_application
from bot.context import Desk
from bot.reminders.own_dates import OwnDate, OwnDates
from bot.state.rows import Wishes
from handlers import register
from handlers.render import MAX_CALLBACK_BYTES, plain, say
from tests.handlers.desk import ADMIN, CEREMONY, HEADER, Desks, seoul, set_clock
from tests.transport import GROUP, Call, Room, Transport, make_bot

OTHER_ADMIN, MEMBER = 1007, 1001
INNOVATION = "정부혁신 우수사례 경진대회"
HEARING = OwnDate(INNOVATION, "설명회", date(2026, 3, 20), None, time(14), None, "대강당")


@pytest.fixture
def desk(desks: Desks) -> Desk:
    desk = desks(CEREMONY)
    return replace(desk, settings=desk.settings.model_copy(update={"admin_ids": frozenset({ADMIN, OTHER_ADMIN})}))


@pytest.fixture
async def room(desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        yield Room(application, transport)


class Dialogue:
    """What one admin says and presses; buttons are those of the screen shown last."""

    def __init__(self, room: Room, by: int = ADMIN) -> None:
        self._room, self._by = room, by
        self.message_id, self.screen, self.again = 0, Call("", {}), ""

    async def say(self, text: str) -> str:
        call, *after = await self._room.say(text, by=self._by)
        self.again = plain(after[-1].text) if after else ""
        if after:  # a question in between: the step is asked again below its answer
            self.message_id, self.screen = self._room.transport.last_message, after[-1]
        if any(data.startswith("event:") for data in self.buttons_of(call)):
            self.message_id, self.screen = self._room.transport.last_message, call
        return plain(call.text)

    async def press(self, data: str) -> str:
        """Presses a button whose data begins so, which must be on the screen."""
        (whole,) = [one for one in self.buttons_of(self.screen) if one.startswith(f"event:{data}")]
        return await self.press_any(whole)

    async def press_any(self, data: str) -> str:
        """Presses any button of the screen's message, also one that is not there any more."""
        call = (await self._room.press(data, by=self._by, message_id=self.message_id))[-1]
        if call.method == "editMessageText":
            self.screen = call
        return plain(call.text)

    @staticmethod
    def buttons_of(call: Call) -> list[str]:
        return [button["callback_data"] for button in call.buttons if "callback_data" in button]


@pytest.fixture
async def admin(room: Room) -> Dialogue:
    """An admin who has just sent /event."""
    dialogue = Dialogue(room)
    await dialogue.say("/event")
    return dialogue


def rows(desk: Desk) -> tuple[OwnDate, ...]:
    return OwnDates(desk.settings.data_dir).rows()


def keep(desk: Desk, *dates: OwnDate) -> None:
    """Dates that admins told of before."""
    for one in dates:
        own = OwnDates(desk.settings.data_dir)
        own.write(own.added(one))
    desk.library.reload()
    desk.follow()


async def told_to_preview(admin: Dialogue, day: str = "다음 주 금요일", time: str = "2시~4시") -> str:
    await admin.press("new")
    await admin.press("contest-")
    await admin.press("what-JUDGING")
    await admin.say(day)
    await admin.say(time)
    return await admin.say("정부세종청사 대강당")


async def test_a_date_is_told_step_by_step_seen_before_it_is_kept_and_answered_at_once(
    admin: Dialogue, room: Room, desk: Desk
) -> None:
    preview = await told_to_preview(admin)
    assert preview.split("\n")[2:5] == [
        f"{INNOVATION} 심사",
        "2026. 3. 13.(금) 14:00~16:00 · D-11",
        "📍 정부세종청사 대강당",
    ]
    assert rows(desk) == ()
    await admin.press("save")
    assert rows(desk) == (
        OwnDate(INNOVATION, "심사", date(2026, 3, 13), None, time(14), time(16), "정부세종청사 대강당"),
    )
    (answer,) = await room.say("다음 주 일정 알려줘", by=MEMBER)
    assert "2026. 3. 13.(금)" in answer.text
    assert [(one.actor, one.action) for one in desk.store.audit.entries(1)] == [(ADMIN, "add date")]


async def test_a_public_holiday_is_declared_without_a_contest(admin: Dialogue, desk: Desk) -> None:
    await admin.press("new")
    await admin.press("skip")
    await admin.say("임시공휴일")
    await admin.say("3월 9일")
    await admin.press("skip")
    assert "임시공휴일" in await admin.press("skip")
    assert "저장했어요" in await admin.press("save")
    assert desk.library.current.declared_holidays == {date(2026, 3, 9)}
    desk.follow()
    assert [entry.name for entry in desk.store.agenda().entries] == [f"{INNOVATION} 시상식"]


async def test_it_is_said_how_many_hear_of_it_and_when(admin: Dialogue, desk: Desk) -> None:
    desk.store.subscribe(GROUP, None, 1, seoul(1, 5))
    desk.store.subscribe(GROUP, 4, 1, seoul(1, 5))
    desk.store.wish(GROUP, 4, Wishes(frozenset({"다른 대회"})), seoul(1, 5))
    await admin.press("new")
    await admin.say("정부혁신")
    await admin.say("결과 발표")
    await admin.say("3월 27일")
    await admin.press("skip")
    await admin.press("skip")
    saved = await admin.press("save")
    (hearing,) = saved.split("🔔 ")[1:]
    for fact in ("발표 2026. 3. 27.(금)", "1곳", "당일 09:00"):
        assert fact in hearing


async def test_where_nobody_hears_of_it_that_is_said(admin: Dialogue) -> None:
    await told_to_preview(admin)
    assert "받는 곳이 없어요" in await admin.press("save")


@pytest.mark.parametrize(
    ("day", "warning"),
    [
        ("3월 14일", "2026. 3. 14.(토) · 주말"),
        ("5월 5일", "2026. 5. 5.(화) · 공휴일"),
        ("3월 13일(목)", "요일"),
    ],
)
async def test_the_preview_warns_of_days_off_and_a_wrong_weekday(admin: Dialogue, day: str, warning: str) -> None:
    assert warning in await told_to_preview(admin, day)


async def test_the_preview_tells_what_will_be_moved_by_it(admin: Dialogue, desk: Desk) -> None:
    keep(desk, OwnDate(INNOVATION, "심사", date(2026, 3, 20)))
    assert "2026. 3. 20.(금)" in await told_to_preview(admin)
    await admin.say("/event")
    await admin.press("show-")
    await admin.press("change-")
    await admin.press("to-day")
    assert "2026. 3. 20.(금)" in await admin.say("3월 24일")


async def test_a_period_of_entries_is_two_days_to_hear_of(admin: Dialogue) -> None:
    await admin.press("new")
    await admin.press("contest-")
    await admin.say("접수")
    await admin.say("12월 1일~12월 11일")
    await admin.press("skip")
    await admin.press("skip")
    saved = await admin.press("save")
    assert "🔔 접수 시작 2026. 12. 1.(화)" in saved
    assert "🔔 접수 마감 2026. 12. 11.(금)" in saved


async def test_the_time_of_a_deadline_is_when_it_closes(admin: Dialogue, desk: Desk) -> None:
    await admin.press("new")
    await admin.press("contest-")
    await admin.press("what-DEADLINE")
    await admin.say("3월 27일")
    await admin.say("18시")
    assert "18:00까지" in await admin.press("skip")
    await admin.press("save")
    assert (rows(desk)[0].start, rows(desk)[0].end) == (None, time(18))


@pytest.mark.parametrize(
    ("text", "said"),
    [("아무 날", "날짜"), ("2월 30일", "날짜"), ("2026-03-01", "지난 날")],
)
async def test_a_day_that_cannot_be_is_asked_again(admin: Dialogue, text: str, said: str) -> None:
    await admin.press("new")
    await admin.press("skip")
    await admin.say("설명회")
    again = await admin.say(text)
    assert said in again.split("\n")[0]
    assert "3/5" in again
    assert "4/5" in await admin.say("내일")


async def test_an_impossible_time_and_a_long_name_are_asked_again(admin: Dialogue) -> None:
    await admin.press("new")
    assert "100자" in await admin.say("가" * 101)
    await admin.press("skip")
    await admin.say("설명회")
    await admin.say("내일")
    again = await admin.say("아침 일찍")
    assert "시각" in again.split("\n")[0]
    assert "4/5" in again


async def test_a_question_in_between_is_answered_and_the_step_is_asked_again(admin: Dialogue) -> None:
    await admin.press("new")
    await admin.press("contest-")
    assert "한국프레스센터" in await admin.say("정부혁신 시상식 어디서 해요?")
    assert "2/5" in admin.again
    assert "한국프레스센터" in await admin.say("/schedule 시상식")
    assert "3/5" not in await admin.say("고마워요")
    assert "2/5" in admin.again
    assert "3/5" in await admin.press("what-CEREMONY")


@pytest.mark.parametrize("word", ["취소", "그만", "그만할래요", "/cancel", "적기취소"])
async def test_a_word_gives_the_draft_up(admin: Dialogue, word: str) -> None:
    await admin.press("new")
    assert "그만뒀어요" in await admin.say(word)
    assert await admin.press_any("event:skip") == plain(say("event_lost"))
    assert "2/5" not in await admin.say("설명회")


async def test_an_hour_may_be_said_in_words(admin: Dialogue) -> None:
    assert "14:00부터" in await told_to_preview(admin, time="오후 두시")


async def test_after_half_an_hour_what_is_typed_is_a_question_again(admin: Dialogue, desk: Desk) -> None:
    await admin.press("new")
    set_clock(desk, 3, 2, 12, 31)
    assert "2/5" not in await admin.say("정부혁신")
    assert "2/5" in await admin.press("skip")


async def test_each_step_can_go_back_and_be_given_up(admin: Dialogue, desk: Desk) -> None:
    await admin.press("new")
    await admin.press("skip")
    await admin.press("what-OTHER")
    assert "2/5" in await admin.press("back")
    assert "1/5" in await admin.press("back")
    await admin.press("back")
    await admin.press("new")
    await admin.press("cancel")
    assert admin.buttons_of(admin.screen) == ["event:new"]
    assert "1/5" not in await admin.say("설명회")
    assert rows(desk) == ()


async def test_from_the_preview_one_answer_is_changed_and_leads_back(admin: Dialogue) -> None:
    await told_to_preview(admin)
    await admin.press("to-place")
    assert "👀" in await admin.press("back")
    await admin.press("to-time")
    preview = await admin.press("skip")
    assert "2026. 3. 13.(금) · D-11" in preview


async def test_a_date_is_changed_and_removed_after_a_question(admin: Dialogue, desk: Desk) -> None:
    keep(desk, HEARING)
    await admin.say("/event")
    await admin.press("show-")
    await admin.press("change-")
    await admin.press("to-day")
    await admin.say("3월 24일")
    await admin.press("save")
    assert [row.date for row in rows(desk)] == [date(2026, 3, 24)]
    await admin.press("list")
    await admin.press("show-")
    await admin.press("remove-")
    assert rows(desk) != ()
    await admin.press("drop-")
    assert rows(desk) == ()
    assert [one.action for one in desk.store.audit.entries(2)] == ["remove date", "change date"]
    assert [entry.name for entry in desk.store.agenda().upcoming(date(2026, 3, 2))] == [f"{INNOVATION} 시상식"]


async def test_of_two_admins_who_change_the_same_date_the_second_is_told(
    admin: Dialogue, room: Room, desk: Desk
) -> None:
    keep(desk, HEARING)
    other = Dialogue(room, OTHER_ADMIN)
    for one in (admin, other):
        await one.say("/event")
        await one.press("show-")
        await one.press("change-")
        await one.press("to-day")
    await admin.say("3월 24일")
    await other.say("3월 25일")
    await admin.press("save")
    assert "그 사이 바뀌었거나 지워진" in await other.press("save")
    assert [row.date for row in rows(desk)] == [date(2026, 3, 24)]


@pytest.mark.parametrize("do", ["show", "change", "remove", "drop"])
async def test_a_button_of_a_date_that_is_gone_says_so(admin: Dialogue, desk: Desk, do: str) -> None:
    assert "그 사이 바뀌었거나 지워진" in await admin.press_any(f"event:{do}-{HEARING.key}")
    assert rows(desk) == ()


async def test_the_same_date_twice_is_refused_in_the_preview(admin: Dialogue, desk: Desk) -> None:
    keep(desk, OwnDate(INNOVATION, "심사", date(2026, 3, 13)))
    await told_to_preview(admin)
    assert "event:save" in admin.buttons_of(admin.screen)
    assert "👀" in await admin.press("save")
    assert len(rows(desk)) == 1


async def test_pressed_twice_a_date_is_kept_once(admin: Dialogue, desk: Desk) -> None:
    await told_to_preview(admin)
    await admin.press("save")
    assert await admin.press_any("event:save") == plain(say("event_lost"))
    assert len(rows(desk)) == 1


async def test_buttons_of_an_earlier_screen_do_nothing(admin: Dialogue, room: Room) -> None:
    await admin.press("new")
    first = admin.message_id
    await admin.say("정부혁신")
    (call,) = await room.press("event:skip", by=ADMIN, message_id=first)
    assert call.text == plain(say("event_lost"))
    assert "3/5" in await admin.press("what-RESULT")


async def test_a_draft_survives_a_restart(admin: Dialogue, desk: Desk, transport: Transport) -> None:
    await told_to_preview(admin)
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        call = (await Room(application, transport).press("event:save", by=ADMIN, message_id=admin.message_id))[-1]
    assert "저장했어요" in call.text
    assert len(rows(desk)) == 1


@pytest.mark.parametrize("data", ["event:new", "event:list", "event:save", "event:drop-x", "event"])
async def test_only_admins_can_press_and_only_in_private(room: Room, desk: Desk, data: str) -> None:
    keep(desk, HEARING)
    for by, chat in ((MEMBER, None), (ADMIN, GROUP)):
        (call,) = await room.press(data.replace("-x", f"-{HEARING.key}"), by=by, message_id=5, chat=chat)
        assert call.method == "answerCallbackQuery"
    assert rows(desk) == (HEARING,)
    assert {one.action for one in desk.store.audit.entries(2)} == {"refused"}


async def test_only_admins_can_begin_and_only_in_private(room: Room) -> None:
    (refused,) = await room.say("일정추가", by=MEMBER)
    assert refused.text == say("admins_only").text
    (elsewhere,) = await room.say("/event", by=ADMIN, chat=GROUP)
    assert elsewhere.text == say("in_private").text


async def test_markup_in_what_was_typed_is_shown_and_not_obeyed(admin: Dialogue) -> None:
    await admin.press("new")
    await admin.say("<b>대회</b> & <a href='x'>공모전")
    await admin.say("<i>설명회")
    await admin.say("3월 20일")
    await admin.press("skip")
    preview = await admin.say("<code>대강당")
    assert "<b>대회</b> & <a href='x'>공모전 <i>설명회" in preview
    saved = await admin.press("save")
    assert "<i>설명회" in saved
    assert "<i>설명회" in await admin.press("list")


async def test_a_file_that_was_broken_by_hand_is_told_and_kept(admin: Dialogue, desk: Desk) -> None:
    file = desk.settings.data_dir / "schedule.csv"
    await told_to_preview(admin)
    file.write_text("엉망", encoding="utf-8")
    assert "schedule.csv" in await admin.press("save")
    assert "schedule.csv" in await admin.say("/event")
    assert file.read_text(encoding="utf-8") == "엉망"


async def test_a_date_is_published_without_what_changed_in_the_folder_meanwhile(
    admin: Dialogue, desk: Desk, tmp_path: Path
) -> None:
    await told_to_preview(admin)
    (tmp_path / "releases" / "일정.csv").write_text(HEADER, encoding="utf-8")
    assert "저장했어요" in await admin.press("save")
    assert len(rows(desk)) == 1
    assert len(desk.library.current.facts.events) == 2


async def test_many_dates_are_paged_and_every_button_fits(admin: Dialogue, desk: Desk) -> None:
    keep(
        desk,
        *(OwnDate(None, f"설명회 {n}", date(2026, 4, n)) for n in range(1, 9)),
        OwnDate(None, "옛 일", date(2026, 1, 5)),
    )
    first = await admin.say("/event")
    assert "일정 8건" in first
    assert "지난 일정 1건" in first
    second = await admin.press("list-1")
    assert "7. 설명회 7" in second
    assert "8. 설명회 8" in await admin.press("list-1")
    assert all(len(data.encode()) <= MAX_CALLBACK_BYTES for data in admin.buttons_of(admin.screen))
