"""News of winners: which results a knowledge base brings that none before it had.

- Results are those of one contest, year and half of the year of which winning cases are known.
- They are news if no knowledge base before had any of their cases and the release that has them is dated within the
  30 days before. What the very first knowledge base has is no news, nor what another edition of the bot has read from
  releases that were there before.
- They stay news until 30 days after the date of their release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from knowledge.extract.names import series_of
from knowledge.hangul import squeeze
from knowledge.model import Facts, WinningCase, fact_id

_NEWS_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class News:
    """The results of a contest: how many winning cases, in which release. They are told from `at` to `last`.

    `last` is None where they are no news, but known. `ministry` issued the release; None = nobody is named.
    """

    uid: str
    series: str
    year: int | None
    half: str | None
    cases: int
    release_id: str
    at: datetime
    last: date | None
    ministry: str | None = None


def results(
    known: Collection[str], facts: Facts, now: datetime, first: bool, followed: date | None = None
) -> Iterator[News]:
    """The results that are not `known` by their uid; `first`: of the first knowledge base, so none is news.

    `followed`: another edition of the bot has read them, and the base before was built on that day.
    """
    published = {release.id: release.date for release in facts.releases}
    issuers = {release.id: release.ministry for release in facts.releases}
    series = {contest.id: contest.series for contest in facts.contests}
    grouped: dict[tuple[str, int | None, str | None], list[WinningCase]] = defaultdict(list)
    for case in facts.cases:
        name = series.get(case.contest_id or "") or series_of(case.contest)
        grouped[name, case.year, case.half].append(case)
    for (name, year, half), cases in grouped.items():
        uid = fact_id("results", squeeze(name), year, half)
        if uid in known:
            continue
        newest = max(cases, key=lambda case: published.get(case.release_id) or date.min).release_id
        day = published.get(newest)
        is_news = not first and day is not None and now.date() <= day + _NEWS_FOR and (not followed or day > followed)
        last = day + _NEWS_FOR if day and is_news else None
        yield News(uid, name, year, half, len(cases), newest, now, last, issuers.get(newest))
