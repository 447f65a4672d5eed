"""Every release that is at hand, read once and extracted again and again: one item a file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.documents import Document, read_bytes, read_document
from knowledge.extract import extract
from knowledge.extract.contract import to_json_dict
from knowledge.hangul import squeeze
from tests.gauge.rules import rules_of
from tests.gauge.worth import Item, Outcome, Trial
from tests.releases.forms import FORMS
from tests.releases.script import read_script

RULES = ("knowledge.extract",)

_ROOT = Path(__file__).parents[2]
_SHARED = [_ROOT.parent / "shared" / name for name in ("releases", "layouts", "layouts2")]
_PAGES = sorted((_ROOT / "tests" / "releases").glob("pages_*"))
_GENUINE_FORMS = (".txt", ".hwpx", ".hwp", ".pdf")
_MADE_UP_FORMS = ("txt", "hwpx")
_ALIKE = 0.8
_THERE = "there"
_HEAD = ("title", "date", "ministry")
_KNOWN_BY = {"contacts": ("name", "phone"), "events": ("date",), "cases": ("title",), "contests": ("name",)}


def releases() -> Trial:
    """The rules from a document to its facts, tried on all releases at hand."""
    return Trial(rules_of(RULES), [*_genuine(), *_made_up()])


def _genuine() -> Iterator[Item]:
    for path in sorted(path for folder in (*_SHARED, *_PAGES) if folder.is_dir() for path in folder.iterdir()):
        beside = (path.with_suffix(".gold.json"), path.parent / f"{path.name[:3]}.gold.json")
        gold = next((gold for gold in beside if gold.exists()), None)
        if gold and path.suffix in _GENUINE_FORMS:
            yield _item(f"{path.parent.name}/{path.name}", read_document(path), gold)


def _made_up() -> Iterator[Item]:
    for path in sorted((_ROOT / "tests" / "releases").glob("*/*.script")):
        script = read_script(path.read_text(encoding="utf-8"))
        for form in _MADE_UP_FORMS:
            document = read_bytes(f"{path.stem}.{form}", FORMS[form](script))
            yield _item(f"{path.stem}.{form}", document, path.parent / f"{path.name[:3]}.gold.json", made_up=True)


def _item(name: str, document: Document, gold: Path, *, made_up: bool = False) -> Item:
    return Item(name, _extraction(document, json.loads(gold.read_text(encoding="utf-8"))), made_up)


def _extraction(document: Document, gold: dict[str, Any]) -> Callable[[], Outcome]:
    def run() -> Outcome:
        facts = extract(document)
        return Outcome(_right(to_json_dict(facts), gold), facts)

    return run


def _right(found: dict[str, Any], gold: dict[str, Any]) -> int:
    """How many of the statements of the gold facts are found, less the facts that are found and are none."""
    mine, wanted = _statements(found, gold), _statements(gold, gold)
    invented = sum(count for told, count in (mine - wanted).items() if told[-1] == _THERE)
    return (mine & wanted).total() - invented


def _statements(facts: dict[str, Any], gold: dict[str, Any]) -> Counter[tuple[str, ...]]:
    """Every fact, and every value with what it is said of: a count is right whatever its contest is called."""
    every: Counter[tuple[str, ...]] = Counter((name, squeeze(str(facts[name]))) for name in _HEAD if facts.get(name))
    for kind, known_by in _KNOWN_BY.items():
        fields = {name for fact in gold[kind] for name in fact if not name.startswith("_")} - set(known_by)
        known = [tuple(_stated(fact, name) for name in known_by) for fact in gold[kind]]
        for fact in facts[kind]:
            own = tuple(_stated(fact, name) for name in known_by)
            about = next((other for other in known if _alike(own, other)), own)
            of = () if kind == "contests" else about
            every.update((kind, *of, name, _stated(fact, name)) for name in fields if fact.get(name) is not None)
            every[(kind, *about, _THERE)] += 1
    return every


def _stated(fact: dict[str, Any], name: str) -> str:
    return squeeze(str(fact.get(name)))


@cache
def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both name the same: a title is the same with a word more or less, a day or number is not."""
    if one == other or len(one) > 1 or one[0][:1].isdigit():
        return one == other
    return one[0] in other[0] or other[0] in one[0] or SequenceMatcher(None, one[0], other[0]).ratio() >= _ALIKE
