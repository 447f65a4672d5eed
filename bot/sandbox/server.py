"""The stand-in as a server on this machine: the Bot API and the page on one port, inside the running loop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections import deque
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from bot.clock import SettableClock
from bot.sandbox.bot_api import BotApi, Call
from bot.sandbox.conversations import Happening
from bot.sandbox.faults import Faults, Limits
from bot.sandbox.gate import Gate, refused
from bot.sandbox.page_api import Jumps, PageApi, PutSample
from bot.sandbox.page_forms import SEATS
from bot.sandbox.records import Answer, Message, PressedButton
from bot.sandbox.telegram import Telegram
from bot.sandbox.webhook import carry

_BODY_LIMIT = 51 << 20
_LAST_SECONDS = 5
Found = TypeVar("Found")


class StandIn:
    """Telegram on 127.0.0.1, for as long as the context lasts.

    `port` 0 takes a free one; an `OSError` says that a chosen one is taken. `clock` dates the messages and
    can be set from the page; `jumps` gives the times the page offers to go to, as (label, time); `put_sample` puts
    a new release into the bot's folder. `say`, `press` and the waiting methods are for tests and take a seat's name
    or a person's id.
    """

    def __init__(
        self,
        port: int = 0,
        clock: SettableClock | None = None,
        jumps: Jumps = tuple,
        put_sample: PutSample | None = None,
    ) -> None:
        self.clock = clock or SettableClock()
        self.telegram = Telegram(self.clock)
        self.token = f"{self.telegram.bot.id}:AA{secrets.token_urlsafe(40)[:33]}"
        self._port = port
        self._closing = asyncio.Event()
        self._changed = asyncio.Event()
        self._api = BotApi(self.telegram, self.token, self._closing)
        self._page = PageApi(self.telegram, self.clock, jumps, put_sample, self._closing)
        self.telegram.listeners.append(self._on_happening)
        self._running = contextlib.AsyncExitStack()

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def bot_base_url(self) -> str:
        """What python-telegram-bot takes as base_url."""
        return f"{self.url}/bot"

    @property
    def file_base_url(self) -> str:
        """What python-telegram-bot takes as base_file_url."""
        return f"{self.url}/file/bot"

    @property
    def faults(self) -> Faults:
        """What goes wrong on purpose."""
        return self._api.faults

    @property
    def calls(self) -> deque[Call]:
        """What the bot has called, oldest first."""
        return self._api.calls

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    @property
    def limits(self) -> bool:
        """Whether Telegram's sending limits are enforced."""
        return self._api.limits is not None

    @limits.setter
    def limits(self, enforced: bool) -> None:
        self._api.limits = Limits() if enforced else None

    async def __aenter__(self) -> StandIn:
        listener = _listen(self._port)
        self._port = listener.getsockname()[1]
        app = Starlette(
            routes=[*self._api.routes(), *self._page.routes()],
            middleware=[Middleware(Gate, hosts=(f"127.0.0.1:{self._port}", f"localhost:{self._port}"))],
            exception_handlers={HTTPException: refused},
            max_body_size=_BODY_LIMIT,
        )
        # The access log would show the token; uvicorn's own logging set-up would replace the bot's.
        config = uvicorn.Config(
            app,
            lifespan="off",
            access_log=False,
            log_config=None,
            log_level="warning",
            date_header=False,
            timeout_graceful_shutdown=_LAST_SECONDS,
        )
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        carrying = asyncio.create_task(carry(self.telegram.updates))
        self._running.push_async_callback(self._stop, server, serving, carrying)
        await server.ready.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._running.aclose()

    async def _stop(self, server: _Server, serving: asyncio.Task[None], carrying: asyncio.Task[None]) -> None:
        """End what waits first: an open long poll or stream would hold the server."""
        self._closing.set()
        self.telegram.updates.close()
        self._page.close()
        carrying.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await carrying
        server.should_exit = True
        server.ending.set()
        await serving

    # For tests

    async def say(
        self,
        who: int | str,
        text: str,
        *,
        chat: int | None = None,
        reply_to: Message | int | None = None,
    ) -> Message:
        """Somebody writes, in their seat's chat or where `chat` says; see `Conversations.say`."""
        user_id, usual = _place(who)
        number = reply_to.message_id if isinstance(reply_to, Message) else reply_to
        place = usual if chat is None else chat
        return self.telegram.say(user_id, text, place, reply_to=number)

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

    async def press(self, message: Message, button: str, *, by: int | str | None = None) -> PressedButton:
        """Somebody presses a button, named by data or label: in private the person, in a group its admin."""
        user_id = message.chat.id if message.chat.is_private else SEATS["group"][1][0]
        return self.telegram.press(user_id if by is None else _place(by)[0], message, button)

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

    def _on_happening(self, _happening: Happening) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


class _Server(uvicorn.Server):
    """Leaves signals to the program around it, says when it listens, and ends without a tick's delay."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.ending = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.ending.wait()


def _listen(port: int) -> socket.socket:
    # With the protocol named, asyncio switches off Nagle's algorithm; otherwise every answer takes 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere the option would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener


def _place(who: int | str) -> tuple[int, int]:
    """The person and the chat they usually write in."""
    if isinstance(who, int):
        return who, who
    chat_id, speakers = SEATS[who]
    return speakers[0], chat_id
