"""Telegram on one side, plain answers on the other; one module per thing a person does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.commands import COMMANDS

if TYPE_CHECKING:
    from bot.context import App

__all__ = ["COMMANDS", "register"]


def register(application: App) -> None:
    """Adds every handler, and what has to happen when the application starts and stops."""
    # Imported only here: whoever merely renders answers, like the command line, needs no Telegram.
    from handlers import registration

    registration.register(application)
