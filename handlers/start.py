"""`/start` and `/help`: what one can ask."""

from __future__ import annotations

from telegram import Update
from telegram.constants import ChatType

from bot.context import Context
from handlers import render
from handlers.access import is_admin
from handlers.commands import COMMANDS, Scope
from handlers.sending import reply


async def start(update: Update, _: Context) -> None:
    """Greets, with a button for each of the four things one can ask for."""
    if update.message:
        await reply(update.message, render.say("start", keyboard=render.start_buttons()))


async def help_(update: Update, context: Context) -> None:
    """Shows how to ask and the commands that work here for this person."""
    message = update.message
    if message is None:
        return
    private = message.chat.type == ChatType.PRIVATE
    scopes = {Scope.ALL_PRIVATE if private else Scope.ALL_GROUP}
    if private and is_admin(update, context):
        scopes.add(Scope.ADMINS)
    commands = [command for command in COMMANDS if scopes & set(command.scopes)]
    await reply(message, render.say("help", commands=commands, group=not private, bot=context.bot.username))
