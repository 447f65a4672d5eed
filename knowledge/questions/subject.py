"""What a question is about: the contest it names, or the releases its words stand in, by evidence and with a margin.

A name that is typed is evidence for every contest that bears it. What decides is how much of all that was typed the
contest's release holds and its name covers, then whose it is and of which year. What several are named by alike is not
decided: the own ministry's leads, and the others stay beside it as rivals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain

from knowledge.base import KnowledgeBase
from knowledge.hangul import squeeze, strip_ending, tokens_of
from knowledge.model import Contest
from knowledge.questions.slots import Reading
from knowledge.search.releases import Candidate
from knowledge.words.morphology import is_verbal
from knowledge.words.vocabulary import GENERIC, house, issued_by

_NAMED = 0.4  # share of the words, by weight, that a contest's name must cover to be meant by them
_MARGIN = 0.12  # how far behind the best another one is as likely to be meant
_ANCHORED = 0.4  # share of the words, by weight, that must stand in a release's names for them to name it
_ABOUT = 0.55  # share of the words, by weight, that must stand in a release for it to be what they are about
_OF_THE_YEAR = 0.1
_RARE = 0.75  # of the weight of a word that stands in one release only: such a word alone names a contest
_FEW = 3  # releases of a ministry that can be looked into together
_COMMON = 0.35  # of that weight: what the words that name a contest must have together, whatever is said beside them
_AN_ARCHIVE = 10  # releases; in fewer every word is common
_MOST = 5
_OF_PEOPLE = frozenset({"who", "winners"})
_EDITION = re.compile(r"제\s?(\d{1,3})\s?회")
# What only a contest is asked for, so that even a common word beside it may name one.
_OF_CONTESTS = frozenset(
    "case ceremony contest received selected winners fields eligibility purpose frequency since stages grade"
    " organization running period".split()
)
# With a day asked for, 공모전 and the like are a kind of event and no contest's name.
_DATED = frozenset({"deadline", "opening", "running", "coming", "past", "ceremony", "judging", "result", "event"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What the words are about.

    `contests` are those that are meant, `rivals` those that may be meant as well; without `contests` nothing decides
    between them. `releases` are where to look, likeliest first. `focus` are the words that say what of it is asked: all
    that name neither the contest nor the releases. `foreign` is a ministry or an edition (제2회) that was named and has
    no such contest, as the filter's name and its value; `holder` whose contest it is where others have one of the same
    name. `anchored`: what was said names the subject, and does not merely stand in it.
    """

    contests: tuple[Contest, ...] = ()
    rivals: tuple[Contest, ...] = ()
    releases: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    foreign: tuple[str, str] | None = None
    holder: str | None = None
    anchored: bool = False


@dataclass(frozen=True, slots=True)
class _Scored:
    contest: Contest
    score: float
    cover: float
    words: tuple[str, ...]


def find_subject(reading: Reading, base: KnowledgeBase, year: int | None) -> Subject:
    """What the words of a reading are about, on the evidence of the whole knowledge base."""
    return _Evidence(reading, base, year).subject()


