from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    KeyboardButton,
    KeyboardButtonRequestChat,
    KeyboardButtonRequestUsers,
    Message,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.sandbox.telegram import GROUP, GROUP_ADMIN, STAFF, STRANGER
from tests.telegram.standin import StandIn


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label)] for label in labels])


async def test_a_sent_message_comes_back_as_telegram_keeps_it(client: Bot, standin: StandIn) -> None:
    sent = await client.send_message(
        STAFF, "  <b>시상식</b> 11월 /cases \n", parse_mode="HTML", reply_markup=keyboard("담당자")
    )
    assert sent.text == "시상식 11월 /cases"
    assert [(e.type, sent.parse_entity(e)) for e in sent.entities] == [
        (MessageEntity.BOLD, "시상식"),
        (MessageEntity.BOT_COMMAND, "/cases"),
    ]
    assert sent.date == standin.clock.now().replace(microsecond=0)
    assert sent.reply_markup == keyboard("담당자")
    assert [m.message_id for m in standin.messages(STAFF)] == [sent.message_id]


@pytest.mark.parametrize(
    ("text", "mode", "refusal"),
    [
        ("", None, "Message text is empty"),
        (" \n ", None, "Text must be non-empty"),
        ("<b></b>", "HTML", "Text must be non-empty"),
        ("가" * 4097, None, "Message is too long"),
        ("🏆" * 2049, None, "Message is too long"),
        ("<b>가", "HTML", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
        ("<p>가</p>", "HTML", 'Can\'t parse entities: unsupported start tag "p" at byte offset 0'),
        ("*가*", "MarkdownV2", "Unsupported parse_mode"),
    ],
)
async def test_a_text_telegram_refuses_is_refused(client: Bot, text: str, mode: str | None, refusal: str) -> None:
    with pytest.raises(BadRequest) as caught:
        await client.send_message(STAFF, text, parse_mode=mode)
    assert caught.value.message == refusal


async def test_the_limit_counts_what_is_left_after_parsing(client: Bot) -> None:
    sent = await client.send_message(STAFF, "<b>" + "가" * 4096 + "</b>", parse_mode="HTML")
    assert len(sent.text or "") == 4096


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"text": "가", "callback_data": "가" * 22}, "BUTTON_DATA_INVALID"),
        (
            {"text": "가", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "가"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "가", "callback_data": "1", "url": "https://a.kr"},
            "can't parse inline keyboard button: exactly one action is allowed, found callback_data, url",
        ),
        ({"text": "가", "url": "page:1"}, "inline keyboard button URL 'page:1' is invalid: Wrong HTTP URL"),
        ({"callback_data": "1"}, "can't parse inline keyboard button: Can't find field \"text\""),
    ],
)
async def test_a_button_telegram_refuses_is_refused(
    page: httpx.AsyncClient, standin: StandIn, button: dict[str, Any], refusal: str
) -> None:
    body = {"chat_id": STAFF, "text": "가", "reply_markup": json.dumps({"inline_keyboard": [[button]]})}
    answer = (await page.post(f"/bot{standin.token}/sendMessage", data=body)).json()
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {refusal}"}


async def test_64_bytes_of_callback_data_are_taken(client: Bot) -> None:
    await client.send_message(STAFF, "가", reply_markup=keyboard("가" * 21 + "1"))


async def test_chats_out_of_reach_are_refused_as_telegram_does(client: Bot) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.send_message(4711, "가")
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.send_message(STRANGER, "가")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await client.send_message(GROUP_ADMIN, "가")


async def test_somebody_who_wrote_first_can_be_answered(client: Bot, standin: StandIn) -> None:
    await standin.say(STRANGER, "안녕하세요")
    assert await client.send_message(STRANGER, "안녕하세요")


async def test_a_message_is_edited_in_place(client: Bot, standin: StandIn) -> None:
    sent = await client.send_message(STAFF, "하나", reply_markup=keyboard("다음"))
    before = standin.messages(STAFF)[0]
    edited = await client.edit_message_text("둘", STAFF, sent.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.message_id, edited.reply_markup) == ("둘", sent.message_id, None)
    assert edited.edit_date is not None
    assert (await standin.edited(before)).text == "둘"


async def test_edits_telegram_refuses_are_refused(client: Bot, standin: StandIn) -> None:
    sent = await client.send_message(STAFF, "<b>하나</b>", "HTML", reply_markup=keyboard("다음"))
    typed = await standin.say(STAFF, "내 글")
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await client.edit_message_text(
            "<b>하나</b> ", STAFF, sent.message_id, parse_mode="HTML", reply_markup=keyboard("다음")
        )
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await client.edit_message_text("둘", STAFF, 1)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await client.edit_message_text("둘", STAFF, typed.message_id)
    file = await client.send_document(STAFF, InputFile(b"x", filename="a.txt"))
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await client.edit_message_text("둘", STAFF, file.message_id)


