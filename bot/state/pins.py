"""What the bot has pinned in groups, and until when. Every method is one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.state.rows import stamp


class Pins:
    """The pinned messages in `db`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def add(self, chat_id: int, message_id: int, until: datetime) -> None:
        """Notes that a message of the bot is pinned until a time."""
        self._db.execute(
            "INSERT OR REPLACE INTO pins (chat_id, message_id, until) VALUES (?, ?, ?)",
            [chat_id, message_id, stamp(until)],
        )

    def drop(self, chat_id: int, message_id: int) -> None:
        """Notes that a message is not pinned any more."""
        self._db.execute("DELETE FROM pins WHERE chat_id = ? AND message_id = ?", [chat_id, message_id])

    def move(self, old: int, new: int) -> None:
        """Gives what is pinned in a group to the supergroup that it became."""
        self._db.execute("UPDATE OR REPLACE pins SET chat_id = ? WHERE chat_id = ?", [new, old])

    def over(self, at: datetime) -> tuple[tuple[int, int], ...]:
        """Chat and number of the messages whose time is over, the oldest first."""
        rows = self._db.execute("SELECT chat_id, message_id FROM pins WHERE until <= ? ORDER BY until", [stamp(at)])
        return tuple((row[0], row[1]) for row in rows)
