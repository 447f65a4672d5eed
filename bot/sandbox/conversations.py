"""Who says what: messages, edits, deletions and pressed buttons, and what the bot hears of them."""

from __future__ import annotations

import mimetypes
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath

from bot.clock import Clock
from bot.sandbox import entities
from bot.sandbox.commands import CommandLists
from bot.sandbox.records import Answer, ApiError, Chat, InlineQuery, Json, Message, PressedButton, StoredFile, User
from bot.sandbox.updates import UpdateQueue

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)
"""What ChatMemberAdministrator must say of an administrator, and pinning."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What a screen would show: message, edit, typing, answer; commands and reset have no chat."""

    kind: str
    chat: Chat | None = None
    message: Message | None = None
    press: PressedButton | None = None


class Conversations:
    """All chats. Nothing here waits; whoever wants to know what happens adds a listener.

    The bot's privacy mode is off, as @BotFather is told for the real one: in a group it hears everything.
    """

    def __init__(self, clock: Clock, bot: User) -> None:
        # Ids start from the real time, a tenth of a second each: what the bot has stored about an earlier
        # stand-in never meets the same id again, and they fit 31 bits until 2031.
        self.first_id = int((time.time() - 1735657200) * 10)
        self.clock = clock
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.started: set[int] = set()
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, PressedButton] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.updates = UpdateQueue(self.first_id)
        self.commands = CommandLists()
        self.descriptions = {"description": "", "short_description": ""}
        self.listeners: list[Callable[[Happening], None]] = []

    def add_user(self, user: User) -> Chat:
        """Make somebody known, with a private chat that has not been started."""
        self.users[user.id] = user
        chat = Chat(user.id, "private", user.name, {user.id: "member"}, last_id=self.first_id)
        self.chats[user.id] = chat
        return chat

    def add_group(self, chat_id: int, title: str, members: dict[int, str]) -> Chat:
        """Make a supergroup; `members` maps ids to creator, administrator or member."""
        chat = Chat(chat_id, "supergroup", title, dict(members), last_id=self.first_id)
        self.chats[chat_id] = chat
        return chat

    def place_bot(self, chat: Chat, status: str, by: int) -> None:
        """Somebody brings the bot into a group (member, administrator), removes it (left, kicked), or it leaves.

        The bot is told by my_chat_member.
        """
        before = chat.members.get(self.bot.id, "left")
        chat.members[self.bot.id] = status
        self.updates.push(
            "my_chat_member",
            {
                "chat": chat.api(),
                "from": self.users[by].api(),
                "date": self.now(),
                "old_chat_member": self._membership(before),
                "new_chat_member": self._membership(status),
            },
        )

    def _membership(self, status: str) -> Json:
        """The bot's own ChatMember; one who was kicked is so for ever, an administrator may do everything."""
        found: Json = {"user": self.bot.api(), "status": status}
        if status == "kicked":
            found["until_date"] = 0
        elif status == "administrator":
            found |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
        return found

    def happened(
        self,
        kind: str,
        chat: Chat | None = None,
        message: Message | None = None,
        press: PressedButton | None = None,
    ) -> None:
        """Tell every listener."""
        for listener in tuple(self.listeners):
            listener(Happening(kind, chat, message, press))

    # What people do

    def say(self, user_id: int, text: str, chat_id: int, *, reply_to: int | None = None) -> Message:
        """A person writes.

        Like an app, a text over the limit is sent as several messages; the last one is returned. Raises `ApiError`
        where they cannot write.
        """
        text = text.strip()
        if not text:
            raise ApiError(400, "Bad Request: message text is empty")
        while True:
            part, text = entities.shorten(text, MESSAGE_LIMIT)
            message = self._from_person(user_id, chat_id, part.strip(), reply_to)
            if not text.strip():
                return message
            reply_to = None

    def rewrite(self, user_id: int, message: Message, text: str) -> Message:
        """A person edits what they wrote; the bot is told by edited_message. Raises `ApiError`."""
        text = text.strip()
        if message.sender.id != user_id or message.document is not None:
            raise ApiError(400, "Bad Request: message can't be edited")
        if not text or entities.length(text) > MESSAGE_LIMIT:
            raise ApiError(
                400, "Bad Request: message text is empty" if not text else "Bad Request: message is too long"
            )
        changed = self.revise(message, text, entities.find(text), message.keyboard)
        self.updates.push("edited_message", changed.api())
        return changed

    def upload(self, user_id: int, name: str, content: bytes, chat_id: int, *, caption: str = "") -> Message:
        """A person sends a file with up to 1024 characters of caption; raises `ApiError`."""
        if entities.length(caption.strip()) > CAPTION_LIMIT:
            raise ApiError(400, "Bad Request: message caption is too long")
        # An app sends a picture as a photo unless it is told otherwise.
        stored = self.store_file(name, content)
        as_photo = stored.mime_type in ("image/png", "image/jpeg")
        return self._from_person(user_id, chat_id, caption.strip(), document=stored, as_photo=as_photo)

    def forward(self, user_id: int, message: Message, chat_id: int) -> Message:
        """A person passes on a message of a chat that they are in; raises `ApiError`."""
        if user_id not in message.chat.members:
            raise ApiError(400, "Bad Request: message not found")
        origin = {"type": "user", "date": message.date, "sender_user": message.sender.api()}
        return self._from_person(
            user_id, chat_id, message.text, document=message.document, as_photo=message.as_photo, origin=origin
        )

    def press(self, user_id: int, message: Message, data: str) -> PressedButton:
        """A person presses a button of the message as it is now; the bot's answer is filled in later."""
        chat = message.chat
        current = chat.messages.get(message.message_id)
        button = current.button(data) if current is not None else None
        if current is None or user_id not in chat.members:
            raise ApiError(400, "Bad Request: message not found")
        if button is None:
            raise ApiError(400, "Bad Request: button not found")
        press = PressedButton(str(secrets.randbits(62)), self.users[user_id], current, button["callback_data"])
        self.presses[press.id] = press
        self.updates.push("callback_query", press.api())
        return press

    def inline(self, user_id: int, text: str) -> InlineQuery:
        """A person types the bot's name and some words into the field of any chat; the bot answers later."""
        query = InlineQuery(str(secrets.randbits(62)), self.users[user_id], text)
        self.inline_queries[query.id] = query
        self.updates.push("inline_query", query.api())
        return query

    def _from_person(
        self,
        user_id: int,
        chat_id: int,
        text: str,
        reply_to: int | None = None,
        document: StoredFile | None = None,
        as_photo: bool = False,
        origin: Json | None = None,
    ) -> Message:
        chat = self.chats.get(chat_id)
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        if user_id not in chat.members:
            raise ApiError(403, "Forbidden: user is not a member of the chat")
        if chat.is_private:
            self.started.add(user_id)
        replied = chat.messages.get(reply_to) if reply_to is not None else None
        message = self._added(
            chat, self.users[user_id], text, entities.find(text), (), replied, document, None, as_photo, origin
        )
        self.updates.push("message", message.api())
        return message

    # What the bot does

    def post(
        self,
        chat: Chat,
        text: str,
        marks: tuple[Json, ...] = (),
        keyboard: tuple[tuple[Json, ...], ...] = (),
        *,
        reply_to: Message | None = None,
        document: StoredFile | None = None,
        contact: Json | None = None,
    ) -> Message:
        """The bot sends a message."""
        return self._added(chat, self.bot, text, marks, keyboard, reply_to, document, contact)

    def revise(
        self, message: Message, text: str, marks: tuple[Json, ...], keyboard: tuple[tuple[Json, ...], ...]
    ) -> Message:
        """A message is edited: as the bot asks, or by who wrote it."""
        rewritten = message.rewritten or (text, marks) != (message.text, message.entities)
        now = self.now()
        changed = replace(message, text=text, entities=marks, keyboard=keyboard, edit_date=now, rewritten=rewritten)
        message.chat.messages[message.message_id] = changed
        self.happened("edit", message.chat, changed)
        return changed

    def react(self, message: Message, emoji: str | None) -> None:
        """The bot puts an emoji under a message, or takes its own away; that is no edit."""
        changed = replace(message, reaction=emoji)
        message.chat.messages[message.message_id] = changed
        self.happened("edit", message.chat, changed)

    def answer(self, press_id: str, text: str, *, alert: bool) -> None:
        """The bot answers a pressed button, once."""
        press = self.presses.get(press_id)
        if press is None or press.answer is not None:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        press.answer = Answer(text, alert)
        self.happened("answer", press.message.chat, press.message, press)

    # Common ground

    def store_file(self, name: str, content: bytes) -> StoredFile:
        """Keep a file; only its last name part is used."""
        name = PurePath(name.replace("\\", "/")).name or "file"
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        number = len(self.files) + 1
        path = f"documents/file_{number}{PurePath(name).suffix}"
        stored = StoredFile("BQAC" + secrets.token_urlsafe(32), name, kind, content, path)
        self.files[stored.id] = stored
        return stored

    def reset(self) -> None:
        """Forget every message, file and pressed button; ids go on."""
        for chat in self.chats.values():
            chat.messages.clear()
        self.files.clear()
        self.presses.clear()
        self.inline_queries.clear()
        self.happened("reset")

    def now(self) -> int:
        """The clock's time in Unix seconds."""
        return int(self.clock.now().timestamp())

    def _added(
        self,
        chat: Chat,
        sender: User,
        text: str,
        marks: tuple[Json, ...],
        keyboard: tuple[tuple[Json, ...], ...],
        reply_to: Message | None,
        document: StoredFile | None,
        contact: Json | None = None,
        as_photo: bool = False,
        origin: Json | None = None,
    ) -> Message:
        # In a supergroup the first message of a chain of replies is their thread, which nothing can be sent to.
        message = Message(
            chat,
            chat.next_id(),
            self.now(),
            sender,
            text,
            marks,
            keyboard,
            reply_to,
            thread=None if reply_to is None or chat.is_private else reply_to.thread or reply_to.message_id,
            document=document,
            contact=contact,
            as_photo=as_photo,
            forward_origin=origin,
        )
        chat.messages[message.message_id] = message
        self.happened("message", chat, message)
        return message
