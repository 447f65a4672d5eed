"""The file itself that an answer rests on."""

from __future__ import annotations

import asyncio
from pathlib import Path

from telegram import CallbackQuery, Message, Update

from bot.context import Context, Desk
from handlers import render
from handlers.reply import previous_question
from handlers.sending import reply, reply_file, toast
from knowledge.answers.answer import answer
from knowledge.folder.schedules import is_schedule
from knowledge.model import Release

_OFFERED = 3
_LARGEST = 20 * 1024 * 1024
"""Bytes of a file that is sent on: what a bot may fetch, so that it can be passed back to this one."""


async def send_original(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Sends the file of a release below the message, as it lies in the folder now; or says why it cannot."""
    release = context.desk.library.current.get(what)
    if not isinstance(release, Release):
        await toast(query, render.plain(render.say("old_button")))
        return
    content = await _content(release, context.desk)
    if content is None:
        await toast(query, render.plain(render.say("original_gone", known=True)))
        return
    await toast(query)
    await reply_file(message, content, release.file)


async def original(update: Update, context: Context) -> None:
    """Sends the file that the last answer rests on; offers them where it rests on several."""
    message = update.message
    if message is None:
        return
    desk = context.desk
    asked = previous_question(message, context)
    if asked is None:
        await reply(message, render.say("nothing_before", keyboard=render.start_buttons()))
        return
    # Not on the loop: what a question means takes a while to find out.
    found = await asyncio.to_thread(answer, asked, desk.library.current, desk.clock.today())
    releases = [release for release in found.sources if not is_schedule(release.file)]
    content = await _content(releases[0], desk) if len(releases) == 1 else None
    if content is not None:
        await reply_file(message, content, releases[0].file)
    elif len(releases) > 1:
        offered = releases[:_OFFERED]
        await reply(message, render.say("original_which", keyboard=render.originals(offered), releases=offered))
    else:
        await reply(message, render.say("original_gone", known=bool(releases)))


async def _content(release: Release, desk: Desk) -> bytes | None:
    """What the file of a release holds; None where there is none any more, or more than may be sent."""
    return await asyncio.to_thread(_read, desk.library.original(release.file))


def _read(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path and path.stat().st_size <= _LARGEST else None
    except OSError:
        return None
