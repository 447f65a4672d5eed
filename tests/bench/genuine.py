"""A large base of genuine releases, each repeated under other names, so that common words are as common as in life.

In every copy the contests, organizations and persons of the releases have names of their own, wherever these stand; all
else is as it was printed. So a name says which copy is meant, and all other words stand in every copy.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from knowledge.hangul import strip_ending, tokens_of
from knowledge.model import EventKind, Facts, WinningCase, joined
from knowledge.words.vocabulary import GENERIC
from tests.bench import office_words as words
from tests.bench.questions import Asked
from tests.bench.synthetic import World
from tests.knowledge.genuine import genuine_releases

KINDS = ("case", "day", "count", "person")
_SEED = 20261130
_NAME = re.compile(r"[가-힣]{3,}")


def genuine_world(copies: int) -> World | None:
    """The genuine releases and so many copies of them under other names; None where there are none."""
    releases = genuine_releases()
    if not releases:
        return None
    read = joined(releases.values())
    at, taken = Random(_SEED), set[str]()
    copied = [read, *(_renamed(read, number, at, taken) for number in range(1, copies + 1))]
    parts = {field.name: tuple(f for facts in copied for f in getattr(facts, field.name)) for field in fields(Facts)}
    facts = Facts(**parts)
    return World(facts, {case.id: tuple(map(strip_ending, tokens_of(case.name))) for case in facts.cases})


def _renamed(facts: Facts, number: int, at: Random, taken: set[str]) -> Facts:
    """A copy with ids of its own and other names."""
    names: dict[str, str] = {}
    for series in dict.fromkeys(contest.series for contest in facts.contests):
        for word in _NAME.findall(series):
            if word not in GENERIC and word not in names:
                names[word] = _fresh(taken, lambda: at.choice(words.TOPICS) + at.choice(words.THINGS))
    for name in dict.fromkeys(case.organization for case in facts.cases if case.organization):
        names[name] = _fresh(taken, lambda: at.choice(words.PLACES) + at.choice(words.TOPICS) + at.choice(words.THINGS))
    for name in dict.fromkeys(contact.name for contact in facts.contacts):
        names[name] = at.choice(words.SURNAMES) + at.choice(words.GIVEN) + at.choice(words.GIVEN)
    pattern = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    ids = {fact.id for kind in fields(Facts) for fact in getattr(facts, kind.name) if hasattr(fact, "id")}

    def written(text: str) -> str:
        return f"{text}-{number}" if text in ids else pattern.sub(lambda hit: names[hit[0]], text)

    copied: Facts = _changed(facts, written)
    return copied


def _fresh(taken: set[str], make: Callable[[], str]) -> str:
    """A name that nothing has yet."""
    while (name := make()) in taken:
        pass
    taken.add(name)
    return name


def _changed(value: Any, written: Callable[[str], str]) -> Any:
    """The same with every text in it written otherwise."""
    if isinstance(value, EventKind) or value is None:
        return value
    if isinstance(value, str):
        return written(value) if type(value) is str else value
    if isinstance(value, tuple):
        return tuple(_changed(part, written) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _changed(getattr(value, field.name), written) for field in fields(value)})
    return value


def questions_on(world: World, per_kind: int) -> list[Asked]:
    """So many questions of each kind, each with one right answer, about contests and persons drawn at random."""
    at, facts = Random(_SEED), world.facts
    streams: dict[str, Iterator[Asked]] = {
        "case": _cases(world, at.sample(facts.cases, len(facts.cases))),
        "day": _days(facts, at),
        "count": _counts(facts, at),
        "person": _persons(facts, at),
    }
    return [asked for kind in KINDS for asked, _ in zip(streams[kind], range(per_kind), strict=False)]


def _cases(world: World, cases: Iterable[WinningCase]) -> Iterator[Asked]:
    """A contest and three words of a title that stand in no other of its cases."""
    series = {contest.id: contest.series for contest in world.facts.contests}
    of_series: dict[str | None, list[WinningCase]] = defaultdict(list)
    for case in world.facts.cases:
        of_series[series.get(case.contest_id or "")].append(case)
    for case in cases:
        telling, contest = [w for w in world.title_words[case.id] if len(w) > 1][:3], series.get(case.contest_id or "")
        holding = [one for one in of_series[contest] if all(word in one.name for word in telling)]
        if contest and len(telling) == 3 and all(one.name == case.name for one in holding):
            yield Asked("case", f"{contest} {' '.join(telling)} 사례", frozenset(one.id for one in holding))


def _days(facts: Facts, at: Random) -> Iterator[Asked]:
    """When the ceremony of a contest is."""
    named = Counter(contest.series for contest in facts.contests)
    for contest in at.sample(facts.contests, len(facts.contests)):
        held = [e.id for e in facts.events if e.kind is EventKind.CEREMONY and contest.series in e.contests and e.date]
        if held and named[contest.series] == 1:
            yield Asked("day", f"{contest.series} 시상식 언제예요", frozenset(held))


def _counts(facts: Facts, at: Random) -> Iterator[Asked]:
    """How many entries a contest had."""
    named = Counter(contest.series for contest in facts.contests)
    for contest in at.sample(facts.contests, len(facts.contests)):
        if contest.received and named[contest.series] == 1:
            yield Asked("count", f"{contest.series} 접수 몇 건이에요", frozenset({contest.id}))


def _persons(facts: Facts, at: Random) -> Iterator[Asked]:
    """Somebody's number, by a name that only one has."""
    named = Counter(contact.name for contact in facts.contacts)
    for contact in at.sample(facts.contacts, len(facts.contacts)):
        if named[contact.name] == 1 and contact.phone:
            yield Asked("person", f"{contact.name} 번호", frozenset({contact.id}))
