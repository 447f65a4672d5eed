"""What really came of the year, in the words of the model, and how the two differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.reminders.messages import Correction, Digest, Item, Reminder, Results
from tests.bot.simulated_year.driver import History, LetterId, live_through
from tests.bot.simulated_year.making import make_world
from tests.bot.simulated_year.model import Outcome, Told, work_out

__all__ = ["Result", "live"]


_Key = tuple[datetime, LetterId]


@dataclass(frozen=True)
class Result:
    """A year that was lived through: what should have come of it, what did, and what happened to the bot."""

    expected: Outcome
    actual: Outcome
    history: History

    def lost(self) -> list[object]:
        """What should have arrived and did not, and rows of the ledger that are not there."""
        told = [
            (key, *(Counter(said) - Counter(self.actual.letters.get(key, ()))))
            for key, said in self.expected.letters.items()
        ]
        rows = [row for row in self.expected.rows if row not in self.actual.rows]
        return [*(one for one in told if len(one) > 1), *rows]

    def doubled(self) -> list[object]:
        """What arrived and should not have, and rows of the ledger that should not be there."""
        told = [
            (key, *(Counter(said) - Counter(self.expected.letters.get(key, ()))))
            for key, said in self.actual.letters.items()
        ]
        rows = [row for row in self.actual.rows if row not in self.expected.rows]
        return [*(one for one in told if len(one) > 1), *rows]

    def settled_otherwise(self) -> list[object]:
        """Rows that ended in another way than they should."""
        both = self.expected.rows.keys() & self.actual.rows.keys()
        pairs = ((row, self.expected.rows[row], self.actual.rows[row]) for row in both)
        return [one for one in pairs if one[1] != one[2]]

    def row_of_the_table(self) -> dict[str, int]:
        """What there was, in figures."""
        told = [one for said in self.actual.letters.values() for one in said]
        ends = Counter(self.actual.rows.values())
        kinds = Counter(one.kind for one in told)
        return {
            "due": len(self.expected.rows),
            "letters": len(self.actual.letters),
            "reminders": kinds["reminder"],
            "late": sum(one.late for one in told),
            "repeated": sum(one.repeat for one in told),
            "corrections": kinds["correction"],
            "digests": kinds["digest"],
            "results": kinds["results"],
            "put off": kinds["snoozed"],
            "missed": ends["missed"],
            "unsure": ends["unsure"],
            "refused": ends["failed"],
            "restarts": len(self.history.ups) - 1,
            "kills": len(self.history.kills),
            "lost": len(self.lost()),
            "doubled": len(self.doubled()),
            "settled otherwise": len(self.settled_otherwise()),
        }


def live(seed: int, folder: Path, contests: int = 30, chats: int = 200) -> Result:
    """Lives through the year of a seed, with the state in a file of this folder."""
    world = make_world(seed, contests, chats)
    history = live_through(world, folder / f"{seed}.sqlite3", seed)
    labels = _labels(history)
    return Result(work_out(world, history, labels), _observed(history, labels), history)


def _labels(history: History) -> dict[str, str]:
    """The model's label for each uid."""
    lives: Counter[tuple[str, str]] = Counter()
    labels = {one.uid: f"{one.series} {one.half}" for one in history.agenda.news}
    for entry in history.agenda.entries:
        labels[entry.uid] = f"{entry.name}/{entry.kind}/{lives[entry.name, entry.kind]}"
        lives[entry.name, entry.kind] += 1
    return labels


def _observed(history: History, labels: Mapping[str, str]) -> Outcome:
    """The letters that arrived and the ledger at the end."""
    found = Outcome()
    for one in history.deliveries:
        found.letters[one.at, one.to] += [_told(item, labels) for item in one.letter.items]
    for row in history.ledger:
        uid = row.key.uid
        label = f"snooze-{labels[uid[7:]]}" if uid.startswith("snooze-") else labels.get(uid, uid)
        number = history.numbers[row.key.chat_id]
        found.rows[number, row.key.thread_id, label, row.key.day, row.key.lead] = row.status.value
    return found


def _told(item: Item, labels: Mapping[str, str]) -> Told:
    def told(kind: str, uid: str, *of: object) -> Told:
        return Told(kind, labels.get(uid, uid), item.late, item.repeat, frozenset(of))

    if isinstance(item, Reminder):
        return told("reminder", item.entry.uid, *item.leads)
    if isinstance(item, Correction):
        return told("correction", item.entry.uid, item.key.lead)
    if isinstance(item, Digest):
        return told("digest", item.key.uid, *(labels[entry.uid] for entry in item.entries))
    if isinstance(item, Results):
        return told("results", item.news.uid, item.news.cases)
    return told("snoozed", item.key.uid.removeprefix("snooze-"))
