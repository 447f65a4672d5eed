"""What is asked about, as numbers: never what was written, nor by whom."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.clock import SEOUL

_MONTHS = 3


class Asked:
    """How often each topic was asked and answered, by month, in `db`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def count(self, topic: str, at: datetime) -> None:
        """One more."""
        self._db.execute(
            "INSERT INTO asked (topic, month, times) VALUES (?, ?, 1)"
            " ON CONFLICT (topic, month) DO UPDATE SET times = times + 1",
            [topic, _month(at)],
        )

    def often(self, now: datetime) -> tuple[str, ...]:
        """The topics of this month and the two before it, the most asked first."""
        months = _month(now, _MONTHS - 1)
        rows = self._db.query(
            "SELECT topic FROM asked WHERE month >= ? GROUP BY topic ORDER BY sum(times) DESC, topic", [months]
        )
        return tuple(str(row["topic"]) for row in rows)


def _month(at: datetime, before: int = 0) -> str:
    local = at.astimezone(SEOUL)
    months = local.year * 12 + local.month - 1 - before
    return f"{months // 12:04}-{months % 12 + 1:02}"
