"""What a chat or topic is to be told, as bot.reminders.due decides and handlers write it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.reminders.agenda import Entry
from bot.reminders.results import News
from bot.state.rows import DeliveryKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that one chat or topic is to be told between `at` and `until`.

    `claims` are its keys in the ledger, the main one first, each with the version of the entry that it tells. Where
    one of `ends` comes before the next working day begins, it cannot wait for that.
    """

    chat_id: int
    thread_id: int | None
    claims: tuple[tuple[DeliveryKey, int], ...]
    at: datetime
    until: datetime
    late: bool = False
    repeat: bool = False
    ends: tuple[datetime, ...] = ()

    @property
    def key(self) -> DeliveryKey:
        """The main key."""
        return self.claims[0][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Item):
    """An entry, told so many days before; `leads` are all that this one stands for."""

    entry: Entry
    leads: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Item):
    """An entry is not any more as it was told: `told` is that version, `entry` how it is now."""

    told: Entry
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Item):
    """What the week from `day` on holds."""

    day: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results(Item):
    """Winners were published."""

    news: News


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed(Item):
    """An entry that a person wanted to be told of again."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Letter:
    """All that one chat or topic is to be told in one message."""

    chat_id: int
    thread_id: int | None
    items: tuple[Item, ...]

    @property
    def claims(self) -> dict[DeliveryKey, int]:
        """What to claim before it is sent."""
        return {key: sequence for item in self.items for key, sequence in item.claims}

    def only(self, taken: Collection[DeliveryKey]) -> Letter | None:
        """The items whose main key was taken; None if there is none."""
        items = tuple(item for item in self.items if item.key in taken)
        return replace(self, items=items) if items else None

    def moved(self, chat_id: int) -> Letter:
        """The same for a group that became a supergroup."""
        items = (
            replace(i, chat_id=chat_id, claims=tuple((key._replace(chat_id=chat_id), n) for key, n in i.claims))
            for i in self.items
        )
        return Letter(chat_id, self.thread_id, tuple(items))
