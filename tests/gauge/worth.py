"""What a rule is worth: what changes in everything that is asked or read once it is off."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from tests.gauge.rules import Rule, RuleBook, Watch

_LONGEST = 20  # seconds for one conversation or document: a neutral value may send a loop round for ever
_PROCESSES = 2


@dataclass(frozen=True)
class Outcome:
    """What came of one conversation or document: how much of it is right, and all that is seen of it."""

    right: float
    seen: object


@dataclass(frozen=True)
class Item:
    """Something that the rules are tried on. A made-up one was written to the rules and is no witness for them."""

    name: str
    run: Callable[[], Outcome]
    made_up: bool = False


@dataclass(frozen=True)
class Trial:
    """Rules and what they are tried on. `prepare` makes anew what the items share, for it may hold what a rule said.

    A rule is known to be needed once `enough` items are worse without it.
    """

    book: RuleBook
    items: Sequence[Item]
    prepare: Callable[[], None] = lambda: None
    enough: int = 10


@dataclass(frozen=True)
class Change:
    """An item that comes out otherwise: `by` is how much more of it is right."""

    item: str
    made_up: bool
    by: float


@dataclass(frozen=True)
class Worth:
    """What changes without a rule, with the least harmful of its neutral values (`body`; None if never called)."""

    rule: str
    body: str | None
    changes: tuple[Change, ...]
    enough: bool = False  # whether the rest was left out, because so many had got worse

    def count(self, *, made_up: bool = False) -> tuple[int, int, int]:
        """How many items are worse, better and merely different without the rule."""
        by = [change.by for change in self.changes if change.made_up is made_up]
        return sum(b < 0 for b in by), sum(b > 0 for b in by), sum(b == 0 for b in by)

    @property
    def is_nothing(self) -> bool:
        """Whether no witness speaks for it."""
        return not any(self.count())

    @property
    def harm(self) -> tuple[int, ...]:
        """To compare by: what gets worse without it counts most, made-up items least."""
        worse, better, other = self.count()
        return worse, better + other, -better, *self.count(made_up=True)


@dataclass(frozen=True)
class _Seen:
    """What happens with all rules on: the outcomes, and what each rule returned, by item and while preparing."""

    outcomes: Sequence[Outcome]
    returned: Sequence[dict[str, set[str]]]
    prepared: dict[str, set[str]]


def worths(trial: Trial, rules: Sequence[Rule]) -> Iterator[Worth]:
    """What each of the rules is worth, as soon as it is known, several at a time."""
    seen = _with_all_rules(trial)
    _Work.trial, _Work.seen = trial, seen
    with get_context("fork").Pool(_PROCESSES) as pool:
        numbers = {rule.name: number for number, rule in enumerate(trial.book.rules)}
        yield from pool.imap_unordered(_Work.one, [numbers[rule.name] for rule in rules])


class _Work:
    """What the processes of the pool have of their parent: it is too big to be sent, and functions cannot be."""

    trial: Trial
    seen: _Seen

    @classmethod
    def one(cls, number: int) -> Worth:
        """The worth of the rule with this number in the book."""
        return worth(cls.trial, cls.seen, cls.trial.book.rules[number])


def worth(trial: Trial, seen: _Seen, rule: Rule) -> Worth:
    """What changes without the rule, with the least harmful of its neutral values."""
    if rule.name not in seen.prepared and not any(rule.name in returned for returned in seen.returned):
        return Worth(rule.name, None, ())
    least = min((_without(trial, seen, rule, body) for body in rule.bodies), key=lambda one: one.harm)
    if least.is_nothing and least.body is not None:  # a rule may change what it is given, whatever it returns
        return _without(trial, seen, rule, least.body, thorough=True)
    return least


def _without(trial: Trial, seen: _Seen, rule: Rule, body: str, *, thorough: bool = False) -> Worth:
    neutral = set() if thorough or body == "None" == rule.bodies[-1] else {body}
    anew = bool(seen.prepared.get(rule.name, set()) - neutral)
    changes: list[Change] = []
    worse = 0
    trial.book.forget()
    with rule.off(body):
        try:
            if anew:
                trial.prepare()
            for item, before, returned in zip(trial.items, seen.outcomes, seen.returned, strict=True):
                if worse == trial.enough:
                    break
                if anew or returned.get(rule.name, set()) - neutral:
                    after = _outcome(item)
                    if after != before:
                        changes.append(Change(item.name, item.made_up, after.right - before.right))
                        worse += after.right < before.right and not item.made_up
        except Exception:  # nothing can even be prepared
            changes, worse = [Change(item.name, item.made_up, float("-inf")) for item in trial.items], trial.enough
    trial.book.forget()
    if anew:
        trial.prepare()
    return Worth(rule.name, body, tuple(changes), enough=worse == trial.enough)


def _with_all_rules(trial: Trial) -> _Seen:
    trial.book.forget()
    with Watch(trial.book.rules) as prepared:
        trial.prepare()
    outcomes, returned = [], []
    for item in trial.items:
        trial.book.forget()  # else what is kept from the item before would hide a call
        with Watch(trial.book.rules) as watch:
            outcomes.append(item.run())
        returned.append(watch.returned)
    return _Seen(outcomes, returned, prepared.returned)


def _outcome(item: Item) -> Outcome:
    try:
        with _at_most(_LONGEST):
            return item.run()
    except Exception as error:
        return Outcome(float("-inf"), type(error).__name__)


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
