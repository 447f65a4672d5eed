"""Files of questions that people wrote, scored as `award-bot evaluate` does: no class may fall below its floor."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from bot.commands.ask import Conversations
from bot.commands.evaluate import Said, Verdict, below, failure_lines, judge, read_dialogs, score_lines, wrong_answers
from handlers.render import plain, render
from knowledge.base import KnowledgeBase
from knowledge.words.morphology import analyser

DAY = date(2026, 11, 21)
QUESTIONS = Path(__file__).parents[2] / "questions"
FILES = (
    QUESTIONS / "own.jsonl",
    QUESTIONS / "paraphrases.jsonl",
    QUESTIONS / "out_of_scope.jsonl",
    QUESTIONS / "typing.jsonl",
    Path(__file__).parents[4] / "shared" / "questions" / "dev.jsonl",
)

FLOOR = 0.95  # of every class whose words stand in the releases or in the word table
PARAPHRASED = 0.60  # of questions in words that stand in neither, as far as the word table goes
UNTABLED = 0.2  # the same in paraphrases.jsonl, whose words were chosen because the table lacks them
MOST_WRONG = 0.03  # of what is answered, and of what should not be answered

OUTSIDE = frozenset({"outside", "near_miss", "topic_word", "everyday"})  # nothing to be answered


@cache
def verdicts_on(path: Path, base: KnowledgeBase) -> tuple[Verdict, ...]:
    """How every conversation of a file goes, asked on one day."""
    conversations = Conversations(base, lambda answer, day: plain(render(answer, today=day)))

    def said(text: str, conversation: str) -> Said:
        reply = conversations.ask(text, DAY, conversation)
        return Said(reply.answer.status.value, reply.text, tuple(choice.label for choice in reply.answer.choices))

    with path.open(encoding="utf-8") as lines:
        return tuple(judge(read_dialogs(lines), said))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    """A file of questions; skipped where it is not there."""
    path: Path = request.param
    if not path.exists():
        pytest.skip(f"no {path.name} here")
    if path.stem == "typing" and analyser() is None:
        pytest.skip("python-mecab-ko is not installed")
    return path


def report(verdicts: list[Verdict]) -> str:
    return "\n" + "\n".join([*failure_lines(verdicts), *score_lines(verdicts)])


def test_every_class_of_questions_keeps_its_score(path: Path, base: KnowledgeBase) -> None:
    answerable = [v for v in verdicts_on(path, base) if v.dialog.kind not in OUTSIDE]
    paraphrased = [v for v in answerable if v.dialog.kind == "paraphrase"]
    low = below([v for v in answerable if v not in paraphrased], FLOOR)
    low |= below(paraphrased, UNTABLED if path.stem == "paraphrases" else PARAPHRASED)
    assert not low, report([v for v in answerable if v.dialog.kind in low])


def test_hardly_any_answer_is_the_wrong_one(path: Path, base: KnowledgeBase) -> None:
    asked = [v for v in verdicts_on(path, base) if v.dialog.kind not in OUTSIDE]
    wrong, answered = wrong_answers(asked)
    assert wrong <= max(1, MOST_WRONG * answered), report([v for v in asked if not v.holds])


def test_what_cannot_be_answered_hardly_ever_is(path: Path, base: KnowledgeBase) -> None:
    asked = [v for v in verdicts_on(path, base) if v.dialog.kind in OUTSIDE]
    wrong, _ = wrong_answers(asked)
    assert wrong <= MOST_WRONG * len(asked), report([v for v in asked if not v.holds])


def test_no_question_counts_twice(path: Path, base: KnowledgeBase) -> None:
    said = [(v.dialog.kind, tuple(turn.say for turn in v.dialog.turns)) for v in verdicts_on(path, base)]
    assert len(set(said)) == len(said)


def test_there_are_hundreds_of_questions_that_cannot_be_answered(base: KnowledgeBase) -> None:
    assert len(verdicts_on(QUESTIONS / "out_of_scope.jsonl", base)) >= 300
