"""A person's own data: told, shown and deleted on request."""

from __future__ import annotations

import json

import pytest

from bot.context import Desk
from bot.state.keeping import KEPT
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF
from tests.transport import GROUP, Call, Room


def said(calls: list[Call]) -> str:
    return plain(calls[0].text)


@pytest.mark.parametrize("word", ["/privacy", "개인정보"])
async def test_privacy_names_whatever_is_kept_of_people(room: Room, word: str) -> None:
    text = said(await room.say(word, by=STAFF))
    of_people = [kept for kept in KEPT if kept.theirs or kept.stays]
    assert text.count("\n· ") == len(of_people)
    assert all(f"{kept.days}일" in text for kept in of_people if kept.days)


async def test_what_is_kept_of_a_person_is_shown_to_that_person(room: Room, desk: Desk) -> None:
    await room.say("시상식 언제예요?", by=STAFF)
    await room.say("담당자 전화번호", by=ADMIN)
    shown, file = await room.say("내정보", by=STAFF)
    assert str(STAFF) in shown.text
    assert file.method == "sendDocument"
    held = json.loads(file.contents[0])
    assert held == desk.store.held_of(STAFF)
    assert len(held["answers"]) == 1
    assert str(ADMIN) not in file.contents[0].decode()


async def test_of_whom_nothing_is_kept_there_is_no_file(room: Room) -> None:
    calls = await room.say("/mydata", by=ADMIN)
    assert [call.method for call in calls] == ["sendMessage"]


@pytest.mark.parametrize("word", ["/forget", "내정보삭제", "잊어줘"])
async def test_who_asks_to_be_forgotten_is_only_after_a_button(room: Room, desk: Desk, word: str) -> None:
    await room.say("시상식 언제예요?", by=STAFF)
    asked = (await room.say(word, by=STAFF))[0]
    assert desk.store.held_of(STAFF)
    yes, no = (button["callback_data"] for button in asked.buttons)
    await room.press(no, by=STAFF, message_id=1)
    assert desk.store.held_of(STAFF)
    desk.library.sent.set_aside(STAFF, "a.txt", b"text")
    await room.press(yes, by=STAFF, message_id=1)
    assert desk.library.sent.aside(STAFF) == {}
    assert desk.store.held_of(STAFF).keys() == {"audit"}
    assert [one.action for one in desk.store.audit.entries(1)] == ["forget"]


async def test_nobody_is_forgotten_by_somebody_else_or_in_a_group(room: Room, desk: Desk) -> None:
    await room.say("시상식 언제예요?", by=STAFF)
    await room.press("forget:yes", by=ADMIN, chat=GROUP, message_id=1)
    await room.press("forget:yes", by=STAFF, chat=GROUP, message_id=1)
    await room.press("forget:maybe", by=STAFF, message_id=1)
    assert "answers" in desk.store.held_of(STAFF)


@pytest.mark.parametrize("command", ["mydata", "forget"])
async def test_in_a_group_nothing_of_a_person_is_shown(room: Room, command: str) -> None:
    calls = await room.say(f"/{command}", by=STAFF, chat=GROUP)
    assert [plain(call.text) for call in calls] == [plain(say("in_private"))]
