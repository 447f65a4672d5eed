"""A question goes to the admins and their reply comes back; who waits for an answer is told once. Over HTTP."""

from __future__ import annotations

import pytest

from bot.context import App, desk_of
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from tests.end_to_end.conftest import Bot
from tests.end_to_end.test_feedback import LOST, verbs
from tests.end_to_end.test_publishing import pressed
from tests.telegram.standin import StandIn


async def handed(standin: StandIn, *, who: int = STAFF, chat: int = STAFF) -> tuple[Message, Message]:
    """The bot's answer that leads nowhere, and what an admin reads once its question was handed over."""
    said = LOST if chat == who else f"@{standin.telegram.bot.username} {LOST}"
    answer = await standin.ask(who, said, chat=chat)
    await standin.press(answer, "hand", by=who)
    await standin.wait_for(lambda m: "전했어요" in m.text, chat=chat, after=answer)
    return answer, await standin.wait_for(lambda m: LOST in m.text and "답장" in m.text, chat=ADMIN)


async def test_a_question_is_handed_over_and_the_reply_comes_back_as_a_persons(standin: StandIn, at_work: App) -> None:
    answer, told = await handed(standin)
    said = await standin.wait_for(lambda m: "전했어요" in m.text, chat=STAFF, after=answer)
    assert "사람이 써요" in said.text
    assert not {"hand", "later"} & set(verbs(standin.telegram.chats[STAFF].messages[answer.message_id]))
    preview = await standin.ask(ADMIN, "대표 번호로 전화해 주세요.", reply_to=told)
    assert "1곳" in preview.text
    assert "대표 번호" not in standin.messages(STAFF)[-1].text
    await pressed(standin, preview, "answerback:save")
    reply = await standin.wait_for(lambda m: "대표 번호로 전화해 주세요." in m.text, chat=STAFF, after=said)
    assert "직접 쓴 답" in reply.text
    shown = await standin.wait_for(lambda m: m.message_id == told.message_id and "답했어요" in m.text, chat=ADMIN)
    assert not shown.keyboard
    second = await standin.ask(ADMIN, "저도 답할래요", reply_to=shown)
    assert "preview" not in second.text
    assert not second.button("answerback:save")
    assert [one.action for one in desk_of(at_work).store.audit.entries(2)] == ["reply", "hand over"]


async def test_a_reply_may_be_written_after_a_restart_and_by_the_button(standin: StandIn, bot: Bot) -> None:
    async with bot():
        _, told = await handed(standin)
    async with bot():
        preview = await standin.ask(ADMIN, "내일 알려 드릴게요", reply_to=told)
        gone = await pressed(standin, preview, "answerback:cancel")
        assert "그만뒀어요" in gone.text
        step = await pressed(standin, told, "missed:only-")
        assert "뭐라고" in step.text
        preview = await standin.ask(ADMIN, "오늘 알려 드릴게요")
        await pressed(standin, preview, "answerback:save")
        await standin.wait_for(lambda m: "오늘 알려 드릴게요" in m.text, chat=STAFF)
        assert not any("내일 알려" in m.text for m in standin.messages(STAFF))


async def test_in_a_group_the_reply_comes_below_the_answer_and_nobody_else_hands_it_over(
    standin: StandIn, at_work: App
) -> None:
    answer = await standin.ask(GROUP_ADMIN, f"@{standin.telegram.bot.username} {LOST}", chat=GROUP)
    press = standin.telegram.press(STAFF, answer, "hand")
    assert "물어본 사람만" in ((await standin.answered(press)).text or "")
    answer, told = await handed(standin, who=GROUP_ADMIN, chat=GROUP)
    await pressed(standin, await standin.ask(ADMIN, "곧 알려 드려요", reply_to=told), "answerback:save")
    reply = await standin.wait_for(lambda m: "곧 알려 드려요" in m.text, chat=GROUP)
    assert reply.reply_to is not None
    assert reply.reply_to.message_id == answer.message_id
    assert desk_of(at_work).store.work.missed()[-1].message_id != answer.message_id


