"""The stand-in as tests use it: somebody speaks and waits for the bot, and Telegram fails as it is told."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar

from bot.clock import SettableClock
from bot.sandbox import server
from bot.sandbox.conversations import Happening
from bot.sandbox.page_api import Jumps, PutSample
from bot.sandbox.page_forms import SEATS
from bot.sandbox.records import Answer, Message, PressedButton
from tests.telegram.api import Call, ScriptedApi
from tests.telegram.faults import Faults, Limits
from tests.telegram.updates import Updates

Found = TypeVar("Found")


class StandIn(server.StandIn):
    """`say`, `press` and the waiting methods take a seat's name or a person's id."""

    def __init__(
        self,
        port: int = 0,
        clock: SettableClock | None = None,
        jumps: Jumps = tuple,
        put_sample: PutSample | None = None,
    ) -> None:
        super().__init__(port, clock, jumps, put_sample)
        self.updates = Updates(self.telegram.first_id)
        self.telegram.updates = self.updates
        self.api: ScriptedApi = ScriptedApi(self.telegram, self.token, self.updates)
        self.telegram.listeners.append(self._on_happening)
        self._changed = asyncio.Event()
        self.api.on_call = self._wake
        self._carrying: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await super().__aenter__()
        self._carrying = asyncio.create_task(self.updates.carry())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.api.closing.set()
        if self._carrying:
            self._carrying.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._carrying
        await super().__aexit__(kind, error, trace)

    @property
    def file_base_url(self) -> str:
        """What python-telegram-bot takes as base_file_url."""
        return f"{self.url}/file/bot"

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose."""
        return self.api.faults

    @property
    def calls(self) -> deque[Call]:
        """What the bot has called, oldest first."""
        return self.api.calls

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    @property
    def limits(self) -> bool:
        """Whether Telegram's sending limits are enforced."""
        return self.api.limits is not None

    @limits.setter
    def limits(self, enforced: bool) -> None:
        self.api.limits = Limits() if enforced else None

    async def say(
        self, who: int | str, text: str, *, chat: int | None = None, reply_to: Message | int | None = None
    ) -> Message:
        """Somebody writes, in their seat's chat or where `chat` says."""
        user_id, usual = _place(who)
        number = reply_to.message_id if isinstance(reply_to, Message) else reply_to
        return self.telegram.say(user_id, text, usual if chat is None else chat, reply_to=number)

    async def ask(
        self,
        who: int | str,
        text: str,
        *,
        chat: int | None = None,
        reply_to: Message | int | None = None,
        timeout: float = 10,
    ) -> Message:
        """Somebody writes and waits for the bot's next message in that chat."""
        said = await self.say(who, text, chat=chat, reply_to=reply_to)
        return await self.wait_for(chat=said.chat.id, after=said, timeout=timeout)

    async def rewrite(self, message: Message, text: str) -> Message:
        """Who wrote a message edits it."""
        return self.telegram.rewrite(message.sender.id, message, text)

    async def press(self, message: Message, button: str, *, by: int | str | None = None) -> PressedButton:
        """Somebody presses a button, named by data or label: in private the person, in a group its admin."""
        user_id = message.chat.id if message.chat.is_private else SEATS["group"][1][0]
        current = message.chat.messages.get(message.message_id, message)
        labelled = [b["callback_data"] for row in current.keyboard for b in row if b["text"] == button]
        data = button if current.button(button) or not labelled else labelled[0]
        return self.telegram.press(user_id if by is None else _place(by)[0], message, data)

    async def answered(self, press: PressedButton, timeout: float = 10) -> Answer:
        """The bot's answer to a pressed button, once there is one."""
        return await self._until(lambda: press.answer, timeout, "the bot did not answer the button")

    async def edited(self, message: Message, timeout: float = 10) -> Message:
        """The message, once it differs from the one given."""

        def changed() -> Message | None:
            current = message.chat.messages.get(message.message_id)
            return current if current is not None and current != message else None

        return await self._until(changed, timeout, "the bot did not edit the message")

    async def wait_for(
        self,
        predicate: Callable[[Message], object] = lambda _message: True,
        *,
        chat: int | None = None,
        after: Message | None = None,
        timeout: float = 10,
    ) -> Message:
        """The bot's first message that fits, within `timeout` seconds; `after` looks at later ones only."""

        def found() -> Message | None:
            return next((message for message in self._said(chat, after) if predicate(message)), None)

        return await self._until(found, timeout, "the bot said nothing that fits", chat, after)

    def messages(self, chat: int) -> list[Message]:
        """All messages of a chat as they are now, oldest first."""
        return list(self.telegram.chats[chat].messages.values())

    def _said(self, chat: int | None, after: Message | None) -> list[Message]:
        chats = self.telegram.chats.values() if chat is None else [self.telegram.chats[chat]]
        return [
            message
            for place in chats
            for message in place.messages.values()
            if message.sender.id == self.telegram.bot.id
            and (after is None or place is not after.chat or message.message_id > after.message_id)
        ]

    async def _until(
        self,
        look: Callable[[], Found | None],
        timeout: float,
        complaint: str,
        chat: int | None = None,
        after: Message | None = None,
    ) -> Found:
        try:
            async with asyncio.timeout(timeout):
                while (found := look()) is None:
                    await self._changed.wait()
        except TimeoutError:
            said = [message.text for message in self._said(chat, after)][-5:]
            raise TimeoutError(f"{complaint}; it said: {said}") from None
        return found

    async def until(self, look: Callable[[], Found | None], timeout: float = 10) -> Found:
        """What `look` finds, once it does; it is asked after each call by the bot and each happening."""
        return await self._until(look, timeout, "it did not happen")

    def _on_happening(self, _happening: Happening) -> None:
        self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def labels(message: Message) -> tuple[str, ...]:
    """What is written on its buttons, in reading order."""
    return tuple(button["text"] for row in message.keyboard for button in row)


def _place(who: int | str) -> tuple[int, int]:
    """The person and the chat they usually write in."""
    if isinstance(who, int):
        return who, who
    chat_id, speakers = SEATS[who]
    return speakers[0], chat_id
