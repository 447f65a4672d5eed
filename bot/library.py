"""Which knowledge base is current: built from a folder, tried, published as a file, swapped as one reference."""

from __future__ import annotations

import asyncio
import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.clock import SEOUL, Clock
from bot.reminders.own_dates import own_dates_in
from knowledge.base import KnowledgeBase, collector_at_rest
from knowledge.folder.cache import code_version
from knowledge.folder.changes import Changes, changes
from knowledge.folder.reading import fingerprint, read_folder
from knowledge.model import Facts
from knowledge.search.embedding import Meanings
from knowledge.storage import DamagedBase, load, previous_of, save, stored_digest, stored_kept

log = logging.getLogger(__name__)

READINGS = "readings.sqlite"
"""In DATA_DIR: what was read from each file, so that only what changed is read again."""

READING, MEANINGS = "보도자료 읽기", "사례의 뜻 읽기"
"""What `Report` is told of."""

Report = Callable[[str, int, int], None]
"""What is being done, how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a knowledge base that was tried could not stand: `asked` is what was asked or pressed, as a person would."""

    asked: str
    error: Exception


Trial = Callable[[KnowledgeBase, datetime], Failure | None]
"""Tries a knowledge base as people would use it at a time; None where all went well. Raises nothing."""


class RefusedBase(Exception):  # noqa: N818 - reads as what it is: a base that was refused
    """New knowledge that failed its trial; the message is Korean, for admins, and where it failed is in the log."""


_READ_BY = "read_by"  # what a base keeps beside its facts: which edition of the reading code they are from
_OFTEN = 200  # between two lines of the log


def read_by(kept: Mapping[str, bytes]) -> str:
    """Which edition of the reading code a base is from, by what it keeps; empty = one that did not say."""
    return kept.get(_READ_BY, b"").decode()


def log_report(what: str, done: int, total: int) -> None:
    """A big folder read for the first time takes minutes; the log says how far it is."""
    if total >= _OFTEN and (done % _OFTEN == 0 or done == total):
        log.info("%s: %d / %d", what, done, total)


