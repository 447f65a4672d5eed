"""What reminding says when a date moves, a week begins or winners are published; and what becomes of old messages."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from telegram.ext import ExtBot

from bot.clock import SEOUL, SettableClock
from bot.context import Desk
from bot.sandbox.html import parse
from bot.settings import BUNDLED_RELEASES
from bot.state.rows import Snooze, Wishes
from handlers.reminders import start, stop
from handlers.render.message import MAX_TEXT_UNITS, plain, units
from knowledge.model import Contest
from tests.handlers.desk import AGAIN, CEREMONY, Desks, remind_once, seoul, set_clock, write_schedule
from tests.transport import GROUP, Call, Transport

MOVED = CEREMONY.replace("03-10", "03-12")
OTHER = -1002
SOURCE = "📄 일정 파일 일정.csv"
NAME = "정부혁신 우수사례 경진대회 시상식"


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks.of_group(GROUP)


@pytest.fixture(autouse=True)
def every_text_can_be_sent(transport: Transport) -> Iterator[None]:
    yield
    for call in transport.named("sendMessage", "editMessageText"):
        text, _ = parse(call.text)
        assert text == plain(call.text)
        assert units(text) <= MAX_TEXT_UNITS
        assert "None" not in text


def lines(call: Call) -> list[str]:
    return plain(call.text).split("\n")


async def told(bot: ExtBot[int], desk: Desk) -> None:
    """The group was told of the ceremony a week before."""
    set_clock(desk, 3, 3, 9, 1)
    assert await remind_once(bot, desk) == 1


def published(desk: Desk, folder: Path, *rows: str) -> None:
    write_schedule(folder, *rows)
    desk.library.reload()


async def test_a_moved_date_is_corrected_once_and_reminded_of_on_its_new_days(
    bot: ExtBot[int], transport: Transport, desk: Desk, tmp_path: Path
) -> None:
    await told(bot, desk)
    published(desk, tmp_path, MOVED)
    for day in range(3, 13):
        set_clock(desk, 3, day, 9, 1)
        await remind_once(bot, desk)
    assert [lines(call)[0] for call in transport.sent()] == [
        "🔔 시상식 D-7 · 근무일로 5일 남았어요",
        f"✏️ 정정: 날짜가 바뀌었어요 · {NAME}",
        "🔔 시상식 D-7 · 근무일로 5일 남았어요",
        "🔔 내일 시상식이 열려요 (D-1)",
        "🔔 오늘 시상식이 열려요",
    ]
    assert lines(transport.sent()[1]) == [
        f"✏️ 정정: 날짜가 바뀌었어요 · {NAME}",
        "2026. 3. 10.(화) 14:00~16:00",
        "→ 2026. 3. 12.(목) 14:00~16:00",
        "📍 한국프레스센터 19층",
        "",
        SOURCE,
    ]
    assert "<s>2026. 3. 10.(화) 14:00~16:00</s>" in transport.sent()[1].text


async def test_the_old_reminder_is_struck_out_and_keeps_its_count(
    bot: ExtBot[int], transport: Transport, desk: Desk, tmp_path: Path
) -> None:
    await told(bot, desk)
    message_id = desk.store.ledger.deliveries()[0].message_id
    assert message_id is not None
    desk.store.ledger.acknowledge(GROUP, message_id, 7, seoul(3, 3))
    published(desk, tmp_path, MOVED)
    await remind_once(bot, desk)
    (edit,) = transport.named("editMessageText")
    assert edit.values["message_id"] == message_id
    assert lines(edit) == [
        "🔔 2026. 3. 10.(화) 14:00~16:00",
        "정부혁신 우수사례 경진대회 시상식",
        "→ 바뀐 일정이에요: 2026. 3. 12.(목) 14:00~16:00",
        "",
        SOURCE,
    ]
    assert "<s>2026. 3. 10.(화) 14:00~16:00</s>" in edit.text
    assert [button["text"] for button in edit.buttons] == ["✅ 확인 1", "⏰ 내일 다시", "📆 캘린더"]
    await remind_once(bot, desk)
    assert len(transport.named("editMessageText")) == 1


async def test_a_cancelled_date_is_told_and_struck_out(
    bot: ExtBot[int], transport: Transport, desk: Desk, tmp_path: Path
) -> None:
    await told(bot, desk)
    published(desk, tmp_path, "적극행정,시상식,2026-11-10,,,,,\n")
    await remind_once(bot, desk)
    assert lines(transport.sent()[-1])[:2] == [
        f"✏️ 정정: 일정이 취소됐어요 · {NAME}",
        "2026. 3. 10.(화) 14:00~16:00",
    ]
    assert "→ 취소된 일정이에요." in transport.named("editMessageText")[0].text
    set_clock(desk, 3, 9, 9, 1)
    assert await remind_once(bot, desk) == 0


async def test_what_is_published_while_the_bot_is_up_is_told_at_once(
    bot: ExtBot[int], transport: Transport, desk: Desk, tmp_path: Path
) -> None:
    set_clock(desk, 3, 3, 9, 1)
    reminding = start(bot, desk)
    async with asyncio.timeout(10):
        await transport.until(lambda: len(transport.sent(GROUP)) == 1)
        write_schedule(tmp_path, MOVED)
        await desk.library.off_loop(desk.library.reload)
        await transport.until(lambda: len(transport.sent(GROUP)) == 2)
    await stop(reminding)
    assert "정정" in transport.sent(GROUP)[-1].text


@pytest.mark.parametrize(
    ("old", "new", "head"),
    [
        ("14:00", "15:00", "✏️ 정정: 시간이 바뀌었어요"),
        ("한국프레스센터 19층", "정부세종청사", "✏️ 정정: 장소가 바뀌었어요"),
    ],
)
async def test_a_correction_says_what_of_it_changed(
    bot: ExtBot[int], transport: Transport, desk: Desk, tmp_path: Path, old: str, new: str, head: str
) -> None:
    await told(bot, desk)
    published(desk, tmp_path, CEREMONY.replace(old, new))
    await remind_once(bot, desk)
    text = transport.sent()[-1].text
    assert plain(text).split("\n")[0] == f"{head} · {NAME}"
    assert f"<s>{old}" in text or f"<s>2026. 3. 10.(화) {old}" in text
    assert new in text


@pytest.mark.parametrize(
    "refusal", ["message to edit not found", "message is not modified: same", "message can't be edited", "odd"]
)
async def test_an_old_reminder_that_cannot_be_edited_keeps_no_correction_back(
    bot: ExtBot[int], transport: Transport, desk: Desk, tmp_path: Path, refusal: str
) -> None:
    await told(bot, desk)
    published(desk, tmp_path, MOVED)
    transport.refuse("editMessageText", 400, f"Bad Request: {refusal}")
    assert await remind_once(bot, desk) == 1
    assert "정정" in transport.sent()[-1].text


async def test_a_correction_waits_for_a_chat_that_may_not_be_edited_yet(
    bot: ExtBot[int], transport: Transport, desk: Desk, tmp_path: Path
) -> None:
    await told(bot, desk)
    published(desk, tmp_path, MOVED)
    transport.refuse("editMessageText", 429, "Too Many Requests", retry_after=1)
    assert await remind_once(bot, desk) == 0
    assert await remind_once(bot, desk) == 1
    assert len(transport.named("editMessageText")) == 2
    assert AGAIN not in transport.sent()[-1].text


async def test_the_week_is_told_on_its_first_working_day_to_those_who_want_it(
    bot: ExtBot[int], transport: Transport, desks: Desks, tmp_path: Path
) -> None:
    desk = desks(CEREMONY, "적극행정,접수 마감,2026-03-13,,,18:00,,\n")
    desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
    desk.store.wish(GROUP, None, Wishes(days=frozenset(), digest=True), seoul(1, 6))
    set_clock(desk, 3, 9, 9, 1)
    assert await remind_once(bot, desk) == 1
    (call,) = transport.sent(GROUP)
    assert lines(call) == [
        "🗓 이번 주 일정 2건 · 3. 9.(월) ~ 3. 15.(일)",
        "",
        "2026. 3. 10.(화) 14:00~16:00",
        "정부혁신 우수사례 경진대회 시상식",
        "📍 한국프레스센터 19층",
        "",
        "2026. 3. 13.(금) 18:00까지",
        "적극행정 접수 마감",
        "",
        SOURCE,
    ]
    assert [button["callback_data"] for button in call.buttons] == ["ack", "ics"]

    published(desk, tmp_path, CEREMONY.replace("03-10", "03-11"), "적극행정,접수 마감,2026-03-13,,,18:00,,\n")
    await remind_once(bot, desk)
    (edit,) = transport.named("editMessageText")
    assert "→ 바뀐 일정이에요: 2026. 3. 11.(수) 14:00~16:00" in edit.text
    assert lines(edit)[0].startswith("🗓 이번 주 일정 2건")


async def test_a_snoozed_date_is_told_once_more_in_private(bot: ExtBot[int], transport: Transport, desk: Desk) -> None:
    await told(bot, desk)
    (entry,) = desk.store.agenda().entries
    desk.store.ledger.snooze(Snooze(7, entry.uid, seoul(3, 4).date()))
    set_clock(desk, 3, 4, 9, 1)
    assert await remind_once(bot, desk) == 1
    (call,) = transport.sent(7)
    assert lines(call)[:3] == ["🔁 시상식 D-6 · 근무일로 4일 남았어요", "2026. 3. 10.(화) 14:00~16:00", NAME]
    assert [button["callback_data"] for button in call.buttons] == ["again", "ics"]


async def test_new_winners_are_told_with_their_count_and_a_button_to_the_cases(
    bot: ExtBot[int], transport: Transport, desk: Desk, tmp_path: Path
) -> None:
    assert isinstance(desk.clock, SettableClock)
    desk.clock.set(datetime(2024, 11, 14, 10, 0, tzinfo=SEOUL))
    desk.store.subscribe(OTHER, None, 1002, desk.clock.now())
    await remind_once(bot, desk)
    (release,) = BUNDLED_RELEASES.glob("2024-11-14*.txt")
    (tmp_path / "releases" / release.name).write_bytes(release.read_bytes())
    desk.library.reload()
    await remind_once(bot, desk)
    news = {
        " ".join(filter(None, ["2024년", one.half, one.series])): one for one in desk.store.agenda().news if one.last
    }
    heads = {lines(call)[0] for call in transport.sent(OTHER)}
    assert heads == {f"🏆 {what} 수상 결과" for what in news}
    for call in transport.sent(OTHER):
        head, count, *_ = lines(call)
        what = head.removeprefix("🏆 ").removesuffix(" 수상 결과")
        (button,) = call.buttons
        contest = desk.library.current.get(button["callback_data"].removeprefix("cases:"))
        assert isinstance(contest, Contest)
        assert contest.series == news[what].series
        assert count == f"우수사례 {news[what].cases}건이 나왔어요."
        assert "보도자료" in call.text
    await remind_once(bot, desk)
    assert len(transport.sent(OTHER)) == len(news)
