"""Whose dates and results a chat is told of: the ministry's own, others' where that is wished."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.reminders.agenda import Agenda, ChangeKind, Rereading, reconcile
from bot.reminders.due import due, next_time
from bot.reminders.messages import Correction, Digest, Reminder
from bot.reminders.results import results
from bot.state.rows import Subscription, Wishes
from knowledge.model import EventKind, Facts
from tests.bot.reminders.dates import CONTEST, DAY, GROUP, Ledger, event, followed, joined, seoul, stated, wishing
from tests.factories import YOUTH_CASE

OWN, OTHER = "고용노동부", "행정안전부"
FEBRUARY = date(2026, 2, 1)
DEADLINE = event(DAY, EventKind.DEADLINE, "접수 마감")
WITH_OTHERS = wishing(Wishes(others=True))


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def of(ministry: str | None, *events: object, file: str = "보도.txt", published: date = FEBRUARY) -> Facts:
    return stated(file, *(events or (DEADLINE,)), published=published, ministry=ministry)  # type: ignore[arg-type]


def agenda(*files: Facts) -> Agenda:
    return Agenda(reconcile((), joined(*files), seoul(1, 5), first=True).entries)


def told(of_whom: Facts, who: Subscription = GROUP, ministry: str = OWN) -> int:
    situation = Ledger().situation(agenda(of_whom), who, ministry=ministry)
    letters = due(situation, seoul(3, 3))
    assert (next_time(situation, seoul(3, 2)) is not None) == bool(letters)
    return sum(len(letter.items) for letter in letters)


@pytest.mark.parametrize("kind", [EventKind.DEADLINE, EventKind.RESULT, EventKind.CEREMONY])
def test_another_ministrys_date_is_not_told_unless_it_is_wished(kind: EventKind) -> None:
    facts = of(OTHER, event(seoul(3, 3).date(), kind))
    assert told(facts) == 0
    assert told(facts, WITH_OTHERS) == 1
    assert told(facts, ministry=OTHER) == 1


@pytest.mark.parametrize("issuer", [OWN, "고용노동부 안산지청", "노동부", None])
def test_the_ministrys_own_and_what_names_nobody_is_told(issuer: str | None) -> None:
    assert told(of(issuer)) == 1


def test_a_schedule_file_is_the_houses_own_whatever_the_ministry() -> None:
    assert told(stated("일정.csv", DEADLINE), ministry=OTHER) == 1


def test_a_contest_that_was_chosen_is_told_whoever_holds_it() -> None:
    assert told(of(OTHER), wishing(Wishes(frozenset({CONTEST})))) == 1
    assert told(of(OTHER), wishing(Wishes(frozenset({"다른 대회"}), others=True))) == 0
    assert told(of(OTHER), wishing(Wishes(also=frozenset({CONTEST})))) == 1
    assert told(of(OTHER), wishing(Wishes(also=frozenset({"다른 대회"})))) == 0


def test_a_digest_has_the_dates_of_those_who_are_wished() -> None:
    both = agenda(of(OWN), of(OTHER, event(later(1), contests=("다른 대회",)), file="남.txt"))
    counts = []
    for wishes in (Wishes(digest=True), Wishes(digest=True, others=True)):
        (letter,) = due(Ledger().situation(both, wishing(wishes)), seoul(3, 9))
        counts += [len(item.entries) for item in letter.items if isinstance(item, Digest)]
    assert counts == [1, 2]


def test_another_ministrys_winners_are_no_news_unless_wished() -> None:
    facts = of(OTHER, published=date(2026, 3, 9))
    facts = replace(facts, cases=(replace(YOUTH_CASE, release_id=facts.releases[0].id, contest_id=None),))
    known = Agenda(news=tuple(results((), facts, seoul(3, 10), first=False)))
    assert due(Ledger().situation(known), seoul(3, 10)) == ()
    assert len(due(Ledger().situation(known, WITH_OTHERS), seoul(3, 10))) == 1


def test_a_date_of_another_ministry_that_was_told_is_corrected_also_when_it_is_not_wished_any_more() -> None:
    known, ledger = agenda(of(OTHER)), Ledger()
    ledger.put(due(ledger.situation(known, WITH_OTHERS), seoul(3, 3))[0].claims)
    moved = followed(known, of(OTHER, replace(DEADLINE, date=later(7))), seoul(3, 4))
    (letter,) = due(ledger.situation(moved, GROUP), seoul(3, 4))
    assert [type(item) for item in letter.items] == [Correction]


def test_contests_of_one_name_of_two_ministries_do_not_move_each_other() -> None:
    both = of(OWN), of(OTHER, event(later(8)), file="남.txt", published=FEBRUARY + timedelta(days=9))
    known = agenda(of(OWN, event()))
    again = followed(known, joined(of(OWN, event()), both[1]), seoul(3, 4))
    assert again.changes == ()
    assert [(e.day, e.ministry) for e in again.upcoming(DAY)] == [(DAY, OWN), (later(8), OTHER)]
    gone = followed(again, both[1], seoul(3, 5))
    assert [(c.kind, c.old.day) for c in gone.changes] == [(ChangeKind.CANCELLED, DAY)]


def test_what_two_ministries_do_on_one_day_stays_two_things() -> None:
    known = agenda(of(OWN, event(place="세종")), of(OTHER, event(place="서울"), file="남.txt"))
    assert {(e.ministry, e.place) for e in known.entries} == {(OWN, "세종"), (OTHER, "서울")}


def test_a_date_that_an_edition_which_knew_no_ministries_promised_is_told_on_to_whom_it_was_told() -> None:
    before = Agenda(tuple(replace(one, ministry=None) for one in agenda(of(OTHER)).entries))
    for uids, leads in ((frozenset(e.uid for e in before.entries), [(3,)]), (frozenset[str](), [])):
        new = reconcile(before.entries, of(OTHER), seoul(3, 4), rereading=Rereading(date(2026, 3, 1), uids))
        letters = due(Ledger().situation(Agenda(new.entries)), seoul(3, 6))
        assert [item.leads for one in letters for item in one.items if isinstance(item, Reminder)] == leads
        again = reconcile(new.entries, of(OTHER), seoul(3, 5))
        assert (again.entries, again.changes) == (new.entries, ())


def test_a_date_that_an_admin_entered_stays_the_houses_own_when_its_release_comes() -> None:
    known = agenda(stated("일정.csv", DEADLINE))
    (entry,) = followed(known, of(OTHER), seoul(3, 2)).upcoming(DAY)
    assert (entry.ministry, entry.file) == (None, "보도.txt")


def test_winners_of_a_contest_of_the_same_name_of_another_ministry_hide_no_news() -> None:
    def winners(ministry: str, file: str) -> Facts:
        facts = of(ministry, file=file, published=date(2026, 3, 9))
        return replace(facts, cases=(replace(YOUTH_CASE, release_id=facts.releases[0].id, contest_id=None),))

    (theirs,) = results((), winners(OTHER, "남.txt"), seoul(3, 9), first=False)
    both = joined(winners(OTHER, "남.txt"), winners(OWN, "보도.txt"))
    for known in (theirs, replace(theirs, ministry=None)):  # as an edition that knew no ministries kept it
        (own,) = results((known,), both, seoul(3, 10), first=False)
        assert (own.ministry, own.cases) == (OWN, 1)
        assert [*results((known, own), both, seoul(3, 11), first=False)] == []
        assert len(due(Ledger().situation(Agenda(news=(known, own)), WITH_OTHERS), seoul(3, 10))) == 2


@pytest.mark.parametrize("ministry", [OWN, OTHER])
def test_a_schedule_moves_the_ministrys_own_date_before_another_ones_of_the_same_name(ministry: str) -> None:
    releases = of(OWN, event()), of(OTHER, event(later(4)), file="남.txt")
    known = agenda(*releases)
    moved = reconcile(
        known.entries, joined(*releases, stated("일정.csv", event(later(7)))), seoul(3, 4), ministry=ministry
    )
    (change,) = moved.changes
    assert change.old.day == {OWN: DAY, OTHER: later(4)}[ministry]
    assert change.new.day == later(7)
