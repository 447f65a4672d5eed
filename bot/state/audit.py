"""Who did what: the actions of admins, of groups' administrators and of the command line, and what was refused."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.state.rows import AuditEntry, stamp

REFUSED = "refused"
"""The action of whoever tried what they may not; repeated within a day it is one entry that counts."""

COMMAND_LINE = 0
"""The actor of what is done by the command line, or by the bot itself."""

_MOST = {True: 1_000, False: 10_000}  # entries of what was refused, and of what was done


class Audit:
    """The audit in `db`. It is bounded: the oldest entries go, and what is refused pushes out nothing that was done."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def record(self, actor: int, action: str, detail: str, at: datetime) -> None:
        """Notes who did what."""
        with self._db.atomic():
            if action == REFUSED and self._count_again(actor, detail, at):
                return
            self._db.execute(
                "INSERT INTO audit (actor, action, detail, at, last_at) VALUES (?, ?, ?, ?, ?)",
                [actor, action, detail, stamp(at), stamp(at)],
            )
            is_refused = action == REFUSED
            self._db.execute(
                "DELETE FROM audit WHERE (action = :refused) = :is_refused AND id <= (SELECT id FROM audit"
                " WHERE (action = :refused) = :is_refused ORDER BY id DESC LIMIT 1 OFFSET :most)",
                {"refused": REFUSED, "is_refused": is_refused, "most": _MOST[is_refused]},
            )

    def entries(
        self, count: int, skip: int = 0, actor: int | None = None, action: str | None = None
    ) -> tuple[AuditEntry, ...]:
        """The last entries but `skip`, the newest first; of one actor, of one action."""
        rows = self._db.query(
            "SELECT * FROM audit WHERE (:actor IS NULL OR actor = :actor) AND (:action IS NULL OR action = :action)"
            " ORDER BY id DESC LIMIT :count OFFSET :skip",
            {"actor": actor, "action": action, "count": count, "skip": skip},
        )
        return tuple(
            AuditEntry(
                row["actor"],
                row["action"],
                row["detail"],
                datetime.fromisoformat(row["at"]),
                row["times"],
                datetime.fromisoformat(row["last_at"] or row["at"]),
            )
            for row in rows
        )

    def count(self, actor: int | None = None, action: str | None = None) -> int:
        """How many entries there are, of one actor, of one action."""
        sql = "SELECT count(*) FROM audit WHERE (:actor IS NULL OR actor = :actor)"
        sql += " AND (:action IS NULL OR action = :action)"
        return int(self._db.execute(sql, {"actor": actor, "action": action}).fetchone()[0])

    def _count_again(self, actor: int, detail: str, at: datetime) -> bool:
        counted = self._db.execute(
            "UPDATE audit SET times = times + 1, last_at = ? WHERE id = (SELECT max(id) FROM audit"
            " WHERE actor = ? AND action = ? AND detail = ? AND at >= ?)",
            [stamp(at), actor, REFUSED, detail, stamp(at)[: len("2026-01-31")]],
        )
        return counted.rowcount > 0
