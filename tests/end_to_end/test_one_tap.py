"""What one does next with an answer takes one tap: call, copy, keep the day. The real bot over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.context import App
from bot.sandbox.entities import slice_of
from bot.sandbox.records import Json, Message
from bot.sandbox.telegram import STAFF
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
