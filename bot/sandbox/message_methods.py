"""The Bot API's methods about messages: sending, editing, deleting, files, answers to buttons."""

from __future__ import annotations

from telegram.constants import ChatAction, ReactionEmoji

from bot.sandbox import entities, html
from bot.sandbox.conversations import CAPTION_LIMIT, MESSAGE_LIMIT
from bot.sandbox.keyboards import Keyboard, check_data, is_picker, read_keyboard
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.records import ApiError, Chat, Json, Message
from bot.sandbox.telegram import Telegram

_RAW_LIMIT = 32768
_DOWNLOAD_LIMIT = 20 << 20
_VCARD_LIMIT = 2048
# What the real server took and what it refused a day later: tdlib/telegram-bot-api#852.
_FARTHEST_MOMENT = 1097 * 24 * 60 * 60
_ACTIONS = frozenset(action.value for action in ChatAction)
_REACTIONS = frozenset(emoji.value for emoji in ReactionEmoji)


def chat_of(telegram: Telegram, call: Parameters) -> Chat:
    """The chat that chat_id names; raises `ApiError` where the bot cannot reach it."""
    if not call.text("chat_id"):
        raise ApiError(400, "Bad Request: chat_id is empty")
    number = call.number("chat_id")
    if number is None:
        raise ApiError(400, "Bad Request: chat not found")
    return telegram.reach(number)


def send_message(telegram: Telegram, call: Parameters) -> Json:
    """sendMessage."""
    return _posted(telegram, call, *_text(telegram, call))


def send_contact(telegram: Telegram, call: Parameters) -> Json:
    """sendContact: a vCard of 0-2048 bytes."""
    contact = {
        name: call.text(name) for name in ("phone_number", "first_name", "last_name", "vcard") if call.text(name)
    }
    for name in ("phone_number", "first_name"):
        if name not in contact:
            raise ApiError(400, f'Bad Request: parameter "{name}" is required')
    if len(contact.get("vcard", "").encode()) > _VCARD_LIMIT:
        raise ApiError(400, "Bad Request: vcard is too long")
    return _posted(telegram, call, "", (), contact=contact)


def send_document(telegram: Telegram, call: Parameters) -> Json:
    """sendDocument: a new file."""
    upload = call.files.get("document") or call.files.get(call.text("document").removeprefix("attach://"))
    if upload is None:
        raise ApiError(400, "Bad Request: there is no document in the request")
    if not upload.content:
        raise ApiError(400, "Bad Request: file must be non-empty")
    return _posted(telegram, call, *_caption(telegram, call), upload)


def edit_message_text(telegram: Telegram, call: Parameters) -> Json:
    """editMessageText."""
    text, marks = _text(telegram, call)
    keyboard = read_keyboard(call.json("reply_markup"))
    message = _own_message(telegram, call)
    if message.document is not None or message.contact is not None:
        raise ApiError(400, "Bad Request: there is no text in the message to edit")
    return _revised(telegram, message, text, marks, keyboard)


def edit_message_reply_markup(telegram: Telegram, call: Parameters) -> Json:
    """editMessageReplyMarkup."""
    keyboard = read_keyboard(call.json("reply_markup"))
    message = _own_message(telegram, call)
    return _revised(telegram, message, message.text, message.entities, keyboard)


def set_message_reaction(telegram: Telegram, call: Parameters) -> bool:
    """setMessageReaction: at most one of Telegram's own emoji; bots have no paid ones and no custom ones here."""
    message = _any_message(telegram, call, "message to react not found")
    given = call.json("reaction") or []
    if not isinstance(given, list) or len(given) > 1:
        raise ApiError(400, "Bad Request: REACTIONS_TOO_MANY")
    emoji = [one.get("emoji") if isinstance(one, dict) and one.get("type") == "emoji" else None for one in given]
    if not set(emoji) <= _REACTIONS:
        raise ApiError(400, "Bad Request: REACTION_INVALID")
    telegram.react(message, str(emoji[0]) if emoji else None)
    return True


def pin_chat_message(telegram: Telegram, call: Parameters) -> bool:
    """pinChatMessage: in a group only as an administrator with the right to pin."""
    chat = _pinnable(telegram, call)
    message = _any_message(telegram, call, "message to pin not found")
    if message.message_id not in chat.pinned:
        chat.pinned.append(message.message_id)
        telegram.happened("edit", chat, message)
    return True


def unpin_chat_message(telegram: Telegram, call: Parameters) -> bool:
    """unpinChatMessage: the message that is named, else the one that was pinned last."""
    chat = _pinnable(telegram, call)
    number = call.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise ApiError(400, "Bad Request: message to unpin not found")
    chat.pinned.remove(number)
    if message := chat.messages.get(number):
        telegram.happened("edit", chat, message)
    return True


def _pinnable(telegram: Telegram, call: Parameters) -> Chat:
    chat = chat_of(telegram, call)
    if not chat.is_private and chat.members.get(telegram.bot.id) not in ("creator", "administrator"):
        raise ApiError(400, "Bad Request: not enough rights to manage pinned messages in the chat")
    return chat


def _any_message(telegram: Telegram, call: Parameters, refusal: str) -> Message:
    message = chat_of(telegram, call).messages.get(call.number("message_id") or 0)
    if message is None:
        raise ApiError(400, f"Bad Request: {refusal}")
    return message