@pytest.mark.usefixtures("at_work")
async def test_a_person_hands_over_five_questions_a_day_at_most(standin: StandIn) -> None:
    for name in ("가나", "다라", "마바", "사아", "자차", "카타"):
        await standin.ask(STAFF, "/help")
        answer = await standin.ask(STAFF, f"혁담{name} 연락처")
        press = standin.telegram.press(STAFF, answer, "hand")
        refused = (await standin.answered(press)).text
        assert bool(refused) is (name == "카타"), refused
        if not refused:
            await standin.wait_for(lambda m: "전했어요" in m.text, chat=STAFF, after=answer)
    assert sum("물어봐 달라고" in m.text for m in standin.messages(ADMIN)) == 5


async def teach(standin: StandIn) -> None:
    listed = await standin.ask(ADMIN, "/alias")
    await pressed(standin, listed, "alias:new")
    await standin.ask(ADMIN, "혁담")
    await pressed(standin, await standin.ask(ADMIN, "혁신행정담당관실"), "alias:save")


async def test_who_waits_for_an_answer_is_told_once_and_others_are_not(standin: StandIn, at_work: App) -> None:
    answer = await standin.ask(STAFF, LOST)
    in_group = await standin.ask(GROUP_ADMIN, f"@{standin.telegram.bot.username} {LOST}", chat=GROUP)
    left = await pressed(standin, answer, "later")
    assert "later" not in verbs(left)
    await teach(standin)
    told = await standin.wait_for(lambda m: "이제 답할 수 있어요" in m.text, chat=STAFF)
    assert "044-202-70" in told.text
    listed = await standin.ask(ADMIN, "/alias")
    await pressed(standin, await pressed(standin, listed, "alias:take-"), "alias:save")
    await teach(standin)
    await standin.ask(STAFF, "/help")
    assert sum("이제 답할 수" in m.text for m in standin.messages(STAFF)) == 1
    assert not any("이제 답할 수" in m.text for m in standin.messages(GROUP))
    assert [one.message_id for one in desk_of(at_work).store.work.missed()] == [in_group.message_id]


async def test_in_a_group_who_waits_is_told_to_ask_again(standin: StandIn, at_work: App) -> None:
    answer = await standin.ask(GROUP_ADMIN, f"@{standin.telegram.bot.username} {LOST}", chat=GROUP)
    await pressed(standin, answer, "later")
    await teach(standin)
    told = await standin.wait_for(lambda m: "이제 답할 수 있어요" in m.text, chat=GROUP)
    assert "044" not in told.text
    assert told.reply_to is not None
    assert told.reply_to.message_id == answer.message_id
    assert desk_of(at_work).store.work.wanted() == ()


async def test_that_something_is_not_stated_is_no_answer_to_wait_for(standin: StandIn, at_work: App) -> None:
    work, not_stated = desk_of(at_work).store.work, "시상식 참가비 얼마예요"
    await standin.ask(STAFF, "/help")
    work.miss(not_stated, STAFF, STAFF, None, 1, standin.clock.now())
    assert work.want(STAFF, 1)
    await pressed(standin, await standin.ask(STAFF, LOST), "later")
    await teach(standin)
    await standin.wait_for(lambda m: "이제 답할 수 있어요" in m.text, chat=STAFF)
    assert "나와 있지 않아요" in (await standin.ask(STAFF, not_stated)).text
    assert [one.text for one in work.wanted()] == [not_stated]


async def test_who_is_shut_out_meanwhile_is_told_nothing(standin: StandIn, at_work: App) -> None:
    answer, told = await handed(standin)
    other = await standin.ask(STAFF, "혁담이라는 대회 접수 언제까지야")
    await pressed(standin, other, "later")
    await standin.ask(ADMIN, f"/revoke {STAFF}")
    said = standin.messages(STAFF)[-1]
    preview = await standin.ask(ADMIN, "곧 알려 드려요", reply_to=told)
    assert "0곳" in (await pressed(standin, preview, "answerback:save")).text
    await teach(standin)
    await standin.ask(ADMIN, "/help")
    assert standin.messages(STAFF)[-1].message_id == said.message_id > answer.message_id
    assert at_work.bot_data["telling"].done() is False
