"""Measures how long an answer takes, against rapidfuzz's `extractOne` with `WRatio` over the same records.

Both run in turn on the same questions in the same process: how people type, and one question for every record of
the bundled releases. Run it with `make bench`.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date
from statistics import median, quantiles

import click
from rapidfuzz import fuzz, process

from bot.settings import BUNDLED_RELEASES
from knowledge.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.folder import read_folder
from knowledge.question import understand

DAY = date(2024, 11, 7)
ROUNDS = 5
AS_TYPED = (
    "시상식 언제예요?",
    "시상식장소가어디예요",
    "적극햏정 최우수 사레 알려줘",
    "하반기 우수 사례",
    "태백 병원 그거 무슨 상 받았어요",
    "혁신행정담당관실 과장 번호",
    "ㄱㄷㅎ 과장",
    "tltkdtlr djswp",
    "공모전 분야가 뭐예요",
    "정부혁신 몇 건 접수됐어요?",
    "2025년 시상식 언제예요?",
    "오늘 날씨 어때요",
)


def records_of(base: KnowledgeBase) -> dict[str, str]:
    """What can be found, by id: the words that a plain fuzzy search would look through."""
    facts = base.facts
    return (
        {e.id: f"{e.name} {e.place or ''}" for e in facts.events}
        | {c.id: f"{c.contest} {c.organization or ''} {c.title} {c.summary or ''}" for c in facts.cases}
        | {c.id: f"{c.department or ''} {c.rank or ''} {c.name} {c.phone or ''}" for c in facts.contacts}
        | {c.id: f"{c.name} {c.purpose or ''}" for c in facts.contests}
    )


def questions_on(base: KnowledgeBase) -> list[str]:
    facts = base.facts
    asked = [f"{case.title[:20]} 사례 알려줘" for case in facts.cases]
    asked += [f"{contact.name} 전화번호" for contact in facts.contacts]
    asked += [f"{contest.name} 접수 몇 건이에요" for contest in facts.contests]
    asked += [f"{event.name} 어디서 해요" for event in facts.events]
    return [*AS_TYPED, *asked]


def milliseconds(work: Callable[[str], object], questions: list[str]) -> list[float]:
    taken = []
    for question in questions:
        began = time.perf_counter()
        work(question)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def main() -> None:
    began = time.perf_counter()
    base = KnowledgeBase(read_folder(BUNDLED_RELEASES))
    read = time.perf_counter() - began
    records, questions = records_of(base), questions_on(base)

    def ours(text: str) -> object:
        return answer(understand(text, base, DAY), base, DAY)

    def plain(text: str) -> object:
        return process.extractOne(text, records, scorer=fuzz.WRatio)

    began = time.perf_counter()
    ours(questions[0])
    first = time.perf_counter() - began
    milliseconds(ours, questions), milliseconds(plain, questions)

    taken: dict[str, list[float]] = {"understand + answer": [], "extractOne, WRatio": []}
    gc.disable()
    for _ in range(ROUNDS):
        taken["understand + answer"] += milliseconds(ours, questions)
        taken["extractOne, WRatio"] += milliseconds(plain, questions)
    gc.enable()

    click.echo(f"{len(records)} records, {len(questions)} questions, {ROUNDS} rounds, in milliseconds")
    click.echo(f"{'':22}{'median':>10}{'p99':>10}{'slowest':>10}")
    for name, times in taken.items():
        click.echo(f"{name:22}{median(times):10.3f}{quantiles(times, n=100)[98]:10.3f}{max(times):10.3f}")
    ratio = median(taken["understand + answer"]) / median(taken["extractOne, WRatio"])
    click.echo(f"\nratio of the medians: {ratio:.2f}")
    click.echo(f"reading the folder: {read * 1000:.0f} ms")
    click.echo(f"the first answer, which builds the index: {first * 1000:.0f} ms")


if __name__ == "__main__":
    main()
