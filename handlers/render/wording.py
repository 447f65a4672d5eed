"""The texts in `texts/` and the few Korean writing rules they need: dates, times, particles.

Whoever wants other words changes a `.j2` file there; everything put into them is escaped for Telegram's HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.hangul import josa
from knowledge.model import Contact, WinningCase

TEXTS = Path(__file__).parent / "texts"
_WEEKDAYS = "월화수목금토일"
_BLANK_LINES = re.compile(r"\n{3,}")


def day(value: date) -> str:
    """A day as the releases write it: 2024. 11. 14.(목)."""
    return f"{value.year}. {value.month}. {value.day}.({_WEEKDAYS[value.weekday()]})"


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


def contest_name(case: WinningCase, ministry: str | None) -> str:
    """A case's contest without its year and the ministry's name, which are the same all over a list."""
    name = re.sub(r"^\d{4}년도?\s*", "", case.contest)
    return name.removeprefix(ministry).strip() if ministry else name


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
)
_environment.filters.update(
    day=day,
    iso_day=iso_day,
    clock=clock,
    josa=josa,
    shorten=shorten,
    one_line=one_line,
    contest_name=contest_name,
    departments=departments,
)
_environment.globals["hours"] = hours


def word(template: str, **values: object) -> str:
    """The text `texts/TEMPLATE.j2` with the values put in: HTML, trimmed, at most one blank line in a row."""
    text = _environment.get_template(f"{template}.j2").render(**values)
    text = "\n".join(line.strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()
