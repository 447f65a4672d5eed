"""Schedule files: dates to come, typed as a table (`.csv`) or taken from a calendar (`.ics`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge.documents import Doubt, UnreadableDocument
from knowledge.extract.personal import without_personal_numbers
from knowledge.folder.schedules import calendar_file, table_file
from knowledge.folder.schedules.entries import Entry, WithoutDay, facts_of
from knowledge.folder.schedules.revisions import in_force
from knowledge.model import Facts

__all__ = ["FORMATS", "LIBRARIES", "in_force", "is_schedule", "read_entries", "read_schedule"]

FORMATS: dict[str, Callable[[str], tuple[Sequence[Entry | WithoutDay], list[Doubt]]]] = {
    ".csv": table_file.read,
    ".ics": calendar_file.read,
}
LIBRARIES = ("icalendar",)  # distributions that decide how these are read
_TEXTS = ("quote", "contest", "event", "place", "note")
# As much as any schedule needs, so that a wrong file dropped into the folder cannot fill the memory.
LARGEST = 5 * 1024 * 1024


def is_schedule(file: Path | str) -> bool:
    """Whether the file's name says that it is a schedule."""
    return Path(file).suffix.lower() in FORMATS


def read_schedule(path: Path, file: str) -> Facts:
    """The events of the schedule file at `path`; `file`, its name in the releases folder, is their source.

    A row or entry that cannot be read becomes a warning. Raises UnreadableDocument where the file cannot.
    """
    return facts_of(file, *_without_personal_data(*read_entries(path)))


def read_entries(path: Path) -> tuple[Sequence[Entry | WithoutDay], list[Doubt]]:
    """The lines of the schedule file at `path` and the doubts about others; raises UnreadableDocument."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableDocument(f"일정 파일이 너무 커요. {LARGEST // 1024 // 1024}MB까지 읽을 수 있어요.")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(f"파일을 열 수 없어요({error.strerror}). 읽기 권한을 확인해 주세요.") from error
    return FORMATS[path.suffix.lower()](_text(data))


def _without_personal_data(
    entries: Sequence[Entry | WithoutDay], doubts: Sequence[Doubt]
) -> tuple[Sequence[Entry | WithoutDay], list[Doubt]]:
    """What is typed into a calendar is typed by people: `문의 010-…` in a note or a title is hidden as in a release."""
    cleaned: list[Entry | WithoutDay] = []
    said = [replace(doubt, text=without_personal_numbers(doubt.text)[0]) for doubt in doubts]
    for entry in entries:
        texts = {name: text for name in _TEXTS if isinstance(text := getattr(entry, name, None), str)}
        hidden = {name: without_personal_numbers(text) for name, text in texts.items()}
        changes: dict[str, Any] = {name: text for name, (text, _) in hidden.items()}
        cleaned.append(replace(entry, **changes))
        found = dict.fromkeys(warning for _, warnings in hidden.values() for warning in warnings)
        said += [Doubt(entry.line, warning) for warning in found]
    return cleaned, said


def _text(data: bytes) -> str:
    """Korean Windows programs still save CP949 where they do not save UTF-8."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableDocument("글자를 읽을 수 없어요. 'CSV UTF-8' 형식으로 다시 저장해 주세요.")
