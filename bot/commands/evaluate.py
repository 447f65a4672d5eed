"""Scores answers against a file of conversations that says what must and must not be in them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# An answer that pours out everything is no answer.
_LONGEST_TEXT = 1500
_MOST_CHOICES = 6
_FORM = '{"id", "class", "turns": [{"say", …}]}'
_ANSWERED = "answered"


class EvaluationError(Exception):
    """A file of questions that cannot be used; the message is one Korean sentence."""


@dataclass(frozen=True)
class Turn:
    """One thing said, and what the answer must hold: `all` items, one of each `any` group, none of `none`.

    White space and the case of Latin letters do not count; `@date:2024-11-14` is that day however written.
    """

    say: str
    status: tuple[str, ...]
    all: tuple[str, ...]
    any: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]


@dataclass(frozen=True)
class Dialog:
    """A conversation; it holds when every turn does."""

    id: str
    kind: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Said:
    """What was answered to one turn."""

    status: str
    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """How a dialog went: for each turn that failed, what was said, what was wrong with it, and the answer.

    `answered` counts the turns that got an answer, right or wrong; offers and refusals are none.
    """

    dialog: Dialog
    failures: tuple[tuple[str, tuple[str, ...], Said], ...]
    answered: int = 0

    @property
    def holds(self) -> bool:
        """Whether every turn held."""
        return not self.failures


def read_dialogs(lines: Iterable[str]) -> list[Dialog]:
    """The conversations of a file, one JSON object a line; raises EvaluationError naming the line."""
    dialogs = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                dialogs.append(_dialog(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                sentence = f"{number}번째 줄을 읽을 수 없어요. {_FORM} 꼴이어야 해요."
                raise EvaluationError(sentence) from error
    if not dialogs:
        raise EvaluationError("질문이 하나도 없는 파일이에요.")
    return dialogs


def judge(dialogs: Iterable[Dialog], ask: Callable[[str, str], Said]) -> list[Verdict]:
    """What `ask(text, conversation)` makes of the dialogs, turn by turn."""
    verdicts = []
    for dialog in dialogs:
        failures, answered = [], 0
        for turn in dialog.turns:
            said = ask(turn.say, dialog.id)
            answered += said.status == _ANSWERED
            if found := _faults(turn, said):
                failures.append((turn.say, tuple(found), said))
        verdicts.append(Verdict(dialog, tuple(failures), answered))
    return verdicts


def scores(verdicts: Iterable[Verdict]) -> dict[str, tuple[int, int]]:
    """How many dialogs hold, of how many, by class in alphabetical order."""
    found: dict[str, tuple[int, int]] = {}
    for verdict in sorted(verdicts, key=lambda v: v.dialog.kind):
        good, count = found.get(verdict.dialog.kind, (0, 0))
        found[verdict.dialog.kind] = (good + verdict.holds, count + 1)
    return found


def below(verdicts: Iterable[Verdict], share: float) -> dict[str, float]:
    """The classes of which a smaller share than this holds, each with its share."""
    found = {kind: good / count for kind, (good, count) in scores(verdicts).items()}
    return {kind: held for kind, held in found.items() if held < share}


def wrong_answers(verdicts: Iterable[Verdict]) -> tuple[int, int]:
    """How many turns were answered wrongly, of how many answered: what misleads, where a miss only disappoints."""
    verdicts = list(verdicts)
    wrong = sum(said.status == _ANSWERED for v in verdicts for _, _, said in v.failures)
    return wrong, sum(v.answered for v in verdicts)


def failure_lines(verdicts: Iterable[Verdict], *, with_answers: bool = True) -> Iterator[str]:
    """Every turn that failed: what was said, what its answer lacked or should not have had, and the answer."""
    for verdict in verdicts:
        for say, faults, said in verdict.failures:
            yield f"{verdict.dialog.id} [{verdict.dialog.kind}] {say}"
            yield f"   {'; '.join(faults)}"
            if with_answers:
                lines = [line for line in map(str.strip, said.text.split("\n")) if line]
                yield f"   → {said.status}: {lines[0] if lines else ''}"
                yield from (f"     {line}" for line in lines[1:])
                yield from (f"     · {choice}" for choice in said.choices)


def score_lines(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """The score of each class, how much of what was answered is wrong, and last the score of the whole file."""
    for kind, (good, count) in scores(verdicts).items():
        yield f"{kind:12} {good:3}/{count:<3} {good / count:.2f}"
    good = sum(verdict.holds for verdict in verdicts)
    yield f"score {good / len(verdicts):.3f} ({good} of {len(verdicts)})"
    wrong, answered = wrong_answers(verdicts)
    if answered:
        yield f"answered wrongly {wrong / answered:.3f} ({wrong} of {answered})"


def _dialog(line: dict[str, Any]) -> Dialog:
    turns = tuple(
        Turn(
            say=turn["say"],
            status=tuple(turn.get("status", ())),
            all=tuple(turn.get("all", ())),
            any=tuple(tuple(group) for group in turn.get("any", ())),
            none=tuple(turn.get("none", ())),
        )
        for turn in line["turns"]
    )
    return Dialog(str(line["id"]), str(line["class"]), turns)


def _faults(turn: Turn, said: Said) -> list[str]:
    text = _squeeze(said.text)
    seen = "\n".join([text, *map(_squeeze, said.choices)])
    found = [] if not turn.status or said.status in turn.status else [f"status {said.status}"]
    found += [f"lacks {item}" for item in turn.all if not _holds(item, seen)]
    found += [f"lacks one of {', '.join(group)}" for group in turn.any if not any(_holds(i, seen) for i in group)]
    found += [f"has {item}" for item in turn.none if _holds(item, text)]
    if len(said.text) > _LONGEST_TEXT:
        found.append(f"over {_LONGEST_TEXT} characters")
    if len(said.choices) > _MOST_CHOICES:
        found.append(f"over {_MOST_CHOICES} choices")
    return found


def _squeeze(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", "", text).lower()


def _holds(item: str, text: str) -> bool:
    if not item.startswith("@date:"):
        return _squeeze(item) in text
    year, month, day = (int(part) for part in item.removeprefix("@date:").split("-"))
    return bool(re.search(rf"(?:{year}|['’‘`]?{year % 100:02d})[.\-/년]0?{month}[.\-/월]0?{day}(?!\d)", text))
