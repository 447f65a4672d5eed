"""The ledger of deliveries: what was claimed, sent, missed, acknowledged and put off.

A key is claimed before it is sent and settled after, so that nothing is sent twice and what a crash cut short is found
at the next start. Every method is one transaction.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from bot.reminders.due import Book
from bot.state.rows import Delivery, DeliveryKey, DeliveryStatus, Snooze, stamp

_STATUSES = {status.value: status for status in DeliveryStatus}


class Ledger:
    """The deliveries in `db`. `run` stands beside every claim: which run of the bot made it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.run = secrets.token_hex(4)

    # claims

    def claim(self, wanted: Mapping[DeliveryKey, int], at: datetime) -> frozenset[DeliveryKey]:
        """Takes keys for sending, each with the version of the entry that it tells; returns those it got.

        A key that is taken or settled already is left out. An interrupted one can be taken again, and so can one
        that was missed: it is due after all if the clock was set back.
        """
        taken = set()
        with self._db.atomic():
            for key, sequence in wanted.items():
                self._meet(key.chat_id)
                got = self._db.execute(
                    "INSERT INTO deliveries (chat_id, thread_id, uid, day, lead,"
                    " status, attempts, claimed_at, sequence, run) VALUES (?, ?, ?, ?, ?, 'claimed', 1, ?, ?, ?)"
                    " ON CONFLICT (chat_id, thread_id, uid, day, lead) DO UPDATE SET"
                    " status = 'claimed', attempts = attempts + 1, claimed_at = excluded.claimed_at,"
                    " sequence = excluded.sequence, run = excluded.run,"
                    " settled_at = NULL, message_id = NULL, reason = NULL"
                    " WHERE status IN ('interrupted', 'missed')",
                    [*_values(key), stamp(at), sequence, self.run],
                )
                if got.rowcount:
                    taken.add(key)
        return frozenset(taken)

    def release(self, keys: Iterable[DeliveryKey]) -> None:
        """Gives claims back because nothing was sent. Those that are repeats stay marked as interrupted."""
        with self._db.atomic():
            for key in keys:
                self._db.execute(
                    "UPDATE deliveries SET status = 'interrupted', attempts = attempts - 1"
                    " WHERE (chat_id, thread_id, uid, day, lead) = (?, ?, ?, ?, ?)"
                    " AND status = 'claimed' AND attempts > 1",
                    _values(key),
                )
                self._db.execute(
                    "DELETE FROM deliveries"
                    " WHERE (chat_id, thread_id, uid, day, lead) = (?, ?, ?, ?, ?) AND status = 'claimed'",
                    _values(key),
                )

    def settle(
        self,
        keys: Iterable[DeliveryKey],
        status: DeliveryStatus,
        at: datetime,
        message_id: int | None = None,
        reason: str | None = None,
    ) -> None:
        """Records how keys ended; those that were never claimed (missed) are entered."""
        with self._db.atomic():
            for key in keys:
                self._meet(key.chat_id)
                self._db.execute(
                    "INSERT INTO deliveries (chat_id, thread_id, uid, day, lead,"
                    " status, attempts, claimed_at, settled_at, message_id, reason)"
                    " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)"
                    " ON CONFLICT (chat_id, thread_id, uid, day, lead) DO UPDATE SET"
                    " status = excluded.status, settled_at = excluded.settled_at,"
                    " message_id = excluded.message_id, reason = excluded.reason",
                    [*_values(key), status, stamp(at), stamp(at), message_id, reason],
                )

    def doubt(self, wanted: Mapping[DeliveryKey, int], at: datetime, reason: str) -> None:
        """Enters keys of which nothing is known as interrupted, as if a run that is forgotten had claimed them."""
        with self._db.atomic():
            for key, sequence in wanted.items():
                self._meet(key.chat_id)
                self._db.execute(
                    "INSERT INTO deliveries (chat_id, thread_id, uid, day, lead,"
                    " status, attempts, claimed_at, sequence, reason) VALUES (?, ?, ?, ?, ?, 'interrupted', 1, ?, ?, ?)"
                    " ON CONFLICT DO NOTHING",
                    [*_values(key), stamp(at), sequence, reason],
                )

    def interrupt_claims(self) -> int:
        """Marks the claims of other runs as interrupted and returns how many.

        To be called by the process that sends, before it claims anything: these were left by a run that ended
        between claim and settle. Telegram has no key against doubles, so of the two risks, a repeat that says so
        is taken rather than a loss.
        """
        sql = "UPDATE deliveries SET status = 'interrupted' WHERE status = 'claimed' AND run IS NOT ?"
        return self._db.execute(sql, [self.run]).rowcount

    # what it says

    def unsettled(self) -> tuple[Delivery, ...]:
        """Claims that are open or were interrupted, the oldest first."""
        return self._deliveries(
            "SELECT * FROM deliveries WHERE status IN ('claimed', 'interrupted') ORDER BY claimed_at, id"
        )

    def deliveries(
        self, since: date | None = None, status: DeliveryStatus | None = None, last: int | None = None
    ) -> tuple[Delivery, ...]:
        """All in order of entry: those of days on or after `since`, of one status, only the `last` so many."""
        return self._deliveries(
            "SELECT * FROM deliveries WHERE (:since IS NULL OR day >= :since)"
            " AND (:status IS NULL OR status = :status) ORDER BY id DESC LIMIT :last",
            since=None if since is None else since.isoformat(),
            status=status,
            last=-1 if last is None else last,
        )[::-1]

    def of_message(self, chat_id: int, message_id: int) -> tuple[Delivery, ...]:
        """What a message of the bot told, in order of entry: enough to write it again."""
        return self._deliveries(
            "SELECT * FROM deliveries WHERE chat_id = :chat AND message_id = :message ORDER BY id",
            chat=chat_id,
            message=message_id,
        )

    def messages_about(self, chat_id: int, thread_id: int | None, uid: str) -> tuple[int, ...]:
        """The messages in which a chat or topic was told of an entry, the oldest first."""
        told = self._deliveries(
            "SELECT * FROM deliveries WHERE chat_id = :chat AND thread_id = :thread AND uid = :uid"
            " AND message_id IS NOT NULL ORDER BY id",
            chat=chat_id,
            thread=thread_id or 0,
            uid=uid,
        )
        return tuple(dict.fromkeys(one.message_id for one in told if one.message_id is not None))

    def book(self, since: date, uids: Collection[str], now: datetime) -> Book:
        """What there is of days on or after `since`, and all of these uids.

        What was settled as missed after `now`, since then the clock was set back, is left out.
        """
        rows = self._db.execute(
            "SELECT chat_id, thread_id, uid, day, lead, status, sequence FROM deliveries"
            " WHERE (day >= ? OR uid IN (SELECT value FROM json_each(?)))"
            " AND NOT (status = 'missed' AND settled_at > ?)",
            [since.isoformat(), json.dumps([*uids]), stamp(now)],
        )
        return Book(
            (chat, thread or None, uid, date.fromisoformat(day), lead, _STATUSES[status], sequence)
            for chat, thread, uid, day, lead, status, sequence in rows
        )

    def move(self, old: int, new: int) -> None:
        """Gives the deliveries of a group to the supergroup it became; where both have one, the new one's is kept.

        Messages have other numbers there, so what was told can no longer be edited.
        """
        with self._db.atomic():
            self._meet(new)
            self._db.execute(
                "UPDATE OR IGNORE deliveries SET chat_id = ?, message_id = NULL WHERE chat_id = ?", [new, old]
            )
            self._db.execute("DELETE FROM deliveries WHERE chat_id = ?", [old])

    # acknowledgements and snoozes

    def acknowledge(self, chat_id: int, message_id: int, user_id: int, at: datetime) -> int:
        """Notes that a person has seen a message and returns how many have; twice counts once."""
        with self._db.atomic():
            self._db.execute(
                "INSERT INTO acknowledgements (chat_id, message_id, user_id, at) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                [chat_id, message_id, user_id, stamp(at)],
            )
            return len(self.acknowledged_by(chat_id, message_id))

    def acknowledged_by(self, chat_id: int, message_id: int) -> tuple[int, ...]:
        """The people who have seen a message, the first one first."""
        sql = "SELECT user_id FROM acknowledgements WHERE chat_id = ? AND message_id = ? ORDER BY at, rowid"
        return tuple(row[0] for row in self._db.execute(sql, [chat_id, message_id]))

    def snooze(self, snooze: Snooze) -> bool:
        """Notes that a person wants to be told once more; False if that was known. The entry is in the agenda."""
        sql = "INSERT INTO snoozes (user_id, uid, day) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        return self._db.execute(sql, [snooze.user_id, snooze.uid, snooze.day.isoformat()]).rowcount > 0

    def snoozes(self, since: date) -> tuple[Snooze, ...]:
        """The snoozes of days on or after `since`."""
        sql = "SELECT user_id, uid, day FROM snoozes WHERE day >= ? ORDER BY day, rowid"
        rows = self._db.execute(sql, [since.isoformat()])
        return tuple(Snooze(user, uid, date.fromisoformat(day)) for user, uid, day in rows)

    # SQL

    def _meet(self, chat_id: int) -> None:
        self._db.execute("INSERT INTO chats (chat_id) VALUES (?) ON CONFLICT DO NOTHING", [chat_id])

    def _deliveries(self, sql: str, **values: object) -> tuple[Delivery, ...]:
        return tuple(_delivery(row) for row in self._db.query(sql, values))


def _values(key: DeliveryKey) -> list[object]:
    return [key.chat_id, key.thread_id or 0, key.uid, key.day.isoformat(), key.lead]


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(
        key=DeliveryKey(
            row["chat_id"], row["thread_id"] or None, row["uid"], date.fromisoformat(row["day"]), row["lead"]
        ),
        status=DeliveryStatus(row["status"]),
        attempts=row["attempts"],
        claimed_at=datetime.fromisoformat(row["claimed_at"]),
        settled_at=None if row["settled_at"] is None else datetime.fromisoformat(row["settled_at"]),
        message_id=row["message_id"],
        reason=row["reason"],
        sequence=row["sequence"],
        run=row["run"],
    )
