"""What the page uses: its files, messages, buttons, uploads, the clock, and a stream of what happens.

The package's docstring has the forms.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import datetime
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.clock import SettableClock
from bot.sandbox.conversations import Happening
from bot.sandbox.gate import PageError
from bot.sandbox.page_forms import (
    SEATS,
    attachment,
    in_korean,
    message_form,
    person_form,
    read_body,
    read_moment,
    read_number,
    read_seat,
)
from bot.sandbox.records import Chat, Json, Message, User
from bot.sandbox.sentences import PAGE, REFUSED
from bot.sandbox.telegram import ADMIN, Telegram

Jumps = Callable[[], Iterable[tuple[str, datetime]]]
PutSample = Callable[[], object]

UPLOAD_LIMIT = 20 << 20
_HEARTBEAT = 15.0
_TEXT_LIMIT = 20_000


class PageApi:
    """Answers what the page asks. `jumps` names times worth going to: (label, time).

    `put_sample` puts a new release into the bot's folder; None = that is not offered.
    """

    def __init__(
        self,
        telegram: Telegram,
        clock: SettableClock,
        jumps: Jumps,
        put_sample: PutSample | None,
        closing: asyncio.Event,
    ) -> None:
        self._telegram = telegram
        self._clock = clock
        self._jumps = jumps
        self._put_sample = put_sample
        self._closing = closing
        self._streams: set[tuple[str, asyncio.Queue[Json | None]]] = set()
        telegram.listeners.append(self._on_happening)
        clock.on_change(self._on_clock)

    def routes(self) -> list[BaseRoute]:
        """Where the page and its API are."""
        return [
            Route("/", self._page),
            Route("/page/{name}", self._page),
            Route("/api/state", self._state),
            Route("/api/stream", self._stream),
            Route("/api/send", self._send, methods=["POST"]),
            Route("/api/edit", self._edit, methods=["POST"]),
            Route("/api/forward", self._forward, methods=["POST"]),
            Route("/api/press", self._press, methods=["POST"]),
            Route("/api/upload", self._upload, methods=["POST"]),
            Route("/api/file/{file_id}", self._file),
            Route("/api/clock", self._get_clock, methods=["GET"]),
            Route("/api/clock", self._set_clock, methods=["POST"]),
            Route("/api/sample", self._sample, methods=["POST"]),
            Route("/api/reset", self._reset, methods=["POST"]),
        ]

    def close(self) -> None:
        """End all streams."""
        for _, queue in self._streams:
            queue.put_nowait(None)

    # Reading

    async def _page(self, request: Request) -> Response:
        name = request.path_params.get("name", "index.html")
        path = PAGE / name
        if path.parent != PAGE or not path.is_file():
            raise PageError(REFUSED["no_file"], 404)
        return FileResponse(path)

    async def _state(self, request: Request) -> Response:
        seat = read_seat(request.query_params.get("seat", "staff"))
        chat, speakers = self._chat(seat), self._speakers(seat)
        bot = self._telegram.bot
        return JSONResponse(
            {
                "seat": seat,
                "chat": {
                    "id": chat.id,
                    "type": chat.type,
                    "title": bot.name if chat.is_private else chat.title,
                },
                "me": person_form(speakers[0]),
                "speakers": [person_form(speaker) for speaker in speakers],
                "bot": {"name": bot.name, "username": bot.username},
                "messages": [message_form(message, seat) for message in chat.messages.values()],
                "commands": self._commands(seat),
                "now": self._now(),
            }
        )

    async def _stream(self, request: Request) -> Response:
        seat = read_seat(request.query_params.get("seat", "staff"))
        return StreamingResponse(self._events(seat), media_type="text/event-stream")

    async def _events(self, seat: str) -> AsyncIterator[str]:
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        entry = (seat, queue)
        self._streams.add(entry)
        try:
            yield "retry: 1000\n\n"
            while not self._closing.is_set():
                try:
                    event = await asyncio.wait_for(queue.get(), _HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
                    continue
                if event is None:
                    return
                yield f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
        finally:
            self._streams.discard(entry)

    async def _file(self, request: Request) -> Response:
        stored = self._telegram.files.get(request.path_params["file_id"])
        if stored is None:
            raise PageError(REFUSED["no_file"], 404)
        response = Response(stored.content, media_type=stored.mime_type)
        response.headers["Content-Disposition"] = attachment(stored.name)
        return response

    async def _get_clock(self, _request: Request) -> Response:
        jumps = [{"label": label, "at": at.isoformat()} for label, at in self._jumps()]
        return JSONResponse({"now": self._now(), "jumps": jumps, "sample": self._put_sample is not None})

    # Doing

    async def _send(self, request: Request) -> Response:
        body = await read_body(request)
        seat = read_seat(body.get("seat"))
        text = body.get("text")
        if not isinstance(text, str):
            raise PageError(REFUSED["no_text"])
        if len(text) > _TEXT_LIMIT:
            raise PageError(REFUSED["long_text"])
        with in_korean():
            message = self._telegram.say(
                self._speaker(seat, body.get("speaker")),
                text,
                self._chat(seat).id,
                reply_to=read_number(body.get("reply_to")),
            )
        return JSONResponse({"message": message_form(message, seat)})

    async def _edit(self, request: Request) -> Response:
        body = await read_body(request)
        seat, message = self._meant(body)
        with in_korean():
            changed = self._telegram.rewrite(self._speaker(seat, body.get("speaker")), message, str(body.get("text")))
        return JSONResponse({"message": message_form(changed, seat)})

    async def _forward(self, request: Request) -> Response:
        """To the talk with the bot of whoever sits there; from the group to that of its member of staff."""
        seat, message = self._meant(await read_body(request))
        person = SEATS[seat][1][-1]
        with in_korean():
            self._telegram.forward(person, message, person)
        return JSONResponse({})

    def _meant(self, body: Json) -> tuple[str, Message]:
        """The seat, and the message of its chat that is named."""
        seat = read_seat(body.get("seat"))
        message = self._chat(seat).messages.get(read_number(body.get("message_id")) or 0)
        if message is None:
            raise PageError(REFUSED["no_message"], 404)
        return seat, message

    async def _press(self, request: Request) -> Response:
        body = await read_body(request)
        seat, message = self._meant(body)
        with in_korean():
            self._telegram.press(self._speaker(seat, body.get("speaker")), message, str(body.get("data")))
        return JSONResponse({})

    async def _upload(self, request: Request) -> Response:
        try:
            async with request.form(max_files=1, max_fields=10) as form:
                seat = read_seat(form.get("seat"))
                upload, caption, speaker = form.get("file"), form.get("caption"), form.get("speaker")
                if not isinstance(upload, UploadFile):
                    raise PageError(REFUSED["no_upload"])
                if (upload.size or 0) > UPLOAD_LIMIT:
                    raise PageError(REFUSED["big_upload"])
                name, content = upload.filename or "file", await upload.read()
        except MultiPartException:
            raise PageError(REFUSED["broken_upload"]) from None
        if not content:
            raise PageError(REFUSED["empty_upload"])
        with in_korean():
            message = self._telegram.upload(
                self._speaker(seat, speaker),
                name,
                content,
                self._chat(seat).id,
                caption=caption if isinstance(caption, str) else "",
            )
        return JSONResponse({"message": message_form(message, seat)})

    async def _set_clock(self, request: Request) -> Response:
        body = await read_body(request)
        if body.get("reset") is True:
            self._clock.reset()
        else:
            self._clock.set(read_moment(body.get("now")))
        return JSONResponse({"now": self._now()})

    async def _sample(self, request: Request) -> Response:
        await read_body(request)
        if self._put_sample is None:
            raise PageError(REFUSED["no_sample"])
        await asyncio.to_thread(self._put_sample)
        self._telegram.say(ADMIN, "/reload", ADMIN)
        return JSONResponse({})

    async def _reset(self, request: Request) -> Response:
        await read_body(request)
        self._telegram.reset()
        return JSONResponse({})

    # What happens, told to every open page

    def _on_happening(self, happening: Happening) -> None:
        for seat, queue in self._streams:
            for event in self._told(happening, seat):
                queue.put_nowait(event)

    def _told(self, happening: Happening, seat: str) -> list[Json]:
        kind, chat, message, press = happening.kind, happening.chat, happening.message, happening.press
        if kind == "commands":
            return [{"type": "commands", "commands": self._commands(seat)}]
        if chat is None:
            return [{"type": kind}]
        if chat is not self._chat(seat):
            others = [other for other in SEATS if self._chat(other) is chat]
            return [{"type": "unread", "seat": other} for other in others] if kind == "message" else []
        if press is not None and press.answer is not None:
            answered: Json = {"type": "answered", "message_id": press.message.message_id, "data": press.data}
            toast = {"type": "toast", "text": press.answer.text, "alert": press.answer.alert}
            return [answered, toast] if press.answer.text else [answered]
        if message is None:
            return [{"type": kind}]
        return [{"type": kind, "message": message_form(message, seat)}]

    def _on_clock(self) -> None:
        for _, queue in self._streams:
            queue.put_nowait({"type": "clock", "now": self._now()})

    # Forms

    def _chat(self, seat: str) -> Chat:
        return self._telegram.chats[SEATS[seat][0]]

    def _speakers(self, seat: str) -> list[User]:
        return [self._telegram.users[number] for number in SEATS[seat][1]]

    def _speaker(self, seat: str, wanted: Any) -> int:
        speakers = SEATS[seat][1]
        if wanted in (None, ""):
            return speakers[0]
        if read_number(wanted) not in speakers:
            raise PageError(REFUSED["no_speaker"])
        return int(wanted)

    def _commands(self, seat: str) -> list[Json]:
        return list(self._telegram.commands.seen_by(self._speakers(seat)[0], self._chat(seat)))

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")
