"""Who is let in: people, invitations, bars, admins and groups. Every method is one transaction.

Whether somebody is let in now is for `handlers.door` to say; here is only what admins decided and Telegram told.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.state.rows import Group, GroupState, Invitation, stamp

_EXACT_TO = timedelta(days=1)  # when somebody was last seen as a member: a write for each question would be too many


class Admissions:
    """Who is let in, in `db`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # people

    def admit(self, user_id: int, by: int, at: datetime) -> None:
        """Lets a person in, also one who was barred; who was in already stays as first admitted."""
        with self._db.atomic():
            self._write("DELETE FROM barred WHERE user_id = ?", user_id)
            self._admit(user_id, by, stamp(at))

    def is_admitted(self, user_id: int) -> bool:
        """Whether the person was let in."""
        return self._has("people", "user_id", user_id)

    def revoke(self, user_id: int, by: int, at: datetime) -> bool:
        """Shuts a person out until an admin lets them in again; False if they were not in.

        Invitations that the person made or used are gone, and no other lets them in.
        """
        with self._db.atomic():
            self._write("DELETE FROM invitations WHERE ? IN (created_by, used_by)", user_id)
            self._write("DELETE FROM members WHERE user_id = ?", user_id)
            self._write(
                "INSERT INTO barred (user_id, barred_by, barred_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                *(user_id, by, stamp(at)),
            )
            return self._write("DELETE FROM people WHERE user_id = ?", user_id) > 0

    def is_barred(self, user_id: int) -> bool:
        """Whether the person was shut out and not let in since."""
        return self._has("barred", "user_id", user_id)

    def lift(self, user_id: int) -> bool:
        """Ends a bar without letting the person in; False if there was none."""
        return self._write("DELETE FROM barred WHERE user_id = ?", user_id) > 0

    # invitations

    def create_invitation(self, by: int, at: datetime, expires: datetime) -> str:
        """A code that lets one person in until `expires`: 22 characters of A-Za-z0-9_-, for a start link."""
        code = secrets.token_urlsafe(16)
        self._write(
            "INSERT INTO invitations (code, created_by, created_at, expires_at) VALUES (?, ?, ?, ?)",
            *(code, by, stamp(at), stamp(expires)),
        )
        return code

    def redeem_invitation(self, code: str, user_id: int, at: datetime) -> bool:
        """Admits the person in the name of who invited.

        False if the code is unknown, used or expired, and for who is barred: then it stays as it was.
        """
        with self._db.atomic():
            if self.is_barred(user_id):
                return False
            used = self._write(
                "UPDATE invitations SET used_by = ?, used_at = ? WHERE code = ? AND used_by IS NULL AND expires_at > ?",
                *(user_id, stamp(at), code, stamp(at)),
            )
            if not used:
                return False
            by = self._db.execute("SELECT created_by FROM invitations WHERE code = ?", [code]).fetchone()[0]
            self._admit(user_id, by, stamp(at))
        return True

    def open_invitations(self, at: datetime) -> tuple[Invitation, ...]:
        """Those that can still be used, the newest first."""
        rows = self._db.query(
            "SELECT * FROM invitations WHERE used_by IS NULL AND expires_at > ? ORDER BY created_at DESC, rowid DESC",
            [stamp(at)],
        )
        return tuple(
            Invitation(row["code"], row["created_by"], _time(row["created_at"]), _time(row["expires_at"]))
            for row in rows
        )

    def cancel_invitation(self, code: str) -> bool:
        """Makes a link useless; False if it was used already or is not known."""
        return self._write("DELETE FROM invitations WHERE code = ? AND used_by IS NULL", code) > 0

    # admins

    def admins(self) -> frozenset[int]:
        """The admins that other admins added, beside those of ADMIN_IDS."""
        return frozenset(row[0] for row in self._db.execute("SELECT user_id FROM admins"))

    def add_admin(self, user_id: int, by: int, at: datetime) -> bool:
        """Makes a person an admin; False if they were one already."""
        return (
            self._write(
                "INSERT INTO admins (user_id, added_by, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                *(user_id, by, stamp(at)),
            )
            > 0
        )

    def remove_admin(self, user_id: int) -> bool:
        """Makes an admin a person like others; False if they were none."""
        return self._write("DELETE FROM admins WHERE user_id = ?", user_id) > 0

    # groups

    def group(self, chat_id: int) -> Group | None:
        """What is known of a group; None where it was never asked about."""
        rows = self._db.query("SELECT * FROM groups JOIN chats USING (chat_id) WHERE chat_id = ?", [chat_id])
        return next(map(_group, rows), None)

    def groups(self) -> tuple[Group, ...]:
        """Every group, those that wait first, then the latest first."""
        rows = self._db.query(
            "SELECT * FROM groups JOIN chats USING (chat_id) ORDER BY state <> 'waiting', since DESC, chat_id"
        )
        return tuple(_group(row) for row in rows)

    def meet_group(self, chat_id: int, title: str, by: int, at: datetime, state: GroupState) -> None:
        """Puts down that the bot was brought into a group by a person, 0 = unknown, or is there unasked."""
        with self._db.atomic():
            self.entitle(chat_id, title)
            self._write(
                "INSERT OR REPLACE INTO groups (chat_id, state, since, added_by) VALUES (?, ?, ?, ?)",
                *(chat_id, state, stamp(at), by),
            )

    def entitle(self, chat_id: int, title: str) -> None:
        """Notes how a chat is called now."""
        self._write(
            "INSERT INTO chats (chat_id, title) VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET title = excluded.title WHERE title IS NOT excluded.title",
            *(chat_id, title),
        )

    def title(self, chat_id: int) -> str:
        """How a chat was called when it was last heard of; empty where that is not known."""
        row = self._db.execute("SELECT title FROM chats WHERE chat_id = ?", [chat_id]).fetchone()
        return (row and row[0]) or ""

    def decide(self, chat_id: int, state: GroupState, by: int | None, at: datetime) -> bool:
        """Puts a group into a state, in the name of an admin where one decided; False if it is in it already."""
        return (
            self._write(
                "UPDATE groups SET state = ?, since = ?, decided_by = coalesce(?, decided_by)"
                " WHERE chat_id = ? AND state <> ?",
                *(state, stamp(at), by, chat_id, state),
            )
            > 0
        )

    def forget_groups_left(self, before: datetime) -> int:
        """Forgets the groups that the bot has left before a time and returns how many."""
        return self._write("DELETE FROM groups WHERE state = 'left' AND since < ?", stamp(before))

    def move_group(self, old: int, new: int) -> None:
        """Gives a group's admission to the supergroup it became; an admission counts, whichever has it."""
        with self._db.atomic():
            self._write("INSERT OR REPLACE INTO moved_groups (chat_id, now_id) VALUES (?, ?)", old, new)
            self._write("UPDATE moved_groups SET now_id = ? WHERE now_id = ?", new, old)
            before, since = self.group(old), self.group(new)
            if before and (since is None or since.state is not GroupState.ADMITTED):
                self._write("DELETE FROM groups WHERE chat_id = ?", new)
                self._write("UPDATE groups SET chat_id = ? WHERE chat_id = ?", new, old)
                self.entitle(new, before.title)
            self._write("DELETE FROM groups WHERE chat_id = ?", old)
            self._write("UPDATE OR REPLACE members SET chat_id = ? WHERE chat_id = ?", new, old)
            self._write("UPDATE OR REPLACE lost_groups SET chat_id = ? WHERE chat_id = ?", new, old)

    def present_ids(self, chat_ids: Iterable[int]) -> frozenset[int]:
        """The groups by the ids that they have now."""
        moved = {row[0]: row[1] for row in self._db.execute("SELECT chat_id, now_id FROM moved_groups")}
        return frozenset(moved.get(chat_id, chat_id) for chat_id in chat_ids)

    # members of the staff groups, as Telegram told

    def saw_member(self, chat_id: int, user_id: int, at: datetime) -> None:
        """Notes that a person is a member of a staff group, which the bot is in, then."""
        with self._db.atomic():
            self.found_group(chat_id)
            self._write(
                "INSERT INTO members (chat_id, user_id, seen_at) VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at WHERE seen_at < ?",
                *(chat_id, user_id, stamp(at), stamp(at - _EXACT_TO)),
            )

    def saw_no_member(self, chat_id: int, user_id: int) -> None:
        """Notes that a person is no member of a staff group, which the bot is in, then."""
        with self._db.atomic():
            self.found_group(chat_id)
            self._write("DELETE FROM members WHERE chat_id = ? AND user_id = ?", chat_id, user_id)

    def was_member(self, chat_id: int, user_id: int) -> bool:
        """Whether the person was a member when that was last asked."""
        count = self._db.table("members").count_where("chat_id = ? AND user_id = ?", [chat_id, user_id])
        return count > 0

    def lost_group(self, chat_id: int, at: datetime) -> bool:
        """Notes that the bot is not in a staff group any more; False if that was known."""
        return (
            self._write(
                "INSERT INTO lost_groups (chat_id, lost_at) VALUES (?, ?) ON CONFLICT DO NOTHING", chat_id, stamp(at)
            )
            > 0
        )

    def found_group(self, chat_id: int) -> None:
        """Notes that the bot is in a staff group."""
        self._write("DELETE FROM lost_groups WHERE chat_id = ?", chat_id)

    def lost_at(self, chat_id: int) -> datetime | None:
        """Since when the bot is not in a staff group; None where it is."""
        row = self._db.execute("SELECT lost_at FROM lost_groups WHERE chat_id = ?", [chat_id]).fetchone()
        return None if row is None else _time(row[0])

    # SQL

    def _admit(self, user_id: int, by: int, at: str) -> None:
        self._write(
            "INSERT INTO people (user_id, admitted_by, admitted_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            *(user_id, by, at),
        )

    def _has(self, table: str, column: str, value: int) -> bool:
        return self._db.table(table).count_where(f"{column} = ?", [value]) > 0

    def _write(self, sql: str, *values: object) -> int:
        return self._db.execute(sql, values).rowcount


def _group(row: dict[str, Any]) -> Group:
    return Group(
        chat_id=row["chat_id"],
        title=row["title"] or "",
        state=GroupState(row["state"]),
        since=_time(row["since"]),
        added_by=row["added_by"],
        decided_by=row["decided_by"],
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
