"""People say what an answer was worth, over HTTP, and admins read it among what was missed."""

from __future__ import annotations

from bot.context import App, desk_of
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from bot.state.admin_work import Wrong
from tests.end_to_end.test_publishing import pressed
from tests.telegram.standin import StandIn

LOST = "혁담 연락처"
SLIP = "긴급자돈차 늘린 사례"


def verbs(message: Message) -> list[str]:
    return [str(one.get("callback_data")).partition(":")[0] for row in message.keyboard for one in row]


async def test_what_was_wrong_is_one_tap_and_stands_in_the_list_of_admins(standin: StandIn, at_work: App) -> None:
    answer = await standin.ask(STAFF, LOST)
    asked = await pressed(standin, answer, "bad")
    assert [one.get("callback_data") for row in asked.keyboard[-2:] for one in row] == [
        "bad:date",
        "bad:contact",
        "bad:case",
        "bad:other",
    ]
    (missed,) = desk_of(at_work).store.work.missed()
    assert missed.wrong is Wrong.UNSAID
    left = await pressed(standin, asked, "bad:contact")
    assert "bad" not in verbs(left)
    (missed,) = desk_of(at_work).store.work.missed()
    assert (missed.text, missed.wrong) == (LOST, Wrong.CONTACT)
    assert "👎 ☎️ 담당자 1번" in (await standin.ask(ADMIN, "/unanswered")).text


async def test_an_answer_found_by_likeness_can_be_called_wrong_and_a_thumb_up_is_not_kept(
    standin: StandIn, at_work: App
) -> None:
    work = desk_of(at_work).store.work
    lost = await standin.ask(STAFF, LOST)
    assert "good" not in verbs(await pressed(standin, lost, "good"))
    assert work.missed() == ()
    sure = await standin.ask(STAFF, "혁신행정담당관실 과장 전화번호")
    assert not {"good", "bad"} & set(verbs(sure))
    likely = await standin.ask(STAFF, SLIP)
    await pressed(standin, await pressed(standin, likely, "bad"), "bad:case")
    assert [(one.text, one.wrong) for one in work.missed()] == [(SLIP, Wrong.CASE)]


async def test_in_a_group_only_who_asked_is_heard(standin: StandIn, at_work: App) -> None:
    answer = await standin.ask(GROUP_ADMIN, f"@{standin.telegram.bot.username} {LOST}", chat=GROUP)
    press = standin.telegram.press(STAFF, answer, "bad")
    assert (await standin.answered(press)).text
    (missed,) = desk_of(at_work).store.work.missed()
    assert missed.wrong is None
    await pressed(standin, answer, "bad")
    (missed,) = desk_of(at_work).store.work.missed()
    assert missed.wrong is Wrong.UNSAID
