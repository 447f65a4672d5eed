"""Scores what is read from releases against facts written by hand, per file format, and compares the formats."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from knowledge.documents import UnreadableDocument
from knowledge.extract.contract import to_json_dict
from knowledge.hangul import squeeze
from knowledge.model import Facts

_ALIKE = 0.8
_ALL = "all"
_Json = dict[str, Any]


class GoldError(Exception):
    """Facts by hand that are not there, or are no JSON."""


@dataclass(frozen=True)
class Share:
    """`hit` of `wanted`; `given` is how many were read where too many count too (F1)."""

    hit: int = 0
    wanted: int = 0
    given: int | None = None

    def __add__(self, other: Share) -> Share:
        given = None if other.given is None else (self.given or 0) + other.given
        return Share(self.hit + other.hit, self.wanted + other.wanted, given)

    @property
    def value(self) -> float:
        """The share, or F1; 1 where there is nothing to measure."""
        hit, of = (self.hit, self.wanted) if self.given is None else (2 * self.hit, self.wanted + self.given)
        return hit / of if of else 1.0


@dataclass(frozen=True)
class Reading:
    """One file: the document it is a form of, what should be read, what was read, or why nothing was."""

    file: str
    document: str
    form: str
    gold: _Json
    told: _Json
    fault: str | None
    shares: dict[str, Share]
    missed: tuple[str, ...]


def read_releases(
    folder: Path, gold: Path | None, forms: Sequence[str] | None, read: Callable[[Path], Facts]
) -> list[Reading]:
    """All files of `folder` that have gold facts (NAME.gold.json or 001.gold.json beside 001_name.pdf), read.

    `gold` is another folder for these, `forms` the endings of names to keep to. Raises GoldError where there is
    none, or where gold facts are no JSON.
    """
    found = []
    for path in sorted(folder.iterdir()):
        form = path.suffix.removeprefix(".").lower()
        beside = _gold_of(path, gold or folder)
        if beside is None or (forms and form not in forms):
            continue
        try:
            wanted = json.loads(beside.read_text(encoding="utf-8"))
        except ValueError as error:
            raise GoldError(f"{beside.name} is no JSON") from error
        found.append(_reading(path, form, beside.name.partition(".")[0], wanted, read))
    if not found:
        raise GoldError("no file has facts by hand (.gold.json)")
    return found


def _gold_of(path: Path, folder: Path) -> Path | None:
    if not path.is_file() or path.suffix == ".json":
        return None
    names = (path.stem, path.stem.partition("_")[0])
    files = (folder / f"{name}{ending}" for ending in (".gold.json", ".json") for name in names)
    return next((file for file in files if file.is_file()), None)


def _reading(path: Path, form: str, document: str, gold: _Json, read: Callable[[Path], Facts]) -> Reading:
    told, fault = {}, None
    try:
        told = to_json_dict(read(path))
    except UnreadableDocument as error:
        fault = error.message_ko
    missed: list[str] = []
    shares = _shares(gold, told, missed)
    return Reading(path.name, document, form, gold, told, fault, shares, tuple(missed))


# --- one file -------------------------------------------------------------------------------------------


def _shares(gold: _Json, told: _Json, missed: list[str]) -> dict[str, Share]:
    """Every measure of one file; what was missed, or told too much (`+`), is added to `missed`."""
    notes = gold.get("_notes") or {}
    found = {}
    for name, same in (("title", _alike), ("date", _equal), ("ministry", _alike)):
        accepted = [gold[name], *(notes.get(f"{name}_alternatives") or [])]
        right = any(same(one, told.get(name)) for one in accepted)
        found[name] = Share(int(right), 1)
        if not right:
            missed.append(f"{name} {gold[name]}: {told.get(name)}")
    found["contacts"], found["department"] = _contacts(gold, told, missed)
    found["events"], found["not invented"] = _events(gold, told, missed)
    found["cases"] = _cases(gold, told, missed)
    found["counts"] = _counts(gold, told, missed)
    return found


def _contacts(gold: _Json, told: _Json, missed: list[str]) -> tuple[Share, Share]:
    wanted, given = (Counter(map(_person, facts.get("contacts") or ())) for facts in (gold, told))
    hits = wanted & given
    missed += [f"contact {' '.join(person)}" for person in wanted - given]
    missed += [f"contact + {' '.join(person)}" for person in given - wanted]
    departments = {_person(c): squeeze(c["department"] or "") for c in told.get("contacts") or ()}
    right = []
    for contact in gold["contacts"]:
        if contact["department"] and _person(contact) in departments:
            unit = contact["department"].split()[-1]
            right.append(squeeze(unit) in departments[_person(contact)])
            if not right[-1]:
                missed.append(f"department {unit}: {departments[_person(contact)]}")
    return Share(hits.total(), wanted.total(), given.total()), Share(sum(right), len(right))


def _person(contact: _Json) -> tuple[str, str]:
    return squeeze(contact["name"] or ""), re.sub(r"\D", "", contact["phone"] or "")


# What people left out of the first facts by hand; who wrote down prizes wrote down these days too.
_LEFT_OUT = ("접수 시작", "접수 마감", "심사", "발표")


def _events(gold: _Json, told: _Json, missed: list[str]) -> tuple[Share, Share]:
    events, mine = gold.get("events") or (), told.get("events") or ()
    if any("prize" in contest for contest in gold["contests"]) or any(e.get("kind") == "접수" for e in events):
        wanted = {e["date"] for e in events} | {e["end_date"] for e in events if e["kind"] == "접수"}
        given = {e["date"] for e in mine}
    else:
        wanted = {e["date"] for e in events}
        given = {e["date"] for e in mine if e["kind"] not in _LEFT_OUT}
    wanted, given = wanted - {None}, given - {None}
    missed += [f"event {day}" for day in sorted(wanted - given)] + [f"event + {day}" for day in sorted(given - wanted)]
    return Share(len(wanted & given), len(wanted)), Share(len(wanted & given), len(given))


def _cases(gold: _Json, told: _Json, missed: list[str]) -> Share:
    left = list(told.get("cases") or ())
    wanted = [case["title"] for case in gold["cases"] if case["title"]]
    hit = 0
    for title in wanted:
        if match := next((case for case in left if _alike(title, case["title"])), None):
            left.remove(match)
            hit += 1
        else:
            missed.append(f"case {title}")
    # Where gold names winners without a title, what was read too much cannot be told from them.
    return Share(hit, len(wanted), hit + (len(left) if len(wanted) == len(gold["cases"]) else 0))


def _counts(gold: _Json, told: _Json, missed: list[str]) -> Share:
    right = []
    for contest in gold["contests"]:
        for name in ("received", "selected"):
            if contest[name] is not None:
                right.append(any(other[name] == contest[name] for other in told.get("contests") or ()))
                if not right[-1]:
                    missed.append(f"{name} {contest[name]}: {contest['name']}")
    return Share(sum(right), len(right))


def _equal(one: str | None, other: str | None) -> bool:
    return one == other


def _alike(one: str | None, other: str | None) -> bool:
    """Whether two texts are the same but for little, or one is part of the other."""
    a, b = squeeze(one or ""), squeeze(other or "")
    return bool(a and b) and (a in b or b in a or SequenceMatcher(None, a, b).ratio() >= _ALIKE)


# --- all files ------------------------------------------------------------------------------------------


def scores(readings: Iterable[Reading]) -> dict[str, dict[str, Share]]:
    """Every measure, per form and last for all files; of the days that were read, some are `not invented`."""
    found: dict[str, dict[str, Share]] = defaultdict(lambda: defaultdict(Share))
    for reading in readings:
        for group in (reading.form, _ALL):
            for name, share in reading.shares.items():
                found[group][name] += share
    return {group: dict(found[group]) for group in sorted(found, key=lambda group: (group == _ALL, group))}


def measures_below(readings: Iterable[Reading], share: float) -> dict[str, float]:
    """The measures of all files that are lower than this, each with its value."""
    of_all = scores(readings)[_ALL]
    return {name: found.value for name, found in of_all.items() if found.value < share}


def releases_lines(readings: Sequence[Reading]) -> Iterator[str]:
    """The table of scores, a line for each measure and a column for each form, and last the mean of all measures."""
    found = scores(readings)
    files = Counter(reading.form for reading in readings) + Counter({_ALL: len(readings)})
    yield _columns("", [f"{group} ({files[group]})" for group in found])
    for name in found[_ALL]:
        shares = [found[group][name] for group in found]
        yield _columns(name, [f"{share.value:.2f} {share.hit}/{share.wanted}" for share in shares])
    mean = sum(share.value for share in found[_ALL].values()) / len(found[_ALL])
    unread = sum(reading.fault is not None for reading in readings)
    yield f"score {mean:.3f} ({len(readings)} files, {unread} unread)"


def _columns(name: str, cells: Iterable[str]) -> str:
    return f"{name:14}{''.join(f'{cell:>14}' for cell in cells)}"


def missed_lines(readings: Iterable[Reading]) -> Iterator[str]:
    """What was missed in each file, or read too much (`+`), or why it could not be read."""
    for reading in readings:
        if reading.fault or reading.missed:
            yield f"{reading.file} {reading.fault or ''}".rstrip()
            yield from (f"   {line}" for line in reading.missed)


# --- forms of one document ------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Difference:
    """A fact that some forms of a document give and some do not."""

    document: str
    kind: str
    fact: str
    has: tuple[str, ...]
    lacks: tuple[str, ...]


def differences(readings: Iterable[Reading]) -> list[Difference]:
    """The facts that were not read alike from all forms of a document."""
    documents: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        documents[reading.document].append(reading)
    found = []
    for document, forms in documents.items():
        facts = {reading.form: set(_facts(reading.told)) for reading in forms}
        for kind, fact in set().union(*facts.values()):
            has = tuple(form for form in facts if (kind, fact) in facts[form])
            if len(has) < len(facts):
                found.append(Difference(document, kind, fact, has, tuple(form for form in facts if form not in has)))
    return sorted(found)


def _facts(told: _Json) -> Iterator[tuple[str, str]]:
    """What was read, each as its kind and words that are the same in every form."""
    for name in ("title", "date", "ministry"):
        yield name, squeeze(told.get(name) or "")
    for contact in told.get("contacts") or ():
        yield "contact", " ".join(_person(contact))
        yield "department", f"{_person(contact)[0]} {squeeze(contact['department'] or '')}"
    for event in told.get("events") or ():
        yield "event", f"{event['date']} {event['start'] or ''}".rstrip()
    for case in told.get("cases") or ():
        yield "case", " ".join(squeeze(case[name] or "") for name in ("title", "grade", "organization"))
    for contest in told.get("contests") or ():
        for name in ("received", "selected"):
            if contest[name] is not None:
                yield name, str(contest[name])


def difference_lines(found: Iterable[Difference]) -> Iterator[str]:
    """The differences between the forms of each document, for the terminal."""
    for one in found:
        yield f"{one.document} {one.kind} {one.fact}: {', '.join(one.has)} (not {', '.join(one.lacks)})"
