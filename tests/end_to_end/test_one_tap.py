"""What one does next with an answer takes one tap: call, copy, keep the day. The real bot over HTTP."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.context import App
from bot.sandbox.entities import slice_of
from bot.sandbox.records import Json, Message
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from handlers.render import plain
from tests.end_to_end.conftest import Bot
from tests.telegram.standin import StandIn

SCHEDULE = (
    "contest,event,date,end_date,start,end,place,note\n"
    "적극행정 우수사례 경진대회,접수 마감,2026-12-01,2026-12-12,,18:00,,\n"
)
ONE_PERSON = "김동현 과장 전화번호"


@pytest.fixture
async def at_work(bot: Bot, folder: Path, standin: StandIn) -> AsyncIterator[App]:
    (folder / "일정.csv").write_text(SCHEDULE, encoding="utf-8")
    standin.clock.set(datetime(2026, 12, 11, 10, 0, tzinfo=SEOUL))
    async with bot() as application:
        yield application


pytestmark = pytest.mark.usefixtures("at_work")


def button(message: Message, word: str) -> Json:
    return next(one for row in message.keyboard for one in row if word in one["text"])


def moments(message: Message) -> list[tuple[str, datetime]]:
    return [
        (plain(slice_of(message.text, mark)), datetime.fromtimestamp(mark["unix_time"], SEOUL))
        for mark in message.entities
        if mark["type"] == "date_time"
    ]


async def test_a_number_is_copied_by_its_button_and_by_a_tap_on_itself(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, ONE_PERSON)
    assert answer.text.startswith("☎️ 김동현 과장 044-202-7047")
    assert button(answer, "번호 복사")["copy_text"] == {"text": "044-202-7047"}
    assert [slice_of(answer.text, mark) for mark in answer.entities if mark["type"] == "code"] == ["044-202-7047"]
    assert "tel:" not in answer.html


async def test_a_person_comes_as_a_contact_with_the_number_of_the_country(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, ONE_PERSON)
    press = await standin.press(answer, "👤 연락처로 받기")
    card = await standin.wait_for(lambda message: message.contact, chat=STAFF, after=answer)
    assert (await standin.answered(press)).text == ""
    assert card.contact is not None
    assert card.contact["phone_number"] == "+82442027047"
    assert card.contact["first_name"] == "김동현 과장"
    assert "혁신행정담당관실" in card.contact["last_name"]
    lines = card.contact["vcard"].split("\r\n")
    assert "TEL;TYPE=WORK,VOICE:+82442027047" in lines
    assert "TITLE:과장" in lines


async def test_in_a_list_every_number_can_be_tapped_and_no_button_stands_for_one_of_them(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, "혁신행정담당관실")
    numbers = [slice_of(answer.text, mark) for mark in answer.entities if mark["type"] == "code"]
    assert len(numbers) == 5
    assert all(number.startswith("044-202-") for number in numbers)
    assert not any("copy_text" in one for row in answer.keyboard for one in row)


async def test_a_deadline_leads_with_the_days_left_and_its_days_can_be_tapped(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, "적극행정 접수 마감 며칠 남았어")
    assert answer.text.split("\n")[0] == "⏳ 내일 18:00 마감 · D-1 · 접수 중"
    assert moments(answer) == [("2026. 12. 12.(토)", datetime(2026, 12, 12, 18, 0, tzinfo=SEOUL))]
    begun = await standin.ask(STAFF, "적극행정 접수 언제 시작해요?")
    assert "2026. 12. 1.(화)부터" in plain(begun.text).split("\n")[0]


async def test_a_day_that_is_past_cannot_be_tapped(standin: StandIn) -> None:
    assert moments(await standin.ask(STAFF, "2024년 시상식 언제예요?")) == []


@pytest.mark.parametrize(
    "refusal", ["ENTITY_DATE_INVALID", 'can\'t parse entities: Unsupported start tag "tg-time" at byte offset 0']
)
async def test_where_the_server_refuses_days_that_can_be_tapped_the_answer_comes_without(
    standin: StandIn, refusal: str
) -> None:
    standin.faults.add("sendMessage", 400, description=f"Bad Request: {refusal}")
    answer = await standin.ask(STAFF, "적극행정 접수 마감 언제예요?")
    assert answer.text.startswith("⏳ 내일 18:00 마감")
    assert moments(answer) == []
    assert [mark["type"] for mark in answer.entities] == ["bold"]


async def test_a_calendar_file_is_named_after_its_event(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, "적극행정 접수 마감 언제예요?")
    await standin.press(answer, "📆 캘린더")
    sent = await standin.wait_for(lambda message: message.document, chat=STAFF, after=answer)
    assert sent.document is not None
    assert sent.document.name == "적극행정 우수사례 경진대회 접수 마감.ics"


async def test_reminders_are_offered_under_what_is_to_come_and_not_under_what_is_past(standin: StandIn) -> None:
    coming = await standin.ask(STAFF, "적극행정 접수 마감 언제예요?")
    assert button(coming, "알림 받기")
    past = await standin.ask(STAFF, "2024년 시상식 언제예요?")
    assert not any("알림" in one["text"] for row in past.keyboard for one in row)


async def test_a_caption_is_a_question(standin: StandIn) -> None:
    standin.telegram.upload(STAFF, "포스터.png", b"\x89PNG", STAFF, caption="시상식 어디서 해요?")
    assert "매화홀" in (await standin.wait_for(chat=STAFF)).text


async def test_no_asks_what_was_meant_and_who_wants_a_person_is_told_whom_to_call(standin: StandIn) -> None:
    meant = await standin.ask(STAFF, "아니")
    assert "무엇" in meant.text or "어떤 것" in meant.text
    assert "네!" not in meant.text
    assert button(meant, "담당자")
    person = await standin.ask(STAFF, "사람이랑 얘기하고 싶어")
    assert "모르겠어요" not in person.text
    assert button(person, "담당자")


async def test_a_command_that_there_is_not_is_said_to_be_none_and_the_nearest_is_named(standin: StandIn) -> None:
    for text, said, near in (("/shedule", "/shedule", "/schedule"), ("/xyz123 언제", "/xyz123", "/help")):
        answer = await standin.ask(STAFF, text)
        assert answer.text.startswith(f"{said} 명령은 없어요")
        assert near in answer.text
    name = standin.telegram.bot.username
    assert "/xyz" in (await standin.ask(STAFF, f"/xyz@{name}", chat=GROUP)).text


async def test_one_asks_again_on_the_next_working_day(standin: StandIn) -> None:
    standin.clock.set(datetime(2026, 12, 4, 8, 0, tzinfo=SEOUL))
    await standin.ask(STAFF, "/subscribe")
    menu = await standin.ask(STAFF, "/subscribe")
    assert max(map(len, menu.keyboard)) <= 3
    await standin.press(menu, "☐ D-14")
    changed = await standin.edited(menu)
    assert any(one["text"] == "☑ D-14" for row in changed.keyboard for one in row)
    await standin.press(changed, "☐ D-2")
    standin.clock.set(datetime(2026, 12, 9, 9, 1, tzinfo=SEOUL))
    reminder = await standin.wait_for(lambda message: "D-3" in message.text, chat=STAFF, after=menu)
    assert reminder.text.startswith("🔔 접수 마감 D-3")
    standin.clock.set(datetime(2026, 12, 11, 10, 0, tzinfo=SEOUL))
    press = await standin.press(reminder, "⏰ 내일 다시")
    told = plain((await standin.answered(press)).text)
    assert "2026. 12. 12.(토)" in told  # on the next working day it is over


async def test_status_calls_a_group_by_its_title(standin: StandIn) -> None:
    standin.clock.set(datetime(2026, 12, 8, 10, 0, tzinfo=SEOUL))
    await standin.ask(GROUP_ADMIN, "/subscribe", chat=GROUP)
    standin.clock.set(datetime(2026, 12, 9, 9, 1, tzinfo=SEOUL))
    await standin.wait_for(lambda message: "D-3" in message.text, chat=GROUP)
    async with asyncio.timeout(10):  # a message is settled just after it has arrived
        while "혁신행정 단체방 적극행정" not in (status := await standin.ask(ADMIN, "/status")).text:
            pass
    assert str(GROUP) not in status.text


async def test_the_file_itself_comes_from_under_why_as_it_lies_in_the_folder(standin: StandIn, folder: Path) -> None:
    await standin.ask(STAFF, "2024년 시상식 언제예요?")
    why = await standin.ask(STAFF, "왜?")
    await standin.press(why, "📄 원문")
    sent = await standin.wait_for(lambda message: message.document, chat=STAFF, after=why)
    assert sent.document is not None
    assert sent.document.content == (folder / sent.document.name).read_bytes()


async def test_who_asks_for_the_original_is_sent_it(standin: StandIn) -> None:
    await standin.ask(STAFF, "2024년 시상식 언제예요?")
    asked = await standin.say(STAFF, "원문 보내줘")
    sent = await standin.wait_for(lambda message: message.document, chat=STAFF, after=asked)
    assert sent.document is not None
    assert sent.document.name.endswith(".txt")


async def test_a_file_that_is_gone_is_said_to_be_gone(standin: StandIn, folder: Path) -> None:
    await standin.ask(STAFF, "2024년 시상식 언제예요?")
    why = await standin.ask(STAFF, "왜?")
    await asyncio.to_thread(shutil.rmtree, folder)
    told = await standin.answered(await standin.press(why, "📄 원문"))
    assert "보내드릴 수 없어요" in told.text


async def test_a_stranger_sees_what_the_bot_is_for_before_they_begin(standin: StandIn) -> None:
    shown = standin.telegram.descriptions
    assert "시상식" in shown["description"]
    assert len(shown["description"]) <= 512
    assert 0 < len(shown["short_description"]) <= 120


async def test_a_description_is_set_only_where_it_differs(standin: StandIn, bot: Bot) -> None:
    assert len(standin.called("setMyDescription")) == 1
    async with bot():
        pass
    assert len(standin.called("setMyDescription")) == 1
    assert len(standin.called("setMyShortDescription")) == 1


async def test_what_can_be_asked_is_told_with_questions_of_today(standin: StandIn) -> None:
    for text in ("/help", "/start"):
        told = await standin.ask(STAFF, text)
        assert "적극행정 접수 마감 며칠 남았어요?" in told.text
    asked = await standin.ask(STAFF, "적극행정 접수 마감 며칠 남았어요?")
    assert asked.text.startswith("⏳ 내일 18:00 마감")
