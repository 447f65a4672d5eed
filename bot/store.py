"""Mutable state: people, answers, chats, subscriptions, deliveries, audit. The only SQL on it.

One SQLite file in WAL mode, one connection, one thread: it is used directly on the event loop, since a write
takes about 3 ms. Every method is one transaction. Datetimes must be aware and come back in Asia/Seoul; a
`thread_id` of None means "no topic".
"""

from __future__ import annotations

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.clock import SEOUL
from bot.migrations import StoreError, open_state
from bot.records import AuditEntry, Delivery, DeliveryKey, DeliveryStatus, PausedChat, Subscription

__all__ = ["Store", "StoreError"]


class Store:
    """The state in the file `path`, which is made if it is not there; None keeps it in memory.

    Raises `StoreError` if the file is damaged, locked, unreadable or of a newer release.
    """

    def __init__(self, path: Path | None) -> None:
        self._db = open_state(path)

    def close(self) -> None:
        """Closes the file; the store cannot be used afterwards."""
        self._db.close()

    # people

    def admit(self, user_id: int, by: int, at: datetime) -> None:
        """Lets a person in; who was in already stays as first admitted."""
        self._admit(user_id, by, _stamp(at))

    def revoke(self, user_id: int) -> bool:
        """Shuts a person out again; False if they were not in."""
        return self._write("DELETE FROM people WHERE user_id = ?", user_id) > 0

    def is_admitted(self, user_id: int) -> bool:
        """Whether the person was let in."""
        return self._db.table("people").count_where("user_id = ?", [user_id]) > 0

    def create_invitation(self, by: int, at: datetime, expires: datetime) -> str:
        """A code that lets one person in until `expires`: 22 characters of A-Za-z0-9_-, for a start link."""
        code = secrets.token_urlsafe(16)
        self._write(
            "INSERT INTO invitations (code, created_by, created_at, expires_at) VALUES (?, ?, ?, ?)",
            *(code, by, _stamp(at), _stamp(expires)),
        )
        return code

    def redeem_invitation(self, code: str, user_id: int, at: datetime) -> bool:
        """Admits the person in the name of who invited; False if the code is unknown, used or expired."""
        with self._db.atomic():
            used = self._write(
                "UPDATE invitations SET used_by = ?, used_at = ? WHERE code = ? AND used_by IS NULL AND expires_at > ?",
                *(user_id, _stamp(at), code, _stamp(at)),
            )
            if not used:
                return False
            by = self._value("SELECT created_by FROM invitations WHERE code = ?", code)
            self._admit(user_id, by, _stamp(at))
        return True

    def _admit(self, user_id: int, by: int, at: str) -> None:
        self._write(
            "INSERT INTO people (user_id, admitted_by, admitted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            *(user_id, by, at),
        )

    # answers

    def remember_answer(
        self, chat_id: int, message_id: int, thread_id: int | None, user_id: int, question: str, at: datetime
    ) -> None:
        """Keeps the question (JSON) that a message of the bot answers; after an edit it answers a new one."""
        self._write(
            "INSERT INTO answers (chat_id, message_id, thread_id, user_id, question, asked_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, message_id) DO UPDATE SET"
            " thread_id = excluded.thread_id, user_id = excluded.user_id,"
            " question = excluded.question, asked_at = excluded.asked_at",
            *(chat_id, message_id, thread_id or 0, user_id, question, _stamp(at)),
        )

    def question_of(self, chat_id: int, message_id: int) -> str | None:
        """The question (JSON) that the bot's message answers, or None if it is not known any more."""
        row = self._row("SELECT question FROM answers WHERE chat_id = ? AND message_id = ?", chat_id, message_id)
        return None if row is None else str(row["question"])

    def last_question(self, chat_id: int, thread_id: int | None, user_id: int, since: datetime) -> str | None:
        """The person's latest question (JSON) in this chat and topic, if it was asked at or after `since`."""
        row = self._row(
            "SELECT question FROM answers"
            " WHERE chat_id = ? AND thread_id = ? AND user_id = ? AND asked_at >= ?"
            " ORDER BY asked_at DESC, message_id DESC LIMIT 1",
            *(chat_id, thread_id or 0, user_id, _stamp(since)),
        )
        return None if row is None else str(row["question"])

    def forget_answers(self, before: datetime) -> int:
        """Deletes the questions asked before a time and returns how many."""
        return self._write("DELETE FROM answers WHERE asked_at < ?", _stamp(before))

    # chats and subscriptions

    def subscribe(self, chat_id: int, thread_id: int | None, by: int, at: datetime) -> bool:
        """Starts reminders for a chat or topic from `at` on, ends a pause; False if they were on already."""
        with self._db.atomic():
            self._meet(chat_id)
            self.resume_chat(chat_id)
            started = self._write(
                "INSERT INTO subscriptions (chat_id, thread_id, subscribed_by, since) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                *(chat_id, thread_id or 0, by, _stamp(at)),
            )
        return started > 0

    def unsubscribe(self, chat_id: int, thread_id: int | None) -> bool:
        """Ends reminders for a chat or topic; False if there were none. What was delivered stays known."""
        sql = "DELETE FROM subscriptions WHERE chat_id = ? AND thread_id = ?"
        return self._write(sql, chat_id, thread_id or 0) > 0

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription of a chat that is not paused, the oldest first."""
        rows = self._db.query(
            "SELECT subscriptions.* FROM subscriptions JOIN chats USING (chat_id) WHERE paused_at IS NULL"
            " ORDER BY subscriptions.id"
        )
        return tuple(_subscription(row) for row in rows)

    def subscriptions_of(self, chat_id: int) -> tuple[Subscription, ...]:
        """The subscriptions of one chat, paused or not."""
        rows = self._db.query("SELECT * FROM subscriptions WHERE chat_id = ? ORDER BY id", [chat_id])
        return tuple(_subscription(row) for row in rows)

    def pause_chat(self, chat_id: int, reason: str, at: datetime) -> None:
        """Holds back everything for a chat out of reach; a pause keeps its first time and reason."""
        with self._db.atomic():
            self._meet(chat_id)
            self._write(
                "UPDATE chats SET paused_reason = ?, paused_at = ? WHERE chat_id = ? AND paused_at IS NULL",
                *(reason, _stamp(at), chat_id),
            )

    def resume_chat(self, chat_id: int) -> bool:
        """Ends a pause; False if there was none."""
        return (
            self._write(
                "UPDATE chats SET paused_reason = NULL, paused_at = NULL WHERE chat_id = ? AND paused_at IS NOT NULL",
                chat_id,
            )
            > 0
        )

    def paused(self) -> tuple[PausedChat, ...]:
        """The chats that are paused, the longest pause first."""
        rows = self._db.query("SELECT * FROM chats WHERE paused_at IS NOT NULL ORDER BY paused_at, chat_id")
        return tuple(
            PausedChat(row["chat_id"], row["paused_reason"], datetime.fromisoformat(row["paused_at"])) for row in rows
        )

    def migrate_chat(self, old: int, new: int) -> None:
        """Gives subscriptions and deliveries of a group to the supergroup it became; twice does no harm.

        Where both have the same one, the new chat's is kept. A pause of the old chat ends with it.
        """
        with self._db.atomic():
            if old == new or not self._db.table("chats").count_where("chat_id = ?", [old]):
                return
            self._meet(new)
            self._write("UPDATE OR IGNORE subscriptions SET chat_id = ? WHERE chat_id = ?", new, old)
            self._write("DELETE FROM subscriptions WHERE chat_id = ?", old)
            self._write("UPDATE OR IGNORE deliveries SET chat_id = ? WHERE chat_id = ?", new, old)
            self._write("DELETE FROM deliveries WHERE chat_id = ?", old)
            self._write("DELETE FROM chats WHERE chat_id = ?", old)

    def _meet(self, chat_id: int) -> None:
        self._write("INSERT INTO chats (chat_id) VALUES (?) ON CONFLICT DO NOTHING", chat_id)

    # deliveries

    def claim(self, key: DeliveryKey, at: datetime) -> bool:
        """Takes a reminder for sending; False if it is taken or settled already.

        An interrupted one can be taken again, and so can one that was missed: it is due after all if the
        clock was set back.
        """
        with self._db.atomic():
            self._meet(key.chat_id)
            taken = self._write(
                "INSERT INTO deliveries (chat_id, thread_id, event_id, event_date, lead,"
                " status, attempts, claimed_at) VALUES (?, ?, ?, ?, ?, 'claimed', 1, ?)"
                " ON CONFLICT (chat_id, thread_id, event_id, event_date, lead) DO UPDATE SET"
                " status = 'claimed', attempts = attempts + 1, claimed_at = excluded.claimed_at,"
                " settled_at = NULL, message_id = NULL, reason = NULL"
                " WHERE status IN ('interrupted', 'missed')",
                *(*_key_values(key), _stamp(at)),
            )
        return taken > 0

    def release(self, key: DeliveryKey) -> None:
        """Gives a claim back because nothing was sent. One that is a repeat stays marked as interrupted."""
        with self._db.atomic():
            self._write(
                "UPDATE deliveries SET status = 'interrupted', attempts = attempts - 1"
                " WHERE (chat_id, thread_id, event_id, event_date, lead) = (?, ?, ?, ?, ?)"
                " AND status = 'claimed' AND attempts > 1",
                *_key_values(key),
            )
            self._write(
                "DELETE FROM deliveries"
                " WHERE (chat_id, thread_id, event_id, event_date, lead) = (?, ?, ?, ?, ?)"
                " AND status = 'claimed'",
                *_key_values(key),
            )

    def settle(
        self,
        key: DeliveryKey,
        status: DeliveryStatus,
        at: datetime,
        message_id: int | None = None,
        reason: str | None = None,
    ) -> None:
        """Records how a reminder ended; one that was never claimed (missed) is entered."""
        with self._db.atomic():
            self._meet(key.chat_id)
            self._write(
                "INSERT INTO deliveries (chat_id, thread_id, event_id, event_date, lead,"
                " status, attempts, claimed_at, settled_at, message_id, reason)"
                " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)"
                " ON CONFLICT (chat_id, thread_id, event_id, event_date, lead) DO UPDATE SET"
                " status = excluded.status, settled_at = excluded.settled_at,"
                " message_id = excluded.message_id, reason = excluded.reason",
                *(*_key_values(key), status, _stamp(at), _stamp(at), message_id, reason),
            )

    def interrupt_claims(self) -> int:
        """Marks every open claim as interrupted and returns how many.

        To be called once by the process that sends, before it claims anything: what is open then was left by
        a run that ended between claim and settle. Telegram has no key against doubles, so of the two risks, a
        repeat that says so is taken rather than a loss.
        """
        return self._write("UPDATE deliveries SET status = 'interrupted' WHERE status = 'claimed'")

    def unsettled(self) -> tuple[Delivery, ...]:
        """Claims that are open or were interrupted, the oldest first."""
        rows = self._db.query(
            "SELECT * FROM deliveries WHERE status IN ('claimed', 'interrupted') ORDER BY claimed_at, id"
        )
        return tuple(_delivery(row) for row in rows)

    def deliveries(
        self, since: date | None = None, status: DeliveryStatus | None = None, last: int | None = None
    ) -> tuple[Delivery, ...]:
        """The ledger in order of entry: events on or after `since`, one status, only the `last` so many."""
        rows = self._db.query(
            "SELECT * FROM deliveries WHERE (:since IS NULL OR event_date >= :since)"
            " AND (:status IS NULL OR status = :status) ORDER BY id DESC LIMIT :last",
            {
                "since": None if since is None else since.isoformat(),
                "status": status,
                "last": -1 if last is None else last,
            },
        )
        return tuple(_delivery(row) for row in rows)[::-1]

    # marks: when something that recurs was last done

    def mark(self, name: str, at: datetime) -> None:
        """Notes that `name` was done at a time."""
        sql = "INSERT INTO marks (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at"
        self._write(sql, name, _stamp(at))

    def marked(self, name: str) -> datetime | None:
        """When `name` was last done, or None."""
        row = self._row("SELECT at FROM marks WHERE name = ?", name)
        return None if row is None else datetime.fromisoformat(row["at"])

    # audit

    def record(self, actor: int, action: str, detail: str, at: datetime) -> None:
        """Notes who did what."""
        sql = "INSERT INTO audit (actor, action, detail, at) VALUES (?, ?, ?, ?)"
        self._write(sql, actor, action, detail, _stamp(at))

    def recent_audit(self, count: int) -> tuple[AuditEntry, ...]:
        """The last entries, the newest first."""
        rows = self._db.query("SELECT * FROM audit ORDER BY id DESC LIMIT ?", [count])
        return tuple(
            AuditEntry(row["actor"], row["action"], row["detail"], datetime.fromisoformat(row["at"])) for row in rows
        )

    # SQL

    def _write(self, sql: str, *values: object) -> int:
        return self._db.execute(sql, values).rowcount

    def _row(self, sql: str, *values: object) -> dict[str, Any] | None:
        return next(iter(self._db.query(sql, values)), None)

    def _value(self, sql: str, *values: object) -> Any:
        return self._db.execute(sql, values).fetchone()[0]


def _key_values(key: DeliveryKey) -> tuple[object, ...]:
    return key.chat_id, key.thread_id or 0, key.event_id, key.event_date.isoformat(), key.lead


def _stamp(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("a time in the store needs its zone")
    return at.astimezone(SEOUL).isoformat(timespec="milliseconds")


def _subscription(row: dict[str, Any]) -> Subscription:
    return Subscription(
        chat_id=row["chat_id"],
        thread_id=row["thread_id"] or None,
        subscribed_by=row["subscribed_by"],
        since=datetime.fromisoformat(row["since"]),
    )


def _delivery(row: dict[str, Any]) -> Delivery:
    return Delivery(
        key=DeliveryKey(
            chat_id=row["chat_id"],
            thread_id=row["thread_id"] or None,
            event_id=row["event_id"],
            event_date=date.fromisoformat(row["event_date"]),
            lead=row["lead"],
        ),
        status=DeliveryStatus(row["status"]),
        attempts=row["attempts"],
        claimed_at=datetime.fromisoformat(row["claimed_at"]),
        settled_at=None if row["settled_at"] is None else datetime.fromisoformat(row["settled_at"]),
        message_id=row["message_id"],
        reason=row["reason"],
    )
