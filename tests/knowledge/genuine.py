"""The genuine releases that lie beside the repository, read once for all tests: one file of each, without PDFs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from knowledge.documents import read_document
from knowledge.extract import extract
from knowledge.model import Facts

SHARED = Path(__file__).resolve().parents[3] / "shared"


@cache
def genuine_releases() -> Mapping[str, Facts]:
    """What each release states, by its file's name; a release that has no text form is read from its hwpx."""
    paths = [path for name in ("releases", "layouts", "layouts2") for path in sorted((SHARED / name).glob("*.txt"))]
    paths += sorted((SHARED / "layouts2").glob("*.hwpx"))
    return {path.name: extract(read_document(path)) for path in paths}
