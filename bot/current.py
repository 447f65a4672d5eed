"""The update that is being answered: what its answer has to know of it, wherever it is sent from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock

OF_USE = timedelta(hours=1)
"""How long after it was asked for an answer is still of use."""


@dataclass
class Current:
    """`update_id`: Telegram's number of it. `asked_at`: when a person did it. `of_use_until`: until when its answer is
    worth sending, by the loop's time. `is_repeat`: an earlier run may have sent its answer. `is_excess`: it came too
    fast after others. `on_ready` is called when a message is known that is to leave because of it, `on_sending` as one
    leaves.
    """

    update_id: int
    clock: Clock
    chat_id: int | None
    asked_at: datetime
    of_use_until: float
    is_repeat: bool = False
    is_excess: bool = False
    on_ready: Callable[[], None] = lambda: None
    on_sending: Callable[[], None] = lambda: None
    is_remarked: bool = False

    @property
    def age(self) -> timedelta:
        """How long ago it was done."""
        return self.clock.now() - self.asked_at


_current: ContextVar[Current | None] = ContextVar("current", default=None)


def current() -> Current | None:
    """The update that is being answered here; None where something else is done, like reminding."""
    return _current.get()


@contextmanager
def answering(update: Current) -> Iterator[None]:
    """While it lasts, this is the update that is being answered."""
    token = _current.set(update)
    try:
        yield
    finally:
        _current.reset(token)
