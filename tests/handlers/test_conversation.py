from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import SettableClock
from bot.context import Desk
from handlers.render import plain, say
from knowledge.dialogue import question_from_json
from knowledge.questions.understand import understand
from tests.handlers.conftest import STAFF
from tests.transport import GROUP, USERNAME, Room, Transport

HTML = '<b>시상식</b> & "언제" <a href="x">'


async def test_a_question_is_answered_with_the_fact_and_its_source(room: Room) -> None:
    (call,) = await room.say("시상식 장소가 어디예요?", by=STAFF)
    assert call.method == "sendMessage"
    assert "매화홀" in call.text.split("\n")[0]
    assert "📄 보도자료 2024. 11. 14." in call.text
    assert call.values["parse_mode"] == "HTML"
    assert "reply_parameters" not in call.values


async def test_a_follow_up_keeps_the_subject(room: Room) -> None:
    await room.say("시상식 언제예요?", by=STAFF)
    (call,) = await room.say("어디서요?", by=STAFF)
    assert "매화홀" in call.text


async def test_after_ten_minutes_a_subject_is_forgotten(room: Room, clock: SettableClock, desk: Desk) -> None:
    await room.say("시상식 언제예요?", by=STAFF)
    clock.set(clock.now() + timedelta(minutes=11))
    assert desk.store.last_question(STAFF, None, STAFF, clock.now() - timedelta(minutes=10)) is None


@pytest.mark.parametrize(
    "command", ["/schedule", "일정", "/일정", "/cases", "사례", "/contacts", "담당자", "/contests", "대회"]
)
async def test_commands_and_their_aliases_answer_without_words(room: Room, command: str) -> None:
    (call,) = await room.say(command, by=STAFF)
    leads = [button.get("callback_data", "").partition(":")[0] for button in call.buttons]
    assert leads
    assert "browse" not in leads


async def test_words_after_a_command_narrow_it(room: Room) -> None:
    (call,) = await room.say("/contacts 김동현", by=STAFF)
    assert "044-202-7047" in call.text


async def test_start_offers_four_things_and_each_is_shown_in_place(room: Room) -> None:
    (call,) = await room.say("/start", by=STAFF)
    assert [b["callback_data"] for b in call.buttons] == [
        "browse:schedule",
        "browse:case",
        "browse:contact",
        "browse:contest",
    ]
    for button in call.buttons:
        answered, edited = await room.press(button["callback_data"], by=STAFF, message_id=1001)
        assert answered.method == "answerCallbackQuery"
        assert (edited.method, edited.values["message_id"]) == ("editMessageText", 1001)


async def test_help_tells_only_commands_that_work_here(room: Room) -> None:
    (private,) = await room.say("도움말", by=STAFF)
    assert "/schedule" in private.text
    assert "/reload" not in private.text
    assert "/event" not in private.text
    assert "/subscribe" in private.text
    (group,) = await room.say("/help", by=STAFF, chat=GROUP)
    assert "/subscribe" in group.text


async def test_a_list_is_paged_in_place(room: Room) -> None:
    (shown,) = await room.say("정부혁신 사례 목록", by=STAFF)
    assert "page:1" in [b.get("callback_data") for b in shown.buttons]
    _, edited = await room.press("page:1", by=STAFF, message_id=1001)
    assert edited.method == "editMessageText"
    assert edited.text != shown.text
    assert "page:0" in [b.get("callback_data") for b in edited.buttons]


async def test_from_a_contest_to_its_cases_to_a_contact_and_back(room: Room) -> None:
    (contest,) = await room.say("적극행정 우수사례 경진대회 목적", by=STAFF)
    cases_button = next(b["callback_data"] for b in contest.buttons if b.get("callback_data", "").startswith("cases:"))
    _, cases = await room.press(cases_button, by=STAFF, message_id=1001)
    show = next(b["callback_data"] for b in cases.buttons if b.get("callback_data", "").startswith("show:"))
    _, case = await room.press(show, by=STAFF, message_id=1001)
    to_contacts = next(b["callback_data"] for b in case.buttons if b.get("callback_data", "").startswith("contacts:"))
    _, contacts = await room.press(to_contacts, by=STAFF, message_id=1001)
    assert "044-202-" in contacts.text
    assert show in [b.get("callback_data") for b in contacts.buttons]
    _, again = await room.press(show, by=STAFF, message_id=1001)
    assert again.text == case.text


async def test_a_choice_is_picked_by_its_button(room: Room) -> None:
    (asked,) = await room.say("연락처", by=STAFF)
    assert asked.buttons
    _, picked = await room.press("pick:0", by=STAFF, message_id=1001)
    assert "044-202-" in picked.text


@pytest.mark.parametrize(
    "data", ["page:1", "pick:0", "show:case-ffffffff", "browse:nonsense", "what?", "x", "page:-1", "pick:99"]
)
async def test_a_button_that_means_nothing_any_more_says_so(room: Room, data: str) -> None:
    (call,) = await room.press(data, by=STAFF, message_id=555)
    assert call.method == "answerCallbackQuery"
    assert call.text == plain(say("old_button"))


