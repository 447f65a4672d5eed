"""The agenda in the state file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.reminders.agenda import Agenda, Change, Entry, Reconciled, Rereading, reconcile
from bot.reminders.results import News, results
from bot.settings import MINISTRY
from knowledge.model import Facts

_ENTRY, _CHANGE, _NEWS = TypeAdapter(Entry), TypeAdapter(Change), TypeAdapter(News)


class AgendaTable:
    """Entries, their changes and news, kept in `db`; nobody else may write them while this is open."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._read: Agenda | None = None

    def agenda(self) -> Agenda:
        """What was promised so far."""
        if self._read is None:
            self._read = Agenda(
                tuple(_ENTRY.validate_json(text) for text in self._texts("SELECT entry FROM agenda ORDER BY rowid")),
                tuple(_CHANGE.validate_json(text) for text in self._texts("SELECT change FROM changes ORDER BY id")),
                tuple(_NEWS.validate_json(text) for text in self._texts("SELECT news FROM news ORDER BY rowid")),
            )
        return self._read

    def reconcile(
        self, facts: Facts, now: datetime, first: bool, until: date | None = None, ministry: str = MINISTRY
    ) -> tuple[Change, ...]:
        """Makes the agenda follow what the knowledge base says now; `first`: it is begun.

        `until`: another edition of the bot has read it than the one before, which had releases until that day.

        What the ledger has under the ids of events, as it did before there was an agenda, is then given to the
        entries that these events became, so that nothing is told twice.
        """
        new, fresh = self.foreseen(facts, now, first, until, ministry)
        old, self._read = self.agenda(), None
        with self._db.atomic():
            before = set(old.entries)
            for entry in (one for one in new.entries if one not in before):
                self._db.execute(
                    "INSERT INTO agenda (uid, entry) VALUES (?, ?)"
                    " ON CONFLICT (uid) DO UPDATE SET entry = excluded.entry",
                    [entry.uid, _json(_ENTRY, entry)],
                )
            for change in new.changes:
                self._db.execute(
                    "INSERT INTO changes (uid, sequence, change) VALUES (?, ?, ?)",
                    [change.new.uid, change.new.sequence, _json(_CHANGE, change)],
                )
            for news in fresh:
                self._db.execute("INSERT INTO news (uid, news) VALUES (?, ?)", [news.uid, _json(_NEWS, news)])
            if first:
                self._take_over(new.entries)
        return new.changes

    def foreseen(
        self, facts: Facts, now: datetime, first: bool, until: date | None = None, ministry: str = MINISTRY
    ) -> tuple[Reconciled, tuple[News, ...]]:
        """What `reconcile` would write: entries with their changes, and news."""
        old = self.agenda()
        rereading = Rereading(until, self._told()) if until else None
        new = reconcile(old.entries, facts, now, first, rereading, ministry)
        return new, tuple(results(old.news, facts, now, first, until))

    def _told(self) -> frozenset[str]:
        """The entries that a chat or a topic was told of, or may have been."""
        sql = "SELECT DISTINCT uid FROM deliveries WHERE status IN ('sent', 'unsure', 'interrupted', 'claimed')"
        return frozenset(self._texts(sql))

    def _take_over(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self._db.execute(
                "UPDATE OR IGNORE deliveries SET uid = ? WHERE uid = ? AND day = ?",
                [entry.uid, entry.event_id, entry.day.isoformat()],
            )

    def _texts(self, sql: str) -> list[str]:
        return [row[0] for row in self._db.execute(sql)]


def _json(adapter: TypeAdapter[Any], value: object) -> str:
    return adapter.dump_json(value).decode()
