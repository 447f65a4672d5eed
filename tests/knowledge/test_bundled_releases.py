"""The bundled releases say the same as the genuine ones, in other words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from knowledge.documents import read_document
from knowledge.extract import extract
from knowledge.model import Contest, Fact, Facts, Passage, Release, WinningCase

ROOT = Path(__file__).parent.parent.parent
BUNDLED = sorted((ROOT / "knowledge" / "releases").glob("*.txt"))
GENUINE = ROOT.parent / "shared" / "releases"
LONGEST_SHARED = 25
"""So many characters without spaces may be the same by chance: a name with a figure, a set phrase."""

both = pytest.mark.parametrize(
    "path",
    [
        pytest.param(p, marks=pytest.mark.skipif(not (GENUINE / p.name).exists(), reason="no genuine release here"))
        for p in BUNDLED
    ],
    ids=lambda p: p.stem,
)


@cache
def facts_of(path: Path) -> Facts:
    return extract(read_document(path))


def without_prose(fact: Fact) -> object:
    """The fact, with the line it stands on, but only whether it has each piece of prose."""
    match fact:
        case Release(subtitles=subtitles):
            fact = replace(fact, subtitles=("…",) * len(subtitles))
        case Passage(text=text):
            fact = replace(fact, id="passage", text="…" if text else "")
        case Contest(purpose=purpose, notes=notes):
            fact = replace(fact, purpose="…" if purpose else None, notes=("…",) * len(notes))
        case WinningCase(summary=summary):
            fact = replace(fact, summary="…" if summary else None)
    return replace(fact, source=replace(fact.source, quote="…"))


def kinds_of(facts: Facts) -> dict[str, tuple[Fact, ...]]:
    return {
        "releases": facts.releases,
        "passages": facts.passages,
        "contests": facts.contests,
        "events": facts.events,
        "cases": facts.cases,
        "contacts": facts.contacts,
    }


def prose_of(facts: Facts) -> list[str]:
    """Running text only: lists of steps in brackets are facts, like titles and names."""
    texts = [text for release in facts.releases for text in release.subtitles]
    texts += [passage.text for passage in facts.passages]
    texts += [text for contest in facts.contests for text in (contest.purpose, *contest.notes) if text]
    texts += [case.summary for case in facts.cases if case.summary]
    return [re.sub(r"\([^()]*\)", "\n", text) for text in texts]


def squeeze(text: str) -> str:
    return re.sub(r"[^\S\n]+|<[^<>]*>", "", text)


@both
@pytest.mark.parametrize("kind", list(kinds_of(Facts())))
def test_a_restatement_has_the_facts_of_the_genuine_release(path: Path, kind: str) -> None:
    ours, theirs = (kinds_of(facts_of(p))[kind] for p in (path, GENUINE / path.name))
    assert [without_prose(f) for f in ours] == [without_prose(f) for f in theirs]


@both
def test_a_restatement_raises_the_same_doubts_as_the_genuine_release(path: Path) -> None:
    ours, theirs = ([(w.file, w.line) for w in facts_of(p).warnings] for p in (path, GENUINE / path.name))
    assert ours == theirs


@both
def test_a_restatement_shares_no_sentence_with_the_genuine_release(path: Path) -> None:
    ours = squeeze(path.read_text(encoding="utf-8"))
    titles = [squeeze(f.name) for f in facts_of(path).cases]
    shared = []
    for text in prose_of(facts_of(GENUINE / path.name)):
        for piece in squeeze(text).split("\n"):
            windows = (piece[n : n + LONGEST_SHARED + 1] for n in range(len(piece) - LONGEST_SHARED))
            shared += [w for w in windows if w in ours and not any(w in title for title in titles)]
    assert shared == []


@both
def test_a_restatement_shares_no_rule_of_the_site_with_the_genuine_release(path: Path) -> None:
    def sentences(text: str) -> set[str]:
        ends = re.compile(r"(다|요|경우|글)[.”]*$")
        lines = (squeeze(re.sub(r"^[\s•*-]*(\d+\.)?", "", line)) for line in text.split("\n"))
        return {line for line in lines if len(line) > 12 and "\t" not in line and ends.search(line)}

    assert (
        sentences(path.read_text(encoding="utf-8")) & sentences((GENUINE / path.name).read_text(encoding="utf-8"))
        == set()
    )


def test_the_bundled_releases_hold_all_kinds_of_facts() -> None:
    all_facts = [facts_of(path) for path in BUNDLED]
    counted = {kind: sum(len(kinds_of(facts)[kind]) for facts in all_facts) for kind in kinds_of(Facts())}
    passages = counted.pop("passages")
    assert counted == {"releases": 2, "contests": 4, "events": 1, "cases": 21, "contacts": 7}
    assert passages > 0
