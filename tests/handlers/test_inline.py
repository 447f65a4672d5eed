from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.context import Desk
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF, STRANGER
from tests.transport import BOT, GROUP, USERNAME, Call, Room, Transport


async def type_inline(room: Room, text: str, *, by: int = STAFF) -> Call:
    """Somebody types the bot's name and some words in any chat; what the bot answers."""
    person = {"id": by, "is_bot": False, "first_name": "사람"}
    (call,) = await room.give(inline_query={"id": "q1", "from": person, "query": text, "offset": ""})
    assert call.method == "answerInlineQuery"
    assert (call.values["cache_time"], call.values["is_personal"]) == (0, True)
    return call


def results(call: Call) -> list[dict[str, Any]]:
    return list(call.values["results"])


def texts(call: Call) -> list[str]:
    return [plain(one["input_message_content"]["message_text"]) for one in results(call)]


async def test_a_date_is_offered_with_its_text_and_a_link_to_it(room: Room, desk: Desk) -> None:
    (one,) = results(await type_inline(room, "시상식"))
    assert "시상식" in one["title"]
    assert "2024. 11. 14." in one["description"]
    text = one["input_message_content"]
    assert text["parse_mode"] == "HTML"
    assert "매화홀" in text["message_text"]
    ((button,),) = one["reply_markup"]["inline_keyboard"]
    (greeting,) = await room.say(f"/start {button['url'].partition('?start=')[2]}", by=STAFF)
    assert "매화홀" in greeting.text


async def test_a_contest_becomes_its_dates_people_and_cases(room: Room, desk: Desk) -> None:
    call = await type_inline(room, "적극행정 24")
    kinds = [one["id"].partition("-")[0] for one in results(call)]
    assert {"case", "contact"} <= set(kinds) <= {"case", "contact", "event"}
    assert 1 < len(kinds) <= 5


@pytest.mark.parametrize("text", ["혁신행정담당관실", "청년", "사례", "담당자", "일정", "ㅅㅅㅅ"])
async def test_at_most_five_are_offered_and_all_can_be_sent(room: Room, text: str) -> None:
    call = await type_inline(room, text)
    assert len(results(call)) <= 5
    assert all(0 < len(one) <= 4096 for one in texts(call))
    assert len({one["id"] for one in results(call)}) == len(results(call))
    assert all("tg-time" not in one["input_message_content"]["message_text"] for one in results(call))


@pytest.mark.parametrize("text", ["", "  ", "우주여행 초콜릿"])
async def test_where_there_is_nothing_nothing_is_offered(room: Room, text: str) -> None:
    assert results(await type_inline(room, text)) == []


async def test_a_stranger_gets_one_line(room: Room) -> None:
    call = await type_inline(room, "시상식", by=STRANGER)
    assert results(call) == []
    assert call.values["button"]["text"] == plain(say("stranger", user_id=STRANGER, access="group"))


async def test_a_query_that_is_too_old_is_no_error(room: Room, transport: Transport) -> None:
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    transport.refuse("answerInlineQuery", 400, old)
    await type_inline(room, "시상식")
    assert transport.sent(ADMIN) == []


async def test_what_was_sent_by_an_inline_query_is_no_question(room: Room) -> None:
    for chat in (STAFF, GROUP):
        assert await room.say(f"@{USERNAME} 시상식 언제예요?", by=STAFF, chat=chat, via_bot=BOT) == []


# links


async def test_one_date_case_or_person_can_be_passed_on_by_a_link(room: Room, desk: Desk) -> None:
    for question, kind, says in (("시상식 언제예요?", "event", "매화홀"), ("김동현 과장", "contact", "044-202-7047")):
        (answer,) = await room.say(question, by=STAFF)
        shared = next(button["url"] for button in answer.buttons if "t.me/share" in button.get("url", ""))
        link = parse_qs(urlsplit(shared).query)["url"][0]
        assert link.startswith(f"https://t.me/{USERNAME}?start={kind}-")
        (opened,) = await room.say(f"/start {link.partition('?start=')[2]}", by=STAFF)
        assert says in plain(opened.text)


async def test_a_link_shows_a_stranger_nothing_and_one_to_nothing_greets(room: Room, desk: Desk) -> None:
    event = desk.library.current.facts.events[0].id
    (refused,) = await room.say(f"/start {event}", by=STRANGER)
    assert refused.text == say("stranger", user_id=STRANGER, access="group").text
    for nothing in ("case-000000000000", "inline", "<b>"):
        (greeting,) = await room.say(f"/start {nothing}", by=STAFF)
        assert greeting.text.startswith(say("start", examples=()).text.split("\n")[0])
