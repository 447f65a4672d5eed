"""What someone who tries the bot finds beside it: days worth going to, and a release that brings news."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

from bot.clock import SEOUL
from bot.publishing.sent_files import FOLDER as SENT
from bot.publishing.versions import made_of
from bot.reminders.due import Situation, due, next_time
from bot.reminders.messages import Correction, Digest, Item, Reminder, Results, Snoozed
from bot.reminders.own_dates import own_dates_in
from bot.reminders.working_days import working_day_before_or_on
from bot.sandbox.sentences import PAGE, jump
from bot.settings import BUNDLED_RELEASES, Settings

Jump = tuple[str, datetime]

_COMING, _KNOWN = 4, 2  # how many jumps of each kind
_LOOKS = 60  # ahead; at most looks nothing is told
_WEEK = timedelta(days=7)
_UNTIL_THE_CEREMONY = timedelta(days=14)


def begun_anew(settings: Settings) -> Settings:
    """Settings for a try that finds nothing of earlier ones: everything is kept under `DATA_DIR/sandbox`.

    The bundled releases are copied there, so that others can be put beside them; another folder is read in place.
    """
    data_dir = settings.data_dir / "sandbox"
    for path in own_dates_in(data_dir).values():
        path.unlink(missing_ok=True)
    for name in ("plans", "incoming", "versions", SENT):
        shutil.rmtree(data_dir / name, ignore_errors=True)
    made = made_of(data_dir / "knowledge.sqlite")
    if made and (made.corrections or made.own or made.sent):
        (data_dir / "knowledge.sqlite").unlink()
    if settings.releases_dir != BUNDLED_RELEASES:
        return settings.model_copy(update={"data_dir": data_dir})
    folder = data_dir / "releases"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(BUNDLED_RELEASES, folder)
    return settings.model_copy(update={"data_dir": data_dir, "releases_dir": folder})


def put_sample(folder: Path, today: date) -> None:
    """Puts a made-up release of today, with winners and a ceremony to come, into the folder; one of this year goes."""
    ceremony = working_day_before_or_on(today + _UNTIL_THE_CEREMONY)
    weekday = "월화수목금토일"[ceremony.weekday()]
    sample = (PAGE / "sample_release.txt").read_text(encoding="utf-8")
    text = sample.format(day=today, ceremony=ceremony, weekday=weekday)
    (folder / f"{today.year}-예시-공모전-수상작.txt").write_text(text, encoding="utf-8")


def jumps(situation: Situation, now: datetime) -> list[Jump]:
    """Times worth going to, each with what happens: when something will be told next, and a week before known dates."""
    coming = list(islice(_coming(situation, now), _COMING))
    times = {at for _, at in coming}
    return coming + [(label, at) for label, at in _week_before(situation, now) if at not in times]


def _coming(situation: Situation, now: datetime) -> Iterator[Jump]:
    """When something will be told, if everything is told in time."""
    told = {item.key for letter in due(situation, now) for item in letter.items}
    at = next_time(situation, now)
    for _ in range(_LOOKS):
        if at is None:
            return
        items = [item for letter in due(situation, at) for item in letter.items if item.key not in told]
        told.update(item.key for item in items)
        labels = list(dict.fromkeys(_label(item, at) for item in items))
        if labels:
            first, rest = labels[0], len(labels) - 1
            yield jump("more", first=first, rest=rest) if rest else first, at
        at = next_time(situation, at)


def _week_before(situation: Situation, now: datetime) -> list[Jump]:
    """The dates nearest to now, in their order."""
    declared = situation.declared
    nearest = sorted(situation.agenda.between(date.min, date.max), key=lambda entry: abs(entry.day - now.date()))
    return [
        (
            jump("week_before", name=entry.name),
            datetime.combine(working_day_before_or_on(entry.day - _WEEK, declared), situation.reminder_time, SEOUL),
        )
        for entry in sorted(nearest[:_KNOWN], key=lambda entry: entry.day)
    ]


def _label(item: Item, at: datetime) -> str:
    match item:
        case Reminder(entry=entry) | Snoozed(entry=entry):
            days = (entry.day - at.date()).days
            return jump("reminder" if days else "reminder_today", name=entry.name, days=days)
        case Correction(entry=entry):
            return jump("correction", name=entry.name)
        case Digest(entries=entries):
            return jump("digest", count=len(entries))
        case Results(news=news):
            return jump("results", series=news.series)
        case _:
            raise TypeError(f"nothing is known of {type(item).__name__}")
