"""The Bot API's methods about messages: sending, editing, deleting, files, answers to buttons."""

from __future__ import annotations

from typing import Any

from telegram.constants import ChatAction, MessageEntityType

from bot.sandbox import entities, html
from bot.sandbox.conversations import CAPTION_LIMIT, MESSAGE_LIMIT
from bot.sandbox.keyboards import Keyboard, check_data, read_keyboard
from bot.sandbox.parameters import Parameters
from bot.sandbox.records import ApiError, Chat, Json, Message
from bot.sandbox.telegram import Telegram

_RAW_LIMIT = 32768
_DOWNLOAD_LIMIT = 20 << 20
_ENTITY_KINDS = frozenset(kind.value for kind in MessageEntityType)
_ACTIONS = frozenset(action.value for action in ChatAction)


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
    text, marks = _text(call)
    keyboard = read_keyboard(call.json("reply_markup"))
    chat = chat_of(telegram, call)
    reply, thread = _placed(chat, call)
    check_data(keyboard)
    return telegram.post(chat, text, marks, keyboard, reply_to=reply, thread=thread).api()


def send_document(telegram: Telegram, call: Parameters) -> Json:
    """sendDocument: a new file or the id of an earlier one."""
    attached = call.text("document").removeprefix("attach://")
    upload = call.files.get("document") or call.files.get(attached)
    known = telegram.files.get(attached)
    if upload is None and known is None:
        raise ApiError(
            400,
            "Bad Request: wrong file identifier/HTTP URL specified"
            if attached
            else "Bad Request: there is no document in the request",
        )
    if upload is not None and not upload.content:
        raise ApiError(400, "Bad Request: file must be non-empty")
    text, marks = _caption(call)
    keyboard = read_keyboard(call.json("reply_markup"))
    chat = chat_of(telegram, call)
    reply, thread = _placed(chat, call)
    check_data(keyboard)
    document = known if upload is None else telegram.store_file(upload.name, upload.content)
    return telegram.post(chat, text, marks, keyboard, reply_to=reply, thread=thread, document=document).api()


def edit_message_text(telegram: Telegram, call: Parameters) -> Json:
    """editMessageText."""
    text, marks = _text(call)
    return _edited(telegram, call, text, marks, of_document=False)


def edit_message_caption(telegram: Telegram, call: Parameters) -> Json:
    """editMessageCaption."""
    text, marks = _caption(call)
    return _edited(telegram, call, text, marks, of_document=True)


def edit_message_reply_markup(telegram: Telegram, call: Parameters) -> Json:
    """editMessageReplyMarkup."""
    return _edited(telegram, call, None, (), of_document=None)


def delete_message(telegram: Telegram, call: Parameters) -> bool:
    """deleteMessage: the bot's own for 48 hours, others' in private or as an administrator."""
    chat = chat_of(telegram, call)
    message = _message(chat, call, "message to delete not found")
    own = message.sender.id == telegram.bot.id
    may = own or chat.is_private or chat.members.get(telegram.bot.id) == "administrator"
    if not may or (own and telegram.now() - message.date > 48 * 3600):
        raise ApiError(400, "Bad Request: message can't be deleted")
    telegram.remove(message)
    return True


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


def _text(call: Parameters) -> tuple[str, tuple[Json, ...]]:
    """The text to send or to put in its place, with its entities."""
    if not call.text("text"):
        raise ApiError(400, "Bad Request: message text is empty")
    text, marks = _composed(call, "text", "entities")
    if not text:
        raise ApiError(400, "Bad Request: text must be non-empty")
    _check_length(text, MESSAGE_LIMIT, "message is too long")
    return text, marks


def _caption(call: Parameters) -> tuple[str, tuple[Json, ...]]:
    """A file's caption, which may be empty, with its entities."""
    text, marks = _composed(call, "caption", "caption_entities")
    _check_length(text, CAPTION_LIMIT, "message caption is too long")
    return text, marks


