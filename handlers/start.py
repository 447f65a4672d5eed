"""`/start` and `/help`: what one can ask."""

from __future__ import annotations

from difflib import get_close_matches

from telegram import Message, Update
from telegram.constants import ChatType

from bot.context import Context
from handlers import render
from handlers.access import is_admin
from handlers.addressed import unknown_command, words_after_command
from handlers.commands import COMMANDS, Command, Scope
from handlers.contacts_apart import asked_in_group
from handlers.reply import answer_message, hints, read_question
from handlers.sending import reply
from knowledge.answers.answer import about


async def start(update: Update, context: Context) -> None:
    """Greets, with a button for each of the four things one can ask for; by a link to a record, shows that."""
    message = update.message
    if message is None:
        return
    record = words_after_command(message)
    asked = asked_in_group(record, message.from_user.id if message.from_user else 0, context)
    if asked is not None:
        question = read_question(asked)
        await (answer_message(message, context, question) if question else reply(message, render.say("not_yours")))
    elif record and context.desk.library.current.get(record):
        await answer_message(message, context, about(record))
    else:
        await reply(message, render.say("start", keyboard=render.start_buttons(), examples=await hints(context.desk)))


async def help_(update: Update, context: Context) -> None:
    """Shows how to ask and the commands that work here for this person."""
    message = update.message
    if message is None:
        return
    private, commands = message.chat.type == ChatType.PRIVATE, _commands_here(message, update, context)
    shown, often = await hints(context.desk), bool(context.desk.store.asked.often(context.desk.clock.now()))
    said = render.say(
        "help", commands=commands, group=not private, bot=context.bot.username, examples=shown, often=often
    )
    await reply(message, said)


async def unknown(update: Update, context: Context) -> None:
    """Says that there is no such command, and which may have been meant."""
    message = update.message
    name = unknown_command(message) if message else None
    if message is None or name is None:
        return
    here = {command.name: command for command in _commands_here(message, update, context)}
    near = get_close_matches(name.lower(), here, n=1)
    await reply(message, render.say("unknown_command", name=name, nearest=here[near[0]] if near else None))


def _commands_here(message: Message, update: Update, context: Context) -> list[Command]:
    private = message.chat.type == ChatType.PRIVATE
    scopes = {Scope.ALL_PRIVATE if private else Scope.ALL_GROUP}
    if private and is_admin(update, context):
        scopes.add(Scope.ADMINS)
    return [command for command in COMMANDS if scopes & set(command.scopes)]
