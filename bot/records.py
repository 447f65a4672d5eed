"""What the store's rows are in code: subscriptions, deliveries, paused chats, the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

__all__ = ["AuditEntry", "Delivery", "DeliveryKey", "DeliveryStatus", "PausedChat", "Subscription"]


class DeliveryStatus(StrEnum):
    """How far a reminder came.

    CLAIMED: being sent. INTERRUPTED: the process ended between claim and settle, so it may have arrived or
    not; it is sent once more, marked as a repeat. UNSURE: the send timed out, so it may have arrived; it is
    not repeated. MISSED: its time passed unsent.
    """

    CLAIMED = "claimed"
    SENT = "sent"
    UNSURE = "unsure"
    FAILED = "failed"
    MISSED = "missed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A chat, or one topic of it, that wants reminders from `since` on."""

    chat_id: int
    thread_id: int | None
    subscribed_by: int
    since: datetime


@dataclass(frozen=True, slots=True)
class DeliveryKey:
    """What must arrive once: one lead time of one event on one date, in one chat or topic.

    The date is part of it because an event whose date moves may keep its id, and is then announced anew.
    """

    chat_id: int
    thread_id: int | None
    event_id: str
    event_date: date
    lead: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the ledger. `attempts` counts the claims, `reason` is Korean: why it failed or was missed."""

    key: DeliveryKey
    status: DeliveryStatus
    attempts: int
    claimed_at: datetime
    settled_at: datetime | None
    message_id: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class PausedChat:
    """A chat the bot cannot reach; its subscriptions wait. `reason` is Korean."""

    chat_id: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something an admin, or a group's administrator, did."""

    actor: int
    action: str
    detail: str
    at: datetime
