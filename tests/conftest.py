from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from bot.clock import SettableClock
from bot.library import Library
from bot.settings import BUNDLED_RELEASES
from knowledge.folder import process_pool, reading
from knowledge.folder.process_pool import Readers


@pytest.fixture(scope="session", autouse=True)
def shared_readers() -> Iterator[None]:
    """Reading processes that serve every folder that is read here: to start one takes half a second of a processor.

    Each file is read in a fork of its own all the same. How they are started, confined and ended is tested where
    `Readers` are made by the test (test_process_pool, test_attacks), and by the tests that start the bot as a process.
    """
    with Readers(2) as readers, pytest.MonkeyPatch.context() as patch:

        def shared(jobs: int) -> AbstractContextManager[Readers]:
            return nullcontext(readers)

        for module in (reading, process_pool):
            patch.setattr(module, "Readers", shared)
        yield


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR in which the bundled releases are published, for a bot that is started as a process: copy it."""
    data = tmp_path_factory.mktemp("published")
    library = Library(BUNDLED_RELEASES, data, SettableClock())
    library.open_or_build()
    library.close()
    return data


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of releases that a test may change."""
    made = tmp_path / "releases"
    made.mkdir()
    for file in BUNDLED_RELEASES.glob("*.txt"):
        (made / file.name).write_bytes(file.read_bytes())
    return made
