"""What Telegram shows of the bot by itself: a menu of commands for each scope, and what it is for."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from handlers import render
from handlers.commands import COMMANDS, Scope

log = logging.getLogger(__name__)


async def set_menus(bot: Bot, admins: Iterable[int]) -> None:
    """Makes Telegram's menus show the table of commands, to `admins` all; one that cannot be set is logged."""
    private = _menu(Scope.ALL_PRIVATE)
    wanted: list[tuple[BotCommandScope, tuple[BotCommand, ...]]] = [
        (BotCommandScopeAllPrivateChats(), private),
        (BotCommandScopeAllGroupChats(), _menu(Scope.ALL_GROUP)),
        # Set by nobody here, but what an earlier bot on this token set there would stay and win.
        (BotCommandScopeDefault(), ()),
        (BotCommandScopeAllChatAdministrators(), ()),
    ]
    wanted += [(BotCommandScopeChat(admin), private + _menu(Scope.ADMINS)) for admin in sorted(admins)]
    for scope, commands in wanted:
        try:
            if await bot.get_my_commands(scope) == commands:
                continue
            if commands:
                await bot.set_my_commands(commands, scope)
            else:
                await bot.delete_my_commands(scope)
        except TelegramError as error:
            # An admin who never wrote to the bot has no chat yet: "chat not found".
            log.warning("the command menu of scope %s could not be set: %s", scope.type, error.message)


async def drop_menu(bot: Bot, person: int) -> None:
    """Takes the admins' menu from a person who is none any more; where that fails it is logged."""
    try:
        await bot.delete_my_commands(BotCommandScopeChat(person))
    except TelegramError as error:
        log.warning("the command menu of %d could not be deleted: %s", person, error.message)


def _menu(scope: Scope) -> tuple[BotCommand, ...]:
    return tuple(BotCommand(command.name, command.description) for command in COMMANDS if scope in command.scopes)


async def set_descriptions(bot: Bot) -> None:
    """Makes Telegram show what the bot is for before anybody has begun to talk to it; set only where it differs."""
    whole, short = (render.plain(render.say("description", short=one)) for one in (False, True))
    try:
        if (await bot.get_my_description()).description != whole:
            await bot.set_my_description(whole)
        if (await bot.get_my_short_description()).short_description != short:
            await bot.set_my_short_description(short)
    except TelegramError as error:
        log.warning("the bot's description could not be set: %s", error.message)