def answer_callback_query(telegram: Telegram, call: Parameters) -> bool:
    """answerCallbackQuery: at most 200 characters."""
    text = call.text("text")
    if entities.length(text) > 200:
        raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
    telegram.answer(call.text("callback_query_id"), text, alert=call.flag("show_alert"))
    return True


def send_chat_action(telegram: Telegram, call: Parameters) -> bool:
    """sendChatAction."""
    if call.text("action") not in _ACTIONS:
        raise ApiError(400, "Bad Request: wrong parameter action in request")
    chat = chat_of(telegram, call)
    _placed(chat, call)
    telegram.happened("typing", chat)
    return True


def get_file(telegram: Telegram, call: Parameters) -> Json:
    """getFile: at most 20 MB."""
    stored = telegram.files.get(call.text("file_id"))
    if stored is None:
        raise ApiError(400, "Bad Request: invalid file_id")
    if len(stored.content) > _DOWNLOAD_LIMIT:
        raise ApiError(400, "Bad Request: file is too big")
    return {
        "file_id": stored.id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


def _text(telegram: Telegram, call: Parameters) -> tuple[str, tuple[Json, ...]]:
    """The text to send or to put in its place, with its entities."""
    if not call.text("text"):
        raise ApiError(400, "Bad Request: message text is empty")
    text, marks = composed(telegram, call.text("text"), call.text("parse_mode"))
    if not text:
        raise ApiError(400, "Bad Request: text must be non-empty")
    _check_length(text, MESSAGE_LIMIT, "message is too long")
    return text, marks


def _caption(telegram: Telegram, call: Parameters) -> tuple[str, tuple[Json, ...]]:
    """A file's caption, which may be empty, with its entities."""
    text, marks = composed(telegram, call.text("caption"), call.text("parse_mode"))
    _check_length(text, CAPTION_LIMIT, "message caption is too long")
    return text, marks


def composed(telegram: Telegram, text: str, parse_mode: str) -> tuple[str, tuple[Json, ...]]:
    """The plain text and its entities, with those that Telegram finds by itself."""
    text = text.replace("\r", "")
    if len(text.encode()) > _RAW_LIMIT:
        raise ApiError(400, "Bad Request: message is too long")
    marks: tuple[Json, ...] = ()
    if parse_mode.lower() == "html":
        try:
            text, marks = html.parse(text)
        except html.HtmlError as error:
            if str(error).startswith("ENTITY_"):
                raise ApiError(400, f"Bad Request: {error}") from None
            raise ApiError(400, f"Bad Request: can't parse entities: {error}") from None
    elif parse_mode:
        # Markdown is refused although Telegram knows it: this project writes HTML only.
        raise ApiError(400, "Bad Request: unsupported parse_mode")
    if any(mark.get("unix_time", 0) > telegram.now() + _FARTHEST_MOMENT for mark in marks):
        raise ApiError(400, "Bad Request: ENTITY_DATE_INVALID")
    text, marks = entities.trim(text, marks)
    return text, (*marks, *entities.find(text, marks))


def _check_length(text: str, limit: int, refusal: str) -> None:
    if entities.length(text) > limit:
        raise ApiError(400, f"Bad Request: {refusal}")


def _placed(chat: Chat, call: Parameters) -> Message | None:
    """What is replied to. There are no topics, and a thread of replies has no id to send to."""
    if call.number("message_thread_id") is not None:
        raise ApiError(400, "Bad Request: message thread not found")
    wanted = call.json("reply_parameters")
    if wanted is None:
        return None
    try:
        number = int(wanted["message_id"])
    except (KeyError, TypeError, ValueError):
        raise ApiError(400, 'Bad Request: parameter "message_id" is required') from None
    reply = chat.messages.get(number)
    if reply is None and not wanted.get("allow_sending_without_reply"):
        raise ApiError(400, "Bad Request: message to be replied not found")
    return reply


def _posted(
    telegram: Telegram,
    call: Parameters,
    text: str,
    marks: tuple[Json, ...],
    upload: Upload | None = None,
    contact: Json | None = None,
) -> Json:
    keyboard = read_keyboard(call.json("reply_markup"))
    chat = chat_of(telegram, call)
    if is_picker(call.json("reply_markup")) and not chat.is_private:
        raise ApiError(400, "Bad Request: BUTTON_TYPE_INVALID")
    reply = _placed(chat, call)
    check_data(keyboard)
    document = telegram.store_file(upload.name, upload.content) if upload else None
    return telegram.post(chat, text, marks, keyboard, reply_to=reply, document=document, contact=contact).api()


def _own_message(telegram: Telegram, call: Parameters) -> Message:
    message = chat_of(telegram, call).messages.get(call.number("message_id") or 0)
    if message is None:
        raise ApiError(400, "Bad Request: message to edit not found")
    if message.sender.id != telegram.bot.id:
        raise ApiError(400, "Bad Request: message can't be edited")
    return message


def _revised(telegram: Telegram, message: Message, text: str, marks: tuple[Json, ...], keyboard: Keyboard) -> Json:
    check_data(keyboard)
    if (text, marks, keyboard) == (message.text, message.entities, message.keyboard):
        raise ApiError(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message",
        )
    return telegram.revise(message, text, marks, keyboard).api()


METHODS = {
    "sendMessage": send_message,
    "sendContact": send_contact,
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
}
