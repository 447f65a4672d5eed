"""Pages that a browser saved "complete": the page, and beside it a folder with its frames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_PAGES = (".html", ".htm", ".xhtml")
# Chrome and Edge, Internet Explorer, and what Korean versions write.
_FOLDERS = ("_files", ".files", "_파일", ".파일")
_MOST_PARTS = 60
_MOST_BYTES = 10 * 1024 * 1024
# Frames lie a folder or two deep; the rest is not looked at.
_MOST_ENTRIES = 3_000


def parts_of(path: Path) -> tuple[Path, ...]:
    """The files that make up one document, in order: the file, and for a page the pages saved in the folder beside it.

    What a link points to is left out, and what is beyond 60 files or 10 MB.
    """
    if path.suffix.lower() not in _PAGES:
        return (path,)
    frames: list[Path] = []
    size = 0
    for frame in sorted(_frames(path), key=_by_number):
        size += frame.stat().st_size
        if len(frames) == _MOST_PARTS or size > _MOST_BYTES:
            break
        frames.append(frame)
    return (path, *frames)


def belongs_to_page(path: Path) -> bool:
    """Whether a file lies in the folder that a browser saved beside a page, and so is no release of its own."""
    return any(
        folder.name.endswith(ending) and _page_beside(folder.with_name(folder.name.removesuffix(ending)))
        for folder in path.parents
        for ending in _FOLDERS
    )


def _page_beside(stem: Path) -> bool:
    return any(stem.with_name(stem.name + suffix).is_file() for suffix in _PAGES)


def _frames(page: Path) -> Iterator[Path]:
    left = _MOST_ENTRIES
    folders = [page.with_name(page.stem + ending) for ending in _FOLDERS]
    while folders:
        folder = folders.pop()
        if folder.is_symlink() or not folder.is_dir():
            continue
        for entry in folder.iterdir():
            left -= 1
            if left < 0:
                return
            if entry.is_symlink():
                continue
            if entry.is_dir():
                folders.append(entry)
            elif entry.is_file() and entry.suffix.lower() in _PAGES:
                yield entry


def _by_number(path: Path) -> list[tuple[int, str]]:
    """`2.html` before `10.html`."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", path.as_posix())]