class Library:
    """The current knowledge base, published at `data_dir/knowledge.sqlite` from `releases_dir` and own dates.

    `current` is one reference that is only ever replaced: whoever holds it keeps whole, unchanging knowledge.
    `report` is told how far a long reading is, from the thread that reads; the log is where nothing else is given.
    Nothing is published that fails `trial`, which only a test may do without.
    """

    def __init__(
        self, releases_dir: Path, data_dir: Path, clock: Clock, report: Report = log_report, trial: Trial | None = None
    ) -> None:
        self.releases_dir = releases_dir
        self.path = data_dir / "knowledge.sqlite"
        self._own = own_dates_in(data_dir)
        self._readings = data_dir / READINGS
        self._clock = clock
        self._report = report
        self._trial = trial
        self._fault: Exception | None = None
        self._published: tuple[KnowledgeBase, datetime, str] | None = None
        self._listeners: list[Callable[[], object]] = []
        # One at a time, and none on the event loop: a reload takes seconds.
        self._turn = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")

    @property
    def current(self) -> KnowledgeBase:
        """The knowledge that answers now. Raises RuntimeError before `open_or_build`."""
        return self._state()[0]

    @property
    def built_at(self) -> datetime:
        """When the current knowledge was built, in Asia/Seoul."""
        return self._state()[1]

    @property
    def fault(self) -> Exception | None:
        """Why what serves is not what the folder says: what the last reading or publishing failed with, if it did."""
        return self._fault

    @property
    def read_by(self) -> str:
        """Which edition of the reading code the current knowledge is from; empty = one that did not say."""
        return self._state()[2]

    def on_publish(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback`, in the thread that publishes, whenever other knowledge serves. What is returned ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def open_or_build(self) -> None:
        """Open what was published; build it first where there is none or the folder has changed since.

        Where building fails, what was published before keeps serving and `fault` says why. Raises FolderError,
        DamagedBase or RefusedBase when there is neither.
        """
        with self._turn:
            digest = self._fingerprint()
            stored = stored_digest(self.path)
            if stored is not None and (stored == digest or not digest):
                try:
                    self._serve_stored()
                except DamagedBase:
                    log.warning("the published knowledge base is damaged; building it anew")
                else:
                    return
            try:
                # What is published has the vectors of all that has not changed since.
                self._publish(self._read(), self._clock.now(), digest, stored_kept(self.path))
            except Exception as error:
                if stored is None:
                    raise
                self._serve_stored()
                self._fault = error
                # A base that was refused has been logged, and its message may quote what it holds.
                cause = None if isinstance(error, RefusedBase) else error
                log.error("building the knowledge base failed; serving the one published before", exc_info=cause)

    def reload(self) -> Changes:
        """Read the folder again, publish what it says and serve it; what is different is returned.

        Where nothing is, what is published stays, and so does the one before it.
        Raises FolderError, DamagedBase or RefusedBase, and then the old knowledge keeps serving.
        """
        with self._turn, self._noting_faults():
            old = self._published[0].facts if self._published else self._stored_facts()
            digest = self._fingerprint()
            facts = self._read()
            if facts != old or digest != stored_digest(self.path):
                self._publish(facts, self._clock.now(), digest, stored_kept(self.path))
            elif self._published is None:
                self._serve_stored()
            return changes(old, facts)

    async def reload_async(self) -> Changes:
        """`reload`, off the event loop; a second one waits for the first."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, self.reload)

    def roll_back(self) -> Changes:
        """Publish and serve the knowledge before the current one, until the folder changes or is reloaded.

        Rolling back twice is where it began. Raises DamagedBase when nothing usable was kept, and RefusedBase when
        it fails the trial of today.
        """
        with self._turn:
            old = self._state()[0].facts
            facts, built_at = load(previous_of(self.path))
            kept = stored_kept(previous_of(self.path))
            self._publish(facts, built_at, self._fingerprint(), kept, read_by(kept))
            return changes(old, facts)

    async def roll_back_async(self) -> Changes:
        """`roll_back`, off the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, self.roll_back)

    def close(self) -> None:
        """Wait for a running reload and let its thread go."""
        self._worker.shutdown()

    def _read(self) -> Facts:
        return read_folder(self.releases_dir, self._readings, partial(self._report, READING), self._own)

    def _fingerprint(self) -> str:
        return fingerprint(self.releases_dir, self._own.values())

    def _publish(
        self, facts: Facts, built_at: datetime, digest: str, kept: dict[str, bytes], edition: str | None = None
    ) -> None:
        edition = code_version() if edition is None else edition
        meanings = Meanings.of(facts, kept, partial(self._report, MEANINGS))
        base = KnowledgeBase(facts, meanings=meanings)
        self._try(base, built_at)
        computed = {**base.dump(), **(meanings.dump() if meanings else {})}
        save(facts, self.path, built_at, digest, {**computed, _READ_BY: edition.encode()})
        self._swap(base, built_at, edition)

    def _try(self, base: KnowledgeBase, built_at: datetime) -> None:
        """The one door to what serves: for the command line, the start of the bot and admins in the chat."""
        # At the time of building, so that the same knowledge always stands or falls.
        failure = self._trial(base, built_at.astimezone(SEOUL)) if self._trial else None
        if failure is None:
            return
        kind, frames = type(failure.error).__name__, traceback.extract_tb(failure.error.__traceback__)
        where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        log.error("new knowledge is refused: %s at %s", kind, where)
        log.debug("the failure in full", exc_info=failure.error)
        raise RefusedBase(
            f"새로 읽은 자료로 ‘{failure.asked}’에 답해 보다가 오류({kind}, {where})가 나서 펴내지 않았어요. "
            "이 문장을 봇을 만든 사람에게 보내 주세요."
        )

    @contextmanager
    def _noting_faults(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self._fault = error
            raise
        self._fault = None

    def _serve_stored(self) -> None:
        with collector_at_rest():
            facts, built_at = load(self.path)
            kept = stored_kept(self.path)
            base = KnowledgeBase(facts, kept, Meanings.of(facts, kept, partial(self._report, MEANINGS)))
            self._swap(base, built_at, read_by(kept))

    def _swap(self, base: KnowledgeBase, built_at: datetime, edition: str) -> None:
        base.prepare()
        self._published = (base, built_at.astimezone(SEOUL), edition)
        for listener in tuple(self._listeners):
            listener()

    def _stored_facts(self) -> Facts | None:
        try:
            return load(self.path)[0]
        except DamagedBase:
            return None

    def _state(self) -> tuple[KnowledgeBase, datetime, str]:
        if self._published is None:
            raise RuntimeError("open_or_build first")
        return self._published
