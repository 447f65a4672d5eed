"""Releases that state the same fact differently: said once, with both files; harmless differences are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from knowledge.folder.conflicts import conflicts, disputed_events
from knowledge.model import Event, EventKind, Facts, Release, Source, WarningKind
from tests.factories import ACTIVE_CONTEST, CEREMONY, DIRECTOR, OFFICER, YOUTH_CASE

OLD = Release("release-old", "a.txt", "먼저", (), date(2024, 3, 4), "고용노동부", Source("a.txt", 1, "먼저"))
NEW = Release("release-new", "b.pdf", "나중", (), date(2024, 5, 6), "고용노동부", Source("b.pdf", 1, "나중"), "pdf")
KINDS = {
    "contacts": (DIRECTOR, OFFICER),
    "contests": (ACTIVE_CONTEST,),
    "events": (CEREMONY,),
    "cases": (YOUTH_CASE,),
}


def told(release: Release, fact: Any, **changed: Any) -> Any:
    page = 3 if release is NEW else None
    source = Source(release.file, 12, "그대로", page)
    return replace(fact, id=f"{fact.id}{release.id}", release_id=release.id, source=source, **changed)


def facts(*some: Any, releases: tuple[Release, ...] = (OLD, NEW)) -> Facts:
    kinds: dict[str, Any] = {
        kind: tuple(f for f in some if type(f) is type(samples[0])) for kind, samples in KINDS.items()
    }
    return Facts(releases=releases, **kinds)


@pytest.mark.parametrize(
    ("fact", "field", "old", "new", "said"),
    [
        (DIRECTOR, "phone", "044-202-0001", "044-202-0002", "김동현 님의 전화번호"),
        (DIRECTOR, "name", "김하나", "이두리", "정책기획관 혁신행정담당관실 과장의 이름"),
        (ACTIVE_CONTEST, "received", 84, 85, "경진대회’의 접수 건수"),
        (ACTIVE_CONTEST, "selected", 22, 2, "경진대회’의 선정 건수"),
        (CEREMONY, "date", date(2024, 11, 14), date(2024, 11, 21), "시상식’의 날짜"),
        (CEREMONY, "start", time(10, 0), time(14, 0), "시상식’의 시작 시각"),
        (CEREMONY, "place", "한국프레스센터 매화홀", "정부세종청사 대강당", "시상식’의 장소"),
        (CEREMONY, "place", "한국프레스센터 19층 매화홀", "한국프레스센터 18층 매화홀", "시상식’의 장소"),
        (CEREMONY, "place", "한국프레스센터 19층 매화홀", "한국프레스센터 19층 국화홀", "시상식’의 장소"),
        (YOUTH_CASE, "grade", "우수", "최우수", "응원하다!’의 등급"),
        (YOUTH_CASE, "organization", "한국장애인고용공단", "근로복지공단", "응원하다!’의 소속"),
    ],
)
def test_a_difference_names_both_files_places_and_values(fact: Any, field: str, old: Any, new: Any, said: str) -> None:
    [warning] = conflicts(facts(told(OLD, fact, **{field: old}), told(NEW, fact, **{field: new})))
    assert (warning.file, warning.line) == ("b.pdf", 12)
    assert warning.text.startswith("a.txt에는 다르게 적혀 있어요: ")
    shown = [f"{value:%H:%M}" if isinstance(value, time) else str(value) for value in (new, old)]
    assert f"{said} {shown[0]}(b.pdf 3쪽 ‘그대로’) / {shown[1]}(a.txt 12줄)" in warning.text
    assert warning.kind is WarningKind.CONFLICT
    assert warning.text.endswith("더 새로운 앞의 것을 먼저 보여 드려요.")


@pytest.mark.parametrize(
    ("fact", "field", "old", "new"),
    [
        (DIRECTOR, "department", "혁신행정담당관실", "고용노동부 정책기획관 혁신행정담당관실"),
        (DIRECTOR, "phone", "044-202-7047", None),
        (ACTIVE_CONTEST, "received", None, 84),
        (CEREMONY, "place", "한국프레스센터 19층 매화홀", "매화홀"),
        (CEREMONY, "place", "한국프레스센터 19층 매화홀", "매화홀(한국프레스센터 19층)"),
        (CEREMONY, "end", None, time(12, 0)),
        (YOUTH_CASE, "grade", "최우수", "최우수상"),
        (YOUTH_CASE, "organization", "한국장애인 고용공단", "한국장애인고용공단 서울지사"),
        (YOUTH_CASE, "title", "경계선지능 청년,  가능성을 보다 미래를 응원하다", YOUTH_CASE.title),
    ],
)
def test_another_way_to_write_the_same_is_no_difference(fact: Any, field: str, old: Any, new: Any) -> None:
    assert conflicts(facts(told(OLD, fact, **{field: old}), told(NEW, fact, **{field: new}))) == ()


@pytest.mark.parametrize(
    ("fact", "old", "new"),
    [
        (OFFICER, {"name": "김하나"}, {"name": "이두리"}),
        (DIRECTOR, {"name": "김하나", "department": "정책실"}, {"name": "이두리", "department": "정책실"}),
        (ACTIVE_CONTEST, {"year": 2023, "received": 1}, {}),
        (CEREMONY, {"name": "상반기 시상식", "date": date(2024, 5, 1)}, {"name": "하반기 시상식"}),
        (CEREMONY, {"date": date(2023, 11, 14)}, {}),
        (CEREMONY, {"kind": EventKind.JUDGING, "date": date(2024, 9, 1)}, {}),
        (YOUTH_CASE, {"contest": "2024년 범정부 우수사례 경진대회", "grade": "대상"}, {}),
    ],
    ids=[
        "two officers",
        "a bureau",
        "another year",
        "another half",
        "another year's ceremony",
        "another step",
        "another contest",
    ],
)
def test_what_is_not_the_same_thing_is_not_compared(fact: Any, old: dict[str, Any], new: dict[str, Any]) -> None:
    assert conflicts(facts(told(OLD, fact, **old), told(NEW, fact, **new))) == ()


def test_another_ministry_speaks_of_its_own() -> None:
    elsewhere = replace(NEW, ministry="환경부")
    both = facts(told(OLD, DIRECTOR), told(NEW, DIRECTOR, phone="044-000-0000"), releases=(OLD, elsewhere))
    assert conflicts(both) == ()


def test_a_release_that_speaks_of_several_does_not_say_which_is_meant() -> None:
    first, second = (told(NEW, CEREMONY, date=date(2024, 11, day), name=f"행사 {day}") for day in (20, 21))
    both = facts(told(OLD, CEREMONY), first, replace(second, id="event-second"))
    assert conflicts(both) == ()
    assert disputed_events(both)[0] == {}


def test_on_one_day_neither_leads() -> None:
    same_day = replace(NEW, date=OLD.date)
    both = facts(told(OLD, DIRECTOR), told(NEW, DIRECTOR, phone="044-000-0000"), releases=(OLD, same_day))
    assert [w.text.endswith("어느 것이 맞는지 확인해 주세요.") for w in conflicts(both)] == [True]


def test_two_files_that_differ_in_everything_give_one_warning() -> None:
    titles = [f"{n}번째로 뽑힌 긴 이름의 우수사례" for n in range(40)]
    cases = [
        replace(told(release, YOUTH_CASE, title=title, grade=grade), id=f"case-{title}{grade}")
        for title in titles
        for release, grade in ((OLD, "우수"), (NEW, "장려"))
    ]
    (found,) = conflicts(facts(*cases))
    assert found.text.count("장려(") == 5
    assert " 외 35가지. " in found.text


def test_an_event_that_moved_is_restated_by_the_newer_release() -> None:
    moved = told(NEW, CEREMONY, date=date(2024, 11, 21))
    old: Event = told(OLD, CEREMONY)
    assert disputed_events(facts(old, moved))[0] == {old.id: moved}
    assert disputed_events(facts(old, told(NEW, CEREMONY)))[0] == {}


def test_on_one_day_the_file_that_says_it_is_corrected_leads() -> None:
    corrected = replace(NEW, date=OLD.date, title="(정정) 나중")
    moved = told(NEW, CEREMONY, date=date(2024, 11, 21))
    both = facts(told(OLD, CEREMONY), moved, releases=(OLD, corrected))
    assert disputed_events(both)[0] == {f"{CEREMONY.id}{OLD.id}": moved}
    (warning,) = conflicts(both)
    assert warning.file == "b.pdf"
    assert warning.text.endswith("고쳤다고 적힌 앞의 것을 먼저 보여 드려요.")


def test_on_one_day_no_event_takes_the_place_of_the_other() -> None:
    same_day = replace(NEW, date=OLD.date)
    both = facts(told(OLD, CEREMONY), told(NEW, CEREMONY, date=date(2024, 11, 21)), releases=(OLD, same_day))
    assert disputed_events(both)[0] == {}
    assert len(conflicts(both)) == 1


def test_a_schedule_file_leads_over_any_release_and_that_is_said() -> None:
    schedule = Release("release-plan", "일정.csv", "일정", (), None, None, Source("일정.csv", 1, "일정"))
    planned = told(schedule, CEREMONY, date=date(2024, 11, 21), place=None)
    both = facts(told(NEW, CEREMONY), planned, releases=(NEW, schedule))
    assert disputed_events(both)[0] == {f"{CEREMONY.id}{NEW.id}": planned}
    (warning,) = conflicts(both)
    assert warning.file == "일정.csv"
    assert "2024-11-21(일정.csv 12줄) / 2024-11-14(b.pdf 3쪽" in warning.text
    assert warning.text.endswith("일정 파일의 것(앞의 것)으로 답하고 알려 드려요.")


def test_a_schedule_file_does_not_say_which_of_two_ministries_it_means() -> None:
    schedule = Release("release-plan", "일정.csv", "일정", (), None, None, Source("일정.csv", 1, "일정"))
    elsewhere = replace(OLD, ministry="환경부")
    planned = told(schedule, CEREMONY, date=date(2024, 11, 21))
    every = facts(told(OLD, CEREMONY), told(NEW, CEREMONY), planned, releases=(elsewhere, NEW, schedule))
    assert conflicts(every) == ()


def test_a_meeting_of_every_month_is_not_one_meeting() -> None:
    meeting = {"name": "가계부채 점검회의", "kind": EventKind.OTHER, "contests": ()}
    july = told(OLD, CEREMONY, **meeting, date=date(2024, 3, 4))
    august = told(NEW, CEREMONY, **meeting, date=date(2024, 5, 6))
    assert conflicts(facts(july, august)) == ()
    early = told(NEW, CEREMONY, **meeting, date=date(2024, 3, 2))
    assert len(conflicts(facts(july, early))) == 1


@pytest.mark.parametrize("changed", [{"phone": "044-000-0000"}, {"name": "이두리"}])
def test_people_who_moved_in_the_meantime_are_no_contradiction(changed: dict[str, Any]) -> None:
    later = replace(NEW, date=date(2025, 3, 4))
    assert conflicts(facts(told(OLD, DIRECTOR), told(NEW, DIRECTOR, **changed), releases=(OLD, later))) == ()
