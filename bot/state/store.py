"""Mutable state: answers, chats, subscriptions, audit; with its neighbours here, the only SQL on it.

One SQLite file in WAL mode, one connection, one thread: it is used directly on the event loop, since a write
takes about 3 ms. Every method is one transaction. Datetimes must be aware and come back in Asia/Seoul; a
`thread_id` of None means "no topic".
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.reminders.agenda import Agenda, Change
from bot.reminders.due import Situation
from bot.settings import MINISTRY
from bot.state.admin_work import AdminWork
from bot.state.admissions import Admissions
from bot.state.agenda_table import AgendaTable
from bot.state.asked import Asked
from bot.state.audit import Audit
from bot.state.backup import forget_old
from bot.state.deliveries import Ledger
from bot.state.disk import DiskFault, if_possible
from bot.state.inbox import Inbox
from bot.state.keeping import forget, held_of, tidy
from bot.state.migrations import open_state
from bot.state.pins import Pins
from bot.state.rows import PausedChat, Subscription, Wishes, stamp
from knowledge.model import Facts

STATE = "state.sqlite"
"""In DATA_DIR: all that the bot remembers."""

log = logging.getLogger(__name__)

_TIDIED = "tidied"
_BOT = "bot"  # the mark: whose updates are in the inbox
_FOLLOWED = "agenda"  # the mark: which knowledge base the agenda follows, by when it was built
_BEFOREHAND = timedelta(days=3)  # a release is handed out the evening before its day, for a Monday on Friday
_REMEMBERED = timedelta(days=90)  # no reminder is of use for longer
_WISHES = TypeAdapter(Wishes)
_EARLIER = TypeAdapter(tuple[tuple[datetime, Wishes], ...])


class Store:
    """The state in the file `path`, which is made if it is not there; None keeps it in memory.

    `copy`: a copy in memory of what the file holds now; the file is only read, also while a bot is using it.
    Raises `StoreError` if the file is damaged, locked, unreadable or of a newer release.
    """

    def __init__(self, path: Path | None, copy: bool = False) -> None:
        self._db = open_state(path, copy)
        self._path = None if copy else path
        self._agenda = AgendaTable(self._db)
        self.ledger = Ledger(self._db)
        self.audit = Audit(self._db)
        self.asked = Asked(self._db)
        self.admissions = Admissions(self._db)
        self.pins = Pins(self._db)
        self.inbox = Inbox(self._db)
        self.work = AdminWork(self._db)

    @property
    def disk_fault(self) -> DiskFault | None:
        """Why something could not be remembered; None again once something was."""
        return self._db.disk_fault

    def close(self) -> None:
        """Closes the file; the store cannot be used afterwards."""
        self._db.close()

    @contextmanager
    def remembering(self) -> Generator[None, None, None]:
        """One light transaction for all that is written inside (StateDatabase.lightly).

        For what no answer depends on: where the disk does not let it, nothing of it is remembered and nothing raised.
        """
        with if_possible(), self._db.lightly():
            yield

    # answers

    def remember_answer(
        self,
        chat_id: int,
        message_id: int,
        thread_id: int | None,
        user_id: int,
        question: str,
        at: datetime,
        asked_in: int | None = None,
    ) -> None:
        """Keeps the question (JSON) that a message of the bot answers; after an edit it answers a new one.

        `asked_in` is the message that asked it, which an answer keeps when it becomes another.
        """
        self._write(
            "INSERT INTO answers (chat_id, message_id, thread_id, user_id, question, asked_at, asked_in)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (chat_id, message_id) DO UPDATE SET"
            " thread_id = excluded.thread_id, user_id = excluded.user_id, question = excluded.question,"
            " asked_at = excluded.asked_at, asked_in = coalesce(excluded.asked_in, asked_in)",
            *(chat_id, message_id, thread_id or 0, user_id, question, stamp(at), asked_in),
        )

    def asker_of(self, chat_id: int, message_id: int) -> int | None:
        """Who asked what the bot's message answers, or None if it is not known any more."""
        row = self._row("SELECT user_id FROM answers WHERE chat_id = ? AND message_id = ?", chat_id, message_id)
        return None if row is None else int(row["user_id"])

    def answer_to(self, chat_id: int, asked_in: int) -> int | None:
        """The bot's message that answers what was asked in a message; None if there is none or it is forgotten."""
        row = self._row(
            "SELECT message_id FROM answers WHERE chat_id = ? AND asked_in = ? ORDER BY message_id DESC LIMIT 1",
            *(chat_id, asked_in),
        )
        return None if row is None else int(row["message_id"])

    def question_of(self, chat_id: int, message_id: int) -> str | None:
        """The question (JSON) that the bot's message answers, or None if it is not known any more."""
        row = self._row("SELECT question FROM answers WHERE chat_id = ? AND message_id = ?", chat_id, message_id)
        return None if row is None else str(row["question"])

    def last_question(
        self, chat_id: int, thread_id: int | None, user_id: int, since: datetime, before: int | None = None
    ) -> str | None:
        """The person's latest question (JSON) in this chat and topic, if it was asked at or after `since`.

        `before`: only what was answered above that message of the bot.
        """
        row = self._row(
            "SELECT question FROM answers"
            " WHERE chat_id = ? AND thread_id = ? AND user_id = ? AND asked_at >= ? AND (?5 IS NULL OR message_id < ?5)"
            " ORDER BY asked_at DESC, message_id DESC LIMIT 1",
            *(chat_id, thread_id or 0, user_id, stamp(since), before),
        )
        return None if row is None else str(row["question"])

    def recent_questions(self, since: datetime, last: int) -> tuple[str, ...]:
        """The latest questions (JSON) asked at or after `since`, the newest first."""
        sql = "SELECT question FROM answers WHERE asked_at >= ? ORDER BY asked_at DESC LIMIT ?"
        return tuple(str(row["question"]) for row in self._db.query(sql, [stamp(since), last]))

    # chats and subscriptions

    def subscribe(self, chat_id: int, thread_id: int | None, by: int, at: datetime) -> bool:
        """Starts reminders for a chat or topic from `at` on, ends a pause.

        False if they were on already: then it is `by` who has switched them on, from now on.
        """
        with self._db.atomic():
            self._meet(chat_id)
            self.resume_chat(chat_id)
            started = self._write(
                "INSERT INTO subscriptions (chat_id, thread_id, subscribed_by, since) VALUES (?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                *(chat_id, thread_id or 0, by, stamp(at)),
            )
            self._write(
                "UPDATE subscriptions SET subscribed_by = ? WHERE chat_id = ? AND thread_id = ?",
                *(by, chat_id, thread_id or 0),
            )
        return started > 0

    def unsubscribe(self, chat_id: int, thread_id: int | None) -> bool:
        """Ends reminders for a chat or topic; False if there were none. What was delivered stays known."""
        sql = "DELETE FROM subscriptions WHERE chat_id = ? AND thread_id = ?"
        return self._write(sql, chat_id, thread_id or 0) > 0

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription of a chat that is not paused, the oldest first."""
        return self._subscriptions(
            "SELECT subscriptions.* FROM subscriptions JOIN chats USING (chat_id) WHERE paused_at IS NULL"
            " ORDER BY subscriptions.id"
        )

    def subscriptions_of(self, chat_id: int) -> tuple[Subscription, ...]:
        """The subscriptions of one chat, paused or not."""
        return self._subscriptions("SELECT * FROM subscriptions WHERE chat_id = ? ORDER BY id", chat_id)

    def wish(self, chat_id: int, thread_id: int | None, wishes: Wishes, at: datetime) -> bool:
        """Changes what a chat or topic wants from `at` on; False if it has no reminders, or wants just that."""
        with self._db.atomic():
            old = next((one for one in self.subscriptions_of(chat_id) if one.thread_id == thread_id), None)
            if old is None or old.wishes == wishes:
                return False
            earlier = [one for one in (*old.earlier, (at, old.wishes)) if one[0] > at - _REMEMBERED]
            self._write(
                "UPDATE subscriptions SET wishes = ?, earlier_wishes = ? WHERE chat_id = ? AND thread_id = ?",
                *(_WISHES.dump_json(wishes).decode(), _EARLIER.dump_json(tuple(earlier)).decode()),
                *(chat_id, thread_id or 0),
            )
        return True

    def pause_chat(self, chat_id: int, reason: str, at: datetime) -> bool:
        """Holds back everything for a chat out of reach; False if it was paused: that keeps its time and reason."""
        with self._db.atomic():
            self._meet(chat_id)
            paused = self._write(
                "UPDATE chats SET paused_reason = ?, paused_at = ? WHERE chat_id = ? AND paused_at IS NULL",
                *(reason, stamp(at), chat_id),
            )
        return paused > 0

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
        """Gives all that belongs to a group to the supergroup it became; twice does no harm.

        Where both have the same one, the new chat's is kept. A pause of the old chat ends with it.
        """
        with self._db.atomic():
            if old == new:
                return
            self._meet(new)
            self.admissions.move_group(old, new)
            self._write("UPDATE OR IGNORE subscriptions SET chat_id = ? WHERE chat_id = ?", new, old)
            self._write("DELETE FROM subscriptions WHERE chat_id = ?", old)
            self.ledger.move(old, new)
            self.pins.move(old, new)
            self._write("DELETE FROM chats WHERE chat_id = ?", old)

    def _meet(self, chat_id: int) -> None:
        self._write("INSERT INTO chats (chat_id) VALUES (?) ON CONFLICT DO NOTHING", chat_id)

    # the agenda, and what is due of it

    def agenda(self) -> Agenda:
        """What was promised so far."""
        return self._agenda.agenda()

    def reconcile(
        self, facts: Facts, built_at: datetime, now: datetime, read_by: str = "", ministry: str = MINISTRY
    ) -> tuple[Change, ...]:
        """Makes the agenda follow a knowledge base, built at a time; what there is to tell is returned.

        The one that it follows already changes nothing. `read_by` is the edition of the code that has read it: where
        that is another one than before, what it only reads otherwise is not told. To be called after the start and
        after each publish.
        """
        followed = self.marked(_FOLLOWED)
        if followed and stamp(followed) == stamp(built_at):
            return ()
        with self._db.atomic():
            changes = self._agenda.reconcile(facts, now, followed is None, self._reread_until(read_by), ministry)
            self.mark(_FOLLOWED, built_at, read_by)
        return changes

    def foresee(self, facts: Facts, now: datetime, read_by: str = "", ministry: str = MINISTRY) -> Agenda:
        """What `reconcile` would make of the agenda, which stays as it is."""
        first = self.marked(_FOLLOWED) is None
        new, news = self._agenda.foreseen(facts, now, first, self._reread_until(read_by), ministry)
        old = self.agenda()
        return Agenda(new.entries, (*old.changes, *new.changes), (*old.news, *news))

    def _reread_until(self, read_by: str) -> date | None:
        """Where another edition has read what is to be followed: the last day of releases in the base before."""
        followed = self.marked(_FOLLOWED)
        return followed.date() + _BEFOREHAND if followed and self._note(_FOLLOWED) != read_by else None

    def situation(
        self,
        after: datetime,
        now: datetime,
        reminder_time: time,
        ministry: str = MINISTRY,
        declared: frozenset[date] = frozenset(),
        agenda: Agenda | None = None,
    ) -> Situation:
        """All that decides what is due now, and what was missed since a day before the look at `after`.

        `declared` are the public holidays of the knowledge that the agenda follows; `agenda` is another one to look at.
        """
        since = min(after, now).date() - timedelta(days=1)
        agenda = agenda or self.agenda()
        changed = [entry.uid for entry, _ in agenda.changed(since)]
        return Situation(
            agenda,
            self._subscriptions("SELECT * FROM subscriptions ORDER BY id"),
            self.ledger.snoozes(since),
            {chat.chat_id for chat in self.paused()},
            self.ledger.book(since, changed, now),
            reminder_time,
            ministry,
            declared,
        )

    # marks: when something that recurs was last done

    def mark(self, name: str, at: datetime, note: str = "") -> None:
        """Notes that `name` was done at a time."""
        self._write(
            "INSERT INTO marks (name, at, note) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET at = excluded.at, note = excluded.note",
            *(name, stamp(at), note),
        )

    def marked(self, name: str) -> datetime | None:
        """When `name` was last done, or None."""
        row = self._row("SELECT at FROM marks WHERE name = ?", name)
        return None if row is None else datetime.fromisoformat(row["at"])

    def _note(self, name: str) -> str:
        row = self._row("SELECT note FROM marks WHERE name = ?", name)
        return str(row["note"] or "") if row else ""

    # the inbox's bot

    def serve_as(self, bot_id: int, now: datetime) -> None:
        """Notes whose updates come now: another bot counts its own anew, and none of its is to be taken for known.

        A new token of the same bot changes nothing. What is not answered yet stays.
        """
        before = self._note(_BOT)
        if before and before != str(bot_id):
            log.warning("this is another bot than before: its updates have other numbers")
            self.inbox.forget_numbers()
        self.mark(_BOT, now, str(bot_id))

    # audit

    def record(self, actor: int, action: str, detail: str, at: datetime) -> None:
        """Notes who did what; where the disk does not let it, only the log has it."""
        with if_possible():
            self.audit.record(actor, action, detail, at)

    # what is kept of people, and how long

    def tidy(self, now: datetime) -> None:
        """Deletes what has been kept long enough; does so once a day, however often it is called."""
        last = self.marked(_TIDIED)
        if last is None or last.date() != now.date():
            for table, count in tidy(self._db, now).items():
                log.info("%d rows of %s were kept long enough and are gone", count, table)
            if self._path:
                forget_old(self._path, now)
            self.mark(_TIDIED, now)

    def held_of(self, person: int) -> dict[str, list[dict[str, Any]]]:
        """The rows that are a person's, by table."""
        return held_of(self._db, person)

    def forget_person(self, person: int, at: datetime) -> dict[str, int]:
        """Deletes all that is a person's, but bars and the audit; returns how many rows of which tables.

        Raises ValueError for a number that is no person's.
        """
        self.inbox.delete_of(person, at)  # its numbers stay, for Telegram may deliver an update again
        return forget(self._db, person)

    # SQL

    def _write(self, sql: str, *values: object) -> int:
        return self._db.execute(sql, values).rowcount

    def _subscriptions(self, sql: str, *values: object) -> tuple[Subscription, ...]:
        return tuple(_subscription(row) for row in self._db.query(sql, values))

    def _row(self, sql: str, *values: object) -> dict[str, Any] | None:
        return next(iter(self._db.query(sql, values)), None)


def _subscription(row: dict[str, Any]) -> Subscription:
    return Subscription(
        chat_id=row["chat_id"],
        thread_id=row["thread_id"] or None,
        subscribed_by=row["subscribed_by"],
        since=datetime.fromisoformat(row["since"]),
        wishes=_WISHES.validate_json(row["wishes"]) if row["wishes"] else Wishes(),
        earlier=_EARLIER.validate_json(row["earlier_wishes"] or "[]"),
    )
