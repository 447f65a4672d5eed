from __future__ import annotations

import json

import pytest
from telegram.ext import MessageHandler

from bot.app import build_application
from bot.context import Desk
from handlers import register
from handlers.addressed import Called
from handlers.command_menus import set_menus
from handlers.commands import COMMANDS, Scope
from handlers.registration import CALLBACKS
from tests.handlers.conftest import ADMIN
from tests.transport import Room, Transport, make_bot


def test_every_command_has_one_callback_and_every_callback_a_command() -> None:
    assert sorted(CALLBACKS) == sorted(command.name for command in COMMANDS)


async def test_every_command_is_registered_once_and_before_free_questions(room: Room) -> None:
    handlers = room.application.handlers[0]
    names = [str(h.filters) for h in handlers if isinstance(h, MessageHandler)]
    for command in COMMANDS:
        assert sum(Called(command).name in name for name in names) == 1
    free = next(n for n, name in enumerate(names) if "TEXT" in name)
    assert all("Called" not in name for name in names[free:])


async def test_menus_are_set_by_scope_and_only_where_they_differ(room: Room, transport: Transport) -> None:
    bot, admins = room.application.bot, {ADMIN}
    await set_menus(bot, admins)
    set_calls = transport.named("setMyCommands")
    shown = {json.dumps(call.values["scope"]): [c["command"] for c in call.values["commands"]] for call in set_calls}
    private, group = '{"type": "all_private_chats"}', '{"type": "all_group_chats"}'
    of_admin = next(scope for scope in shown if str(ADMIN) in scope)
    assert "schedule" in shown[private]
    assert "reload" not in shown[private]
    assert "subscribe" in shown[group]
    assert {"schedule", "reload", "status"} <= set(shown[of_admin])
    transport.calls.clear()
    await set_menus(bot, admins)
    assert transport.named("setMyCommands", "deleteMyCommands") == []


async def test_a_menu_that_cannot_be_set_stops_nothing(room: Room, transport: Transport) -> None:
    transport.refuse("setMyCommands", 400, "Bad Request: chat not found")
    await set_menus(room.application.bot, {ADMIN})
    assert len(transport.named("setMyCommands")) == 3


def test_only_admins_see_the_commands_of_admins() -> None:
    for command in COMMANDS:
        if command.name in ("reload", "status", "invite", "revoke"):
            assert command.scopes == (Scope.ADMINS,)


async def started(room: Room) -> None:
    assert room.application.post_init
    assert room.application.post_stop
    await room.application.post_init(room.application)
    await room.application.post_stop(room.application)


async def test_privacy_mode_is_warned_of_at_the_start(
    desk: Desk, transport: Transport, caplog: pytest.LogCaptureFixture
) -> None:
    for transport.privacy in (False, True):
        async with build_application(desk, register, bot=make_bot(transport)) as application:
            await started(Room(application, transport))
        assert ("privacy mode is on" in caplog.text) is transport.privacy
