"""A base with releases of several ministries: whose release is meant, and whose person is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge.answers.answer import answer, browse, contacts_of
from knowledge.base import KnowledgeBase
from knowledge.dialogue import (
    Answer,
    CaseDetail,
    CaseList,
    ContactList,
    ContestDetail,
    ContestList,
    EventDetail,
    EventList,
    Intent,
    Missing,
    PassageQuote,
    Status,
)
from knowledge.model import Contact, Facts, Passage, WinningCase
from knowledge.questions.understand import understand
from knowledge.words.vocabulary import house
from tests.factories import ACTIVE_CONTEST, CEREMONY, RELEASE, source

TODAY = date(2026, 11, 22)
OURS = RELEASE
THEIRS = replace(
    RELEASE, id="release-b", file="b.txt", title="특별한 성과에 상을", ministry="국가보훈부", date=date(2026, 4, 12)
)
SCIENCE = replace(THEIRS, id="release-c", file="c.txt", title="코드 잔치를 연다", ministry="과학기술정보통신부")


def person(release: Any, department: str, name: str, rank: str, phone: str) -> Contact:
    return Contact(f"contact-{phone[-4:]}", release.id, department, "책임자", rank, name, phone, release.date, source())


PEOPLE = (
    person(THEIRS, "혁신행정담당관", "최나무", "과장", "044-202-5230"),
    person(OURS, "정책기획관 혁신행정담당관실", "김동현", "과장", "044-202-7047"),
    person(SCIENCE, "바다진흥원 코드팀", "유하늘", "담당자", "043-931-5377"),
)
CEREMONY_THERE = replace(
    CEREMONY,
    id="event-b",
    release_id=THEIRS.id,
    name="특별성과 포상식",
    date=date(2026, 4, 10),
    place="서울 어느 관",
    contests=(),
)
CALL = replace(
    ACTIVE_CONTEST,
    id="contest-c",
    release_id=SCIENCE.id,
    name="2026년 열린코드 개발자대회",
    series="열린코드 개발자대회",
    year=2026,
    received=None,
    selected=23,
    unit="개팀",
    stages=(),
)
TOLD = (
    Passage(
        "passage-1", SCIENCE.id, None, "참가자는 8월 27일까지 출품작을 제출하며, 총 23개 수상작이 선정된다.", source()
    ),
    Passage(
        "passage-2",
        SCIENCE.id,
        None,
        "6월 15일부터 7월 17일까지 누리집(www.code.kr)에서 참가 신청을 할 수 있다.",
        source(),
    ),
)
BASE = KnowledgeBase(
    Facts(
        releases=(THEIRS, OURS, SCIENCE),
        contests=(ACTIVE_CONTEST, CALL),
        events=(CEREMONY, CEREMONY_THERE),
        contacts=PEOPLE,
        passages=TOLD,
    )
)


def ask(*texts: str, base: KnowledgeBase = BASE) -> Answer:
    said: Answer | None = None
    for text in texts:
        said = answer(understand(text, base, TODAY, said), base, TODAY)
    assert said is not None
    return said


def names(said: Answer) -> list[str]:
    return [c.name for part in said.parts if isinstance(part, ContactList) for c in part.contacts]


@pytest.mark.parametrize("name", ["국가보훈부", "보훈부", "보훈처"])
def test_a_ministry_is_known_by_its_short_and_former_names(name: str) -> None:
    assert names(ask(f"{name} 담당자 번호")) == ["최나무"]


def test_a_ministry_named_leaves_only_its_events() -> None:
    [part] = ask("보훈부 포상식 어디서했나요").parts
    assert isinstance(part, EventDetail)
    assert part.event.id == CEREMONY_THERE.id


def test_of_a_department_of_two_ministries_our_own_is_told_and_the_other_stays_on_a_button() -> None:
    said = ask("혁신행정담당관 과장 누구")
    assert names(said) == ["김동현"]
    assert [c.label.split()[0] for c in said.choices] == ["국가보훈부"]
    assert names(ask("혁신행정담당관 과장 누구", said.choices[0].label)) == ["최나무"]


def test_a_person_of_one_of_several_ministries_is_told_with_it() -> None:
    [part] = ask("최나무 번호").parts
    assert isinstance(part, ContactList)
    assert part.contacts[0].department == "국가보훈부 혁신행정담당관"


@pytest.mark.parametrize("department", ["바다진흥원 코드팀", "한국은행 안정총괄팀", "근로복지공단 재활팀"])
def test_a_department_that_names_its_own_body_is_told_as_it_is(department: str) -> None:
    guest = person(SCIENCE, department, "윤바람", "팀장", "02-750-6834")
    [part] = ask("윤바람 번호", base=KnowledgeBase(replace(BASE.facts, contacts=(*PEOPLE, guest)))).parts
    assert isinstance(part, ContactList)
    assert part.contacts[0].department == department


def test_a_rank_that_is_a_role_narrows_nothing() -> None:
    assert ask("담당자").status is Status.CHOICES
    assert names(ask("적극행정 담당자 누구예요")) == ["김동현"]


def test_the_house_alone_says_nothing_where_all_releases_are_its_own() -> None:
    base = KnowledgeBase(Facts(releases=(OURS,), contacts=PEOPLE[1:2]))
    assert understand("고용노동부 담당자", base, TODAY).filters.ministry is None


def test_a_ministry_without_releases_is_still_refused() -> None:
    [part] = ask("국토부 담당자").parts
    assert part == Missing("organization", "국토부", None)


def test_days_of_entry_are_told_in_the_words_of_the_release() -> None:
    [part] = ask("열린코드 개발자대회 접수 언제까지").parts
    assert isinstance(part, PassageQuote)
    assert "7월 17일까지" in part.passage.text


def test_what_is_yet_to_be_chosen_is_no_result() -> None:
    [part] = ask("열린코드 개발자대회 몇 팀 뽑혔어").parts
    assert isinstance(part, ContestDetail)
    assert (part.contest.selected, part.contest.winners) == (None, "23개팀 선정 예정")


def test_an_event_of_a_kind_that_is_not_there_is_refused_and_others_are_offered() -> None:
    said = ask("설명회 언제")
    assert said.parts == (Missing("event_kind", "설명회", None),)
    assert said.choices


def cases_of(release: Any, *titles: str) -> Iterable[WinningCase]:
    for n, title in enumerate(titles):
        yield WinningCase(
            f"case-{release.id}-{n}",
            release.id,
            None,
            "특별성과 포상",
            2026,
            None,
            None,
            "최우수",
            "어느 과",
            None,
            title,
            None,
            None,
            source(),
        )


def test_a_case_that_is_published_again_counts_once_and_the_newer_leads() -> None:
    again = replace(THEIRS, id="release-d", file="d.txt", date=date(2026, 4, 13))
    titles = ("2035 목표를 세우다", "물길을 다시 잇다")
    base = KnowledgeBase(Facts(releases=(THEIRS, again), cases=(*cases_of(THEIRS, *titles), *cases_of(again, *titles))))
    [part] = ask("최우수 사례 몇 건", base=base).parts
    assert isinstance(part, CaseList)
    assert part.total == 2
    assert {c.release_id for c in part.cases} == {again.id}


def test_a_figure_of_a_title_is_no_year() -> None:
    base = KnowledgeBase(
        Facts(releases=(THEIRS,), cases=tuple(cases_of(THEIRS, "2035 목표를 세우다", "물길을 다시 잇다")))
    )
    [part] = ask("2035 목표 등급", base=base).parts
    assert isinstance(part, CaseDetail)
    assert part.case.title == "2035 목표를 세우다"


def test_people_of_a_release_whose_issuer_is_unknown_are_offered_after_the_own_ones() -> None:
    nobody_s = replace(SCIENCE, id="release-d", file="d.txt", ministry=None)
    stranger = person(nobody_s, "나무돌봄과", "한그루", "과장", "044-200-1234")
    facts = replace(BASE.facts, releases=(*BASE.facts.releases, nobody_s), contacts=(stranger, *BASE.facts.contacts))
    base = KnowledgeBase(facts)
    for said in (ask("담당자 누구예요", base=base), answer(browse(Intent.CONTACT), base, TODAY)):
        assert said.status is Status.CHOICES
        assert "김동현" in said.choices[0].label
        assert any("한그루" in choice.label for choice in said.choices)
    assert names(ask("국가보훈부 담당자 누구예요", base=base)) == ["최나무"]


@pytest.mark.parametrize(
    "text", ["담당자 누구예요", "고용노동부 담당자", "시상식 언제예요", "우수사례 뭐 있어요", "대회"]
)
def test_a_base_with_nothing_in_it_answers_too(text: str) -> None:
    base = KnowledgeBase(Facts())
    assert ask(text, base=base).status is Status.UNANSWERED
    for intent in (Intent.SCHEDULE, Intent.CASE, Intent.CONTACT, Intent.CONTEST):
        assert answer(browse(intent), base, TODAY).status is Status.UNANSWERED


def test_without_words_the_houses_own_days_come_before_nearer_ones_of_others() -> None:
    theirs = replace(CEREMONY_THERE, date=date(2026, 12, 1))
    base = KnowledgeBase(Facts(releases=(OURS, THEIRS), events=(theirs, CEREMONY)))
    (shown,) = answer(browse(Intent.SCHEDULE), base, TODAY).parts
    assert isinstance(shown, EventList)
    assert [event.id for event in shown.events] == [CEREMONY.id, theirs.id]


def test_without_words_the_houses_own_contests_come_first() -> None:
    theirs = replace(ACTIVE_CONTEST, id="contest-b", release_id=THEIRS.id, name="남의 상", series="남의 상", year=2026)
    base = KnowledgeBase(Facts(releases=(OURS, THEIRS), contests=(theirs, ACTIVE_CONTEST)))
    (shown,) = answer(browse(Intent.CONTEST), base, TODAY).parts
    assert isinstance(shown, ContestList)
    assert [contest.id for contest in shown.contests] == [ACTIVE_CONTEST.id, theirs.id]


@pytest.mark.parametrize("intent", [Intent.CASE, Intent.CONTACT, Intent.CONTEST])
def test_of_a_kind_that_there_is_none_of_nothing_is_counted(intent: Intent) -> None:
    schedule = replace(RELEASE, file="일정.csv", ministry=None)
    (part,) = answer(browse(intent), KnowledgeBase(Facts(releases=(schedule,), events=(CEREMONY,))), TODAY).parts
    assert isinstance(part, Missing)
    assert part.kind == "kind"


def test_the_people_of_an_earlier_release_are_not_told_as_those_of_a_day_that_names_nobody() -> None:
    schedule = replace(RELEASE, id="release-s", file="일정.csv", ministry=None)
    day = replace(CEREMONY, id="event-s", release_id=schedule.id, contests=(ACTIVE_CONTEST.series,))
    facts = Facts(releases=(OURS, schedule), events=(CEREMONY, day), contests=(ACTIVE_CONTEST,), contacts=(PEOPLE[1],))
    for event, earlier in ((day, True), (CEREMONY, False)):
        (people,) = answer(contacts_of(event.id), KnowledgeBase(facts), TODAY).parts
        assert isinstance(people, ContactList)
        assert people.earlier is earlier


@pytest.mark.parametrize("file", ["일정.csv", "일정.CSV", "일정.ics"])
def test_a_schedule_file_is_the_houses_own(file: str) -> None:
    schedule = replace(RELEASE, file=file, ministry=None)
    assert KnowledgeBase(Facts(releases=(schedule,))).issuers == {schedule.id: house()}
