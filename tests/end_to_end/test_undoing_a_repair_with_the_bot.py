"""Taking back what the bot read for what was typed, over HTTP."""

from __future__ import annotations

import pytest

from bot.context import App, desk_of
from bot.sandbox.telegram import STAFF, STRANGER
from bot.state.rows import GroupState
from handlers.render import plain, say
from tests.telegram.standin import StandIn

pytestmark = pytest.mark.usefixtures("at_work")

DAY = "2024. 11. 14.(목)"


async def test_a_repair_is_shown_taken_back_in_place_and_explained(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, "시상싞 언재")
    assert DAY in plain(answer.text).split("\n")[0]
    assert "‘시상식 언제’" in answer.text
    assert [button["callback_data"] for button in answer.keyboard[-2]] == ["asis", "why"]
    press = await standin.press(answer, "asis")
    typed = await standin.edited(answer)
    assert (await standin.answered(press)).text == ""
    assert typed.message_id == answer.message_id
    assert DAY not in plain(typed.text)
    assert "asis" not in [button.get("callback_data") for row in typed.keyboard for button in row]
    why = await standin.ask(STAFF, "왜", reply_to=typed)
    assert "언재" in why.text
    await standin.press(typed, "mended")
    assert (await standin.edited(typed)).text == answer.text


async def test_a_strangers_press_changes_nothing(standin: StandIn, at_work: App) -> None:
    bot = standin.telegram.bot
    there = standin.telegram.add_group(
        -1001000000009, "다른 단체방", dict.fromkeys((STAFF, STRANGER, bot.id), "member")
    )
    desk = desk_of(at_work)
    desk.store.admissions.meet_group(there.id, there.title, STAFF, desk.clock.now(), GroupState.ADMITTED)
    answer = await standin.ask(STAFF, f"@{bot.username} 시상싞 언재", chat=there.id)
    press = await standin.press(answer, "asis", by=STRANGER)
    assert (await standin.answered(press)).text == plain(say("stranger", user_id=STRANGER, access="group"))
    assert standin.messages(there.id)[-1] == answer
