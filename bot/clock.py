"""What time it is in Seoul: the one clock of the bot, and one that can be set for trying things out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


class Clock:
    """The real time, always aware and always in Asia/Seoul."""

    def now(self) -> datetime:
        """This instant."""
        return datetime.now(SEOUL)

    def today(self) -> date:
        """The calendar day in Seoul."""
        return self.now().date()


class SettableClock(Clock):
    """A clock that can be set to another instant, from which it runs on at the usual pace."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)
        self._listeners: list[Callable[[], object]] = []

    def now(self) -> datetime:
        """This instant, as set."""
        return super().now() + self._ahead

    def set(self, moment: datetime) -> None:
        """Go on from `moment`; one without a time zone is taken as Seoul's."""
        moment = moment.replace(tzinfo=SEOUL) if moment.tzinfo is None else moment.astimezone(SEOUL)
        self._shift(moment - super().now())

    def reset(self) -> None:
        """Show the real time again."""
        self._shift(timedelta(0))

    def on_change(self, callback: Callable[[], object]) -> None:
        """Call `callback` without arguments whenever the clock was set or reset."""
        self._listeners.append(callback)

    def _shift(self, ahead: timedelta) -> None:
        self._ahead = ahead
        for listener in tuple(self._listeners):
            listener()
