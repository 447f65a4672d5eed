"""Release and schedule files that admins send: set aside until they are published, then kept in `DATA_DIR/releases`.

Of each file that was ever published there is one copy by its content in `.kept`, as long as a version needs it: going
back to a version brings its files back.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path

from knowledge.folder.reading import files_in

FOLDER = "releases"
"""In DATA_DIR: read beside RELEASES_DIR; a file here takes the place of one of that name there."""


class SentFiles:
    """The files that admins sent to the bot of a DATA_DIR. Every method may raise OSError."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self._kept = self._folder / ".kept"
        self._aside = data_dir / "incoming"

    def files(self) -> dict[str, Path]:
        """What lies in `DATA_DIR/releases`, by name."""
        return files_in(self._folder)

    def set_aside(self, by: int, name: str, content: bytes) -> None:
        """Keep what an admin sent apart until it is published; a later file of a name takes the place of the first."""
        folder = self._aside / str(by)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)

    def aside(self, by: int) -> dict[str, Path]:
        """What an admin sent and nobody published yet, by name."""
        return {path.name: path for path in sorted((self._aside / str(by)).glob("*"))}

    def hashes(self, by: int) -> dict[str, str]:
        """The hash of what `aside` has, by name."""
        return {name: _hash(path) for name, path in self.aside(by).items()}

    def drop(self, by: int, *names: str) -> None:
        """Forget what an admin sent and nobody published: these files, or all."""
        for name in names:
            (self._aside / str(by) / name).unlink(missing_ok=True)
        if names:
            return
        shutil.rmtree(self._aside / str(by), ignore_errors=True)

    def drop_all_but(self, people: Collection[int]) -> None:
        """Forget what others than these sent and nobody published."""
        for folder in self._aside.glob("*"):
            if folder.name not in map(str, people):
                shutil.rmtree(folder, ignore_errors=True)

    def keep(self, by: int) -> dict[str, str]:
        """Keep what an admin sent for good, by its content; its hash by name is returned."""
        self._kept.mkdir(parents=True, exist_ok=True)
        found = self.hashes(by)
        for name, path in self.aside(by).items():
            shutil.copy2(path, aside := self._kept / f"{found[name]}.new")
            aside.replace(self._kept / found[name])
        return found

    def as_if(self, wanted: Mapping[str, str]) -> dict[str, Path]:
        """What `files` would be after `settle`: the same names with the same content and time."""
        there = {name: path for name, path in self.files().items() if not self._is_kept(path)}
        return there | {name: self._kept / content for name, content in wanted.items()}

    def settle(self, wanted: Mapping[str, str]) -> None:
        """Let the folder hold just these of the files that were sent, by the hash of each; others stay."""
        for name, path in self.files().items():
            if name not in wanted and self._is_kept(path):
                path.unlink()
        for name, content in wanted.items():
            path, kept = self._folder / name, self._kept / content
            if kept.exists() and not (path.is_file() and _hash(path) == content):
                aside = self._kept / f"{content}.live"
                aside.unlink(missing_ok=True)
                shutil.copy2(kept, aside)
                aside.replace(path)

    def forget(self, needed: Collection[str]) -> None:
        """Delete the copies that no version needs."""
        for path in self._kept.glob("*"):
            if path.name not in needed:
                path.unlink()

    def _is_kept(self, path: Path) -> bool:
        return path.is_file() and (self._kept / _hash(path)).exists()


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=20)).hexdigest()
