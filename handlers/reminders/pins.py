"""The reminder of a day is pinned in its group, where the bot may, and unpinned when the day is over."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from typing import Any

from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.clock import SEOUL
from bot.context import Desk
from bot.reminders.messages import Letter, Reminder

log = logging.getLogger(__name__)


def is_of_the_day(letter: Letter, desk: Desk) -> bool:
    """Whether a letter reminds a group of what is today."""
    today = desk.clock.today()
    return letter.chat_id < 0 and any(
        isinstance(item, Reminder) and item.entry.day == today and not item.entry.cancelled for item in letter.items
    )


async def pin(chat_id: int, message_id: int, bot: ExtBot[Any], desk: Desk) -> None:
    """Pins a message until the day is over, without a sound; where the bot may not, nothing is said of it."""
    over = datetime.combine(desk.clock.today() + timedelta(days=1), time.min, SEOUL)
    desk.store.pins.add(chat_id, message_id, over)  # before it is, so that a crash leaves none behind
    try:
        await bot.pin_chat_message(chat_id, message_id, disable_notification=True)
    except (BadRequest, Forbidden):
        desk.store.pins.drop(chat_id, message_id)
    except TelegramError as error:  # it may be pinned
        log.info("chat %d: whether a reminder is pinned is not known: %s", chat_id, type(error).__name__)


async def unpin_over(bot: ExtBot[Any], desk: Desk) -> None:
    """Unpins what was pinned for a day that is over."""
    for chat_id, message_id in desk.store.pins.over(desk.clock.now()):
        try:
            await bot.unpin_chat_message(chat_id, message_id)
        except ChatMigrated as error:  # the next look finds it there
            desk.store.migrate_chat(chat_id, error.new_chat_id)
            continue
        except (BadRequest, Forbidden) as error:
            log.info("chat %d: a reminder was not unpinned: %s", chat_id, error.message)
        except TelegramError as error:  # the next look tries again
            log.info("chat %d: a reminder is not unpinned yet: %s", chat_id, type(error).__name__)
            continue
        desk.store.pins.drop(chat_id, message_id)
