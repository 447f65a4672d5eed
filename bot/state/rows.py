"""What the store's rows are in code: subscriptions and their wishes, deliveries, paused chats, the audit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from bot.clock import SEOUL
from knowledge.model import EventKind

LEADS = (30, 14, 7, 3, 2, 1, 0)
"""How many days before a day people can ask to be told of it."""

_USUAL = {EventKind.DEADLINE: (7, 3, 1, 0), EventKind.CEREMONY: (7, 1, 0), EventKind.RESULT: (0,)}


def stamp(at: datetime) -> str:
    """A time as it stands in the state file: text that sorts. Raises ValueError where it has no zone."""
    if at.tzinfo is None:
        raise ValueError("a time in the store needs its zone")
    return at.astimezone(SEOUL).isoformat(timespec="milliseconds")


class DeliveryStatus(StrEnum):
    """How far a reminder came.

    CLAIMED: being sent. INTERRUPTED: the process ended between claim and settle, so it may have arrived or
    not; it is sent once more, marked as a repeat. UNSURE: the send timed out, or it was interrupted and is no
    longer wanted, so it may have arrived; it is not repeated. MISSED: its time passed unsent.
    """

    CLAIMED = "claimed"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    MISSED = "missed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a subscription wants to hear of; without arguments, what is usual.

    `contests` are series, whoever holds them; None is all of the ministry's own, also dates that belong to none, and
    with `others` those of all other ministries too, else of these only the series in `also`. `days` are the reminders:
    a kind of date and how many days before. `digest` is the list of a week, `results` the news of winners.
    `contacts`: whom to call is told in the group itself when somebody asks there.
    """

    contests: frozenset[str] | None = None
    days: frozenset[tuple[EventKind, int]] = frozenset((kind, lead) for kind, leads in _USUAL.items() for lead in leads)
    digest: bool = False
    results: bool = True
    others: bool = False
    also: frozenset[str] = frozenset()
    contacts: bool = True

    def leads(self, kind: EventKind) -> tuple[int, ...]:
        """How many days before such a date they want to be told, the most first."""
        return tuple(sorted((lead for one, lead in self.days if one is kind), reverse=True))

    def wants(self, *contests: str, own: bool = True) -> bool:
        """Whether they want what belongs to these series; `own`: it is the ministry's."""
        if self.contests is None:
            return own or self.others or not self.also.isdisjoint(contests)
        return not self.contests.isdisjoint(contests)

    def with_leads(self, kind: EventKind, *leads: int) -> Wishes:
        """The same with other days for one kind of date; without any, none. Raises ValueError if not in LEADS."""
        if not set(leads) <= set(LEADS):
            raise ValueError(f"leads are among {LEADS}")
        others = {one for one in self.days if one[0] is not kind}
        return replace(self, days=frozenset(others | {(kind, lead) for lead in leads}))


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat, or one topic of it, that wants reminders from `since` on.

    `earlier` are the wishes before, each with the time until which they held, the oldest first.
    """

    chat_id: int
    thread_id: int | None
    subscribed_by: int
    since: datetime
    wishes: Wishes = Wishes()
    earlier: tuple[tuple[datetime, Wishes], ...] = ()


class DeliveryKey(NamedTuple):
    """What must arrive once: in one chat or topic, one lead of one entry of the agenda on one day.

    The day is part of it because an entry that moves is reminded of anew. Other messages have keys of their own
    making: see bot.reminders.due.
    """

    chat_id: int
    thread_id: int | None
    uid: str
    day: date
    lead: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the ledger. `attempts` counts the claims, `reason` is Korean: why it failed or was missed.

    `sequence` is the version of the agenda's entry that was told, `run` the run of the bot that claimed it.
    """

    key: DeliveryKey
    status: DeliveryStatus
    attempts: int
    claimed_at: datetime
    settled_at: datetime | None
    message_id: int | None
    reason: str | None
    sequence: int = 0
    run: str | None = None


@dataclass(frozen=True, slots=True)
class Snooze:
    """A person's wish to be told of an entry once more, in private, on a day."""

    user_id: int
    uid: str
    day: date


@dataclass(frozen=True, slots=True)
class PausedChat:
    """A chat the bot cannot reach; its subscriptions wait. `reason` is Korean."""

    chat_id: int
    reason: str
    at: datetime


class GroupState(StrEnum):
    """What was decided about a group that the bot is in.

    WAITING: no admin has decided yet. LEAVING: the bot is to leave, which is tried until it has. LEFT: it has; kept for
    a while, so that it is not asked about again at once.
    """

    WAITING = "waiting"
    ADMITTED = "admitted"
    LEAVING = "leaving"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Group:
    """A group that was let in or asks to be, `since` when in this state.

    `added_by` is who brought the bot in, 0 where that is not known; `decided_by` the admin, None as long as none has
    decided, 0 where the group had reminders before there were admissions. `title` is empty as long as it is not known.
    """

    chat_id: int
    title: str
    state: GroupState
    since: datetime
    added_by: int
    decided_by: int | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that lets one person in until `expires`."""

    code: str
    created_by: int
    created_at: datetime
    expires: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that an admin, a group's administrator or the command line (0) did, or that was refused.

    What was refused `times` within a day was so from `at` to `last_at`.
    """

    actor: int
    action: str
    detail: str
    at: datetime
    times: int
    last_at: datetime
