"""Publishing by plan, over HTTP, as an admin does it on a phone."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.context import App, desk_of
from bot.library import Library
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from bot.settings import Settings
from tests.end_to_end.conftest import Bot
from tests.telegram.standin import StandIn, labels

HEADER = "contest,event,date,end_date,start,end,place,note\n"
CONTEST = "정부혁신 우수사례 경진대회"
OTHER_ADMIN = GROUP_ADMIN


def schedule(day: str, place: str = "세종컨벤션센터") -> bytes:
    return f"{HEADER}{CONTEST},시상식,{day},,14:00,,{place},\n".encode()


def button(message: Message, do: str) -> str:
    every = [str(one.get("callback_data", "")) for row in message.keyboard for one in row]
    found = [data for data in every if data.startswith(do)]
    assert found, labels(message)
    return str(found[0])


async def pressed(standin: StandIn, message: Message, do: str) -> Message:
    await standin.press(message, button(message, do))
    return await standin.edited(message)


async def sent(standin: StandIn, name: str, content: bytes, who: int = ADMIN) -> Message:
    """The bot's answer to a file."""
    said = standin.telegram.upload(who, name, content, who)
    return await standin.wait_for(chat=who, after=said, timeout=30)


async def answer(standin: StandIn, question: str = "2026년 시상식 언제예요?") -> str:
    return (await standin.ask(STAFF, question)).text


async def test_a_file_that_is_sent_is_read_shown_and_kept_only_once_it_is_applied(
    standin: StandIn, at_work: App, settings: Settings, folder: Path
) -> None:
    plan = await sent(standin, "2026 일정.csv", schedule("2026-12-03"))
    assert "➕ 2026 일정.csv" in plan.text
    assert "날짜 2026-12-03, 시작 14:00, 장소 세종컨벤션센터" in plan.text
    assert "2026. 12. 3." not in await answer(standin)
    assert not (settings.data_dir / "releases" / "2026 일정.csv").exists()
    applied = await pressed(standin, plan, "plan:apply")
    assert "2판" in applied.text
    assert "2026. 12. 3." in await answer(standin)
    assert (settings.data_dir / "releases" / "2026 일정.csv").read_bytes() == schedule("2026-12-03")
    assert not (folder / "2026 일정.csv").exists()
    assert "바뀐 것은 없어요" in (await standin.ask(ADMIN, "/reload")).text
    assert [(entry.actor, entry.action) for entry in desk_of(at_work).store.audit.entries(1)] == [(ADMIN, "publish")]


async def test_what_is_cancelled_leaves_nothing_behind(standin: StandIn, at_work: App, settings: Settings) -> None:
    plan = await sent(standin, "일정.csv", schedule("2026-12-03"))
    assert "취소했어요" in (await pressed(standin, plan, "plan:cancel")).text
    assert "2026. 12. 3." not in await answer(standin)
    assert list((settings.data_dir / "incoming").rglob("*.csv")) == []
    assert "바뀐 것은 없어요" in (await standin.ask(ADMIN, "/reload")).text
    assert desk_of(at_work).store.audit.entries(1)[0].action == "plan cancelled"


@pytest.mark.usefixtures("at_work")
async def test_files_that_cannot_be_read_are_refused_with_the_reason(standin: StandIn, settings: Settings) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/hwp+zip")
        archive.writestr("Contents/section0.xml", b"0" * (300 * 1024 * 1024))
    for name, content in (
        ("폭탄.hwpx", bomb.getvalue()),
        ("잘린.hwpx", bomb.getvalue()[:2000]),
        ("../../몰래.csv", b"\x00\x01"),
        ("README.txt", b"text"),
        (".숨김.csv", schedule("2026-12-03")),
        ("관리자 일정.csv", schedule("2026-12-03")),
        ("큰 파일.csv", b"a" * (6 * 1024 * 1024)),
    ):
        assert "받지 않았고" in (await sent(standin, name, content)).text, name
    assert list(settings.data_dir.parent.rglob("*몰래*")) == []
    assert "바뀐 것은 없어요" in (await standin.ask(ADMIN, "/reload")).text
    assert "2024. 11. 14." in await answer(standin, "시상식 언제예요?")


