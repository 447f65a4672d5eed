"""What handlers are handed besides the update: the typed Context and, in it, the Desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.clock import Clock
from bot.health import Pulse
from bot.library import Library
from bot.metrics import Metrics
from bot.reminders.agenda import Change
from bot.reminders.due import Situation, pending
from bot.reminders.messages import Item
from bot.settings import Settings
from bot.state.store import Store
from knowledge.model import Facts

_Data = dict[Any, Any]


@dataclass(frozen=True)
class Desk:
    """All that handlers work with: settings, what is known, what is remembered, what time it is; its pulse and numbers.

    `notices` name what was found at the start that admins have to know.
    """

    settings: Settings
    library: Library
    store: Store
    clock: Clock
    pulse: Pulse = field(default_factory=Pulse)
    metrics: Metrics = field(default_factory=Metrics)
    notices: tuple[str, ...] = ()

    @property
    def admin_ids(self) -> frozenset[int]:
        """The admins as of now: those of ADMIN_IDS, and those that were added in the chat."""
        return self.settings.admin_ids | self.store.admissions.admins()

    @property
    def staff_groups(self) -> frozenset[int]:
        """STAFF_GROUP_IDS as they are now: a group that became a supergroup has another id."""
        return self.store.admissions.present_ids(self.settings.staff_group_ids)

    def follow(self) -> tuple[Change, ...]:
        """Lets the agenda follow what the library serves now; what there is to tell is returned."""
        library = self.library
        return self.store.reconcile(
            library.current.facts, library.built_at, self.clock.now(), library.read_by, self.settings.ministry
        )

    def foresee(self, facts: Facts, read_by: str) -> tuple[Item, ...]:
        """What people would be told at once if these facts were published now, and are not to be told as it is."""
        self.follow()
        now, settings = self.clock.now(), self.settings
        agenda = self.store.foresee(facts, now, read_by, settings.ministry)
        declared = frozenset(holiday.date for holiday in facts.holidays)
        then = self.store.situation(now, now, settings.reminder_time, settings.ministry, declared, agenda)
        known = {item.key for item in pending(self.situation(now, now), now)}
        return tuple(item for item in pending(then, now) if item.key not in known)

    def situation(self, after: datetime, now: datetime) -> Situation:
        """All that decides what is due now, and what was missed since a day before the look at `after`."""
        declared = self.library.current.declared_holidays
        return self.store.situation(after, now, self.settings.reminder_time, self.settings.ministry, declared)


class Context(CallbackContext[ExtBot[int], _Data, _Data, _Data]):
    """python-telegram-bot's context with the desk as a property."""

    @property
    def desk(self) -> Desk:
        """The desk that the application was built with."""
        return cast("Desk", self.bot_data["desk"])


App = Application[ExtBot[int], Context, _Data, _Data, _Data, None]


def put_desk(application: App, desk: Desk) -> None:
    """Gives an application its desk, where every Context finds it."""
    application.bot_data["desk"] = desk


def desk_of(application: App) -> Desk:
    """The desk that an application was built with."""
    return cast("Desk", application.bot_data["desk"])


def put_hearing(application: App, hears: Callable[[Update], bool]) -> None:
    """Says which updates the bot is meant by; the others are not even kept."""
    application.bot_data["hears"] = hears


def hears_of(application: App) -> Callable[[Update], bool]:
    """Which updates the bot is meant by; all where nobody said."""
    return cast("Callable[[Update], bool]", application.bot_data.get("hears", lambda _: True))
