"""`/status`: what the bot knows, and how reminding is going."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from telegram import Message

from bot.context import Context, Desk
from bot.reminders.due import due, next_time
from bot.reminders.own_dates import OwnDateError, OwnDates
from bot.retrying import persistently
from bot.state.rows import Delivery, DeliveryStatus
from handlers import render
from handlers.admin import admins_only
from handlers.sending import reply

_LOOKED_AT = 200  # deliveries, for the last messages
_SHOWN_MESSAGES = 3
_OF_USE = 600.0  # seconds
_MISSED_IN = timedelta(days=7)


@admins_only
async def status(message: Message, context: Context) -> None:
    """Shows the knowledge base's age and size, and how reminding is going; who asks sees whether they confirmed."""
    desk, person = context.desk, message.from_user.id if message.from_user else 0
    library, store, now = desk.library, desk.store, desk.clock.now()
    desk.follow()
    me = await persistently(context.bot.get_me, _OF_USE)
    situation = desk.situation(now, now)
    missed = store.ledger.deliveries((now - _MISSED_IN).date(), DeliveryStatus.MISSED)
    claimed = [one for one in store.ledger.unsettled() if one.status is DeliveryStatus.CLAIMED]
    sent = _messages(store.ledger.deliveries(status=DeliveryStatus.SENT, last=_LOOKED_AT))
    store.record(person, "status", "", now)
    await reply(
        message,
        render.say(
            "status",
            built_at=library.built_at,
            facts=library.current.facts,
            own_dates=_own_dates(desk),
            access=desk.settings.staff_access.value,
            hears_mentions=me.can_read_all_group_messages,
            subscriptions=store.subscriptions(),
            paused=store.paused(),
            last=sent[0].settled_at if sent else None,
            next=next_time(situation, now),
            waiting=len(due(situation, now)) + len(claimed),
            missed=[(one, _name(one, desk)) for one in missed],
            titles=desk.store.admissions.title,
            confirmed=[_confirmed(one, person, desk) for one in sent[:_SHOWN_MESSAGES]],
        ),
    )


def _messages(sent: Sequence[Delivery]) -> list[Delivery]:
    """The first delivery of each message, the latest message first."""
    by_message = {(one.key.chat_id, one.message_id): one for one in reversed(sent) if one.message_id is not None}
    return sorted(by_message.values(), key=lambda one: one.settled_at or one.claimed_at, reverse=True)


def _confirmed(one: Delivery, person: int, desk: Desk) -> tuple[Delivery, str, int, bool]:
    """A message, what it told of, how many confirmed it, and whether the person did."""
    people = desk.store.ledger.acknowledged_by(one.key.chat_id, one.message_id or 0)
    return one, _name(one, desk), len(people), person in people


def _name(one: Delivery, desk: Desk) -> str:
    """What a delivery told of; empty where that is no single entry."""
    entry = desk.store.agenda().get(one.key.uid.removeprefix("snooze-"))
    return entry.name if entry else ""


def _own_dates(desk: Desk) -> int | None:
    """How many dates admins told of; None where the file cannot be read."""
    try:
        return len(OwnDates(desk.settings.data_dir).rows())
    except OwnDateError:
        return None
