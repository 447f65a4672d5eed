"""The bench's base and questions: the same every time, sound enough to publish, and with one right answer each."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.storage import load, save
from tests.bench.questions import KINDS, Asked, questions_on
from tests.bench.synthetic import Size, World, make_world


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(Size.of(400))


@pytest.fixture(scope="module")
def asked(world: World) -> list[Asked]:
    return questions_on(world, 20)


def test_the_same_size_gives_the_same_facts(world: World) -> None:
    assert make_world(Size.of(400)) == world


def test_it_has_the_size_that_was_asked_for(world: World) -> None:
    assert (len(world.facts.cases), len(world.facts.contacts)) == (400, 80)


def test_titles_and_phone_numbers_are_never_doubled(world: World) -> None:
    for values in ([c.title for c in world.facts.cases], [c.phone for c in world.facts.contacts]):
        assert len(set(values)) == len(values)


def test_some_persons_share_their_name() -> None:
    names = Counter(c.name for c in make_world(Size(100, 2000, 10)).facts.contacts)
    assert names.most_common(1)[0][1] > 1


def test_it_can_be_published_and_opened(world: World, tmp_path: Path) -> None:
    save(world.facts, tmp_path / "base.db", datetime(2025, 12, 31, tzinfo=UTC))
    assert load(tmp_path / "base.db")[0] == world.facts


def test_the_same_base_gives_the_same_questions(world: World, asked: list[Asked]) -> None:
    assert questions_on(world, 20) == asked


def test_there_are_questions_of_every_kind(asked: list[Asked]) -> None:
    assert Counter(a.kind for a in asked) == dict.fromkeys(KINDS, 20)


def test_every_question_has_a_record_that_answers_it(world: World, asked: list[Asked]) -> None:
    facts = world.facts
    known = {f.id for kind in (facts.cases, facts.contacts, facts.contests, facts.events) for f in kind}
    assert all(a.expected and a.expected <= known for a in asked)


def test_the_words_of_a_plain_question_stand_together_in_one_case_only(world: World, asked: list[Asked]) -> None:
    for question in asked:
        if question.kind == "plain":
            words = question.text.partition(" 사례")[0].split()
            texts = {c.id: f"{c.title} {c.summary} {c.organization}" for c in world.facts.cases}
            assert {key for key, text in texts.items() if all(w in text for w in words)} == question.expected
