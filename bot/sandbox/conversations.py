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
from bot.sandbox.records import Answer, ApiError, Chat, Json, Message, PressedButton, StoredFile, User
from bot.sandbox.updates import UpdateQueue

MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024
ANONYMOUS = User(1087968824, "Group", is_bot=True, username="GroupAnonymousBot")


@dataclass(frozen=True, slots=True)
class Happening:
    """What a screen would show: message, edit, delete, typing, answer; commands and reset have no chat."""

    kind: str
    chat: Chat | None = None
    message: Message | None = None
    press: PressedButton | None = None


class Conversations:
    """All chats. Nothing here waits; whoever wants to know what happens adds a listener.

    `privacy` is the bot's privacy mode, which @BotFather turns off: with it a bot in a group gets no plain talk.
    """

    def __init__(self, clock: Clock, bot: User) -> None:
        # Ids start from the real time, a tenth of a second each: what the bot has stored about an earlier
        # stand-in never meets the same id again, and they fit 31 bits until 2031.
        self._first_id = int((time.time() - 1735657200) * 10)
        self.clock = clock
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.started: set[int] = set()
        self.files: dict[str, StoredFile] = {}
        self.presses: dict[str, PressedButton] = {}
        self.updates = UpdateQueue(self._first_id)
        self.commands = CommandLists()
        self.listeners: list[Callable[[Happening], None]] = []
        self.query_lifetime = 60.0
        self.privacy = False

    def add_user(self, user: User) -> Chat:
        """Make somebody known, with a private chat that has not been started."""
        self.users[user.id] = user
        chat = Chat(user.id, "private", user.name, {user.id: "member"}, last_id=self._first_id)
        self.chats[user.id] = chat
        return chat

    def add_group(self, chat_id: int, title: str, members: dict[int, str], kind: str = "supergroup") -> Chat:
        """Make a group; `members` maps ids to creator, administrator or member."""
        chat = Chat(chat_id, kind, title, dict(members), last_id=self._first_id)
        self.chats[chat_id] = chat
        return chat

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

    def say(
        self,
        user_id: int,
        text: str,
        chat_id: int | None = None,
        *,
        reply_to: int | None = None,
        thread: int | None = None,
        anonymous: bool = False,
    ) -> Message:
        """A person writes, in private to the bot unless `chat_id` says where.

        Like an app, a text over the limit is sent as several messages; the last one is returned. `anonymous`
        is an administrator writing in the name of the group. Raises `ApiError` where they cannot write.
        """
        text = text.strip()
        if not text:
            raise ApiError(400, "Bad Request: message text is empty")
        while True:
            part, text = entities.shorten(text, MESSAGE_LIMIT)
            message = self._from_person(user_id, chat_id, part.strip(), reply_to, thread, anonymous=anonymous)
            if not text.strip():
                return message
            reply_to = None

    def upload(
        self,
        user_id: int,
        name: str,
        content: bytes,
        chat_id: int | None = None,
        *,
        caption: str = "",
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> Message:
        """A person sends a file with up to 1024 characters of caption; raises `ApiError`."""
        if entities.length(caption.strip()) > CAPTION_LIMIT:
            raise ApiError(400, "Bad Request: message caption is too long")
        stored = self.store_file(name, content)
        return self._from_person(user_id, chat_id, caption.strip(), reply_to, thread, document=stored)

    def rewrite(self, user_id: int, message: Message, text: str) -> Message:
        """A person edits what they wrote; the bot hears of it as an edited_message."""
        current = message.chat.messages.get(message.message_id)
        if current is None or current.sender.id != user_id:
            raise ApiError(400, "Bad Request: message can't be edited")
        changed = replace(current, text=text, entities=entities.find(text), edit_date=self.now(), rewritten=True)
        self._replace(changed)
        if self._hears(changed):
            self.updates.push("edited_message", changed.api())
        return changed

    def press(self, user_id: int, message: Message, data: str) -> PressedButton:
        """A person presses a button of the message as it is now; the bot's answer is filled in later."""
        chat = message.chat
        current = chat.messages.get(message.message_id)
        button = current.button(data) if current is not None else None
        if current is None or user_id not in chat.members:
            raise ApiError(400, "Bad Request: message not found")
        if button is None or "callback_data" not in button:
            raise ApiError(400, "Bad Request: button not found")
        press = PressedButton(
            str(secrets.randbits(62)), self.users[user_id], current, button["callback_data"], time.monotonic()
        )
        self.presses[press.id] = press
        self.updates.push("callback_query", press.api())
        return press

    def _from_person(
        self,
        user_id: int,
        chat_id: int | None,
        text: str,
        reply_to: int | None,
        thread: int | None,
        *,
        document: StoredFile | None = None,
        anonymous: bool = False,
    ) -> Message:
        chat = self.chats.get(user_id if chat_id is None else chat_id)
        if chat is None or chat.migrated_to is not None:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.members.get(user_id) not in {"creator", "administrator", "member"}:
            raise ApiError(403, "Forbidden: user is not a member of the chat")
        if chat.is_private:
            self.started.add(user_id)
        replied = chat.messages.get(reply_to) if reply_to is not None else None
        message = Message(
            chat,
            chat.next_id(),
            self.now(),
            ANONYMOUS if anonymous else self.users[user_id],
            text,
            entities.find(text),
            reply_to=replied,
            thread=self.thread_of(chat, thread, replied),
            document=document,
            sender_chat=chat if anonymous else None,
        )
        self._add(message)
        if self._hears(message):
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
        thread: int | None = None,
        document: StoredFile | None = None,
    ) -> Message:
        """The bot sends a message."""
        thread = self.thread_of(chat, thread, reply_to)
        message = Message(chat, chat.next_id(), self.now(), self.bot, text, marks, keyboard, reply_to, thread, document)
        self._add(message)
        return message

    def revise(
        self, message: Message, text: str, marks: tuple[Json, ...], keyboard: tuple[tuple[Json, ...], ...]
    ) -> Message:
        """The bot edits its message."""
        rewritten = message.rewritten or (text, marks) != (message.text, message.entities)
        now = self.now()
        changed = replace(message, text=text, entities=marks, keyboard=keyboard, edit_date=now, rewritten=rewritten)
        self._replace(changed)
        return changed

    def remove(self, message: Message) -> None:
        """The bot deletes a message."""
        message.chat.messages.pop(message.message_id, None)
        self.happened("delete", message.chat, message)

    def answer(self, press_id: str, text: str, *, alert: bool) -> None:
        """The bot answers a pressed button, in time and once."""
        press = self.presses.get(press_id)
        late = press is None or time.monotonic() - press.pressed_at > self.query_lifetime
        if press is None or late or press.answer is not None:
            raise ApiError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        press.answer = Answer(text, alert)
        self.happened("answer", press.message.chat, press.message, press)

    # Common ground

    def service(
        self,
        chat: Chat,
        sender: User,
        fields: Json,
        text: str,
        *,
        heard: bool = True,
        thread: int | None = None,
    ) -> Message:
        """A service message; the bot gets all of them while it is in the chat."""
        message = Message(chat, chat.next_id(), self.now(), sender, thread=thread, service=fields, service_text=text)
        self._add(message)
        if heard:
            self.updates.push("message", message.api())
        return message

    def thread_of(self, chat: Chat, thread: int | None, reply_to: Message | None) -> int | None:
        """The topic of a message, or in a supergroup without topics the root of its replies."""
        if thread is not None or reply_to is None or chat.type != "supergroup":
            return thread
        if chat.is_forum:
            return reply_to.thread
        return reply_to.thread or reply_to.message_id

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
        self.happened("reset")

    def now(self) -> int:
        """The clock's time in Unix seconds."""
        return int(self.clock.now().timestamp())

    def _add(self, message: Message) -> None:
        message.chat.messages[message.message_id] = message
        self.happened("message", message.chat, message)

    def _replace(self, message: Message) -> None:
        message.chat.messages[message.message_id] = message
        self.happened("edit", message.chat, message)

    def _hears(self, message: Message) -> bool:
        """With privacy mode on, a group's commands and replies to the bot only, unless it is an administrator."""
        chat = message.chat
        status = chat.members.get(self.bot.id, "left")
        if chat.is_private or status == "administrator":
            return True
        if status != "member":
            return False
        if not self.privacy:
            return True
        if message.reply_to is not None and message.reply_to.sender.id == self.bot.id:
            return True
        commands = (entities.slice_of(message.text, e) for e in message.entities if e["type"] == "bot_command")
        return any(words.partition("@")[2].lower() in ("", self.bot.username) for words in commands)
