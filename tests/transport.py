"""The real bot without a network: only the transport below python-telegram-bot is replaced.

`Transport` notes each call and answers it as Telegram would; `Room` sends updates into an application as
people would and shows what came back.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from telegram import Update
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.context import App
from bot.pacing import Pacing
from handlers.render import without_moments
from handlers.render.message import JOINER

__all__ = ["BOT_ID", "GROUP", "TOKEN", "USERNAME", "Call", "Room", "Transport", "make_bot"]

TOKEN = "4242:sample-token-of-the-tests"
BOT_ID = 4242
USERNAME = "award_desk_bot"
GROUP = -1001000000001
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "시상식 안내", "username": USERNAME}

Json = dict[str, Any]

RIGHTS = (
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
)


@dataclass(frozen=True)
class Call:
    """A call of the Bot API as it left the bot."""

    method: str
    values: Json
    files: tuple[str, ...] = ()
    contents: tuple[bytes, ...] = ()

    @property
    def text(self) -> str:
        """The text as sent, but for what makes a day tappable and keeps it on one line."""
        return without_moments(str(self.values.get("text") or "")).replace(JOINER, "")

    @property
    def place(self) -> tuple[int, int | None]:
        """Chat and topic."""
        return self.values["chat_id"], self.values.get("message_thread_id")

    @property
    def buttons(self) -> list[Json]:
        markup = self.values.get("reply_markup") or {}
        return [button for row in markup.get("inline_keyboard", []) for button in row]


@dataclass(frozen=True)
class _Refusal:
    """What one call of a method gets instead: an answer of Telegram, or an error of the network."""

    method: str
    chat: int | None
    in_topic: bool
    answer: Json
    error: Exception | None

    def fits(self, call: Call) -> bool:
        there = self.chat is None or call.values.get("chat_id") == self.chat
        return self.method == call.method and there and (not self.in_topic or "message_thread_id" in call.values)


class Transport(BaseRequest):
    """Answers calls with plausible results; `before` is called as a call arrives."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.members: dict[int, str] = {}
        self.menus: dict[str, Any] = {}
        self.privacy = False
        self.before: Callable[[Call], None] = lambda call: None
        self.hangs = False
        self._hanging: set[int] = set()
        self._called = asyncio.Condition()
        self._refusals: list[_Refusal] = []
        self._next_message = 1000

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    def refuse(
        self,
        method: str,
        code: int = 400,
        description: str = "",
        *,
        chat: int | None = None,
        in_topic: bool = False,
        error: Exception | None = None,
        **parameters: Any,
    ) -> None:
        """Lets the next call of a method fail, in one chat only where that is named; or raises `error` in it."""
        answer = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
        self._refusals.append(_Refusal(method, chat, in_topic, answer, error))

    def hang(self, chat: int) -> None:
        """Lets the calls to a chat never be answered."""
        self._hanging.add(chat)

    def named(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    def sent(self, chat: int | None = None) -> list[Call]:
        """The messages that Telegram was asked to send, everywhere or to one chat."""
        return [call for call in self.named("sendMessage") if chat is None or call.values["chat_id"] == chat]

    @property
    def last_message(self) -> int:
        """The number of the message that was sent last."""
        return self._next_message

    async def until(self, happened: Callable[[], bool]) -> None:
        """Waits for what only a call can bring about."""
        async with self._called:
            await self._called.wait_for(happened)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        name = url.rpartition("/")[2]
        values = dict(request_data.parameters) if request_data else {}
        parts = request_data.multipart_data.values() if request_data else ()
        files = tuple(part[0] for part in parts)
        if files and request_data:
            values = {k: v for k, v in values.items() if k not in request_data.multipart_data}
        contents = tuple(part[1] for part in parts if isinstance(part[1], bytes))
        call = Call(name, values, files, contents)
        self.before(call)
        self.calls.append(call)
        async with self._called:
            self._called.notify_all()
        if self.hangs or values.get("chat_id") in self._hanging:
            await asyncio.Event().wait()
        refusal = next((refusal for refusal in self._refusals if refusal.fits(call)), None)
        if refusal is None:
            return 200, json.dumps({"ok": True, "result": self._result(name, values)}).encode()
        self._refusals.remove(refusal)
        if refusal.error:
            raise refusal.error
        return refusal.answer["error_code"], json.dumps(refusal.answer).encode()

    def _result(self, method: str, values: Json) -> Any:
        match method:
            case "getMe":
                return {**BOT, "can_read_all_group_messages": not self.privacy}
            case "getChatMember":
                return _member(values["user_id"], self.members.get(values["user_id"], "left"))
            case "getFile":
                return {"file_id": "f", "file_unique_id": "u", "file_path": "documents/f"}
            case "getChat":
                gifts = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels".split()
                return {
                    "id": values["chat_id"],
                    "type": "supergroup",
                    "title": "단체방",
                    "accent_color_id": 0,
                    "max_reaction_count": 11,
                    "accepted_gift_types": dict.fromkeys(gifts, False),
                }
            case "sendMessage" | "sendDocument":
                self._next_message += 1
                return self._message(self._next_message, values)
            case "editMessageText":
                return self._message(values["message_id"], values)
            case "getMyCommands":
                return self.menus.get(json.dumps(values["scope"]), [])
            case "getMyDescription" | "getMyShortDescription":
                return {"description": "", "short_description": ""}
            case "setMyCommands":
                self.menus[json.dumps(values["scope"])] = values["commands"]
                return True
            case _:
                return True

    @staticmethod
    def _message(message_id: int, values: Json) -> Json:
        chat_id = values["chat_id"]
        kind = "private" if chat_id > 0 else "supergroup"
        message = {
            "message_id": message_id,
            "date": 1_700_000_000,
            "chat": {"id": chat_id, "type": kind},
            "from": BOT,
            "text": values.get("text", "."),
        }
        if values.get("message_thread_id"):
            message |= {"message_thread_id": values["message_thread_id"], "is_topic_message": True}
        return message


def _member(user_id: int, status: str) -> Json:
    """A ChatMember; an administrator may do everything."""
    found: Json = {"user": {"id": user_id, "is_bot": False, "first_name": "사람"}, "status": status}
    if status == "creator":
        found["is_anonymous"] = False
    elif status == "administrator":
        found |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(RIGHTS, True)
    return found


def make_bot(transport: Transport) -> ExtBot[int]:
    """A bot whose calls and polls go to `transport`."""
    return ExtBot(TOKEN, request=transport, get_updates_request=transport, rate_limiter=Pacing.off())


@dataclass
class Room:
    """Speaks into an application as people would; each method returns what the bot called because of it."""

    application: App
    transport: Transport
    _counter: int = field(default=0)

    async def say(
        self,
        text: str | None,
        *,
        by: int,
        chat: int | None = None,
        reply_to: int | None = None,
        reply_from: Json | None = None,
        thread: int | None = None,
        **more: Any,
    ) -> list[Call]:
        """Sends a text, or with None what `more` holds, in private unless a chat is named.

        `reply_to` is one of the bot's messages.
        """
        place = chat or by
        message: Json = {
            "message_id": self._count(),
            "date": 1_700_000_000,
            "chat": {"id": place, "type": "private" if place > 0 else "supergroup"},
            "from": {"id": by, "is_bot": False, "first_name": "사람"},
            "text": text,
            **more,
        }
        if reply_to is not None:
            message["reply_to_message"] = {
                "message_id": reply_to,
                "date": 1_700_000_000,
                "chat": message["chat"],
                "from": reply_from or BOT,
                "text": "답",
            }
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        message = {key: value for key, value in message.items() if value is not None}
        return await self._give({"message": message})

    async def press(
        self, data: str, *, by: int, message_id: int, chat: int | None = None, thread: int | None = None, **more: Any
    ) -> list[Call]:
        """Presses a button under one of the bot's messages, of which `more` says more."""
        place = chat or by
        query = {
            "id": f"query-{self._count()}",
            "from": {"id": by, "is_bot": False, "first_name": "사람"},
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": message_id,
                "date": 1_700_000_000,
                "chat": {"id": place, "type": "private" if place > 0 else "supergroup"},
                "from": BOT,
                "text": "답",
                **({"message_thread_id": thread, "is_topic_message": True} if thread is not None else {}),
                **more,
            },
        }
        return await self._give({"callback_query": query})

    async def give(self, **update: Any) -> list[Call]:
        """Any other update."""
        return await self._give(update)

    async def _give(self, update: Json) -> list[Call]:
        before = len(self.transport.calls)
        parsed = Update.de_json({"update_id": self._count(), **update}, self.application.bot)
        await self.application.process_update(parsed)
        if errors := self.application.bot_data.get("errors"):
            await errors.reported()
        unseen = ("getMe", "getFile", "getChat", "getChatMember", "sendChatAction")
        return [call for call in self.transport.calls[before:] if call.method not in unseen]

    def _count(self) -> int:
        self._counter += 1
        return self._counter
