"""Regression samples, releases that are made up, state the facts that stand beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.releases.made_up import Facts, made_up_release
from tests.releases.script import read_script
from tests.releases.writers import write_txt

SUMS = {"124_moe_school_safety_two_headers": ["255", "10"]}
"""Counts that a release only lets add up: the entries of two fields, and so many of each grade in both."""
LAYOUTS = sorted(Path(__file__).parent.glob("layouts_*/*.script"))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def words_of(facts: Facts) -> Iterator[str]:
    yield facts["title"]
    yield from (contact["name"] for contact in facts["contacts"])
    yield from (case["title"] for case in facts["cases"] if case["title"])
    yield from (event["place"] for event in facts["events"] if event["place"])
    for contest in facts["contests"]:
        yield from (f"{count:,}" for count in (contest["received"], contest["selected"]) if count)


def unstated(text: str, facts: Facts) -> list[str]:
    page = squeezed(text)
    digits = page.replace(",", "")
    return [word for word in words_of(facts) if squeezed(word) not in page and word.replace(",", "") not in digits]


@pytest.mark.parametrize("file", LAYOUTS, ids=lambda file: file.stem)
def test_a_written_release_states_its_facts(file: Path) -> None:
    facts = json.loads((file.parent / f"{file.name[:3]}.gold.json").read_text(encoding="utf-8"))
    assert unstated(write_txt(read_script(file.read_text(encoding="utf-8"))), facts) == SUMS.get(file.stem, [])


@pytest.mark.parametrize("seed", range(60))
def test_a_made_up_release_states_its_facts(seed: int) -> None:
    script, facts = made_up_release(seed)
    assert unstated(write_txt(script), facts) == []


def test_the_same_seed_makes_the_same_release_and_another_seed_another() -> None:
    assert made_up_release(7) == made_up_release(7)
    assert len({write_txt(made_up_release(seed)[0]) for seed in range(500)}) == 500
