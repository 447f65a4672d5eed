"""Where two releases state the same fact differently, both are kept and the newer leads what is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, ContactList, ContestDetail, EventDetail
from knowledge.model import Facts
from knowledge.questions.understand import understand
from tests.factories import ACTIVE_CONTEST, CEREMONY, DIRECTOR, RELEASE

OLD = replace(RELEASE, id="release-old", file="a.txt", date=date(2024, 3, 4))
NEW = replace(RELEASE, id="release-new", file="b.txt", date=date(2024, 5, 6))
TODAY = date(2024, 10, 1)


def both(fact: Any, **newer: Any) -> tuple[Any, Any]:
    """The fact as the older release states it, and as the newer does."""
    return (
        replace(fact, id=f"{fact.id}-old", release_id=OLD.id),
        replace(fact, id=f"{fact.id}-new", release_id=NEW.id, **newer),
    )


def asked(text: str, **facts: tuple[Any, ...]) -> Answer:
    base = KnowledgeBase(Facts(releases=(OLD, NEW), **facts))
    return answer(understand(text, base, TODAY), base, TODAY)


def test_a_person_with_two_numbers_is_told_with_the_newer_first() -> None:
    people = both(replace(DIRECTOR, as_of=OLD.date), phone="044-202-0002", as_of=NEW.date)
    [part] = asked("김동현 과장 전화번호", contacts=people).parts
    assert isinstance(part, ContactList)
    assert [(c.phone, c.as_of) for c in part.contacts] == [("044-202-0002", NEW.date), ("044-202-7047", OLD.date)]


def test_a_person_whom_several_releases_name_alike_is_told_once() -> None:
    people = both(replace(DIRECTOR, as_of=OLD.date), as_of=NEW.date)
    [part] = asked("김동현 과장 전화번호", contacts=people).parts
    assert isinstance(part, ContactList)
    assert [c.as_of for c in part.contacts] == [NEW.date]
    assert part.total == 1


def test_a_post_with_two_persons_is_told_with_the_newer_first() -> None:
    people = both(replace(DIRECTOR, as_of=OLD.date), name="이두리", as_of=NEW.date)
    [part] = asked("혁신행정담당관실 과장", contacts=people).parts
    assert isinstance(part, ContactList)
    assert [c.name for c in part.contacts] == ["이두리", "김동현"]


def test_a_contest_is_counted_as_the_newer_release_does() -> None:
    [part] = asked("적극행정 경진대회 접수 몇 건", contests=both(ACTIVE_CONTEST, received=99)).parts
    assert isinstance(part, ContestDetail)
    assert part.contest.received == 99


def test_what_only_the_older_release_says_of_a_contest_is_told() -> None:
    [part] = asked("적극행정 경진대회 접수 몇 건", contests=both(ACTIVE_CONTEST, received=None)).parts
    assert isinstance(part, ContestDetail)
    assert part.contest.received == 84


def test_an_event_that_moved_is_told_on_its_newer_day_though_the_older_is_nearer() -> None:
    ceremonies = both(CEREMONY, date=date(2024, 11, 21))
    [part] = asked("시상식 언제", events=ceremonies).parts
    assert isinstance(part, EventDetail)
    assert part.event.date == date(2024, 11, 21)
    base = KnowledgeBase(Facts(releases=(OLD, NEW), events=ceremonies))
    assert base.events_of_release[OLD.id] == (ceremonies[1],)
    assert base.get(ceremonies[0].id) == ceremonies[0]
