"""What is asked, and what is sent, as numbers: never what was written, nor by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from bot.clock import SEOUL
from bot.state.rows import DeliveryStatus

_MONTHS = 3
_CONTEST = "contest "  # a topic: the name of a contest follows


@dataclass(frozen=True, slots=True)
class Month:
    """A month in numbers; `name` is 2026-11. `days` has the questions of each day by how they ended.

    `topics` and `contests` have what was answered about, the most often first; `reminders` is how many messages
    reminded.
    """

    name: str
    days: Mapping[date, Mapping[str, int]]
    topics: Mapping[str, int]
    contests: Mapping[str, int]
    reminders: int

    def ended(self, status: str) -> int:
        """How many questions ended so."""
        return sum(day.get(status, 0) for day in self.days.values())


class Asked:
    """How many questions there were, by day and how they ended, and about what, by month, in `db`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, topic: str, at: datetime) -> None:
        """One more about a topic."""
        self._db.execute(
            "INSERT INTO asked (topic, month, times) VALUES (?, ?, 1)"
            " ON CONFLICT (topic, month) DO UPDATE SET times = times + 1",
            [topic, month_of(at)],
        )

    def count_contest(self, series: str, at: datetime) -> None:
        """One more about a contest."""
        self.count(f"{_CONTEST}{series}", at)

    def count_question(self, status: str, at: datetime) -> None:
        """One more question that ended so."""
        self._db.execute(
            "INSERT INTO asked_days (day, status, times) VALUES (?, ?, 1)"
            " ON CONFLICT (day, status) DO UPDATE SET times = times + 1",
            [at.astimezone(SEOUL).date().isoformat(), status],
        )

    def often(self, now: datetime) -> tuple[str, ...]:
        """The topics of this month and the two before it, the most asked first."""
        rows = self._db.query(
            "SELECT topic FROM asked WHERE month >= ? GROUP BY topic ORDER BY sum(times) DESC, topic",
            [month_of(now, _MONTHS - 1)],
        )
        return tuple(str(row["topic"]) for row in rows)

    def month(self, name: str) -> Month:
        """All that is known of a month, 2026-11."""
        days: dict[date, dict[str, int]] = {}
        rows = "SELECT day, status, times FROM asked_days WHERE day LIKE ? ORDER BY day, status"
        for day, status, times in self._db.execute(rows, [f"{name}-%"]):
            days.setdefault(date.fromisoformat(day), {})[status] = times
        rows = "SELECT topic, times FROM asked WHERE month = ? ORDER BY times DESC, topic"
        every = {str(topic): int(times) for topic, times in self._db.execute(rows, [name])}
        contests = {topic.removeprefix(_CONTEST): n for topic, n in every.items() if topic.startswith(_CONTEST)}
        topics = {topic: n for topic, n in every.items() if not topic.startswith(_CONTEST)}
        sent = (
            "SELECT count(*) FROM (SELECT DISTINCT chat_id, message_id FROM deliveries"
            " WHERE status = ? AND settled_at LIKE ?)"
        )
        (reminders,) = self._db.execute(sent, [DeliveryStatus.SENT, f"{name}-%"]).fetchone()
        return Month(name, days, topics, contests, reminders)


def month_of(at: datetime, before: int = 0) -> str:
    """The month of a time in Seoul, 2026-11, or one that was so many months `before`."""
    local = at.astimezone(SEOUL)
    months = local.year * 12 + local.month - 1 - before
    return f"{months // 12:04}-{months % 12 + 1:02}"
