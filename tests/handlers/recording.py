"""Telegram cut off at its transport: everything above it is real, and what it was asked is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from telegram.request import BaseRequest, RequestData

BOT = {"id": 42, "is_bot": True, "first_name": "수상 안내", "username": "award_desk_bot"}


@dataclass(frozen=True)
class Call:
    """One call of a Bot API method."""

    method: str
    parameters: dict[str, Any]

    @property
    def text(self) -> str:
        return str(self.parameters.get("text"))

    @property
    def place(self) -> tuple[int, int | None]:
        """Chat and topic."""
        return self.parameters["chat_id"], self.parameters.get("message_thread_id")


@dataclass
class Refusal:
    """What to answer instead, `times` over, to `method` in a chat; `error` is raised as if by the network."""

    method: str
    chat_id: int
    code: int = 400
    description: str = ""
    parameters: dict[str, int] = field(default_factory=dict)
    error: Exception | None = None
    times: int = 1
    thread_only: bool = False


class RecordingRequest(BaseRequest):
    """Answers as Telegram does and records; `before` is called as a call arrives."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refusals: list[Refusal] = []
        self.members: dict[tuple[int, int], str] = {}
        self.before: Callable[[Call], None] = lambda call: None
        self._called = asyncio.Condition()
        self._message_ids: Iterator[int] = count(1)

    @property
    def read_timeout(self) -> float | None:
        return 1.0

    async def initialize(self) -> None:
        return None

    async def shutdown(self) -> None:
        return None

    def refuse(self, method: str, chat_id: int, code: int = 400, description: str = "", **more: Any) -> None:
        self.refusals.append(Refusal(method, chat_id, code, description, **more))

    async def until(self, happened: Callable[[], bool]) -> None:
        """Waits for what only a call can bring about."""
        async with self._called:
            await self._called.wait_for(happened)

    def sent(self, chat_id: int | None = None) -> list[Call]:
        """The messages that Telegram was asked to send."""
        found = [call for call in self.calls if call.method == "sendMessage"]
        return [call for call in found if chat_id is None or call.parameters["chat_id"] == chat_id]

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        call = Call(url.rsplit("/", 1)[-1], dict(request_data.parameters) if request_data else {})
        self.before(call)
        self.calls.append(call)
        async with self._called:
            self._called.notify_all()
        refusal = self._refusal(call)
        if refusal and refusal.error:
            raise refusal.error
        if refusal:
            answer = {"ok": False, "description": refusal.description, "parameters": refusal.parameters}
            return refusal.code, json.dumps(answer).encode()
        return 200, json.dumps({"ok": True, "result": self._result(call)}).encode()

    def _refusal(self, call: Call) -> Refusal | None:
        for refusal in self.refusals:
            if (refusal.method, refusal.chat_id) != (call.method, call.parameters.get("chat_id")):
                continue
            if refusal.thread_only and not call.parameters.get("message_thread_id"):
                continue
            refusal.times -= 1
            if refusal.times <= 0:
                self.refusals.remove(refusal)
            return refusal
        return None

    def _result(self, call: Call) -> Any:
        if call.method == "getMe":
            return BOT
        if call.method == "getChatMember":
            user_id = call.parameters["user_id"]
            status = self.members.get((call.parameters["chat_id"], user_id), "member")
            user = {"id": user_id, "is_bot": False, "first_name": "사람"}
            return {"user": user, "status": status, **_RIGHTS.get(status, {})}
        if call.method == "sendMessage":
            chat_id = call.parameters["chat_id"]
            return {
                "message_id": next(self._message_ids),
                "date": 1_760_000_000,
                "chat": {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"},
                "from": BOT,
                "text": call.parameters["text"],
            }
        return True


_FALSE = dict.fromkeys(
    [
        "can_be_edited",
        "is_anonymous",
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
    ],
    False,
)
_RIGHTS: dict[str, dict[str, bool]] = {"administrator": _FALSE, "creator": {"is_anonymous": False}}
