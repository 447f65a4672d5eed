from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import knowledge
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer
from knowledge.folder.reading import read_folder
from knowledge.questions.understand import understand

Conversation = Callable[..., list[Answer]]


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    """The knowledge base of the bundled releases."""
    return KnowledgeBase(read_folder(Path(knowledge.__file__).parent / "releases"))


@pytest.fixture
def talk(base: KnowledgeBase) -> Conversation:
    """Says some texts one after the other, as one conversation, and gives the answers."""

    def say(*texts: str, day: date = date(2026, 11, 21)) -> list[Answer]:
        answers: list[Answer] = []
        for text in texts:
            answers.append(answer(understand(text, base, day, answers[-1] if answers else None), base, day))
        return answers

    return say