@pytest.mark.usefixtures("at_work")
async def test_only_an_admin_can_send_a_file_press_or_publish(standin: StandIn, settings: Settings) -> None:
    assert "글로" in (await sent(standin, "일정.csv", schedule("2026-12-03"), STAFF)).text
    plan = await sent(standin, "일정.csv", schedule("2026-12-03"))
    bot, group = standin.telegram.bot, standin.telegram.chats[GROUP]
    for data in (button(plan, "plan:apply"), "version:back-1", "version:list-0", "reason:save", "event:save"):
        shown = standin.telegram.post(group, "버튼", (), (({"text": "버튼", "callback_data": data},),))
        for who in (STAFF, ADMIN):
            press = standin.telegram.press(who, shown, data)
            assert (await standin.answered(press)).text
    assert bot.is_bot
    assert "2026. 12. 3." not in await answer(standin)
    assert [path.name for path in (settings.data_dir / "versions").glob("*.sqlite")] == ["000001.sqlite"]


async def test_a_plan_made_on_an_older_version_and_one_that_is_too_old_are_refused(
    standin: StandIn, at_work: App, settings: Settings, folder: Path
) -> None:
    (folder / "2026.csv").write_bytes(schedule("2026-12-03"))
    plan = await standin.ask(ADMIN, "/reload")
    other = Library(settings.releases_dir, settings.data_dir, standin.clock)
    (folder / "2026.csv").write_bytes(schedule("2026-12-04"))
    await asyncio.to_thread(other.reload)  # another process, as `award-bot build` is
    assert "다른 판이 나와서" in (await pressed(standin, plan, "plan:apply")).text
    assert "2026. 12. 4." in await answer(standin)
    (folder / "2026.csv").write_bytes(schedule("2026-12-05"))
    plan = await standin.ask(ADMIN, "/reload")
    standin.clock.set(standin.clock.now() + timedelta(minutes=61))
    assert "한 시간" in (await pressed(standin, plan, "plan:apply")).text
    assert "2026. 12. 4." in await answer(standin)
    assert desk_of(at_work).library.version.number == 2
    other.close()


async def test_of_two_admins_the_second_has_to_look_again(
    standin: StandIn, bot: Bot, settings: Settings, folder: Path
) -> None:
    standin.telegram.started.add(OTHER_ADMIN)
    settings = settings.model_copy(update={"admin_ids": frozenset({ADMIN, OTHER_ADMIN})})
    async with bot(settings):
        (folder / "2026.csv").write_bytes(schedule("2026-12-03"))
        plans = [await standin.ask(who, "/reload") for who in (ADMIN, OTHER_ADMIN)]
        assert "2판" in (await pressed(standin, plans[0], "plan:apply")).text
        assert "다른 판이 나와서" in (await pressed(standin, plans[1], "plan:apply")).text


async def test_a_plan_can_be_applied_after_a_restart(standin: StandIn, bot: Bot) -> None:
    async with bot():
        plan = await sent(standin, "2026.csv", schedule("2026-12-03"))
    async with bot():
        shown = await pressed(standin, plan, "plan:facts")
        back = await pressed(standin, shown, "plan:show")
        assert back.text == plan.text
        await pressed(standin, back, "plan:apply")
        assert "2026. 12. 3." in await answer(standin)


@pytest.mark.usefixtures("at_work")
async def test_a_plan_names_the_doubts_of_the_files_that_change_and_not_those_of_the_whole_folder(
    standin: StandIn, folder: Path
) -> None:
    (folder / "old.csv").write_bytes(schedule("2026-12-01") + "가,심사,내일,,,,,\n".encode())
    await pressed(standin, await standin.ask(ADMIN, "/reload"), "plan:apply")
    other = schedule("2026-12-03").replace("정부혁신".encode(), "다른".encode())
    plan = await sent(standin, "새 일정.csv", other + "나,심사,모레,,,,,\n".encode())
    assert "새 일정.csv" in plan.text
    assert "old.csv" not in plan.text
    doubts = await pressed(standin, plan, "plan:doubts-")
    assert "모레" in doubts.text
    assert "1건" in doubts.text
    await pressed(standin, await pressed(standin, doubts, "plan:show-"), "plan:cancel")
    plan = await sent(standin, "새 일정.csv", other)
    assert not any("plan:doubts" in one["callback_data"] for row in plan.keyboard for one in row)


