"""A base of some hundred cases: what is kept beside its facts, and a case whose words name a contest elsewhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer
from knowledge.questions.understand import understand
from tests.bench.questions import questions_on
from tests.bench.synthetic import LAST_DAY, Size, World, make_world


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(Size(cases=1000, contacts=200, contests=100))


@pytest.fixture(scope="module")
def base(world: World) -> KnowledgeBase:
    return KnowledgeBase(world.facts)


def ask(base: KnowledgeBase, text: str) -> Answer:
    return answer(understand(text, base, LAST_DAY), base, LAST_DAY)


def test_what_was_kept_answers_like_what_is_made_anew(world: World, base: KnowledgeBase) -> None:
    again = KnowledgeBase(world.facts, base.dump())
    again.prepare()
    assert again.dump() == base.dump()
    for asked in questions_on(world, 3):
        assert ask(again, asked.text) == ask(base, asked.text)


def test_what_was_kept_for_other_facts_is_made_anew(world: World, base: KnowledgeBase) -> None:
    fewer = replace(world.facts, cases=world.facts.cases[:100])
    case = fewer.cases[7]
    found = ask(KnowledgeBase(fewer, base.dump()), f"{case.title} 사례")
    assert found.records == (case.id,)


def test_a_case_that_holds_all_that_was_said_is_meant_where_a_word_of_its_title_names_a_contest(world: World) -> None:
    contest = world.facts.contests[0]
    word = contest.series.split()[1]
    theirs = [case.id for case in world.facts.cases if case.release_id == contest.release_id]
    editions = {c.release_id for c in world.facts.contests if c.series == contest.series}
    case = next(case for case in world.facts.cases if case.release_id not in editions)
    titles = {theirs[0]: "한걸음 상담소 넓힘", theirs[1]: "이동 접수대 신설", case.id: f"한걸음 {word} 신설"}
    cases = tuple(replace(c, title=titles.get(c.id, c.title)) for c in world.facts.cases)
    base = KnowledgeBase(replace(world.facts, cases=cases))
    question = understand(f"한걸음 {word} 신설 사례 알려줘", base, LAST_DAY)
    assert question.filters.contest == contest.series
    assert answer(question, base, LAST_DAY).records == (case.id,)
