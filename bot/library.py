"""Which knowledge base is current: planned, tried, published as a version, swapped as one reference."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.clock import SEOUL, Clock
from bot.publishing.in_step import InStep
from bot.publishing.plan import GOOD_FOR, BrokenQuestions, Plan, PlanError
from bot.publishing.planner import MEANINGS, Planner, Report, Serving, log_report, nothing_made
from bot.publishing.saved_questions import SavedQuestion
from bot.publishing.trial import RefusedBase, Trial
from bot.publishing.versions import COMMAND_LINE, Made, Versions, Why, edition_of, made_of
from knowledge.base import KnowledgeBase, collector_at_rest
from knowledge.folder.changes import Changes
from knowledge.folder.corrections import Correction, overlaid
from knowledge.folder.reading import FolderError, files_in, fingerprint
from knowledge.model import Facts
from knowledge.search.embedding import Meanings
from knowledge.storage import DamagedBase, load, stored_digest, stored_kept

log = logging.getLogger(__name__)

_BESIDE_THE_FOLDER = (Why.DATES, Why.CORRECTIONS)
_T = TypeVar("_T")


class Library:
    """The current knowledge base, published at `data_dir/knowledge.sqlite` from `releases_dir`, what admins sent, their
    own dates and corrections.

    `current` is one reference that is only ever replaced: whoever holds it keeps whole, unchanging knowledge.
    `report` is told how far a long reading is, from the thread that reads; the log is where nothing else is given.
    Nothing is published that fails `trial`, which only a test may do without.

    All that is published is a plan first. What makes one takes seconds and runs off the event loop (`off_loop`).
    """

    def __init__(
        self, releases_dir: Path, data_dir: Path, clock: Clock, report: Report = log_report, trial: Trial | None = None
    ) -> None:
        self.releases_dir = releases_dir
        self.versions = Versions(data_dir)
        self.path = self.versions.current
        self._beside = InStep(data_dir)
        self.sent = self._beside.sent
        self._planner = Planner(releases_dir, data_dir, self.versions, self._beside, clock, report, trial)
        self._clock = clock
        self._report = report
        self._fault: Exception | None = None
        self._serving: Serving | None = None
        self._listeners: list[Callable[[], object]] = []
        # One at a time, and none on the event loop: a reading takes seconds.
        self._turn = threading.RLock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="library")

    @property
    def current(self) -> KnowledgeBase:
        """The knowledge that answers now. Raises RuntimeError before `open_or_build`."""
        return self._now.base

    @property
    def version(self) -> Made:
        """How what answers now was published, with its corrections."""
        return self._now.made

    @property
    def raw(self) -> Facts:
        """The facts that answer now as they were read, without the corrections."""
        return self._now.raw

    def original(self, file: str) -> Path | None:
        """Where the file of a release lies now: what admins sent goes before RELEASES_DIR. None where it is gone.

        Only a plain file: what a link or a pipe leads to was not read.
        """
        try:
            found = self.sent.files().get(file) or files_in(self.releases_dir).get(file)
        except FolderError:
            return None
        return found if found and found.is_file() and not found.is_symlink() else None

    @property
    def built_at(self) -> datetime:
        """When the current knowledge was published, in Asia/Seoul."""
        return self._now.made.at.astimezone(SEOUL)

    @property
    def fault(self) -> Exception | None:
        """Why what serves is not what the folder says: what the last reading or publishing failed with, if it did.

        It lasts until the folder is published or found to be what serves; what is only looked at changes nothing.
        """
        return self._fault

    @property
    def read_by(self) -> str:
        """Which edition of the reading code the current knowledge is from; empty = one that did not say."""
        return self._now.made.read_by

    def on_publish(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback`, in the thread that publishes, whenever other knowledge serves. What is returned ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    async def off_loop(self, work: Callable[[], _T]) -> _T:
        """Do what plans or publishes beside the event loop; a second piece of work waits for the first."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def open_or_build(self, questions: Sequence[SavedQuestion] = ()) -> None:
        """Open what was published; publish what the folder says where there is nothing or it has changed since.

        Where that fails, or breaks one of the `questions`, what was published before keeps serving and `fault` says
        why. Raises FolderError, DamagedBase or RefusedBase when there is neither.
        """
        with self._turn:
            self._planner.forget_expired()
            stored = stored_digest(self.path) is not None
            if stored:
                try:
                    self._serve_stored()
                    self._beside.settle(self._now.made, stored_digest(self.path) or "")
                except DamagedBase:
                    log.warning("the published knowledge base is damaged; building it anew")
                    stored = False
            digest = self._fingerprint()
            own = self._beside.own.content()
            if stored and (not digest or (self._beside.folder == digest and own == self._now.made.own)):
                return
            try:
                self.publish_folder(Why.START, questions)
            except Exception as error:
                if not stored:
                    raise
                self._fault = error
                # A base that was refused has been logged, and these messages may quote what was asked or is held.
                cause = None if isinstance(error, RefusedBase | BrokenQuestions) else error
                log.error("building the knowledge base failed; serving the one published before", exc_info=cause)

    def open_stored(self) -> None:
        """Open what was published, whatever the folder says meanwhile. Raises DamagedBase."""
        with self._turn:
            self._serve_stored()

    # plans

    def plan_folder(self, by: int, why: Why, questions: Sequence[SavedQuestion] = ()) -> Plan:
        """What reading the folder again, with what this admin sent, would publish.

        Raises FolderError, DamagedBase or RefusedBase, and then the old knowledge keeps serving.
        """
        with self._turn, self._noting_faults(why):
            self._catch_up()
            return self._planner.folder(self._serving, by, why, questions)

    def plan_desk(
        self,
        by: int,
        why: Why,
        questions: Sequence[SavedQuestion] = (),
        *,
        own: bytes | None = None,
        corrections: Sequence[Correction] | None = None,
    ) -> Plan:
        """What serves now with other own dates or corrections; the folder is not read. Raises as `plan_folder` does."""
        with self._turn:
            self._catch_up()
            return self._planner.desk(self._now, by, why, questions, own, corrections)

    def preview(self, corrections: Sequence[Correction], questions: Sequence[SavedQuestion] = ()) -> Plan:
        """What serves now with other corrections, to look at: it cannot be applied and takes the place of no plan.

        Raises DamagedBase or RefusedBase.
        """
        with self._turn:
            self._catch_up()
            return self._planner.preview(self._now, corrections, questions)

    def plan_back(self, by: int, number: int | None = None, questions: Sequence[SavedQuestion] = ()) -> Plan:
        """What going back to a version, or to the one before, would publish; twice is where it began.

        Raises DamagedBase when it is not kept or of another edition, and RefusedBase when it fails today's trial.
        """
        with self._turn:
            self._catch_up()
            return self._planner.back(self._now, by, number, questions)

    def plan_of(self, plan_id: str, questions: Sequence[SavedQuestion] = ()) -> Plan:
        """A plan that was made before, also by an earlier process. Raises PlanError, DamagedBase or RefusedBase."""
        with self._turn:
            self._catch_up()
            return self._planner.found(self._now, plan_id, questions)

    def cancel(self, plan: Plan) -> None:
        """Forget a plan, and what was sent for it."""
        with self._turn:
            if plan.made.why is Why.FILES:
                self.sent.drop(plan.made.by)
            self._planner.forget(plan.made.by)

    def let_be(self, plan: Plan) -> None:
        """Forget a plan that says the same as what serves, and that the folder was found so."""
        with self._turn:
            self._beside.mark(self._now.made, plan.digest)
            self._fault = None
            self.cancel(plan)

    def apply(self, plan: Plan, reason: str = "") -> Made:
        """Publish exactly this plan. Raises PlanError or DamagedBase; then the old knowledge keeps serving."""
        with self._turn:
            try:
                with self.versions.turn():
                    return self._apply(plan, reason)
            except OSError as error:
                raise DamagedBase(
                    f"파일을 쓸 수 없어 펴내지 않았어요({error.strerror}). 디스크와 권한을 확인해 주세요."
                ) from error

    def publish_folder(
        self, why: Why = Why.BUILD, questions: Sequence[SavedQuestion] = (), *, force: bool = False
    ) -> Changes:
        """Plan what the folder says and apply it at once, for the command line; what is different is returned.

        Where nothing is, what is published stays. Raises BrokenQuestions unless `force`, and as `plan_folder` does.
        """
        with self._turn:
            plan = self.plan_folder(COMMAND_LINE, why, questions)
            self._at_once(plan, force)
            return plan.changes

    def roll_back(
        self, number: int | None = None, questions: Sequence[SavedQuestion] = (), *, force: bool = False
    ) -> Changes:
        """Go back to a version, or to the one before, at once. Raises BrokenQuestions and as `plan_back` does."""
        with self._turn:
            plan = self.plan_back(COMMAND_LINE, number, questions)
            self._at_once(plan, force)
            return plan.changes

    def reload(self) -> Changes:
        """`publish_folder` as `award-bot build` does it."""
        return self.publish_folder()

    def close(self, wait: bool = True) -> None:
        """Let the thread that plans and publishes go; `wait` for what it does, else begin nothing that waits its turn.

        A process that ends meanwhile publishes nothing of it.
        """
        self._worker.shutdown(wait=wait, cancel_futures=not wait)

    def _at_once(self, plan: Plan, force: bool) -> None:
        if plan.is_same:
            self.let_be(plan)
        elif plan.broken and not force:
            self.cancel(plan)
            raise BrokenQuestions(plan.broken)
        else:
            self.apply(plan, "--force" if plan.broken else "")

    def _apply(self, plan: Plan, reason: str) -> Made:
        newest = self.versions.newest()
        if (newest.number if newest else 0) != plan.made.base:
            raise PlanError("older")
        if not plan.path.exists():
            raise PlanError("lost")
        if self._clock.now() - plan.made.at > GOOD_FOR:
            raise PlanError("expired")
        if plan.broken and not reason:
            raise PlanError("reason")
        kept = self.sent.keep(plan.made.by) if plan.made.why is Why.FILES else {}
        if any(plan.made.sent.get(name) != content for name, content in kept.items()):
            raise PlanError("older")
        now = self._clock.now()
        if self._serving:  # the clock may have been set back, or stand still
            now = max(now, self._serving.made.at + timedelta(milliseconds=1))
        made = replace(plan.made, at=now, reason=reason)
        self.versions.publish(plan.path, made)
        # From here on it is published, whatever else fails.
        try:
            self._beside.settle(made, plan.digest)
        except OSError:
            log.exception("what was published is not yet in step with the folders; the next start tries again")
        self._swap(plan.new, plan.raw, made)
        if made.why not in _BESIDE_THE_FOLDER:
            self._fault = None
        self._planner.forget(made.by)
        if made.why is Why.FILES:
            self.sent.drop(made.by)
        try:
            needed = {content for one in self.versions.forget_old() for content in one.sent.values()}
            self.sent.forget(needed)
        except OSError:
            log.exception("older versions could not be deleted")
        return made

    def _fingerprint(self) -> str:
        return fingerprint(self.releases_dir, beside=self.sent.files())

    def _is_newest(self) -> bool:
        newest = self.versions.newest()
        return newest is None or newest.number == self._now.made.number

    def _catch_up(self) -> None:
        """Serve what was published, also by another process meanwhile, as `award-bot build` does."""
        if stored_digest(self.path) is not None and (self._serving is None or not self._is_newest()):
            self._serve_stored()
            self._beside.settle(self._now.made, stored_digest(self.path) or "")

    @contextmanager
    def _noting_faults(self, why: Why) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if why is not Why.FILES:  # which may fail for what was sent, and nobody is without that
                self._fault = error
            raise

    def _serve_stored(self) -> None:
        with collector_at_rest():
            raw, built_at = load(self.path)
            kept = stored_kept(self.path)
            found = made_of(self.path)
            made = found or replace(
                nothing_made(built_at), read_by=edition_of(self.path), own=self._beside.own.content()
            )
            facts = overlaid(raw, made.corrections)
            base = KnowledgeBase(facts, kept, Meanings.of(facts, kept, partial(self._report, MEANINGS)))
            self._swap(base, raw, made)

    def _swap(self, base: KnowledgeBase, raw: Facts, made: Made) -> None:
        base.prepare()
        self._serving = Serving(base, raw, made)
        for listener in tuple(self._listeners):
            listener()

    @property
    def _now(self) -> Serving:
        if self._serving is None:
            raise RuntimeError("open_or_build first")
        return self._serving
