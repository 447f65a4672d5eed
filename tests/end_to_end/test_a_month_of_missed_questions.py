"""A month in the chat: what was missed is grouped, mended from the chat alone, and right afterwards.

And what stays of it, in the state and in the log.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from bot.clock import SEOUL
from bot.context import App, desk_of
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from tests.end_to_end.test_publishing import pressed, sent
from tests.telegram.standin import StandIn

PHONE, DIGITS, MAIL, NAME = "010-9876-5432", "01098765432", "someone@example.com", "표본순"
FIRST = datetime(2026, 11, 2, 10, tzinfo=SEOUL)
HEADER = "contest,event,date,end_date,start,end,place,note\n"
ASKED = {
    "혁담 연락처": "혁담 전화번호 알려 주세요",
    "햇살상 시상식 언제 해요?": "햇살상 시상식 날짜",
    "점심 도시락 신청 어떻게 해요": "점심 도시락 신청 어떻게 하나요",
}
MENDED = {
    "혁담 연락처": "044-202-70",
    "햇살상 시상식 언제 해요?": "2026. 12. 18.",
    "점심 도시락 신청 어떻게 해요": "행정실",
}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A month passes in seconds here; nobody is told to slow down."""
    monkeypatch.setattr("bot.quota._BURST", 1000)


async def wait(standin: StandIn, days: int) -> None:
    """Nobody writes for some days."""
    await standin.ask(STAFF, "/help")  # all that was asked before is remembered by then
    standin.clock.set(standin.clock.now() + timedelta(days=days))


async def asked_for_a_month(standin: StandIn) -> None:
    standin.clock.set(FIRST)
    for one, other in ASKED.items():
        await standin.ask(STAFF, one)
        await wait(standin, 3)
        await standin.ask(GROUP_ADMIN, f"@{standin.telegram.bot.username} {other}", chat=GROUP)
        await wait(standin, 4)
    for text in (f"{NAME}님 번호가 {PHONE} 맞나요?", f"시상식 안내를 {MAIL}으로 보내 주세요", f"{MAIL} 누구 거예요"):
        await standin.ask(STAFF, text)
        await wait(standin, 1)


async def chosen(standin: StandIn, said: str) -> Message:
    """The group of the missed questions in which this was said."""
    listed = await standin.ask(ADMIN, "/unanswered")
    for button in listed.keyboard[0]:
        await standin.press(listed, button["callback_data"])
        group = await standin.edited(listed)
        if said in group.text:
            return group
        listed = await pressed(standin, group, "missed:list-")
    raise AssertionError(said)


async def mend(standin: StandIn) -> None:
    """A word is taught, an answer written, and a schedule file sent; what is none of ours would be let be."""
    await pressed(standin, await chosen(standin, "혁담"), "missed:synonym-")
    await standin.ask(ADMIN, "혁담")
    await pressed(standin, await standin.ask(ADMIN, "혁신행정담당관실"), "alias:save")
    await wait(standin, 1)
    await pressed(standin, await pressed(standin, await chosen(standin, "도시락"), "missed:answer-"), "curate:asked")
    for said in ("행정실에 전화로 신청해요.", "구내식당 안내"):
        await standin.ask(ADMIN, said)
    await pressed(standin, await standin.ask(ADMIN, "내년 3월 2일"), "curate:save")
    await wait(standin, 1)
    row = f"{HEADER}햇살상,시상식,2026-12-18,,14:00,,세종홀,\n"
    await pressed(standin, await sent(standin, "햇살상.csv", row.encode()), "plan:apply")
    await wait(standin, 1)
    await pressed(standin, await chosen(standin, "햇살상"), "missed:dismiss-")


def kept(app: App) -> str:
    """All that the state holds."""
    return "\n".join(desk_of(app).store._db.conn.iterdump())


async def test_what_a_month_missed_is_grouped_mended_in_the_chat_and_right_afterwards(
    standin: StandIn, at_work: App
) -> None:
    await asked_for_a_month(standin)
    listed = await standin.ask(ADMIN, "/unanswered")
    assert listed.text.count("2번 · 2명") == len(ASKED)
    assert not any(one in listed.text for one in (PHONE, MAIL, NAME))
    await mend(standin)
    await wait(standin, 1)
    for question, right in MENDED.items():
        for said in (question, ASKED[question]):
            assert right in (await standin.ask(STAFF, said)).text
            await wait(standin, 1)
    assert not any(one.text in {*ASKED, *ASKED.values()} for one in desk_of(at_work).store.work.missed())


async def test_nothing_stays_of_a_month_that_should_not(
    standin: StandIn, at_work: App, caplog: pytest.LogCaptureFixture
) -> None:
    for ours in ("bot", "handlers", "knowledge"):
        caplog.set_level(logging.DEBUG, ours)
    await asked_for_a_month(standin)
    await wait(standin, 0)
    state = kept(at_work)
    assert "혁담 연락처" in state
    for one in (standin.token, PHONE, DIGITS, MAIL):
        assert one not in state
        assert one not in caplog.text
    assert not any(one in caplog.text for one in (*ASKED, *ASKED.values(), NAME))
    standin.clock.set(standin.clock.now() + timedelta(days=91))
    desk_of(at_work).store.tidy(standin.clock.now())
    state = kept(at_work)
    assert not any(one in state for one in (*ASKED, *ASKED.values(), NAME))
