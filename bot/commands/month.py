"""`month`: a month in numbers, for a table."""

from __future__ import annotations

import csv
import io

from bot.settings import Settings
from bot.state.asked import Month
from bot.state.store import STATE, Store

HEADER = ("kind", "day", "name", "times")


def month_of_state(settings: Settings, name: str) -> Month:
    """What the state knows of a month, 2026-11; it is only read, also beside a running bot. Raises StoreError."""
    store = Store(settings.data_dir / STATE, copy=True)
    try:
        return store.asked.month(name)
    finally:
        store.close()


def as_csv(month: Month) -> str:
    """The numbers as a table with `HEADER`: questions by day and how they ended, topics, contests, reminders."""
    days = [(day.isoformat(), status, times) for day, ended in month.days.items() for status, times in ended.items()]
    rows = [("question", *one) for one in days]
    rows += [("topic", "", topic, times) for topic, times in month.topics.items()]
    rows += [("contest", "", contest, times) for contest, times in month.contests.items()]
    table = io.StringIO()
    csv.writer(table).writerows([HEADER, *rows, ("reminders", "", "", month.reminders)])
    return table.getvalue()
