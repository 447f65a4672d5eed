"""Questions and answers without Telegram: single ones, conversations, and files of them for scripts."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer
from knowledge.questions.understand import understand


class BatchError(Exception):
    """A line of a batch that is no question; the message is one Korean sentence."""


_FAILED = "이 줄에는 답하지 못했어요."


@dataclass(frozen=True)
class Reply:
    """An answer, the text a person would read and how long both took, in milliseconds."""

    answer: Answer
    text: str
    elapsed_ms: float

    def to_json(self) -> dict[str, Any]:
        """The reply in the form of `ask --json`."""
        return {
            "status": self.answer.status.value,
            "intent": self.answer.intent.value,
            "text": self.text,
            "choices": [choice.label for choice in self.answer.choices],
            "sources": [
                {
                    "release": source.title,
                    "date": source.date.isoformat() if source.date else None,
                    "file": source.file,
                }
                for source in self.answer.sources
            ],
            "records": [{"kind": record.partition("-")[0], "id": record} for record in self.answer.records],
            "elapsed_ms": round(self.elapsed_ms, 3),
        }


class Conversations:
    """Asks one knowledge base, remembering the last answer of each conversation so that follow-ups work.

    `say` turns an answer, given on a day, into the text a person reads.
    """

    def __init__(self, base: KnowledgeBase, say: Callable[[Answer, date], str]) -> None:
        self.base = base
        self._say = say
        self._previous: dict[str, Answer] = {}

    def ask(self, text: str, day: date, conversation: str | None = None) -> Reply:
        """The reply to `text`, asked on `day`; without a `conversation` it stands alone."""
        began = time.perf_counter()
        previous = self._previous.get(conversation) if conversation is not None else None
        found = answer(understand(text, self.base, day, previous), self.base, day)
        said = self._say(found, day)
        if conversation is not None:
            self._previous[conversation] = found
        return Reply(found, said, (time.perf_counter() - began) * 1000)

    def last(self, conversation: str) -> Answer | None:
        """The last answer of a conversation."""
        return self._previous.get(conversation)


def run_batch(lines: Iterable[bytes], conversations: Conversations, today: date) -> Iterator[str]:
    """One line of JSON for each line of JSON, in order, empty lines left out; `today` where a line has none.

    A line that is no question, or whose answer fails, has the reason as `error`; the rest goes on.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            began = time.perf_counter()
            try:
                reply = conversations.ask(*_asked(number, line, today)).to_json()
            except Exception as error:  # whatever it was, the lines after it are answered
                known = isinstance(error, BatchError)
                reply = _failed(str(error) if known else f"{type(error).__name__}: {error}", began)
            yield json.dumps(reply, ensure_ascii=False)


def _failed(error: str, began: float) -> dict[str, Any]:
    nothing: dict[str, Any] = {"choices": [], "sources": [], "records": []}
    elapsed = round((time.perf_counter() - began) * 1000, 3)
    return {"status": "unanswered", "intent": None, "text": _FAILED, **nothing, "elapsed_ms": elapsed, "error": error}


def _asked(number: int, line: bytes, today: date) -> tuple[str, date, str | None]:
    try:
        asked = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BatchError(f"{number}번째 줄이 UTF-8 글자가 아니에요.") from None
    except ValueError:
        raise BatchError(f"{number}번째 줄이 JSON이 아니에요.") from None
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise BatchError(f'{number}번째 줄에 글자로 된 "text"가 없어요.')
    conversation, day = asked.get("conversation"), asked.get("today")
    try:
        when = date.fromisoformat(day) if day is not None else today
    except (TypeError, ValueError):
        raise BatchError(f'{number}번째 줄의 "today"는 2026-11-21처럼 적어 주세요.') from None
    return asked["text"], when, str(conversation) if conversation is not None else None
