"""What is not answered although its sender may ask: what came too fast, and what is too old to be of use.

Who asks too fast is told so once; what follows is dropped before it costs anything (bot.quota). What was asked more
than an hour ago, since the bot was down or could not be reached, gets one apology for each chat.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.context import Context
from bot.current import OF_USE, Current, current
from handlers import render
from handlers.addressed import is_service
from handlers.sending import reply, toast

_REMEMBERED_CHATS = 10_000


class Decliner:
    """Stands behind the doorkeeper, so that strangers hear nothing of this."""

    def __init__(self) -> None:
        self._apologised: dict[int, datetime] = {}

    async def check(self, update: Update, context: Context) -> None:
        """Lets an update pass by returning; raises ApplicationHandlerStop where it is not answered."""
        about = current()
        if about is None or update.my_chat_member or (update.message and is_service(update.message)):
            return
        if about.is_excess:
            await self._say(update, render.say("too_fast"))
            raise ApplicationHandlerStop
        if about.age >= OF_USE:
            if self._is_first(about, context.desk.clock.now()):
                await self._say(update, render.say("stale", at=about.asked_at))
            raise ApplicationHandlerStop

    async def _say(self, update: Update, said: render.Message) -> None:
        if update.callback_query:
            await toast(update.callback_query, render.plain(said))
        elif update.effective_message:
            await reply(update.effective_message, said)

    def _is_first(self, about: Current, now: datetime) -> bool:
        if len(self._apologised) >= _REMEMBERED_CHATS:
            self._apologised.clear()
        chat, last = about.chat_id or 0, self._apologised.get(about.chat_id or 0)
        if last and timedelta(0) <= now - last < OF_USE:
            return False
        self._apologised[chat] = now
        return True
