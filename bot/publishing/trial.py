"""The trial that knowledge stands before it is published, and the refusal of what does not stand it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clock import SEOUL
from knowledge.base import KnowledgeBase

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """What a knowledge base that was tried could not stand: `asked` is what was asked or pressed, as a person would."""

    asked: str
    error: Exception


Trial = Callable[[KnowledgeBase, datetime], Failure | None]
"""Tries a knowledge base as people would use it at a time; None where all went well. Raises nothing."""


class RefusedBase(Exception):  # noqa: N818 - reads as what it is: a base that was refused
    """New knowledge that failed its trial; the message is Korean, for admins, and where it failed is in the log."""


def pass_trial(trial: Trial | None, base: KnowledgeBase, built_at: datetime) -> None:
    """The one door to what serves: for the command line, the start of the bot and admins in the chat.

    Raises RefusedBase.
    """
    # At the time of building, so that the same knowledge always stands or falls.
    failure = trial(base, built_at.astimezone(SEOUL)) if trial else None
    if failure is None:
        return
    kind, frames = type(failure.error).__name__, traceback.extract_tb(failure.error.__traceback__)
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    log.error("new knowledge is refused: %s at %s", kind, where)
    log.debug("the failure in full", exc_info=failure.error)
    raise RefusedBase(
        f"새로 읽은 자료로 ‘{failure.asked}’에 답해 보다가 오류({kind}, {where})가 나서 펴내지 않았어요. "
        "이 문장을 봇을 만든 사람에게 보내 주세요."
    )
