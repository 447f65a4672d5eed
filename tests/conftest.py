from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BUNDLED_RELEASES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of releases that a test may change."""
    made = tmp_path / "releases"
    made.mkdir()
    for file in BUNDLED_RELEASES.glob("*.txt"):
        (made / file.name).write_bytes(file.read_bytes())
    return made