class _Evidence:
    def __init__(self, reading: Reading, base: KnowledgeBase, year: int | None) -> None:
        self._reading, self._base, self._year = reading, base, year
        named = [word for mention in reading.mentions for word in mention.words]
        self._words = [*named, *(w for w in reading.words if not is_verbal(w)), *reading.nouns]
        self._known = base.releases.known(self._words)
        self._weights = base.releases.weights(self._known)
        self._ranked = base.releases.rank(self._known)
        self._specific = [w for w in self._known if not {w, strip_ending(w)} & GENERIC and not w.isdigit()]

    def subject(self) -> Subject:
        reading = self._reading
        if not self._specific and self._strange():
            return Subject(focus=tuple(self._words))
        if not self._specific and (reading.listing or _DATED & {*reading.subjects, *reading.asks}):
            return Subject()
        if not self._ranked and reading.ministries and not self._words:
            return self._of_ministry()
        held = [c for c in self._ranked if not reading.ministries or self._is_issued(c.release_id)]
        held = held if held and held[0].share >= _ABOUT else [c for c in self._ranked if self._speaks_of(c.release_id)]
        if not self._ranked:
            return Subject(focus=tuple(self._words))
        meant = self._meant(held or self._ranked)
        if not held:
            rivals = tuple(s.contest for s in meant)[:_MOST]
            foreign = ("ministry", reading.ministries[0]) if rivals else None
            return Subject(rivals=rivals, focus=tuple(self._words), foreign=foreign)
        if meant and reading.edition:
            others = tuple(s.contest for s in meant)
            meant = [s for s in meant if self._is_edition(s.contest)]
            if not meant:
                return Subject(rivals=others[:_MOST], focus=tuple(self._words), foreign=("edition", reading.edition))
        if meant:
            own = [s for s in meant if issued_by(self._base.issuers.get(s.contest.release_id), house())]
            leading = self._leading(own or meant)
            if own and not self._specific:  # 공모전 분야: nothing says which, so the newest
                leading = [max(own, key=lambda s: (s.contest.year or 0, s.score))]
            contests = tuple(s.contest for s in leading)
            rivals = tuple(s.contest for s in meant if s not in leading)[:_MOST]
            releases = tuple(dict.fromkeys(contest.release_id for contest in contests or rivals))
            focus = self._focus(releases[0], contests)
            return Subject(contests, rivals, releases, focus, None, self._holder(contests), anchored=True)
        if not self._specific:
            return Subject(focus=tuple(self._words))
        best = held[0].score
        near = tuple(c.release_id for c in held if c.share >= _ABOUT and c.score >= best - _MARGIN)[:_MOST]
        rare = any(weight >= _RARE * self._base.releases.highest for weight in self._weights.values())
        whole = (
            rare and held[0].share > 0.99 and len(self._known) == len(self._words) and _OF_PEOPLE & set(reading.asks)
        )
        anchored = bool(near) and (held[0].named >= _ANCHORED or bool(reading.ministries) or bool(whole))
        return Subject(releases=near, focus=self._focus(near[0]) if near else tuple(self._words), anchored=anchored)

    def _is_edition(self, contest: Contest) -> bool:
        """Whether a contest may be the edition that was named: it says no other."""
        printed = _EDITION.search(contest.name)
        return printed is None or f"제{printed[1]}회" == self._reading.edition

    def _holder(self, contests: Sequence[Contest]) -> str | None:
        """Whose the contest is, where another's series bears the same name."""
        if not contests:
            return None
        issuers, first = self._base.issuers, contests[0]
        holders = {issuers.get(c.release_id) for c in self._base.contests_of_series[first.series]}
        return issuers.get(first.release_id) if len(holders) > 1 else None

    def _speaks_of(self, release_id: str) -> bool:
        """Whether a release is by the ministry that was named, or names it; true where none was."""
        ministries, has = self._reading.ministries, self._base.releases.has
        return not ministries or self._is_issued(release_id) or any(has(release_id, m) for m in ministries)

    def _of_ministry(self) -> Subject:
        """The releases of a ministry that is all that was named, where they are few."""
        days = self._base.release_days
        issued = [release.id for release in self._base.facts.releases if self._is_issued(release.id)]
        newest = sorted(issued, key=lambda key: days.get(key, date.min), reverse=True)
        return Subject(releases=tuple(newest) if len(newest) <= _FEW else (), anchored=True)

    def _meant(self, ranked: list[Candidate]) -> list[_Scored]:
        """The contests that the words name, one of each holder's series, likeliest first, all within the margin."""
        total = sum(self._weights.values()) or 1.0
        named = {series for mention in self._reading.mentions for series in mention.series}
        scores = {c.release_id: c.score + (0.5 if self._is_issued(c.release_id) else 0.0) for c in ranked}
        best = ranked[0].score
        editions: dict[tuple[str, str | None], _Scored] = {}
        held = sorted(scores, key=self._base.release_numbers.__getitem__)
        for contest in chain.from_iterable(self._base.contests_of_release.get(key, ()) for key in held):
            score = scores[contest.release_id]
            if not score or (contest.series not in named and score < best - _MARGIN):
                continue
            words = tuple(word for word in self._weights if _is_named(word, contest))
            said = sum(self._weights[word] for word in words)
            cover = said / (said + self._lost(contest, words) or 1.0)
            if self._year and contest.year == self._year:
                score += _OF_THE_YEAR
            found = _Scored(contest, score + said / total, cover, words)
            key = (contest.series, self._base.issuers.get(contest.release_id))
            kept = editions.get(key)
            if kept is None or (found.score, contest.year or 0) > (kept.score, kept.contest.year or 0):
                editions[key] = found
        scored = sorted(editions.values(), key=lambda s: (-round(s.score, 6), -(s.contest.year or 0), s.contest.id))
        least = _NAMED if self._specific else 0.9
        near = [s for s in scored if s.cover >= least and s.score >= scored[0].score - _MARGIN and self._tells(s)]
        return [s for s in near if not any(set(s.words) < set(other.words) for other in near)]

    def _lost(self, contest: Contest, words: Sequence[str]) -> float:
        """The weight of what stands neither in a contest's name nor in its release."""
        has = self._base.releases.has
        lost = (w for w in self._weights if w not in words and not has(contest.release_id, w))
        return sum(self._weights[word] for word in lost)

    def _strange(self) -> list[str]:
        """Words that would name something, if anything of that name stood anywhere."""
        unknown = (word for word in self._words if word not in self._known and not word.isdigit())
        return [word for word in unknown if not {word, strip_ending(word)} & GENERIC]

    def _is_issued(self, release_id: str) -> bool:
        return any(issued_by(self._base.issuers.get(release_id), m) for m in self._reading.ministries)

    def _tells(self, scored: _Scored) -> bool:
        """Whether more than a common word speaks for a contest: two of them, a rare one, or talk of contests."""
        r = self._reading
        filters = (r.nouns, r.grades, r.halves, r.tracks, r.unstated)
        speaks = r.best or any(filters) or not _OF_CONTESTS.isdisjoint((*r.subjects, *r.asks))
        speaks = speaks or not GENERIC.isdisjoint(self._words)
        rare = _RARE * self._base.releases.highest
        telling = [word for word in scored.words if word in self._specific]
        common = _COMMON * self._base.releases.highest
        if self._base.releases.count > _AN_ARCHIVE and sum(self._weights[word] for word in telling) < common:
            return not telling
        if len(telling) == 1 and telling[0].isascii() and any(w.isascii() for w in self._words if w not in self._known):
            return False  # a word of another language among its own
        return speaks or len(telling) > 1 or any(self._weights[word] >= rare for word in telling)

    def _leading(self, meant: list[_Scored]) -> list[_Scored]:
        """The one that is meant, or several where each is named by words of its own; none where nothing decides."""
        if len(meant) == 1:
            return meant
        alone = [s for s in meant if any(m.series == (s.contest.series,) for m in self._reading.mentions)]
        return alone if len(alone) > 1 else []

    def _focus(self, release_id: str, contests: Sequence[Contest] = ()) -> tuple[str, ...]:
        names = self._base.releases.names
        return tuple(
            word
            for word in (*self._words, *self._reading.rounds)
            if not names(release_id, word) and not any(_is_named(word, contest) for contest in contests)
        )


def _is_named(word: str, contest: Contest) -> bool:
    """Whether a contest's name holds a word: a short one as a word of its own, since 서울 is not 서울사랑."""
    name, tokens = _written(contest.name)
    for form in {word, strip_ending(word)}:
        if len(form) > 2 and form in name:
            return True
        if any(word == form or (form in GENERIC and word.startswith(form)) for word in tokens):
            return True
    return False


@lru_cache(maxsize=4096)
def _written(name: str) -> tuple[str, tuple[str, ...]]:
    """A name squeezed, and its words."""
    return squeeze(name), tuple(tokens_of(name))


def with_contest(reading: Reading, subject: Subject) -> Reading:
    """The reading with the contest that is meant, and with words that turned out to name none among the words."""
    names = "|".join(squeeze(contest.name) for contest in subject.contests)
    lost = [w for m in reading.mentions for w in m.words if strip_ending(w) not in names]
    contests = [contest.series for contest in subject.contests]
    ministries = [subject.holder] if subject.holder and not reading.ministries else reading.ministries
    words = [*reading.words, *(w for w in lost if w not in reading.words)]
    return replace(reading, contests=contests, words=words, ministries=ministries)
