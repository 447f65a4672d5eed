from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import build_application
from bot.context import Desk
from bot.library import Library
from bot.settings import BUNDLED_RELEASES
from handlers import register
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF
from tests.transport import GROUP, Call, Room, Transport, make_bot

RELEASES = [path.name for path in BUNDLED_RELEASES.glob("*.txt")]
SCHEDULE = """contest,event,date,end_date,start,end,place,note
정부혁신 우수사례 경진대회,접수 마감,2026-12-01,,,18:00,,
"""


@pytest.fixture
async def own_room(desk: Desk, transport: Transport, folder: Path, tmp_path: Path) -> AsyncIterator[Room]:
    """A room whose library reads a folder of its own."""
    library = Library(folder, tmp_path / "data", desk.clock)
    library.open_or_build()
    application = build_application(replace(desk, library=library), register, bot=make_bot(transport))
    async with application:
        yield Room(application, transport)
    library.close()


async def pressed(room: Room, plan: Call, do: str) -> str:
    """What becomes of a plan after its button."""
    (data,) = [one["callback_data"] for one in plan.buttons if one["callback_data"].startswith(f"plan:{do}-")]
    return plain((await room.press(data, by=ADMIN, message_id=room.transport.last_message))[-1].text)


async def test_reload_without_a_change_says_so(own_room: Room) -> None:
    (call,) = await own_room.say("/reload", by=ADMIN)
    assert "보도자료 2건" in call.text
    assert "\n· " not in plain(call.text)


async def test_reload_shows_what_would_be_added_and_it_is_answered_once_it_is_applied(
    own_room: Room, folder: Path
) -> None:
    (folder / "2026.csv").write_text(SCHEDULE, encoding="utf-8")
    plan = (await own_room.say("다시읽기", by=ADMIN))[-1]
    assert "정부혁신 우수사례 경진대회 접수 마감 (날짜 2026-12-01, 끝 18:00)" in plan.text
    (before,) = await own_room.say("정부혁신 접수 마감 언제예요?", by=STAFF)
    assert "2026. 12. 1.(화)" not in before.text
    assert "2판" in await pressed(own_room, plan, "apply")
    (answer,) = await own_room.say("정부혁신 접수 마감 언제예요?", by=STAFF)
    assert "2026. 12. 1.(화)" in answer.text


async def test_reload_reports_what_was_removed(own_room: Room, folder: Path) -> None:
    (folder / "2024-01-05-employment-service-award.txt").unlink()
    report = (await own_room.say("/reload", by=ADMIN))[-1]
    assert "정승연" in report.text


async def test_a_file_that_cannot_be_read_is_a_warning_and_the_rest_is_served(own_room: Room, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"\x00\x01\x02")
    report = (await own_room.say("/reload", by=ADMIN))[-1]
    assert "broken.pdf" in report.text
    assert "읽지 못한 파일" in report.text
    await pressed(own_room, report, "apply")
    (answer,) = await own_room.say("시상식 언제예요?", by=STAFF)
    assert "2024. 11. 14." in answer.text


async def test_the_name_of_a_file_writes_no_line_of_its_own_into_the_report(own_room: Room, folder: Path) -> None:
    (folder / "a\n✅ 모두 읽었어요.pdf").write_bytes(b"\x00\x01\x02")
    (folder / "b\n✅ 모두 읽었어요.csv").write_text(SCHEDULE + "대회,심사,어제,,,,,\n", encoding="utf-8")
    os.mkfifo(folder / "c\n✅ 모두 읽었어요")
    report = (await own_room.say("/reload", by=ADMIN))[-1]
    assert all(f"📄 {name}\\n✅ 모두 읽었어요" in report.text for name in "abc")
    assert "\n✅" not in report.text


async def test_a_broken_folder_leaves_the_old_knowledge_serving_and_says_why(
    own_room: Room, folder: Path, desk: Desk
) -> None:
    for name in RELEASES:
        (folder / name).unlink()
    report = (await own_room.say("/reload", by=ADMIN))[-1]
    assert str(folder) in report.text
    (answer,) = await own_room.say("시상식 언제예요?", by=STAFF)
    assert "2024. 11. 14." in answer.text
    (entry,) = desk.store.audit.entries(1)
    assert (entry.actor, entry.action, entry.detail) == (ADMIN, "plan", "failed")


async def test_warnings_stand_under_the_name_of_their_file(own_room: Room, folder: Path) -> None:
    (folder / "2026.csv").write_text(SCHEDULE + "대회,심사,어제,,,,,\n대회,심사,내일,,,,,\n", encoding="utf-8")
    report = (await own_room.say("/reload", by=ADMIN))[-1]
    doubts = plain(report.text).partition("확인이 필요한 곳")[2]
    assert doubts.count("2026.csv") == 1
    assert [line[:5] for line in doubts.partition("2026.csv\n")[2].split("\n")[:2]] == ["· 3줄:", "· 4줄:"]


async def test_every_doubt_can_be_read_in_the_chat_page_by_page(own_room: Room, folder: Path) -> None:
    for n in range(20):
        (folder / f"broken-{n:02}.pdf").write_bytes(b"\x00")
    plan = (await own_room.say("/reload", by=ADMIN))[-1]
    assert "5건이 더 있어요" in plan.text
    first = (await pressed(own_room, plan, "doubts")).split("\n")
    (data,) = [one["callback_data"] for one in plan.buttons if "doubts" in one["callback_data"]]
    pages = [first]
    for page in ("1", "2"):
        call = (await own_room.press(f"{data[:-1]}{page}", by=ADMIN, message_id=own_room.transport.last_message))[-1]
        pages.append(plain(call.text).split("\n"))
    assert sum(line.startswith("📄 broken-") for page in pages for line in page) == 20


async def test_status_tells_age_size_and_reminders(own_room: Room, desk: Desk) -> None:
    desk.store.subscribe(GROUP, None, ADMIN, desk.clock.now())
    desk.store.pause_chat(-100, "봇이 대화방에서 나갔어요", desk.clock.now())
    (call,) = await own_room.say("상태", by=ADMIN)
    for words in ("보도자료 2건", "받는 곳: 1", "-100", "직원 단체방"):
        assert words in call.text
    assert "/setprivacy" not in call.text


async def test_status_says_where_groups_cannot_reach_the_bot(own_room: Room, transport: Transport) -> None:
    transport.privacy = True
    (call,) = await own_room.say("상태", by=ADMIN)
    assert "/setprivacy" in call.text


async def test_of_doubts_that_were_there_before_only_files_that_cannot_be_read_are_named_again(
    own_room: Room, folder: Path
) -> None:
    (folder / "2026.csv").write_text(SCHEDULE + "대회,심사,어제,,,,,\n", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"\x00\x01\x02")
    plan = (await own_room.say("/reload", by=ADMIN))[-1]
    first = plain(plan.text).partition("읽지 못한 파일\n")[2]
    assert first.index("broken.pdf") < first.index("2026.csv")
    await pressed(own_room, plan, "apply")
    again = (await own_room.say("/reload", by=ADMIN))[-1]
    assert "broken.pdf" in again.text
    assert "2026.csv" not in plain(again.text)
    assert "12건 (1/2)" in await pressed(own_room, again, "doubts")


async def test_staff_who_send_a_file_are_told_that_questions_are_words(room: Room) -> None:
    document = {"file_id": "a", "file_unique_id": "b", "file_name": "release.txt"}
    (call,) = await room.say(None, by=STAFF, document=document)
    assert call.text == say("only_text").text