async def test_what_was_cancelled_and_comes_back_is_told_as_that_and_not_as_moved(
    standin: StandIn, bot: Bot, folder: Path
) -> None:
    standin.clock.set(datetime(2024, 11, 6, 12, 0, tzinfo=SEOUL))
    (folder / "2024.csv").write_bytes(schedule("2024-11-20", "가온홀"))
    async with bot():
        said = await standin.say(GROUP_ADMIN, f"/subscribe@{standin.telegram.bot.username}", chat=GROUP)
        await standin.wait_for(chat=GROUP, after=said)
        standin.clock.set(datetime(2024, 11, 13, 9, 0, 1, tzinfo=SEOUL))
        told = await standin.wait_for(lambda m: "가온홀" in m.text, chat=GROUP)
        (folder / "2024.csv").unlink()
        asked = await standin.say(ADMIN, "/reload")
        plan = await standin.wait_for(lambda m: bool(m.keyboard), chat=ADMIN, after=asked)
        assert "→ 취소" in plan.text
        await pressed(standin, plan, "plan:apply")
        cancelled = await standin.wait_for(lambda m: "취소됐어요" in m.text, chat=GROUP, after=told)
        back = await pressed(standin, await standin.ask(ADMIN, "/versions"), "version:back-1")
        assert "다시 잡힘" in back.text
        assert "바뀜" not in back.text
        await pressed(standin, back, "plan:apply")
        again = await standin.wait_for(lambda m: "2024. 11. 20." in m.text, chat=GROUP, after=cancelled)
        assert "다시 잡혔어요" in again.text


async def test_going_back_and_forth_corrects_what_was_told_once_and_tells_no_news_twice(
    standin: StandIn, bot: Bot, folder: Path
) -> None:
    standin.clock.set(datetime(2024, 11, 6, 12, 0, tzinfo=SEOUL))
    (folder / "2024.csv").write_bytes(schedule("2024-11-20", "가온홀"))
    async with bot() as application:
        said = await standin.say(GROUP_ADMIN, f"/subscribe@{standin.telegram.bot.username}", chat=GROUP)
        await standin.wait_for(chat=GROUP, after=said)
        standin.clock.set(datetime(2024, 11, 13, 9, 0, 1, tzinfo=SEOUL))
        told = await standin.wait_for(lambda m: "가온홀" in m.text, chat=GROUP)
        (folder / "2024.csv").write_bytes(schedule("2024-11-22", "가온홀"))
        asked = await standin.say(ADMIN, "/reload")
        plan = await standin.wait_for(lambda m: bool(m.keyboard), chat=ADMIN, after=asked)
        assert "→ 2024. 11. 22." in plan.text
        assert "혁신행정 단체방" in plan.text
        await pressed(standin, plan, "plan:apply")
        corrected = await standin.wait_for(lambda m: "2024. 11. 22." in m.text, chat=GROUP, after=told)
        listed = await standin.ask(ADMIN, "/versions")
        back = await pressed(standin, listed, "version:back-1")
        assert "1판으로 되돌릴까요?" in back.text
        assert "날짜 2024-11-22 → 2024-11-20" in back.text
        await pressed(standin, back, "plan:apply")
        again = await standin.wait_for(lambda m: "2024. 11. 20." in m.text, chat=GROUP, after=corrected)
        desk = desk_of(application)
        assert desk.library.version.back_to == 1
        after = [m for m in standin.messages(GROUP) if m.sender.is_bot and m.message_id > again.message_id]
        assert after == []


async def test_the_published_version_is_whole_where_the_disk_is_full(
    standin: StandIn, at_work: App, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (folder / "2026.csv").write_bytes(schedule("2026-12-03"))
    plan = await standin.ask(ADMIN, "/reload")
    with monkeypatch.context() as patch:
        patch.setattr("bot.publishing.versions._linked", full)
        assert "쓸 수 없어" in (await pressed(standin, plan, "plan:apply")).text
    assert "2026. 12. 3." not in await answer(standin)
    assert desk_of(at_work).library.version.number == 1
    plan = await standin.ask(ADMIN, "/reload")
    assert "2판" in (await pressed(standin, plan, "plan:apply")).text
    assert "2026. 12. 3." in await answer(standin)


@pytest.mark.usefixtures("at_work")
async def test_people_are_answered_while_versions_are_published(standin: StandIn, folder: Path) -> None:
    answers: list[str] = []

    async def asking() -> None:
        while True:
            answers.append(await answer(standin, "2024년 시상식 언제예요?"))
            await asyncio.sleep(0.1)

    people = asyncio.create_task(asking())
    for day in range(3, 31):
        if day > 4 and len(answers) > 3:
            break
        (folder / "2026.csv").write_bytes(schedule(f"2026-12-{day:02}"))
        plan = await standin.ask(ADMIN, "/reload", timeout=30)
        assert "판으로 반영" in (await pressed(standin, plan, "plan:apply")).text
    people.cancel()
    assert len(answers) > 3
    assert [one for one in answers if "2024. 11. 14." not in one] == []
