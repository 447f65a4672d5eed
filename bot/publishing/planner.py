"""Makes plans and keeps them: what would serve, tried and compared with what serves now, and applied by nobody yet."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.clock import Clock
from bot.publishing.in_step import InStep
from bot.publishing.plan import GOOD_FOR, Plan, PlanError, file_changes
from bot.publishing.saved_questions import SavedQuestion, broken
from bot.publishing.trial import Trial, pass_trial
from bot.publishing.versions import COMMAND_LINE, MADE, Made, Versions, Why, made_of, to_json
from bot.reminders.own_dates import own_dates_in, with_own_dates
from knowledge.base import KnowledgeBase
from knowledge.folder.cache import code_version
from knowledge.folder.changes import changes
from knowledge.folder.corrections import Correction, overlaid
from knowledge.folder.reading import fingerprint, read_folder
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

_OFTEN = 200  # between two lines of the log


def log_report(what: str, done: int, total: int) -> None:
    """A big folder read for the first time takes minutes; the log says how far it is."""
    if total >= _OFTEN and (done % _OFTEN == 0 or done == total):
        log.info("%s: %d / %d", what, done, total)


@dataclass(frozen=True)
class Serving:
    """What answers now: the facts as they were read, `raw`, and the base with the corrections of `made` over them."""

    base: KnowledgeBase
    raw: Facts
    made: Made


class Planner:
    """The plans of a DATA_DIR, each a file in `plans` that an admin's next one replaces.

    Each method is told what serves now, and is for one thread at a time. They raise FolderError, DamagedBase or
    RefusedBase, and then nothing has changed.
    """

    def __init__(
        self,
        releases_dir: Path,
        data_dir: Path,
        versions: Versions,
        beside: InStep,
        clock: Clock,
        report: Report,
        trial: Trial | None,
    ) -> None:
        self._releases_dir = releases_dir
        self._versions = versions
        self._beside = beside
        self._sent = beside.sent
        self._own_file = own_dates_in(data_dir)
        self._readings = data_dir / READINGS
        self._plans = data_dir / "plans"
        self._made: dict[str, Plan] = {}
        self._clock = clock
        self._report = report
        self._trial = trial

    def folder(self, serving: Serving | None, by: int, why: Why, questions: Sequence[SavedQuestion]) -> Plan:
        """What reading the folder again, with what this admin sent, would publish."""
        aside = self._sent.aside(by)
        beside = self._sent.files() | aside
        digest = fingerprint(self._releases_dir, beside=beside)
        own = self._beside.own.content()
        report = partial(self._report, READING)
        raw = read_folder(self._releases_dir, self._readings, report, self._own_file, beside)
        now = serving.made if serving else self._versions.newest() or nothing_made(self._clock.now())
        sent = {name: content for name, content in now.sent.items() if name in beside} | self._sent.hashes(by)
        made = replace(now, by=by, why=why, own=own, sent=sent, read_by=code_version())
        return self._plan(serving, raw, made, digest, questions)

    def desk(
        self,
        serving: Serving,
        by: int,
        why: Why,
        questions: Sequence[SavedQuestion],
        own: bytes | None,
        corrections: Sequence[Correction] | None,
    ) -> Plan:
        """What serves now with other own dates or corrections; the folder is not read."""
        now, raw = serving.made, serving.raw
        if own is not None:
            raw = with_own_dates(raw, own)
        made = replace(
            now,
            by=by,
            why=why,
            own=now.own if own is None else own,
            corrections=now.corrections if corrections is None else tuple(corrections),
        )
        return self._plan(serving, raw, made, self._beside.folder, questions)

    def preview(self, serving: Serving, corrections: Sequence[Correction], questions: Sequence[SavedQuestion]) -> Plan:
        """What serves now with other corrections, to be looked at only: it is no plan of anybody's to be applied."""
        made = replace(serving.made, why=Why.CORRECTIONS, corrections=tuple(corrections))
        made, base, _ = self._tried(serving, serving.raw, made)
        return self._shown(serving, self._plans / "preview", made, serving.raw, base, "", questions)

    def back(self, serving: Serving, by: int, number: int | None, questions: Sequence[SavedQuestion]) -> Plan:
        """What going back to a version, or to the one before, would publish."""
        every = [made for made in self._versions.listed() if made.number < serving.made.number]
        chosen = next((made for made in every if number in (None, made.number)), None)
        if chosen is None:
            raise DamagedBase("되돌릴 이전 판이 없어요.")
        raw, _ = load(self._versions.path(chosen.number))
        made = replace(chosen, by=by, why=Why.UNDO, back_to=chosen.number)
        digest = fingerprint(self._releases_dir, beside=self._sent.as_if(chosen.sent))
        return self._plan(serving, raw, made, digest, questions)

    def found(self, serving: Serving, plan_id: str, questions: Sequence[SavedQuestion]) -> Plan:
        """A plan that was made before, also by an earlier process. Raises PlanError, too."""
        path = next(iter(self._plans.glob(f"*-{plan_id}.sqlite")), None)
        if path is None:
            raise PlanError("lost")
        made = made_of(path)
        if made is None or not timedelta(0) <= self._clock.now() - made.at <= GOOD_FOR:
            raise PlanError("expired")
        if made.base != serving.made.number:
            raise PlanError("older")
        if plan_id not in self._made:
            kept, (raw, _) = stored_kept(path), load(path)
            facts = overlaid(raw, made.corrections)
            base = KnowledgeBase(facts, kept, Meanings.of(facts, kept, partial(self._report, MEANINGS)))
            self._made = {}
            self._made[plan_id] = self._shown(serving, path, made, raw, base, stored_digest(path) or "", questions)
        return self._made[plan_id]

    def forget(self, by: int) -> None:
        """Forget the plan of an admin."""
        for path in self._plans.glob(f"{by}-*.sqlite"):
            self._made.pop(path.stem.rpartition("-")[2], None)
            path.unlink(missing_ok=True)

    def forget_expired(self) -> None:
        """Forget plans that an earlier process left behind, and what was sent for them."""
        waiting = set()
        for path in self._plans.glob("*"):
            made = made_of(path)
            if made and timedelta(0) <= self._clock.now() - made.at <= GOOD_FOR:
                waiting.add(made.by)
            else:
                path.unlink(missing_ok=True)
        self._sent.drop_all_but(waiting)

    def _plan(
        self, serving: Serving | None, raw: Facts, made: Made, digest: str, questions: Sequence[SavedQuestion]
    ) -> Plan:
        made, base, meanings = self._tried(serving, raw, made)
        self.forget(made.by)
        path = self._plans / f"{made.by}-{secrets.token_hex(4)}.sqlite"
        computed = {**base.dump(), **(meanings.dump() if meanings else {})}
        save(raw, path, made.at, digest, {**computed, MADE: to_json(made)})
        plan = self._shown(serving, path, made, raw, base, digest, questions)
        self._made = {plan.id: plan}  # each has a whole base in it; the others can be read again
        return plan

    def _tried(self, serving: Serving | None, raw: Facts, made: Made) -> tuple[Made, KnowledgeBase, Meanings | None]:
        """The next version's base, which has passed its trial."""
        now = self._clock.now()
        number = serving.made.number if serving else made.number
        made = replace(made, number=number + 1, base=number, at=now, reason="")
        made = made if made.why is Why.UNDO else replace(made, back_to=None)
        facts = overlaid(raw, made.corrections)
        # What is published has the vectors of all that has not changed since.
        meanings = Meanings.of(facts, stored_kept(self._versions.current), partial(self._report, MEANINGS))
        base = KnowledgeBase(facts, meanings=meanings)
        pass_trial(self._trial, base, now)
        return made, base, meanings

    def _shown(
        self,
        old: Serving | None,
        path: Path,
        made: Made,
        raw: Facts,
        base: KnowledgeBase,
        digest: str,
        questions: Sequence[SavedQuestion],
    ) -> Plan:
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

    def _stored_facts(self) -> Facts | None:
        try:
            return load(self._versions.current)[0]
        except DamagedBase:
            return None


def nothing_made(at: datetime) -> Made:
    """What stands for the version before the first."""
    return Made(0, COMMAND_LINE, Why.BUILD, at)
