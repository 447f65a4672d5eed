"""The inbox: every update until it is answered, so that no end of the process loses one.

A row loses what it holds as soon as it is settled; its number stays for a while, for Telegram may deliver an update
again. A power cut may cost the last moment: nothing here waits for the disk, only for the system, which a killed
process does not take along. Every method is one transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.state.disk import StateDatabase
from bot.state.rows import stamp


class Arrival(NamedTuple):
    """An update as it came: `payload` is its JSON, `person_id` who caused it, where that is known."""

    update_id: int
    person_id: int | None
    payload: str


class Waiting(NamedTuple):
    """An update that is not answered yet.

    `begun` counts the later runs that ended while it was worked on; `sending`: a message of its answer was about
    to leave, and may have arrived.
    """

    update_id: int
    payload: str
    received_at: datetime
    begun: int
    sending: bool


class Inbox:
    """The updates in `db`."""

    def __init__(self, db: StateDatabase) -> None:
        self._db = db

    def receive(self, arrivals: Sequence[Arrival], at: datetime) -> frozenset[int]:
        """Keeps updates and returns the numbers of those that are new; Telegram may deliver one again."""
        new = set()
        with self._db.lightly():
            for one in arrivals:
                got = self._db.execute(
                    "INSERT INTO inbox (update_id, person_id, payload, received_at) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT DO NOTHING",
                    [one.update_id, one.person_id, one.payload, stamp(at)],
                )
                if got.rowcount:
                    new.add(one.update_id)
        return frozenset(new)

    def begin(self, update_id: int) -> None:
        """Notes that an update which an earlier run left is being worked on."""
        self._write("UPDATE inbox SET begun = begun + 1 WHERE update_id = ?", update_id)

    def ready(self, update_id: int) -> None:
        """Takes that back: its answer is known and waits to be sent, so that it is not what ends this run."""
        self._write("UPDATE inbox SET begun = begun - 1 WHERE update_id = ? AND begun > 0", update_id)

    def sending(self, update_id: int) -> None:
        """Notes that a message of its answer is about to leave."""
        self._write("UPDATE inbox SET sending = 1 WHERE update_id = ?", update_id)

    def settle(self, update_ids: Collection[int], at: datetime) -> None:
        """Notes that updates are done with; what they held is gone."""
        with self._db.lightly():
            for update_id in update_ids:
                self._db.execute(
                    "UPDATE inbox SET payload = NULL, person_id = NULL, settled_at = ? WHERE update_id = ?",
                    [stamp(at), update_id],
                )

    def unsettled(self) -> tuple[Waiting, ...]:
        """What is not answered yet, in the order in which it came."""
        rows = self._db.execute(
            "SELECT update_id, payload, received_at, begun, sending FROM inbox WHERE payload IS NOT NULL"
            " ORDER BY received_at, update_id"
        )
        return tuple(
            Waiting(number, payload, datetime.fromisoformat(received), begun, bool(sending))
            for number, payload, received, begun, sending in rows
        )

    def waiting(self) -> tuple[int, datetime | None]:
        """How many are not answered yet, and since when the oldest waits."""
        count, oldest = self._db.execute(
            "SELECT count(*), min(received_at) FROM inbox WHERE payload IS NOT NULL"
        ).fetchone()
        return count, None if oldest is None else datetime.fromisoformat(oldest)

    def forget_numbers(self) -> None:
        """Forgets the numbers of all that was settled: those of another bot mean something else."""
        self._write("DELETE FROM inbox WHERE payload IS NULL")

    def delete_of(self, person_id: int, at: datetime) -> int:
        """Settles what a person sent and is not answered yet, and returns how many; nothing else here is theirs."""
        with self._db.lightly():
            return self._db.execute(
                "UPDATE inbox SET payload = NULL, person_id = NULL, settled_at = ? WHERE person_id = ?",
                [stamp(at), person_id],
            ).rowcount

    def _write(self, sql: str, *values: object) -> None:
        with self._db.lightly():
            self._db.execute(sql, values)
