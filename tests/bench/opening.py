"""Opens a published knowledge base in a process of its own, answers, and prints what that took as one line of JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase, collector_at_rest
from knowledge.questions.understand import understand
from knowledge.storage import load, stored_kept
from tests.bench.synthetic import LAST_DAY


def resident_megabytes() -> float:
    """What this process holds in memory, as Linux counts it."""
    return _megabytes("VmRSS")


def peak_megabytes() -> float:
    """The most that this process has held in memory."""
    return _megabytes("VmHWM")


def _megabytes(name: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(name))) / 1024


def main() -> None:
    path, questions = Path(sys.argv[1]), sys.argv[2:]
    began = time.process_time()
    with collector_at_rest():  # as the bot opens it
        facts, _ = load(path)
        base = KnowledgeBase(facts, stored_kept(path))
        base.prepare()
    opened = time.process_time()
    answer(understand(questions[0], base, LAST_DAY), base, LAST_DAY)
    answered = time.process_time()
    for text in questions:
        answer(understand(text, base, LAST_DAY), base, LAST_DAY)
    figures = {"open": opened - began, "first": answered - opened, "megabytes": resident_megabytes()}
    click.echo(json.dumps(figures))


if __name__ == "__main__":
    main()
