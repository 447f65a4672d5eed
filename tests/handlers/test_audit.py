"""`/audit`: admins read who did what."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from bot.context import Desk
from handlers.audit import ACTIONS
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF
from tests.transport import GROUP, Room


def note(desk: Desk, count: int) -> None:
    for number in range(count):
        desk.store.record(ADMIN, "admit", f"person-{number}", desk.clock.now() + timedelta(seconds=number))


async def test_admins_read_the_newest_entries_and_turn_to_older_ones(room: Room, desk: Desk) -> None:
    note(desk, 40)
    (first,) = await room.say("/audit", by=ADMIN)
    assert "person-39" in first.text
    assert "person-20" not in first.text
    onward = first.buttons[-1]["callback_data"]
    edited = next(c for c in await room.press(onward, by=ADMIN, message_id=7) if c.method == "editMessageText")
    assert "person-20" in edited.text
    assert "person-39" not in edited.text


async def test_what_one_person_did_can_be_read_by_itself(room: Room, desk: Desk) -> None:
    note(desk, 3)
    await room.say("/reload", by=STAFF)
    await room.say("/reload", by=STAFF)
    (shown,) = await room.say("기록", by=ADMIN)
    assert "person-2" in shown.text
    (shown,) = await room.say(f"/audit {STAFF}", by=ADMIN)
    assert "person-2" not in shown.text
    assert plain(shown.text).count("reload") == 1
    assert "(2번" in shown.text


async def test_what_stands_in_the_audit_cannot_mark_up_what_is_shown(room: Room, desk: Desk) -> None:
    desk.store.record(ADMIN, "add date", "<b>대회</b>\n두 줄", desk.clock.now())
    (shown,) = await room.say("/audit", by=ADMIN)
    assert "<b>대회</b> 두 줄" in plain(shown.text)


async def test_what_was_done_is_read_in_korean_and_records_by_their_names(room: Room, desk: Desk) -> None:
    person = desk.library.raw.contacts[0]
    now = desk.clock.now()
    for action, detail in (
        ("correct", f"change phone {person.id}"),
        ("publish", "2 reload name이 link로 바뀜"),
        ("correct", "add person"),
        ("add date", "2026-12-01 change"),
    ):
        desk.store.record(ADMIN, action, detail, now)
    (shown,) = await room.say("/audit", by=ADMIN)
    text = plain(shown.text)
    assert f"고치기: 바꿈 전화번호 {person.department} {person.name}" in text
    assert "펴냄: 2 폴더 다시 읽기 name이 link로 바뀜" in text
    assert "고치기: 사람 더함" in text
    assert "일정 넣음: 2026-12-01 change" in text


def test_every_action_that_is_noted_has_korean_words() -> None:
    call = r"(?:\brecord\((?:[\w.]+), |\bDone\(|\bnote\(settings, )"
    noted = re.compile(call + r'"([a-z ]+)"(?: if \w+ else "([a-z ]+)")?')
    sources = [path.read_text(encoding="utf-8") for room in ("bot", "handlers") for path in Path(room).rglob("*.py")]
    every = {action for source in sources for found in noted.findall(source) for action in found if action}
    assert len(every) > 30
    assert every - ACTIONS.keys() == set()


async def test_nobody_else_reads_it_by_command_or_by_button(room: Room, desk: Desk) -> None:
    note(desk, 40)
    (refused,) = await room.say("/audit", by=STAFF)
    assert plain(refused.text) == plain(say("admins_only"))
    calls = await room.press("audit:all-1", by=STAFF, message_id=7)
    assert [call.method for call in calls] == ["answerCallbackQuery"]
    calls = await room.press("audit:all-1", by=ADMIN, chat=GROUP, message_id=7)
    assert [call.method for call in calls] == ["answerCallbackQuery"]
    assert {one.action for one in desk.store.audit.entries(2)} == {"refused"}


async def test_a_button_of_a_page_that_is_none_means_nothing(room: Room) -> None:
    for data in ("audit:x", "audit:all-", "audit:-1", "audit"):
        calls = await room.press(data, by=ADMIN, message_id=7)
        assert [call.method for call in calls] == ["answerCallbackQuery"]
