"""The file itself that an answer rests on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from telegram import CallbackQuery, Message

from bot.context import Context
from handlers import render
from handlers.sending import reply_file, toast
from knowledge.model import Release

_LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is sent on: what a bot may fetch, so that it can be passed back to this one."""


async def send_original(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Sends the file of a release below the message, as it lies in the folder now; or says why it cannot."""
    library = context.desk.library
    release = library.current.get(what)
    if not isinstance(release, Release):
        await toast(query, render.plain(render.say("old_button")))
        return
    content = await asyncio.to_thread(_content, library.original(release.file))
    if content is None:
        await toast(query, render.plain(render.say("original_gone")))
        return
    await toast(query)
    await reply_file(message, content, release.file)


def _content(path: Path | None) -> bytes | None:
    """What a file holds; None where there is none any more, or more than may be sent."""
    try:
        return path.read_bytes() if path and path.stat().st_size <= _LARGEST else None
    except OSError:
        return None
