"""What admins are at: the draft each has open, the questions they saved, and what could not be answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlite_utils import Database

from bot.publishing.saved_questions import SavedQuestion
from bot.state.rows import stamp


class Wrong(StrEnum):
    """What a person says was wrong about an answer."""

    UNSAID = "unsaid"
    DATE = "date"
    CONTACT = "contact"
    CASE = "case"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A question that was not answered, or whose choices nobody took, or whose answer was `wrong`; `text` is masked.

    It was asked by a person in a chat, where the message `message_id` of the bot answered it.
    """

    number: int
    text: str
    user_id: int
    chat_id: int
    thread_id: int | None
    message_id: int
    at: datetime
    wrong: Wrong | None = None


class AdminWork:
    """The drafts, saved questions and missed questions in `db`. Every method is one transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # drafts

    def draft(self, user_id: int) -> str | None:
        """The draft (JSON) that an admin has open."""
        row = self._db.execute("SELECT draft FROM drafts WHERE user_id = ?", [user_id]).fetchone()
        return row[0] if row else None

    def keep_draft(self, user_id: int, draft: str | None) -> None:
        """Keeps the one draft of an admin; None: it is done or given up."""
        if draft is None:
            self._db.execute("DELETE FROM drafts WHERE user_id = ?", [user_id])
        else:
            self._db.execute("INSERT OR REPLACE INTO drafts (user_id, draft) VALUES (?, ?)", [user_id, draft])

    # saved questions

    def saved_questions(self) -> tuple[SavedQuestion, ...]:
        """What new versions must still answer, the oldest first."""
        rows = self._db.execute("SELECT text, day, status, facts, id FROM saved_questions ORDER BY id")
        return tuple(
            SavedQuestion(text, date.fromisoformat(day), status, tuple(json.loads(facts)), number)
            for text, day, status, facts, number in rows
        )

    def save_question(self, question: SavedQuestion, by: int, at: datetime) -> None:
        """Saves a question; one with the same words takes its place."""
        self._db.execute(
            "INSERT INTO saved_questions (text, day, status, facts, saved_by, saved_at) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (text) DO UPDATE SET day = excluded.day, status = excluded.status, facts = excluded.facts,"
            " saved_by = excluded.saved_by, saved_at = excluded.saved_at",
            [
                question.text,
                question.day.isoformat(),
                question.status,
                json.dumps(question.facts, ensure_ascii=False),
                by,
                stamp(at),
            ],
        )

    def forget_question(self, number: int) -> bool:
        """Takes a saved question away; False if it is gone."""
        return self._db.execute("DELETE FROM saved_questions WHERE id = ?", [number]).rowcount > 0

    # missed questions

    def miss(
        self,
        text: str,
        user_id: int,
        chat_id: int,
        thread_id: int | None,
        message_id: int,
        at: datetime,
        wrong: Wrong | None = None,
    ) -> None:
        """Notes a question, masked by then, that a message of the bot could not answer, or answered `wrong`."""
        self._db.execute(
            "INSERT INTO missed (text, user_id, chat_id, thread_id, message_id, at, wrong)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (chat_id, message_id) DO UPDATE SET text = excluded.text, at = excluded.at,"
            " wrong = excluded.wrong",
            [text, user_id, chat_id, thread_id or 0, message_id, stamp(at), wrong],
        )

    def found_after_all(self, chat_id: int, message_id: int) -> None:
        """Takes a question back: one of its choices was taken."""
        self._db.execute("DELETE FROM missed WHERE chat_id = ? AND message_id = ?", [chat_id, message_id])

    def taken(self, user_id: int, chat_id: int, since: datetime) -> None:
        """Takes a person's latest question in a chat back, if asked since: they typed one of its choices."""
        self._db.execute(
            "DELETE FROM missed WHERE id = (SELECT max(id) FROM missed"
            " WHERE user_id = ? AND chat_id = ? AND at >= ? AND settled IS NULL)",
            [user_id, chat_id, stamp(since)],
        )

    def missed(self) -> tuple[MissedQuestion, ...]:
        """The questions that nobody has settled, the newest first."""
        return self._missed("settled IS NULL")

    def missed_in(self, chat_id: int, message_id: int) -> MissedQuestion | None:
        """The question that a message of the bot left open, where nobody has settled it."""
        return next(iter(self._missed("settled IS NULL AND chat_id = ? AND message_id = ?", chat_id, message_id)), None)

    def want(self, chat_id: int, message_id: int) -> bool:
        """Notes that who asked wants to be told once it can be answered; False if it is not open any more."""
        sql = "UPDATE missed SET wanted = 1 WHERE chat_id = ? AND message_id = ? AND settled IS NULL"
        return self._db.execute(sql, [chat_id, message_id]).rowcount > 0

    def wanted(self) -> tuple[MissedQuestion, ...]:
        """The questions whose askers want to be told and were not, the newest first; also those admins answered."""
        return self._missed("wanted = 1 AND (settled IS NULL OR settled = 'answered')")

    def told(self, number: int) -> bool:
        """Notes that who asked is told now; False if that was done, or is not wanted any more."""
        sql = "UPDATE missed SET settled = 'told', wanted = 0 WHERE id = ? AND wanted = 1"
        return self._db.execute(sql, [number]).rowcount > 0

    def _missed(self, where: str, *values: object) -> tuple[MissedQuestion, ...]:
        columns = "id, text, user_id, chat_id, thread_id, message_id, at, wrong"
        rows = self._db.execute(f"SELECT {columns} FROM missed WHERE {where} ORDER BY id DESC", values)  # noqa: S608 - ours
        return tuple(
            MissedQuestion(
                number, text, user, chat, thread or None, message, datetime.fromisoformat(at), wrong and Wrong(wrong)
            )
            for number, text, user, chat, thread, message, at, wrong in rows
        )

    # what was handed over

    def hand_over(self, number: int, chat_id: int, message_id: int, at: datetime) -> None:
        """Notes that a message to an admin, in their private chat, handed a missed question over."""
        sql = "INSERT OR REPLACE INTO handovers (chat_id, message_id, missed, at) VALUES (?, ?, ?, ?)"
        self._db.execute(sql, [chat_id, message_id, number, stamp(at)])

    def handed(self, number: int) -> tuple[tuple[int, int], ...]:
        """The messages that handed a question over: chat and number."""
        rows = self._db.execute("SELECT chat_id, message_id FROM handovers WHERE missed = ? ORDER BY chat_id", [number])
        return tuple((chat, message) for chat, message in rows)

    def handed_in(self, chat_id: int, message_id: int) -> int | None:
        """The missed question that a message handed over; None where it handed over none."""
        sql = "SELECT missed FROM handovers WHERE chat_id = ? AND message_id = ?"
        row = self._db.execute(sql, [chat_id, message_id]).fetchone()
        return None if row is None else int(row[0])

    def handed_by(self, user_id: int, since: datetime) -> int:
        """How many questions a person handed over since then."""
        sql = "SELECT count(DISTINCT missed) FROM handovers JOIN missed ON missed.id = handovers.missed"
        row = self._db.execute(f"{sql} WHERE missed.user_id = ? AND handovers.at >= ?", [user_id, stamp(since)])
        return int(row.fetchone()[0])

    def settle_missed(self, numbers: Iterable[int], how: str) -> Sequence[int]:
        """Settles questions as dismissed, answered or replied; those that were open until then are returned."""
        with self._db.atomic():
            return [
                number
                for number in numbers
                if self._db.execute(
                    "UPDATE missed SET settled = ? WHERE id = ? AND settled IS NULL", [how, number]
                ).rowcount
            ]
