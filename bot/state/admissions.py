"""Who is let in: people and the invitations that let them in. Every method is one transaction."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlite_utils import Database

from bot.state.rows import stamp


class Admissions:
    """Who is let in, in `db`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def admit(self, user_id: int, by: int, at: datetime) -> None:
        """Lets a person in; who was in already stays as first admitted."""
        self._admit(user_id, by, stamp(at))

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
            *(code, by, stamp(at), stamp(expires)),
        )
        return code

    def redeem_invitation(self, code: str, user_id: int, at: datetime) -> bool:
        """Admits the person in the name of who invited; False if the code is unknown, used or expired."""
        with self._db.atomic():
            used = self._write(
                "UPDATE invitations SET used_by = ?, used_at = ? WHERE code = ? AND used_by IS NULL AND expires_at > ?",
                *(user_id, stamp(at), code, stamp(at)),
            )
            if not used:
                return False
            by = self._db.execute("SELECT created_by FROM invitations WHERE code = ?", [code]).fetchone()[0]
            self._admit(user_id, by, stamp(at))
        return True

    def _admit(self, user_id: int, by: int, at: str) -> None:
        self._write(
            "INSERT INTO people (user_id, admitted_by, admitted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            *(user_id, by, at),
        )

    def _write(self, sql: str, *values: object) -> int:
        return self._db.execute(sql, values).rowcount
