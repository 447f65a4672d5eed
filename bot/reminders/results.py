"""News of winners: which results a knowledge base brings that none before it had.

- Results are those of one contest, year and half of the year of which winning cases are known; where ministries hold
  contests of one name, of each ministry.
- They are news if no knowledge base before had any of their cases and the release that has them is dated within the
  30 days before. What the very first knowledge base has is no news, nor what another edition of the bot has read from
  releases that were there before.
- They stay news until 30 days after the date of their release.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.reminders.ministry import may_be_one
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
    known: Collection[News], facts: Facts, now: datetime, first: bool, until: date | None = None
) -> Iterator[News]:
    """The results that are not among the `known` ones; `first`: of the first knowledge base, so none is news.

    `until`: another edition of the bot has read them, and the base before had releases until that day.
    """
    published = {release.id: release.date for release in facts.releases}
    issuers = {release.id: release.ministry for release in facts.releases}
    series = {contest.id: contest.series for contest in facts.contests}
    grouped: dict[tuple[str, int | None, str | None], list[WinningCase]] = defaultdict(list)
    for case in facts.cases:
        name = series.get(case.contest_id or "") or series_of(case.contest)
        grouped[name, case.year, case.half].append(case)
    by_uid = {one.uid: one for one in known}
    for (name, year, half), every in grouped.items():
        for ministry, cases in _by_ministry(every, issuers):
            uid = fact_id("results", squeeze(name), year, half)
            same = by_uid.get(uid)
            if same and not may_be_one(same.ministry or issuers.get(same.release_id), ministry):
                uid = fact_id("results", squeeze(name), year, half, ministry)
            if uid in by_uid:
                continue
            newest = max(cases, key=lambda case: published.get(case.release_id) or date.min).release_id
            day = published.get(newest)
            is_news = not first and day is not None and now.date() <= day + _NEWS_FOR
            last = day + _NEWS_FOR if day and is_news and (not until or day > until) else None
            by_uid[uid] = News(uid, name, year, half, len(cases), newest, now, last, ministry)
            yield by_uid[uid]


def _by_ministry(
    cases: Iterable[WinningCase], issuers: Mapping[str, str | None]
) -> list[tuple[str | None, list[WinningCase]]]:
    """The cases of each ministry; what names nobody belongs to the first."""
    found: list[tuple[str | None, list[WinningCase]]] = []
    for case in cases:
        issuer = issuers.get(case.release_id)
        n = next((n for n, (ministry, _) in enumerate(found) if may_be_one(ministry, issuer)), None)
        if n is None:
            found.append((issuer, [case]))
        else:
            found[n] = found[n][0] or issuer, [*found[n][1], case]
    return found