async def test_pressing_twice_and_pressing_late_are_forgiven(room: Room, transport: Transport) -> None:
    transport.refuse(
        "answerCallbackQuery",
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    transport.refuse("editMessageText", 400, "Bad Request: message is not modified: specified new message content")
    calls = await room.press("browse:schedule", by=STAFF, message_id=7)
    assert [call.method for call in calls] == ["answerCallbackQuery", "editMessageText"]


async def test_a_message_that_cannot_be_edited_any_more_is_sent_anew(
    room: Room, transport: Transport, desk: Desk
) -> None:
    transport.refuse("editMessageText", 400, "Bad Request: message can't be edited")
    calls = await room.press("browse:schedule", by=STAFF, message_id=7)
    assert calls[-1].method == "sendMessage"
    assert desk.store.question_of(STAFF, 1001) is not None


async def test_html_in_a_question_is_shown_and_not_obeyed(room: Room, transport: Transport) -> None:
    (call,) = await room.say(HTML, by=STAFF)
    assert "<a href" not in call.text
    (why,) = await room.say("왜", by=STAFF)
    assert "<a href" not in why.text


async def test_a_text_that_telegram_cannot_read_is_sent_without_markup(room: Room, transport: Transport) -> None:
    transport.refuse("sendMessage", 400, "Bad Request: can't parse entities: Unclosed start tag at byte offset 3")
    marked, bare = await room.say("시상식 언제예요?", by=STAFF)
    assert "<b>" in marked.text
    assert "<b>" not in bare.text
    assert "parse_mode" not in bare.values


async def test_a_long_message_is_no_question(room: Room) -> None:
    (call,) = await room.say("시상식 " * 1500, by=STAFF)
    assert "1,000자" in call.text


async def test_a_photo_is_answered_with_a_request_for_words(room: Room) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    (call,) = await room.say(None, by=STAFF, photo=photo)
    assert call.text == say("only_text").text


async def test_edited_messages_are_not_answered(room: Room) -> None:
    chat = {"id": STAFF, "type": "private"}
    sender = {"id": STAFF, "is_bot": False, "first_name": "사람"}
    message = {"message_id": 1, "date": 0, "chat": chat, "from": sender, "text": "시상식"}
    assert await room.give(edited_message=message) == []


async def test_in_a_group_a_mention_is_answered_as_a_reply_in_its_topic(room: Room) -> None:
    (call,) = await room.say(f"@{USERNAME} 시상식 언제예요?", by=STAFF, chat=GROUP, thread=77)
    assert call.values["message_thread_id"] == 77
    assert call.values["reply_parameters"]["message_id"]
    assert "2024. 11. 14." in call.text


async def test_outside_of_forums_no_thread_is_named(room: Room) -> None:
    (call,) = await room.say(f"@{USERNAME} 시상식 언제예요?", by=STAFF, chat=GROUP, message_thread_id=77)
    assert "message_thread_id" not in call.values


async def test_a_topic_that_is_gone_is_answered_outside_of_it(room: Room, transport: Transport) -> None:
    transport.refuse("sendMessage", 400, "Bad Request: message thread not found")
    _, again = await room.say("/schedule", by=STAFF, chat=GROUP, thread=77)
    assert "message_thread_id" not in again.values


async def test_a_reply_follows_up_the_answer_it_replies_to(room: Room) -> None:
    await room.say(f"@{USERNAME} 시상식 언제예요?", by=STAFF, chat=GROUP)
    await room.say(f"@{USERNAME} 올해의 고용서비스상 설명해줘", by=STAFF, chat=GROUP)
    (call,) = await room.say("어디서요?", by=STAFF, chat=GROUP, reply_to=1001)
    assert "매화홀" in call.text


async def test_thanks_in_a_group_need_no_answer_and_in_private_get_one(room: Room) -> None:
    await room.say(f"@{USERNAME} 시상식 언제예요?", by=STAFF, chat=GROUP)
    assert await room.say("감사합니다 ㅎㅎ", by=STAFF, chat=GROUP, reply_to=1001) == []
    assert len(await room.say("감사합니다 ㅎㅎ", by=STAFF)) == 1


async def test_a_mention_without_a_question_is_asked_what_it_wants(room: Room) -> None:
    (call,) = await room.say(f"@{USERNAME}", by=STAFF, chat=GROUP)
    assert call.text == say("nothing_asked").text


async def test_why_shows_what_was_understood_and_the_words_it_rests_on(room: Room) -> None:
    await room.say("2024년 시상식 언제예요?", by=STAFF)
    (call,) = await room.say("왜", by=STAFF)
    assert "해: 2024" in call.text
    assert "government-innovation-awards.txt" in call.text
    (call,) = await room.say("/why", by=STAFF, reply_to=1001)
    assert "해: 2024" in call.text


async def test_why_without_an_answer_says_so(room: Room) -> None:
    (call,) = await room.say("/why", by=STAFF)
    assert call.text == say("nothing_to_explain").text


async def test_flood_control_is_waited_for_once(
    room: Room, transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("handlers.sending.asyncio.sleep", sleep)
    transport.refuse("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=1)
    first, second = await room.say("시상식 언제예요?", by=STAFF)
    assert first.text == second.text
    assert waited == [1]


async def test_a_question_typed_on_the_wrong_keyboard_is_answered_and_explained_by_a_button(room: Room) -> None:
    (call,) = await room.say("tltkdtlr djswp", by=STAFF)
    assert "‘시상식 언제’" in call.text
    assert "why" in [button.get("callback_data") for button in call.buttons]
    answered, why = await room.press("why", by=STAFF, message_id=1001)
    assert answered.method == "answerCallbackQuery"
    assert "‘tltkdtlr djswp’ → ‘시상식 언제’" in why.text


@pytest.mark.parametrize("text", ["흠냐 으라차차", "진로 컨설팅 사업", "월급 체불", "긴급자동차 시상식 언제"])
async def test_why_and_buttons_start_from_the_question_that_was_answered(room: Room, desk: Desk, text: str) -> None:
    """And not from one that the answer completed: that might be answered otherwise."""
    await room.say(text, by=STAFF)
    kept = question_from_json(desk.store.question_of(STAFF, 1001) or "")
    assert kept == understand(text, desk.library.current, desk.clock.today())
