"""Every set of questions over the bases it is meant for: one item a conversation."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.commands.ask import Conversations
from bot.commands.evaluate import Dialog, Said, judge, read_dialogs
from handlers.render import plain, render
from knowledge.base import KnowledgeBase
from knowledge.folder.reading import read_folder
from knowledge.search.embedding import Meanings
from tests.gauge.rules import rules_of
from tests.gauge.worth import Item, Outcome, Trial

RULES = ("knowledge.questions", "knowledge.answers", "knowledge.words.vocabulary")

_ROOT = Path(__file__).parents[2]
_SHARED = _ROOT.parent / "shared"
_OWN = [_ROOT / "tests" / "questions" / f"{name}.jsonl" for name in ("own", "paraphrases", "out_of_scope", "typing")]
_FRESH = sorted((_ROOT / "tests" / "questions" / "archive").glob("*.jsonl"))
_DAY, _OF_ITS_OWN_DAY = date(2026, 11, 21), date(2026, 4, 10)


class Bases:
    """Knowledge bases whose vocabulary can be made anew."""

    def __init__(self) -> None:
        self._made: list[KnowledgeBase] = []
        self.current: list[KnowledgeBase] = []

    def add(self, releases: Iterable[Path]) -> int:
        """Read these releases; the number of their base."""
        with TemporaryDirectory() as folder:
            for release in releases:
                shutil.copy(release, folder)
            facts = read_folder(Path(folder))
        meanings = Meanings.of(facts)
        if meanings:  # what a question means is no rule, and finding it out takes most of the time
            meanings.likeness = cache(meanings.likeness)  # type: ignore[method-assign] # the same, remembered
        base = KnowledgeBase(facts, meanings=meanings)
        base.prepare()
        self._made.append(base)
        self.current.append(base)
        return len(self._made) - 1

    def renew(self) -> None:
        """Every base again, with nothing kept of its vocabulary."""
        self.current[:] = map(copy.copy, self._made)
        for base in self.current:
            base.__dict__.pop("vocabulary", None)
            base.vocabulary.prepare()


def question_sets() -> Trial:
    """The rules from a question to its answer, tried on all sets; those beside the repository where they are there."""
    bases = Bases()
    bundled = bases.add((_ROOT / "knowledge" / "releases").glob("*.txt"))
    sets = [(path, bundled, _DAY) for path in _OWN]
    if _SHARED.is_dir():
        genuine, others = sorted((_SHARED / "releases").glob("*.txt")), sorted((_SHARED / "layouts").glob("*.txt"))
        two, fifteen = bases.add(genuine), bases.add([*genuine, *others])
        dev, many, days = (_SHARED / "questions" / f"{n}.jsonl" for n in ("dev", "many", "many-days-2026-04-10"))
        sets += [(dev, two, _DAY), (dev, fifteen, _DAY), (_OWN[0], fifteen, _DAY), (many, fifteen, _DAY)]
        sets += [(days, fifteen, _OF_ITS_OWN_DAY)]
        archive = bases.add([*genuine, *others, *sorted((_SHARED / "layouts2").glob("*.txt"))])
        sets += [(path, archive, _DAY) for path in _FRESH]
    items = [item for path, number, day in sets for item in _items(path, bases, number, day)]
    return Trial(rules_of(RULES), items, bases.renew)


def _items(path: Path, bases: Bases, number: int, day: date) -> Iterator[Item]:
    with path.open(encoding="utf-8") as lines:
        for dialog in read_dialogs(lines):
            name = f"{path.stem}/{number} {dialog.id}: {' → '.join(turn.say for turn in dialog.turns)}"
            yield Item(name, _talk(dialog, bases, number, day))


def _talk(dialog: Dialog, bases: Bases, number: int, day: date) -> Callable[[], Outcome]:
    def run() -> Outcome:
        talk = Conversations(bases.current[number], lambda answer, today: plain(render(answer, today=today)))
        said: list[Said] = []

        def ask(text: str, conversation: str) -> Said:
            reply = talk.ask(text, day, conversation)
            labels = tuple(choice.label for choice in reply.answer.choices)
            said.append(Said(reply.answer.status.value, reply.text, labels))
            return said[-1]

        (verdict,) = judge([dialog], ask)
        return Outcome(float(verdict.holds), tuple(said))

    return run
