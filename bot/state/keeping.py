"""What is kept of whom, and how long: the one table of it, which deletion, retention and `/privacy` follow.

Every table of the state has a row here (a test sees to that), so that nothing new is kept without a decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from bot.state.rows import stamp

_YEAR = 365


@dataclass(frozen=True, slots=True)
class Kept:
    """What becomes of a table's rows.

    The columns of `theirs` hold a person's number, also as that of their private chat, in rows that are that person's
    and go with them; those of `named` hold it in rows of somebody else, where 0 takes its place; those of `stays` keep
    it whatever they ask. A row goes `days` after its `age`, a column of times or days, where `only` holds; None = when
    what it is about ends.
    """

    table: str
    theirs: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    age: str | None = None
    days: int | None = None
    only: str = "1"


KEPT = (
    Kept("answers", theirs=("user_id", "chat_id"), age="asked_at", days=30),
    Kept("inbox", theirs=("person_id",), age="settled_at", days=7),
    Kept("acknowledgements", theirs=("user_id", "chat_id"), age="at", days=_YEAR),
    Kept("snoozes", theirs=("user_id",), age="day", days=30),
    Kept("invitations", theirs=("created_by", "used_by"), age="expires_at", days=90),
    Kept("people", theirs=("user_id",), named=("admitted_by",)),
    Kept("admins", theirs=("user_id",), named=("added_by",)),
    Kept("members", theirs=("user_id",), age="seen_at", days=30),
    Kept("barred", stays=("user_id",), named=("barred_by",)),
    Kept("subscriptions", theirs=("chat_id",), named=("subscribed_by",)),
    Kept("deliveries", theirs=("chat_id",), age="day", days=_YEAR),
    Kept("groups", named=("added_by", "decided_by"), age="since", days=90, only="state = 'left'"),
    Kept("lost_groups", age="lost_at", days=_YEAR),
    Kept("moved_groups"),
    Kept("pins", age="until", days=30),
    Kept("audit", stays=("actor",), age="at", days=_YEAR),
    Kept("drafts", theirs=("user_id",)),
    Kept("saved_questions", named=("saved_by",)),
    Kept("handovers", theirs=("chat_id",), age="at", days=90),
    Kept("missed", theirs=("user_id", "chat_id"), age="at", days=90),
    Kept("asked_days", age="day", days=_YEAR),
    Kept("asked", age="month", days=_YEAR),
    Kept("agenda"),
    Kept("changes"),
    Kept("news"),
    Kept("marks"),
    # Last, since others refer to it.
    Kept("chats", theirs=("chat_id",)),
)
"""In an order in which rows may go."""


def tidy(db: Database, now: datetime) -> dict[str, int]:
    """Deletes what has been kept long enough, and returns how many rows of which tables."""
    gone = {}
    with db.atomic():
        for kept in KEPT:
            if kept.age and kept.days is not None:
                before = stamp(now - timedelta(days=kept.days))
                sql = f"DELETE FROM {kept.table} WHERE {kept.age} < ? AND {kept.only}"  # noqa: S608 - names of ours
                if count := db.execute(sql, [before]).rowcount:
                    gone[kept.table] = count
    return gone


def held_of(db: Database, person: int) -> dict[str, list[dict[str, Any]]]:
    """The rows that are a person's, and those that must stay, by table; without tables that have none."""
    found = {}
    for kept in KEPT:
        if columns := kept.theirs + kept.stays:
            sql = f"SELECT * FROM {kept.table} WHERE ? IN ({', '.join(columns)})"  # noqa: S608 - names of ours
            if rows := list(db.query(sql, [person])):
                found[kept.table] = rows
    return found


def forget(db: Database, person: int) -> dict[str, int]:
    """Deletes all that is a person's and takes their number out of what is not; returns how many rows of which tables.

    Raises ValueError for a number that is no person's.
    """
    if person <= 0:
        raise ValueError("only a person can be forgotten")
    gone = {}
    with db.atomic():
        for kept in KEPT:
            for column in kept.named:
                db.execute(f"UPDATE {kept.table} SET {column} = 0 WHERE {column} = ?", [person])  # noqa: S608
            if kept.theirs:
                sql = f"DELETE FROM {kept.table} WHERE ? IN ({', '.join(kept.theirs)})"  # noqa: S608
                if count := db.execute(sql, [person]).rowcount:
                    gone[kept.table] = count
    return gone
