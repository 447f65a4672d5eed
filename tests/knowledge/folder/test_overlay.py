"""What admins put right lies over what was read, as long as it fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from bot.reminders.own_dates import with_own_dates
from bot.settings import BUNDLED_RELEASES
from knowledge.answers.curated import curated_for
from knowledge.base import KnowledgeBase
from knowledge.folder.corrections import Correctable, Correction, Doing, Stale, overlaid, stale
from knowledge.folder.reading import read_folder
from knowledge.folder.schedules.table_file import HEADER
from knowledge.model import Alias, Contact, CuratedAnswer, Event, Facts, WinningCase
from knowledge.questions.understand import understand
from tests.factories import CEREMONY, DIRECTOR, RELEASE, YOUTH_CASE

DAY = date(2026, 11, 30)
FACTS = Facts(releases=(RELEASE,), contacts=(DIRECTOR,), events=(CEREMONY,), cases=(YOUTH_CASE,))


def change(fact: Contact | Event | WinningCase, field: str, new: str) -> Correction:
    return Correction(Doing.CHANGE, DAY, 1003, fact, field, new)


@pytest.mark.parametrize(
    ("fact", "field", "new", "value"),
    [
        (DIRECTOR, "phone", "044-202-9999", "044-202-9999"),
        (DIRECTOR, "rank", "", None),
        (CEREMONY, "date", "2024-11-15", date(2024, 11, 15)),
        (CEREMONY, "start", "14:30", time(14, 30)),
        (CEREMONY, "place", "누리홀", "누리홀"),
        (YOUTH_CASE, "grade", "대상", "대상"),
        (YOUTH_CASE, "organization", "다른 기관", "다른 기관"),
    ],
)
def test_one_value_is_put_right_and_says_since_when(
    fact: Contact | Event | WinningCase, field: str, new: str, value: object
) -> None:
    facts = overlaid(FACTS, [change(fact, field, new)])
    every: list[Correctable] = [*facts.contacts, *facts.events, *facts.cases]
    (found,) = [one for one in every if one.id == fact.id]
    values: dict[str, Any] = {field: value, "corrected": DAY}
    assert found == replace(fact, **values)
    assert overlaid(FACTS, []) == FACTS


def test_it_fits_the_same_thing_of_another_release_and_nothing_that_says_otherwise() -> None:
    again = replace(DIRECTOR, id="contact-2", release_id="other")
    moved = replace(DIRECTOR, id="contact-3", phone="044-202-1111")
    facts = replace(FACTS, contacts=(DIRECTOR, again, moved))
    found = overlaid(facts, [change(DIRECTOR, "phone", "044-202-9999")])
    assert [one.phone for one in found.contacts] == ["044-202-9999", "044-202-9999", "044-202-1111"]


def test_somebody_is_retired_and_somebody_added_beside_a_release_that_is_there() -> None:
    new = replace(DIRECTOR, id="contact-9", name="홍길동")
    corrections = [Correction(Doing.RETIRE, DAY, 1, DIRECTOR), Correction(Doing.ADD, DAY, 1, new)]
    assert overlaid(FACTS, corrections).contacts == (replace(new, corrected=DAY),)
    assert overlaid(replace(FACTS, releases=()), corrections).contacts == ()


def test_a_later_correction_of_the_same_takes_the_place_of_the_first() -> None:
    first, second = change(DIRECTOR, "phone", "044-202-9999"), change(DIRECTOR, "phone", "044-202-8888")
    assert second.replaces(first)
    assert not change(DIRECTOR, "rank", "국장").replaces(first)
    assert Correction(Doing.RETIRE, DAY, 1, DIRECTOR).replaces(first)


@pytest.mark.parametrize(
    ("phone", "day", "why"),
    [
        ("044-202-9999", date(2027, 1, 5), Stale.AGREES),
        ("044-202-1111", date(2027, 1, 5), Stale.OTHERWISE),
        ("044-202-1111", date(2025, 1, 5), None),
    ],
)
def test_a_newer_release_makes_it_needless_or_doubtful(phone: str, day: date, why: Stale | None) -> None:
    newer = replace(RELEASE, id="release-2", date=day)
    facts = replace(
        FACTS,
        releases=(RELEASE, newer),
        contacts=(DIRECTOR, replace(DIRECTOR, id="contact-2", release_id="release-2", phone=phone)),
    )
    correction = change(DIRECTOR, "phone", "044-202-9999")
    assert stale(facts, [correction]).get(correction.id) is why
    assert stale(Facts(releases=(RELEASE,)), [correction]) == {correction.id: Stale.GONE}


def test_own_dates_laid_over_a_folder_are_what_reading_both_gives(tmp_path: Path) -> None:
    file = tmp_path / "schedule.csv"
    for day in ("2024-11-14", "2026-12-01"):
        row = f"정부혁신 우수사례 경진대회,시상식,{day},,14:00,,다른 홀,\n"
        file.write_text(f"{','.join(HEADER)}\n{row}", encoding="utf-8")
        both = read_folder(BUNDLED_RELEASES, own={"관리자 일정.csv": file})
        alone = read_folder(BUNDLED_RELEASES)
        assert with_own_dates(alone, file.read_bytes()) == both
        assert with_own_dates(both, None) == alone


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    facts = read_folder(BUNDLED_RELEASES)
    aliases = (Alias("alias-1", "혁담", "혁신행정담당관실"), Alias("alias-2", "혁신행정", "혁신행정담당관실"))
    return KnowledgeBase(replace(facts, aliases=aliases))


@pytest.mark.parametrize("text", ["혁담 전화번호", "혁담의 연락처", "혁담과장 번호", "혁담 누구", "혁신행정 전화번호"])
def test_a_name_for_short_is_read_in_full(base: KnowledgeBase, text: str) -> None:
    assert understand(text, base, DAY).filters.department


@pytest.mark.parametrize("text", ["혁담동 사례", "대혁담 전화번호", "혁신행정담당관실 전화번호"])
def test_what_only_begins_or_ends_so_stays_as_it_is(base: KnowledgeBase, text: str) -> None:
    assert base.vocabulary.in_full(text) == text


def test_a_written_answer_counts_from_its_day_until_its_last_and_for_its_numbers_only() -> None:
    known = [CuratedAnswer("a", "2026년 셔틀 언제 와요", "10시에 와요", "", DAY, date(2026, 12, 3))]
    assert curated_for("2026년 셔틀 언제 와요?", known, DAY) == known[0]
    assert curated_for("2026년 셔틀 언제 와요", known, date(2026, 12, 4)) is None
    assert curated_for("2026년 셔틀 언제 와요", known, date(2026, 11, 29)) is None
    assert curated_for("2027년 셔틀 언제 와요", known, DAY) is None
    assert curated_for("주차장 어디예요", known, DAY) is None