async def test_buttons_are_changed_without_the_text(client: Bot) -> None:
    sent = await client.send_message(STAFF, "하나", reply_markup=keyboard("다음"))
    edited = await client.edit_message_reply_markup(STAFF, sent.message_id, reply_markup=keyboard("이전"))
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("하나", keyboard("이전"))


async def test_a_reply_names_what_it_replies_to(client: Bot, standin: StandIn) -> None:
    typed = await standin.say(STAFF, "언제예요?")
    sent = await client.send_message(STAFF, "내일이요", reply_parameters=ReplyParameters(typed.message_id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "언제예요?"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await client.send_message(STAFF, "가", reply_parameters=ReplyParameters(1))
    optional = ReplyParameters(1, allow_sending_without_reply=True)
    assert (await client.send_message(STAFF, "가", reply_parameters=optional)).reply_to_message is None


async def test_a_document_goes_up_with_its_caption_and_comes_down_again(client: Bot) -> None:
    content = "구분,사례\n최우수,가\n".encode()
    sent = await client.send_document(
        STAFF, InputFile(io.BytesIO(content), filename="사례.csv"), caption="<b>사례</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type, sent.caption) == ("사례.csv", "text/csv", "사례")
    file = await client.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_files_telegram_refuses_are_refused(client: Bot, standin: StandIn) -> None:
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await client.send_document(STAFF, InputFile(b"", filename="a.txt"))
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await client.send_document(STAFF, InputFile(b"x", filename="a.txt"), caption="가" * 1025)
    with pytest.raises(BadRequest, match="There is no document in the request"):
        await client.send_document(STAFF, "BQACunknown")
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await client.get_file("BQACunknown")
    large = standin.telegram.store_file("large.bin", bytes((20 << 20) + 1))
    with pytest.raises(BadRequest, match="File is too big"):
        await client.get_file(large.id)


async def test_a_button_is_answered_once(client: Bot, standin: StandIn) -> None:
    sent = await client.send_message(STAFF, "하나", reply_markup=keyboard("다음"))
    press = await standin.press(standin.messages(STAFF)[0], "다음")
    (update,) = await client.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.chat_instance != "") == ("다음", STAFF, True)
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    await query.answer("네", show_alert=True)
    answer = await standin.answered(press)
    assert (answer.text, answer.alert) == ("네", True)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await query.answer()


async def test_typing_needs_a_known_action(client: Bot) -> None:
    assert await client.send_chat_action(STAFF, "typing")
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await client.send_chat_action(STAFF, "sleeping")


async def test_a_long_text_of_a_person_arrives_in_parts_like_from_an_app(standin: StandIn) -> None:
    last = await standin.say(STAFF, "가" * 6000)
    assert [len(m.text) for m in standin.messages(STAFF)] == [4096, 1904]
    assert last is standin.messages(STAFF)[-1]


async def test_unknown_methods_and_wrong_tokens_are_told_apart(
    client: Bot, page: httpx.AsyncClient, standin: StandIn
) -> None:
    with pytest.raises(TelegramError, match="not found"):
        await client.do_api_request("sendCarrierPigeon")
    wrong = standin.token[:-1] + ("a" if standin.token[-1] != "a" else "b")
    assert (await page.get(f"/bot{wrong}/getMe")).json() == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    assert (await page.get("/botnonsense/getMe")).status_code == 404
    with pytest.raises(InvalidToken):
        async with Bot(wrong, base_url=standin.bot_base_url):
            pass


async def test_a_contact_is_kept_as_the_section_send_contact_has_it(client: Bot) -> None:
    """Bot API, "sendContact" and "Contact"."""
    sent = await client.send_contact(STAFF, "+82442027047", "김동현 과장", "혁신행정담당관실", vcard="BEGIN:VCARD")
    assert sent.contact is not None
    assert sent.contact.phone_number == "+82442027047"
    assert (sent.contact.first_name, sent.contact.last_name) == ("김동현 과장", "혁신행정담당관실")
    assert sent.contact.vcard == "BEGIN:VCARD"
    assert sent.text is None
    with pytest.raises(BadRequest):
        await client.send_contact(STAFF, "+82442027047", "김동현", vcard="가" * 700)
    with pytest.raises(BadRequest):
        await client.edit_message_text("다른 말", STAFF, sent.message_id)


@pytest.mark.parametrize("text", ["", "가" * 257])
async def test_a_button_copies_what_the_section_copy_text_button_allows(client: Bot, text: str) -> None:
    """Bot API, "CopyTextButton": 1-256 characters."""

    def copying(words: str) -> InlineKeyboardMarkup:
        return InlineKeyboardMarkup([[InlineKeyboardButton("번호 복사", copy_text=CopyTextButton(words))]])

    assert (await client.send_message(STAFF, "가", reply_markup=copying("044-202-7047"))).reply_markup is not None
    with pytest.raises(BadRequest):
        await client.send_message(STAFF, "가", reply_markup=copying(text))


async def test_a_moment_that_is_too_far_away_is_refused(client: Bot, standin: StandIn) -> None:
    """Bot API, "Date-time entity formatting"; that the real server refuses these: tdlib/telegram-bot-api#852."""
    now = int(standin.clock.now().timestamp())

    async def sent(days: int) -> Message:
        return await client.send_message(
            STAFF, f'<tg-time unix="{now + days * 86400}">그날</tg-time>', parse_mode="HTML"
        )

    (mark,) = (await sent(1000)).entities
    assert (mark.type, mark.unix_time) == (MessageEntity.DATE_TIME, sent_at(now + 1000 * 86400))
    with pytest.raises(BadRequest, match=r"(?i)ENTITY_DATE_INVALID"):
        await sent(1098)


def sent_at(unix: int) -> datetime:
    return datetime.fromtimestamp(unix, UTC)


async def test_a_bot_reacts_with_one_emoji_of_telegrams_own(client: Bot, standin: StandIn) -> None:
    """Bot API, setMessageReaction; ReactionTypeEmoji; bots can set up to one reaction, and use no paid ones."""
    said = await standin.say(STAFF, "고마워요")
    assert await client.set_message_reaction(STAFF, said.message_id, "👍")
    assert standin.messages(STAFF)[-1].reaction == "👍"
    assert await client.set_message_reaction(STAFF, said.message_id, [])
    assert standin.messages(STAFF)[-1].reaction is None
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await client.set_message_reaction(STAFF, said.message_id, "📅")
    with pytest.raises(BadRequest, match="Reactions_too_many"):
        await client.set_message_reaction(STAFF, said.message_id, ["👍", "🔥"])
    with pytest.raises(BadRequest, match="not found"):
        await client.set_message_reaction(STAFF, 1, "👍")


async def test_a_bot_pins_in_private_and_where_it_is_an_administrator(client: Bot, standin: StandIn) -> None:
    """Bot API, pinChatMessage and unpinChatMessage: can_pin_messages in groups."""
    group = standin.telegram.chats[GROUP]
    first, second = [await client.send_message(GROUP, text) for text in ("하나", "둘")]
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await client.pin_chat_message(GROUP, first.message_id)
    group.members[standin.telegram.bot.id] = "administrator"
    for sent in (first, second):
        assert await client.pin_chat_message(GROUP, sent.message_id, disable_notification=True)
    assert group.pinned == [first.message_id, second.message_id]
    assert await client.unpin_chat_message(GROUP, first.message_id)
    assert await client.unpin_chat_message(GROUP)
    assert group.pinned == []
    with pytest.raises(BadRequest, match="not found"):
        await client.unpin_chat_message(GROUP, first.message_id)
    own = await client.send_message(STAFF, "셋")
    assert await client.pin_chat_message(STAFF, own.message_id)


async def test_pickers_are_taken_in_private_only_and_checked(client: Bot) -> None:
    """Bot API, KeyboardButtonRequestUsers, KeyboardButtonRequestChat: available in private chats only; 1-10 people."""
    people = KeyboardButton("사람", request_users=KeyboardButtonRequestUsers(1, max_quantity=10))
    group = KeyboardButton("방", request_chat=KeyboardButtonRequestChat(2, chat_is_channel=False))
    for button in (people, group):
        assert await client.send_message(STAFF, "고르세요", reply_markup=ReplyKeyboardMarkup([[button]]))
        with pytest.raises(BadRequest):
            await client.send_message(GROUP, "고르세요", reply_markup=ReplyKeyboardMarkup([[button]]))
    many = KeyboardButton("사람", request_users=KeyboardButtonRequestUsers(1, max_quantity=11))
    with pytest.raises(BadRequest):
        await client.send_message(STAFF, "고르세요", reply_markup=ReplyKeyboardMarkup([[many]]))
