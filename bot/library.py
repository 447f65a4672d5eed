"""Which knowledge base is current: planned, tried, published as a version, swapped as one reference."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot.clock import SEOUL, Clock
from bot.publishing.in_step import InStep
from bot.publishing.plan import GOOD_FOR, BrokenQuestions, Plan, PlanError, file_changes
from bot.publishing.saved_questions import SavedQuestion, broken
from bot.publishing.versions import COMMAND_LINE, MADE, Made, Versions, Why, edition_of, made_of, to_json
from bot.reminders.own_dates import own_dates_in, with_own_dates
from knowledge.base import KnowledgeBase, collector_at_rest
from knowledge.folder.cache import code_version
from knowledge.folder.changes import Changes, changes
from knowledge.folder.corrections import Correction, overlaid
from knowledge.folder.reading import FolderError, files_in, fingerprint, read_folder
from knowledge.model import Facts
from knowledge.search.embedding import Meanings
from knowledge.storage import DamagedBase, load, save, stored_digest, stored_kept

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


_OFTEN = 200  # between two lines of the log
_T = TypeVar("_T")


def log_report(what: str, done: int, total: int) -> None:
    """A big folder read for the first time takes minutes; the log says how far it is."""
    if total >= _OFTEN and (done % _OFTEN == 0 or done == total):
        log.info("%s: %d / %d", what, done, total)


@dataclass(frozen=True)
class _Serving:
    base: KnowledgeBase
    raw: Facts
    made: Made


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
        self._own = self._beside.own
        self._own_file = own_dates_in(data_dir)
        self._readings = data_dir / READINGS
        self._plans = data_dir / "plans"
        self._made: dict[str, Plan] = {}
        self._clock = clock
        self._report = report
        self._trial = trial
        self._fault: Exception | None = None
        self._serving: _Serving | None = None
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
        """Why what serves is not what the folder says: what the last reading or publishing failed with, if it did."""
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
            self._forget_expired()
            stored = stored_digest(self.path) is not None
            if stored:
                try:
                    self._serve_stored()
                    self._beside.settle(self._now.made, stored_digest(self.path) or "")
                except DamagedBase:
                    log.warning("the published knowledge base is damaged; building it anew")
                    stored = False
            digest = self._fingerprint()
            if stored and (not digest or (self._beside.folder == digest and self._own.content() == self._now.made.own)):
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
        with self._turn, self._noting_faults():
            self._catch_up()
            aside = self.sent.aside(by)
            beside = self.sent.files() | aside
            digest = fingerprint(self.releases_dir, beside=beside)
            own = self._own.content()
            report = partial(self._report, READING)
            raw = read_folder(self.releases_dir, self._readings, report, self._own_file, beside)
            now = self._serving.made if self._serving else self.versions.newest() or _nothing(self._clock.now())
            sent = {name: content for name, content in now.sent.items() if name in beside} | self.sent.hashes(by)
            made = replace(now, by=by, why=why, own=own, sent=sent, read_by=code_version())
            return self._plan(raw, made, digest, questions)

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
        with self._turn, self._noting_faults():
            self._catch_up()
            now, raw = self._now.made, self._now.raw
            if own is not None:
                raw = with_own_dates(raw, own)
            made = replace(
                now,
                by=by,
                why=why,
                own=now.own if own is None else own,
                corrections=now.corrections if corrections is None else tuple(corrections),
            )
            return self._plan(raw, made, self._beside.folder, questions)

    def plan_back(self, by: int, number: int | None = None, questions: Sequence[SavedQuestion] = ()) -> Plan:
        """What going back to a version, or to the one before, would publish; twice is where it began.

        Raises DamagedBase when it is not kept or of another edition, and RefusedBase when it fails today's trial.
        """
        with self._turn:
            self._catch_up()
            every = [made for made in self.versions.listed() if made.number < self._now.made.number]
            chosen = next((made for made in every if number in (None, made.number)), None)
            if chosen is None:
                raise DamagedBase("되돌릴 이전 판이 없어요.")
            raw, _ = load(self.versions.path(chosen.number))
            made = replace(chosen, by=by, why=Why.UNDO, back_to=chosen.number)
            digest = fingerprint(self.releases_dir, beside=self.sent.as_if(chosen.sent))
            return self._plan(raw, made, digest, questions)

    def plan_of(self, plan_id: str, questions: Sequence[SavedQuestion] = ()) -> Plan:
        """A plan that was made before, also by an earlier process. Raises PlanError, DamagedBase or RefusedBase."""
        with self._turn:
            self._catch_up()
            path = next(iter(self._plans.glob(f"*-{plan_id}.sqlite")), None)
            if path is None:
                raise PlanError("lost")
            made = made_of(path)
            if made is None or not timedelta(0) <= self._clock.now() - made.at <= GOOD_FOR:
                raise PlanError("expired")
            if made.base != self._now.made.number:
                raise PlanError("older")
            if plan_id not in self._made:
                kept, (raw, _) = stored_kept(path), load(path)
                facts = overlaid(raw, made.corrections)
                base = KnowledgeBase(facts, kept, Meanings.of(facts, kept, partial(self._report, MEANINGS)))
                self._made = {}
                self._made[plan_id] = self._shown(path, made, raw, base, stored_digest(path) or "", questions)
            return self._made[plan_id]

    def cancel(self, plan: Plan) -> None:
        """Forget a plan, and what was sent for it."""
        with self._turn:
            if plan.made.why is Why.FILES:
                self.sent.drop(plan.made.by)
            self._forget(plan.made.by)

    def let_be(self, plan: Plan) -> None:
        """Forget a plan that says the same as what serves, and that the folder was found so."""
        with self._turn:
            self._beside.mark(self._now.made, plan.digest)
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

    def _plan(self, raw: Facts, made: Made, digest: str, questions: Sequence[SavedQuestion]) -> Plan:
        now = self._clock.now()
        number = self._serving.made.number if self._serving else made.number
        made = replace(made, number=number + 1, base=number, at=now, reason="")
        made = made if made.why is Why.UNDO else replace(made, back_to=None)
        facts = overlaid(raw, made.corrections)
        # What is published has the vectors of all that has not changed since.
        meanings = Meanings.of(facts, stored_kept(self.path), partial(self._report, MEANINGS))
        base = KnowledgeBase(facts, meanings=meanings)
        self._try(base, now)
        self._forget(made.by)
        path = self._plans / f"{made.by}-{secrets.token_hex(4)}.sqlite"
        computed = {**base.dump(), **(meanings.dump() if meanings else {})}
        save(raw, path, now, digest, {**computed, MADE: to_json(made)})
        plan = self._shown(path, made, raw, base, digest, questions)
        self._made = {plan.id: plan}  # each has a whole base in it; the others can be read again
        return plan

    def _shown(
        self, path: Path, made: Made, raw: Facts, base: KnowledgeBase, digest: str, questions: Sequence[SavedQuestion]
    ) -> Plan:
        old = self._serving
        same = old is not None and (old.raw, old.made.own, old.made.corrections, dict(old.made.sent), old.made.read_by)
        return Plan(
            path,
            made,
            raw,
            old.base if old else None,
            base,
            digest,
            changes(old.base.facts if old else self._stored_facts(), base.facts),
            file_changes(old.raw if old else None, raw),
            tuple(broken(questions, old.base if old else None, base)),
            same == (raw, made.own, made.corrections, dict(made.sent), made.read_by),
        )

    def _forget(self, by: int) -> None:
        for path in self._plans.glob(f"{by}-*.sqlite"):
            self._made.pop(path.stem.rpartition("-")[2], None)
            path.unlink(missing_ok=True)

    def _forget_expired(self) -> None:
        """Plans that an earlier process left behind, and what was sent for them."""
        waiting = set()
        for path in self._plans.glob("*"):
            made = made_of(path)
            if made and timedelta(0) <= self._clock.now() - made.at <= GOOD_FOR:
                waiting.add(made.by)
            else:
                path.unlink(missing_ok=True)
        self.sent.drop_all_but(waiting)

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
        self._fault = None
        self._forget(made.by)
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
            raw, built_at = load(self.path)
            kept = stored_kept(self.path)
            found = made_of(self.path)
            made = found or replace(_nothing(built_at), read_by=edition_of(self.path), own=self._own.content())
            facts = overlaid(raw, made.corrections)
            base = KnowledgeBase(facts, kept, Meanings.of(facts, kept, partial(self._report, MEANINGS)))
            self._swap(base, raw, made)

    def _swap(self, base: KnowledgeBase, raw: Facts, made: Made) -> None:
        base.prepare()
        self._serving = _Serving(base, raw, made)
        for listener in tuple(self._listeners):
            listener()

    def _stored_facts(self) -> Facts | None:
        try:
            return load(self.path)[0]
        except DamagedBase:
            return None

    @property
    def _now(self) -> _Serving:
        if self._serving is None:
            raise RuntimeError("open_or_build first")
        return self._serving


def _nothing(at: datetime) -> Made:
    """What stands for the version before the first."""
    return Made(0, COMMAND_LINE, Why.BUILD, at)
