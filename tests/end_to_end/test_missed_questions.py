"""What could not be answered is kept masked, grouped, and mended from the chat, over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.context import App, desk_of
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from tests.end_to_end.test_publishing import pressed
from tests.telegram.standin import StandIn


async def asked(standin: StandIn, *texts: str, who: int = STAFF) -> None:
    for text in texts:
        await standin.ask(who, text)


async def group_of(standin: StandIn, said: str) -> Message:
    listed = await standin.ask(ADMIN, "/unanswered")
    assert said in listed.text
    return await pressed(standin, listed, "missed:show-")


async def test_alike_questions_are_one_group_the_most_frequent_first_and_masked(standin: StandIn, at_work: App) -> None:
    await asked(standin, "혁담 연락처", "혁담 연락처는?", "혁담 연락처요")
    await asked(standin, "깜장상 언제 김철수님")
    listed = await standin.ask(ADMIN, "/unanswered")
    first, second = listed.text.index("혁담"), listed.text.index("깜장상")
    assert first < second
    assert "3번 · 1명" in listed.text
    assert "김철수" not in listed.text
    assert all("김철수" not in one.text for one in desk_of(at_work).store.work.missed())


async def test_what_was_answered_or_is_none_of_ours_is_not_missed(standin: StandIn, at_work: App) -> None:
    await asked(standin, "시상식 언제예요?", "안녕하세요", "오늘 날씨 어때", "/help")
    assert desk_of(at_work).store.work.missed() == ()


@pytest.mark.parametrize("typed", [False, True])
async def test_choices_are_missed_until_one_is_taken(standin: StandIn, at_work: App, typed: bool) -> None:
    choices = await standin.ask(STAFF, "담당자 누구예요")
    await asked(standin, "/help")  # the question before is done with by then
    work = desk_of(at_work).store.work
    assert [one.text for one in work.missed()] == ["담당자 누구예요"]
    pick = next(b for row in choices.keyboard for b in row if b["callback_data"].startswith("pick:"))
    if typed:
        await standin.ask(STAFF, pick["text"])
    else:
        await standin.press(choices, pick["callback_data"])
        await standin.edited(choices)
    await asked(standin, "/help")
    assert work.missed() == ()


async def test_an_answer_is_written_seen_and_given_until_its_day(standin: StandIn, at_work: App) -> None:
    question = "혁담 연락처"
    await asked(standin, question)
    group = await group_of(standin, "혁담")
    await pressed(standin, group, "missed:answer-")
    step = standin.telegram.chats[ADMIN].messages[group.message_id]
    await pressed(standin, step, "curate:asked")
    await standin.ask(ADMIN, "044-202-7000으로 전화하면 연결해 드려요.")
    await standin.ask(ADMIN, "내부 전화번호부")
    preview = await standin.ask(ADMIN, "내일")
    assert question in preview.text
    await pressed(standin, preview, "curate:save")
    answer = await standin.ask(STAFF, question)
    assert "044-202-7000" in answer.text
    assert "내부 전화번호부" in answer.text
    assert "관리자가" in answer.text
    assert desk_of(at_work).store.work.missed() == ()
    standin.clock.set(standin.clock.now() + timedelta(days=3))
    assert "044-202-7000" not in (await standin.ask(STAFF, question)).text


async def test_a_word_is_taught_from_what_was_missed(standin: StandIn, at_work: App) -> None:
    await asked(standin, "혁담 연락처")
    group = await group_of(standin, "혁담")
    await pressed(standin, group, "missed:synonym-")
    await standin.ask(ADMIN, "혁담")
    preview = await standin.ask(ADMIN, "혁신행정담당관실")
    await pressed(standin, preview, "alias:save")
    assert "044-202-70" in (await standin.ask(STAFF, "혁담 연락처")).text
    assert desk_of(at_work).store.work.missed() == ()


@pytest.mark.usefixtures("at_work")
async def test_a_reply_reaches_each_who_asked_once_where_they_asked(standin: StandIn) -> None:
    await asked(standin, "혁담 연락처", "혁담 연락처는?")
    in_group = await standin.ask(GROUP_ADMIN, f"@{standin.telegram.bot.username} 혁담 연락처", chat=GROUP)
    group = await group_of(standin, "혁담")
    await pressed(standin, group, "missed:reply-")
    preview = await standin.ask(ADMIN, "내일 알려 드릴게요")
    assert "2곳" in preview.text
    await pressed(standin, preview, "answerback:save")
    reply = await standin.wait_for(lambda m: "내일 알려 드릴게요" in m.text, chat=GROUP)
    assert reply.reply_to is not None
    assert reply.reply_to.message_id == in_group.message_id
    await standin.wait_for(lambda m: "내일 알려 드릴게요" in m.text, chat=STAFF)
    replies = [m for chat in (STAFF, GROUP) for m in standin.messages(chat) if "내일 알려 드릴게요" in m.text]
    assert len(replies) == 2
    assert "답하지 못한 질문이 없어요" in (await standin.ask(ADMIN, "/unanswered")).text


async def test_what_is_let_be_is_gone_from_the_list(standin: StandIn, at_work: App) -> None:
    await asked(standin, "혁담 연락처")
    group = await group_of(standin, "혁담")
    left = await pressed(standin, group, "missed:dismiss-")
    assert "답하지 못한 질문이 없어요" in left.text
    assert desk_of(at_work).store.audit.entries(1)[0].action == "dismiss question"
