"""The versions that were published: one file each, which never changes again; the last twenty are kept.

A version is a knowledge base file (knowledge/storage.py). Its facts are those that were read, with the admins' own
dates; `Made`, kept beside them, has who published it, the corrections that lie over the facts, the own dates' file and
the files that admins sent. `DATA_DIR/knowledge.sqlite` is the newest of them, under a name of its own: its swap
is the one moment at which a version becomes the one that serves.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import ConfigDict, TypeAdapter

from knowledge.folder.corrections import Correction
from knowledge.storage import finish, flush, kept_value

KEPT = 20
"""How many versions are kept."""

COMMAND_LINE = 0
"""Who publishes where no admin does."""

MADE = "made"
_EDITION = "read_by"  # beside the facts before there were versions


class Why(StrEnum):
    """What led to a version."""

    BUILD = "build"
    START = "start"
    RELOAD = "reload"
    FILES = "files"
    DATES = "dates"
    CORRECTIONS = "corrections"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Made:
    """What a version holds beside its facts, and how it came about.

    `by` is an admin's id or COMMAND_LINE; `base` the version it was made on; `back_to` the one whose content it has
    again; `reason` why it was published although it breaks a saved question. `own` is the file of own dates; `sent` has
    the hash of each file that admins sent, by its name; `read_by` is the edition of the code that read the facts.
    """

    __pydantic_config__: ClassVar = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    number: int
    by: int
    why: Why
    at: datetime
    base: int = 0
    back_to: int | None = None
    reason: str = ""
    own: bytes | None = None
    sent: Mapping[str, str] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    read_by: str = ""


_ADAPTER = TypeAdapter(Made)


def to_json(made: Made) -> bytes:
    """What stands beside the facts under the name `MADE`."""
    return _ADAPTER.dump_json(made)


def made_of(path: Path) -> Made | None:
    """What a file of this house says of itself; None where it is from before there were versions, or damaged."""
    found = kept_value(path, MADE)
    try:
        return _ADAPTER.validate_json(found) if found else None
    except ValueError:
        return None


def edition_of(path: Path) -> str:
    """Which edition of the reading code the facts of a file are from; empty = it does not say."""
    made = made_of(path)
    return made.read_by if made else (kept_value(path, _EDITION) or b"").decode()


class Versions:
    """The version files of a DATA_DIR."""

    def __init__(self, data_dir: Path) -> None:
        self.current = data_dir / "knowledge.sqlite"
        self._folder = data_dir / "versions"

    def path(self, number: int) -> Path:
        """Where a version lies, if it is kept."""
        return self._folder / f"{number:06}.sqlite"

    def listed(self) -> list[Made]:
        """What is kept, the newest first: up to the one that serves, since a later one was never published."""
        serving = made_of(self.current)
        found = (made_of(path) for path in sorted(self._folder.glob("*.sqlite"), reverse=True))
        return [made for made in found if made and serving and made.number <= serving.number]

    def newest(self) -> Made | None:
        """What the newest usable file says of itself: the one that serves, else of those that are kept."""
        every = [self.current, *sorted(self._folder.glob("*.sqlite"), reverse=True)]
        return next((made for path in every if (made := made_of(path))), None)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """For whoever publishes: one at a time, also of several processes. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def publish(self, plan: Path, made: Made) -> None:
        """Make the file of a plan the version that serves. Raises OSError or DamagedBase; then nothing has changed."""
        finish(plan, made.at, MADE, to_json(made))
        version = self.path(made.number)
        version.unlink(missing_ok=True)  # left by somebody who was ended before the swap
        _linked(plan, version)
        aside = self.current.with_name(f".{self.current.name}.{os.getpid()}.new")
        aside.unlink(missing_ok=True)
        _linked(version, aside)
        flush(self._folder)
        aside.replace(self.current)
        flush(self.current.parent)

    def forget_old(self) -> list[Made]:
        """Delete all but the newest; those that stay are returned."""
        every = self.listed()
        for made in every[KEPT:]:
            self.path(made.number).unlink(missing_ok=True)
        return every[:KEPT]


def _linked(path: Path, to: Path) -> None:
    try:
        os.link(path, to)
    except OSError:  # a file system without hard links
        shutil.copy2(path, to)
        flush(to)
