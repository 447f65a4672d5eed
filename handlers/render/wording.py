"""The texts in `texts/` and the few Korean writing rules they need: dates, times, particles.

Whoever wants other words changes a `.j2` file there; everything put into them is escaped for Telegram's HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from knowledge.folder.schedules import is_schedule
from knowledge.hangul import josa
from knowledge.model import Contact, WinningCase

from .message import JOINER

TEXTS = Path(__file__).parent / "texts"
_SEOUL = ZoneInfo("Asia/Seoul")
_WEEKDAYS = "월화수목금토일"
_BLANK_LINES = re.compile(r"\n{3,}")


def day(value: date) -> str:
    """A day as the releases write it, 2024. 11. 14.(목), with what keeps the weekday beside it."""
    return f"{value.year}. {value.month}. {value.day}.{JOINER}({_WEEKDAYS[value.weekday()]})"


def short_day(value: date) -> str:
    """A day of this year, without the year: 11. 14.(목)."""
    return day(value).partition(" ")[2]


@pass_context
def tappable_day(context: Context, value: date, at: time | None = None, *, short: bool = False) -> str:
    """A day; where the text's `today` is known and it is not past, as a moment in Seoul that can be tapped.

    Without `at` the moment is when the day begins: nothing else is known of it.
    """
    text, today = short_day(value) if short else day(value), context.get("today")
    if today is None or value < today:
        return text
    moment = datetime.combine(value, at or time.min, _SEOUL)
    return Markup('<tg-time unix="{}">{}</tg-time>').format(int(moment.timestamp()), text)


def clock(value: time) -> str:
    """A time of day: 09:05."""
    return value.strftime("%H:%M")


def hours(start: time | None, end: time | None) -> str:
    """A span of time, 10:00~12:30, as far as it is known; empty where neither end is."""
    if start and end:
        return f"{clock(start)}~{clock(end)}"
    if start:
        return f"{clock(start)}부터"
    return f"{clock(end)}까지" if end else ""


def shorten(text: str, limit: int) -> str:
    """The text, or its beginning with an ellipsis where it is longer than `limit` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def one_line(text: str, limit: int) -> str:
    """What somebody typed or a release prints, for showing it within a line: no breaks, nothing invisible."""
    return shorten("".join(c for c in " ".join(text.split()) if c.isprintable()), limit)


def iso_day(value: str) -> str:
    """A day given as ISO text, written as the releases do; other text stays as it is."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def filter_value(name: str, value: object) -> str:
    """A filter as it is read: 2024년, 11월, 2024. 11. 14.(목)부터."""
    if name in ("year", "month"):
        return f"{value}{'년' if name == 'year' else '월'}"
    if name != "day":
        return str(value)
    first, _, last = str(value).partition("/")
    if last.startswith("9999"):
        return f"{iso_day(first)}부터"
    return "~".join(dict.fromkeys(iso_day(day) for day in (first, last) if day))


_ENDINGS = re.compile(r"(?<=\S)(?:\s+(?:우수사례|사례|아이디어|경진대회|공모전))+$")


def short_name(name: str, ministry: str | None) -> str:
    """The name of a contest or an event without its year and the ministry, which are the same all over a list."""
    short = re.sub(r"^\d{4}년도?\s*", "", name)
    short = short.removeprefix(ministry).strip() if ministry else short
    return short or name


def contest_name(case: WinningCase, ministry: str | None) -> str:
    """A case's contest as briefly as people call it: 정부혁신, 적극행정, 일하는 방식 개선."""
    return briefly(short_name(case.contest, ministry))


def briefly(name: str) -> str:
    """A contest's name without what all of them are called."""
    return _ENDINGS.sub("", name)


def departments(contacts: Iterable[Contact]) -> list[tuple[str | None, list[Contact]]]:
    """Contacts by department, both in the order given."""
    groups: dict[str | None, list[Contact]] = {}
    for contact in contacts:
        groups.setdefault(contact.department, []).append(contact)
    return list(groups.items())


_environment = Environment(
    loader=FileSystemLoader(TEXTS),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # each text would ask the disk whether its file has changed
)
_environment.filters.update(
    day=tappable_day,
    short_day=short_day,
    iso_day=iso_day,
    clock=clock,
    josa=josa,
    shorten=shorten,
    one_line=one_line,
    contest_name=contest_name,
    short_name=short_name,
    is_schedule=is_schedule,
    departments=departments,
)
_environment.globals["hours"] = hours


def word(template: str, **values: object) -> str:
    """The text `texts/TEMPLATE.j2` with the values put in: HTML, trimmed, at most one blank line in a row."""
    text = _environment.get_template(f"{template}.j2").render(**values)
    text = "\n".join(line.strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()