def _composed(call: Parameters, name: str, marks_name: str) -> tuple[str, tuple[Json, ...]]:
    """The plain text and its entities, parsed or given, with those that Telegram finds by itself."""
    text = call.text(name).replace("\r", "")
    if len(text.encode()) > _RAW_LIMIT:
        raise ApiError(400, "Bad Request: message is too long")
    mode = call.text("parse_mode").lower()
    marks: tuple[Json, ...] = ()
    if mode == "html":
        try:
            text, marks = html.parse(text)
        except html.HtmlError as error:
            raise ApiError(400, f"Bad Request: can't parse entities: {error}") from None
    elif mode not in ("", "none"):
        # Markdown is refused although Telegram knows it: this project writes HTML only.
        raise ApiError(400, "Bad Request: unsupported parse_mode")
    else:
        marks = _given(text, call.json(marks_name))
    text, marks = entities.trim(text, marks)
    return text, (*marks, *entities.find(text, marks))


def _given(text: str, marks: Any) -> tuple[Json, ...]:
    end = entities.length(text)
    found = []
    for mark in marks or ():
        if not isinstance(mark, dict) or mark.get("type") not in _ENTITY_KINDS:
            raise ApiError(400, "Bad Request: can't parse MessageEntity: Unsupported type specified")
        first, units = mark.get("offset"), mark.get("length")
        if not isinstance(first, int) or not isinstance(units, int):
            raise ApiError(400, "Bad Request: can't parse MessageEntity: Can't find field \"offset\"")
        if first < 0:
            raise ApiError(400, f"Bad Request: receive an entity with incorrect offset {first}")
        if first > end:
            raise ApiError(400, f"Bad Request: entity begins after the end of the text at UTF-16 offset {first}")
        if first + units > end:
            raise ApiError(
                400,
                f"Bad Request: entity beginning at UTF-16 offset {first} ends after the end of the text "
                f"at UTF-16 offset {first + units}",
            )
        found.append(mark)
    return tuple(found)


def _check_length(text: str, limit: int, refusal: str) -> None:
    if entities.length(text) > limit:
        raise ApiError(400, f"Bad Request: {refusal}")


def _placed(chat: Chat, call: Parameters) -> tuple[Message | None, int | None]:
    """What is replied to, and the topic: a reply thread and the General topic have no id to send to."""
    thread = call.number("message_thread_id")
    if thread is not None and thread not in chat.topics:
        raise ApiError(400, "Bad Request: message thread not found")
    wanted = call.json("reply_parameters")
    if wanted is None:
        return None, thread
    try:
        number = int(wanted["message_id"])
    except (KeyError, TypeError, ValueError):
        raise ApiError(400, 'Bad Request: parameter "message_id" is required') from None
    reply = chat.messages.get(number)
    if reply is None and not wanted.get("allow_sending_without_reply"):
        raise ApiError(400, "Bad Request: message to be replied not found")
    return reply, thread


def _message(chat: Chat, call: Parameters, refusal: str) -> Message:
    number = call.number("message_id")
    if number is None:
        raise ApiError(400, "Bad Request: message identifier is not specified")
    message = chat.messages.get(number)
    if message is None:
        raise ApiError(400, f"Bad Request: {refusal}")
    return message


def _edited(
    telegram: Telegram,
    call: Parameters,
    text: str | None,
    marks: tuple[Json, ...],
    *,
    of_document: bool | None,
) -> Json:
    keyboard: Keyboard = read_keyboard(call.json("reply_markup"))
    if not call.text("chat_id") and call.text("inline_message_id"):
        raise ApiError(400, "Bad Request: MESSAGE_ID_INVALID")
    chat = chat_of(telegram, call)
    message = _message(chat, call, "message to edit not found")
    if message.sender.id != telegram.bot.id or message.service is not None:
        raise ApiError(400, "Bad Request: message can't be edited")
    if text is None:
        text, marks = message.text, message.entities
    elif of_document != (message.document is not None):
        what = "caption" if of_document else "text"
        raise ApiError(400, f"Bad Request: there is no {what} in the message to edit")
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
    "sendDocument": send_document,
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "getFile": get_file,
}
