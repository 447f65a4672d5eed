"""Genuine releases beside the facts that people read from them; skipped where they are not at hand."""

import json
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from knowledge.documents import read_document
from knowledge.extract import extract
from knowledge.extract.contract import to_json_dict
from knowledge.hangul import squeeze
from knowledge.model import Fact

SHARED = Path(__file__).resolve().parents[4] / "shared"


def gold_of(path: Path) -> Path | None:
    beside = (path.with_suffix(".gold.json"), path.parent / f"{path.name[:3]}.gold.json")
    return next((gold for gold in beside if gold.exists()), None)


def pairs(folder: str) -> list[Any]:
    files = sorted((SHARED / folder).glob("*.txt")) if (SHARED / folder).is_dir() else []
    found = [pytest.param(path, gold, id=path.stem) for path in files if (gold := gold_of(path))]
    return found or [pytest.param(None, None, marks=pytest.mark.skip(reason="no genuine releases at hand"))]


def both(path: Path, gold: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    return to_json_dict(extract(read_document(path))), json.loads(gold.read_text(encoding="utf-8"))


def stated(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in fact.items() if not key.startswith("_")} for fact in facts]


@pytest.mark.parametrize(("path", "gold"), [*pairs("releases"), *pairs("layouts")])
def test_head_and_contacts_are_as_people_read_them(path: Path, gold: Path) -> None:
    mine, theirs = both(path, gold)
    assert squeeze(mine["title"]) == squeeze(theirs["title"])
    assert (mine["date"], mine["ministry"]) == (theirs["date"], theirs["ministry"])
    assert mine["contacts"] == stated(theirs["contacts"])


@pytest.mark.parametrize(("path", "gold"), [*pairs("releases"), *pairs("layouts")])
def test_no_day_of_an_event_is_missed_or_invented(path: Path, gold: Path) -> None:
    mine, theirs = both(path, gold)
    days = [e["date"] for e in theirs["events"]]
    # What people read leaves out the days of entries, judging and results, and what has no day.
    held = [e for e in mine["events"] if e["date"] and (e["kind"] in ("시상식", "행사") or e["date"] in days)]
    for key in ("date", "start", "end", "place"):
        assert [e[key] for e in held] == [e[key] for e in theirs["events"]]


@pytest.mark.parametrize(("path", "gold"), pairs("releases"))
def test_events_and_contests_are_complete(path: Path, gold: Path) -> None:
    mine, theirs = both(path, gold)
    assert mine["events"] == stated(theirs["events"])
    for my_contest, their_contest in zip(mine["contests"], stated(theirs["contests"]), strict=True):
        assert my_contest.items() >= their_contest.items()


@pytest.mark.parametrize(("path", "gold"), pairs("releases"))
def test_every_case_has_its_contest_half_track_grade_organization_and_title(path: Path, gold: Path) -> None:
    mine, theirs = both(path, gold)
    keys = ("contest", "half", "track", "grade", "organization")
    assert [[c[k] for k in keys] for c in mine["cases"]] == [[c[k] for k in keys] for c in theirs["cases"]]
    assert [squeeze(c["title"]) for c in mine["cases"]] == [squeeze(c["title"]) for c in theirs["cases"]]
    for my_case, their_case in zip(mine["cases"], theirs["cases"], strict=True):
        # Summaries stay as printed; people read them with two misprints mended.
        alike = SequenceMatcher(None, squeeze(my_case["summary"]), squeeze(their_case["summary"]), autojunk=False)
        assert alike.ratio() > 0.98


@pytest.mark.parametrize(("path", "gold"), pairs("releases"))
def test_every_fact_quotes_the_line_it_stands_on(path: Path, gold: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    facts = extract(read_document(path))
    every: tuple[Fact, ...] = (
        *facts.releases,
        *facts.passages,
        *facts.contests,
        *facts.events,
        *facts.cases,
        *facts.contacts,
    )
    for fact in every:
        assert fact.source.file == path.name
        assert fact.source.quote.strip() == lines[fact.source.line - 1].strip()
