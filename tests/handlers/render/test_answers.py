from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handlers.render import plain, render
from handlers.render.message import JOINER
from knowledge.dialogue import (
    Aspect,
    CaseDetail,
    CaseList,
    Choice,
    ContactList,
    ContestDetail,
    EventDetail,
    EventList,
    Filters,
    Intent,
    Missing,
    NotStated,
    OutOfScope,
    Part,
    Question,
    Status,
    Unknown,
)
from knowledge.model import Event
from tests.factories import (
    ACTIVE_CONTEST,
    BARE_CONTEST,
    BARE_EVENT,
    CEREMONY,
    CLOSING,
    DAY,
    DIRECTOR,
    NAMELESS_CASE,
    OFFICER,
    POSTERS,
    RELEASE,
    SERVICE_OFFICER,
    TALK_WITH_WINNERS,
    YOUTH_CASE,
    answered,
)

LONG_AFTER = date(2026, 11, 21)


def said(*parts: Part) -> str:
    return plain(render(answered(*parts), today=LONG_AFTER))


def first_line(*parts: Part) -> str:
    return render(answered(*parts), today=LONG_AFTER).text.split("\n")[0].replace(JOINER, "")


def ceremony(*aspects: Aspect, event: Event = CEREMONY, days_left: int | None = -737) -> EventDetail:
    return EventDetail(event, aspects, (), days_left)


@pytest.mark.parametrize(
    ("aspect", "fact"),
    [
        (Aspect.DATE, "<b>2024. 11. 14.(목) 10:00~12:30</b>"),
        (Aspect.START, "<b>10:00</b>"),
        (Aspect.END, "<b>12:30</b>"),
        (Aspect.PLACE, "<b>한국프레스센터 19층 매화홀</b>"),
        (Aspect.ATTENDEES, "<b>장관, 수상자 43명</b>"),
        (Aspect.HEADCOUNT, "<b>수상자 43명</b>"),
        (Aspect.OPENNESS, "<b>시상식 및 기념촬영까지 공개</b>"),
        (Aspect.DAYS_LEFT, "<b>지난 일정이에요</b> (737일 지났어요)"),
        (Aspect.SOURCE, "<b>『취업지원 사각지대 청소년들에게 맞춤형 서비스 제공』</b>"),
    ],
)
def test_what_was_asked_about_an_event_comes_first_and_bold(aspect: Aspect, fact: str) -> None:
    assert fact in first_line(ceremony(aspect))


@pytest.mark.parametrize("aspect", [a for a in Aspect if a is not Aspect.DAYS_LEFT])
def test_a_past_event_says_that_it_is_past_whatever_was_asked(aspect: Aspect) -> None:
    assert said(ceremony(aspect)).count("지난 일정이에요") == 1


def test_an_event_to_come_counts_the_days() -> None:
    assert "D-7" in first_line(ceremony(Aspect.DATE, days_left=7))
    assert first_line(ceremony(Aspect.DAYS_LEFT, days_left=7)) == "⏳ <b>D-7</b> (7일 남았어요)"
    assert "오늘이에요" in first_line(ceremony(Aspect.DATE, days_left=0))


def test_an_event_of_several_days_is_running_until_its_last() -> None:
    event = replace(CEREMONY, date=date(2026, 11, 20), end_date=date(2026, 11, 22))
    text = said(ceremony(Aspect.DATE, event=event, days_left=-1))
    assert "2026. 11. 20.(금) ~ 2026. 11. 22.(일)" in text
    assert "진행 중이에요" in text


def test_a_total_is_told_with_its_parts_and_not_beside_them() -> None:
    lines = said(ceremony(Aspect.HEADCOUNT)).split("\n")
    assert lines[:4] == [
        "👥 수상자 43명",
        "· 정부혁신 우수사례 수상자 15명",
        "· 적극행정 우수사례 수상자 22명",
        "· 아이디어 공모전 수상자 6명",
    ]


@pytest.mark.parametrize(
    "aspect",
    [
        Aspect.DATE,
        Aspect.START,
        Aspect.END,
        Aspect.PLACE,
        Aspect.ATTENDEES,
        Aspect.HEADCOUNT,
        Aspect.OPENNESS,
        Aspect.PROGRAMME,
        Aspect.DAYS_LEFT,
    ],
)
def test_what_a_release_does_not_say_about_an_event_is_said_to_be_missing(aspect: Aspect) -> None:
    line = first_line(EventDetail(BARE_EVENT, (aspect,)))
    assert "없어요" in line or "않아요" in line or "않아" in line


@pytest.mark.parametrize("asked", [(), (Aspect.DATE,)])
def test_a_month_alone_is_told_and_not_denied(asked: tuple[Aspect, ...]) -> None:
    text = said(EventDetail(replace(BARE_EVENT, month="12월 초"), asked))
    assert "12월 초" in text
    assert "않아요" not in text


def test_a_row_of_the_programme_is_the_answer_and_the_event_its_context() -> None:
    text = said(EventDetail(CEREMONY, (Aspect.START,), (TALK_WITH_WINNERS,), -737))
    assert text.startswith("🕙 11:00~12:29 수상자와 소통행사 (비공개)")
    assert "정부혁신·적극행정 우수사례 시상식" in text


def test_a_row_keeps_its_remark() -> None:
    text = said(EventDetail(CEREMONY, (Aspect.PLACE,), (POSTERS,), -737))
    assert "※ 시상식장 입구에서 포스터 설명" in text


def test_whether_a_row_is_open_is_said_or_said_to_be_unknown() -> None:
    assert first_line(EventDetail(CEREMONY, (Aspect.OPENNESS,), (TALK_WITH_WINNERS,))) == "<b>비공개예요.</b>"
    assert "공개 여부는 자료에 없어요" in first_line(EventDetail(CEREMONY, (Aspect.OPENNESS,), (CLOSING,)))


def test_a_case_without_an_organization_says_so() -> None:
    assert "소속은 보도자료에 나와 있지 않아요" in said(CaseDetail(NAMELESS_CASE))
    text = said(NotStated(Aspect.ORGANIZATION, NAMELESS_CASE.title), CaseDetail(NAMELESS_CASE))
    assert text.startswith("소속은 보도자료에 나와 있지 않아요.")
    assert text.count("소속은") == 1


def test_a_case_tells_grade_organization_contest_and_summary() -> None:
    text = said(CaseDetail(YOUTH_CASE))
    for words in ("최우수 · 한국장애인고용공단", YOUTH_CASE.contest, "미래를 대비하는 정부", "시범사업 실시"):
        assert words in text


def test_a_misprint_is_told_with_the_case() -> None:
    case = replace(YOUTH_CASE, note="보도자료에는 ‘중양노동위원회’로 적혀 있어요.")
    assert "‘중양노동위원회’로 적혀 있어요" in said(CaseDetail(case))


def test_a_list_of_cases_is_headed_by_its_filters_and_numbered_from_its_first() -> None:
    text = said(CaseList((YOUTH_CASE, NAMELESS_CASE), Filters(year=2024, grade="우수"), 9, 1, 3, 4, None, selected=15))
    assert text.startswith("🏆 2024년 우수 사례 9건\n선정 15건 중 보도자료에 실린 9건이에요.")
    assert "\n4. 경계선지능" in text
    assert "\n5. 부족한 긴급자동차" in text
    assert "소속 안 나옴" in text


def test_one_contact_comes_with_name_rank_and_phone_first() -> None:
    text = said(ContactList((DIRECTOR,)))
    assert text.startswith("☎️ 김동현 과장 044-202-7047\n정책기획관 혁신행정담당관실 · 책임자\n2024. 11. 14. 기준")


def test_an_unknown_rank_is_said_to_be_unknown() -> None:
    assert "직급은 보도자료에 나와 있지 않아요" in first_line(NotStated(Aspect.RANK, SERVICE_OFFICER.name))


def test_contacts_are_grouped_by_department_each_with_its_date() -> None:
    text = said(ContactList((DIRECTOR, OFFICER, SERVICE_OFFICER), "정부혁신"))
    assert text.startswith("☎️ 담당자 3명\n‘정부혁신’이 실린 보도자료의 담당자예요.\n\n정책기획관")
    assert text.count("정책기획관 혁신행정담당관실") == 1
    assert "담당자 송보영 사무관 044-202-7055\n2024. 11. 14. 기준이에요.\n\n고용서비스정책과" in text


def test_counts_of_a_contest_are_told_by_half() -> None:
    """Only the whole has its unit: the releases count halves in another one, or in none."""
    assert first_line(ContestDetail(ACTIVE_CONTEST, (Aspect.RECEIVED,))) == (
        "📥 <b>접수 84점</b> (상반기 44, 하반기 40)"
    )
    assert "<b>상반기 접수 44</b> (모두 84점)" in first_line(
        ContestDetail(ACTIVE_CONTEST, (Aspect.RECEIVED,), "상반기")
    )
    assert "적극행정위원회" in said(ContestDetail(ACTIVE_CONTEST, (Aspect.STAGES,)))


def test_a_contest_without_counts_tells_its_winners_in_words() -> None:
    assert "직원 32명" in first_line(ContestDetail(BARE_CONTEST, (Aspect.WINNERS,)))
    assert "나와 있지 않아요" in first_line(NotStated(Aspect.RECEIVED, BARE_CONTEST.name))


@pytest.mark.parametrize(
    ("missing", "line"),
    [
        (Missing("year", "2025", "시상식"), "2025년 시상식 자료는 없어요."),
        (Missing("half", "상반기", "정부혁신"), "상반기 정부혁신 자료는 없어요."),
        (Missing("grade", "장려", "정부혁신"), "정부혁신에 ‘장려’ 등급은 없어요."),
        (Missing("organization", "대구지청", None), "‘대구지청’의 사례는 자료에 없어요."),
        (Missing("contest", "규제혁신 경진대회", None), "‘규제혁신 경진대회’ 자료는 없어요."),
        (Missing("department", "총무과", None), "‘총무과’ 부서는 자료에 없어요."),
        (Missing("rank", "서기관", None), "‘서기관’ 직급의 담당자는 자료에 없어요."),
        (Missing("person", "이민수", None), "‘이민수’라는 분은 담당자 자료에 없어요."),
        (Missing("person", "홍길동", None), "‘홍길동’이라는 분은 담당자 자료에 없어요."),
        (Missing("phone", "044-202-9999", None), "‘044-202-9999’ 번호는 자료에 없어요."),
        (Missing("day", "2025-11-14", "시상식"), "2025. 11. 14.(금) 시상식은 자료에 없어요."),
        (Missing("track", "미래", None), "‘미래’ 분야는 없어요."),
        (Missing("event_kind", "접수 마감", None), "‘접수 마감’ 일정은 자료에 없어요."),
    ],
)
def test_what_is_missing_is_named(missing: Missing, line: str) -> None:
    assert said(missing).split("\n")[0] == line


def test_what_is_missing_is_said_before_anything_else_with_what_there_is() -> None:
    text = said(ceremony(Aspect.DATE), Missing("year", "2025", "시상식", ("2024",)))
    assert text.startswith(
        "2025년 시상식 자료는 없어요.\n있는 해: 2024년\n대신 이런 자료가 있어요.\n\n📅 2024. 11. 14.(목)"
    )


def test_what_is_not_stated_leads_to_the_people_who_may_know() -> None:
    text = said(NotStated("주차", None), ContactList((DIRECTOR,)))
    assert text.startswith("주차는 보도자료에 나와 있지 않아요.\n아래 담당자에게 물어보세요.\n\n☎️ 김동현")


def test_an_answer_ends_with_its_source() -> None:
    assert said(ceremony(Aspect.DATE)).endswith("\n\n📄 고용노동부 보도자료 2024. 11. 14.")
    at_home = plain(render(answered(ceremony(Aspect.DATE)), home="고용노동부"))
    assert at_home.endswith("\n\n📄 보도자료 2024. 11. 14.")


def test_a_schedule_file_is_named_as_the_source_it_is() -> None:
    calendar = replace(RELEASE, title="2026년 일정", date=None, file="2026.ics")
    text = plain(render(answered(ceremony(), sources=(calendar,))))
    assert text.endswith("📄 일정 파일 2026.ics")


def test_more_than_two_sources_are_counted() -> None:
    others = (replace(RELEASE, date=date(2024, 1, 5), ministry="환경부"), replace(RELEASE, date=None, ministry=None))
    text = plain(render(answered(ceremony(), sources=(RELEASE, *others, RELEASE, RELEASE)), home="고용노동부"))
    assert text.endswith("📄 보도자료 2024. 11. 14. · 환경부 보도자료 2024. 1. 5. 외 3건")
    undated = plain(render(answered(ceremony(), sources=others[1:])))
    assert undated.endswith(f"📄 보도자료 『{RELEASE.title}』")


def test_a_repaired_question_is_shown_as_it_was_read() -> None:
    question = Question(repaired="시상식 언제")
    lines = render(answered(ceremony(), question=question)).text.split("\n")
    assert "<i>‘시상식 언제’로 이해했어요.</i>" in lines[1:]
    unanswered = answered(Unknown(), question=question, sources=(), status=Status.UNANSWERED)
    assert "이해했어요" not in render(unanswered).text


def test_nothing_to_say_is_an_honest_do_not_know() -> None:
    assert "모르겠어요" in plain(render(answered(sources=())))
    assert "모르겠어요" in said(Unknown())


def test_a_missing_subject_is_asked_for() -> None:
    answer = answered(Unknown(Intent.CONTACT), choices=(Choice("정부혁신", Question()),), sources=())
    assert plain(render(answer)) == "무엇의 담당자를 찾으세요?"


def test_choices_are_asked_for_as_many_as_there_are() -> None:
    one, two = (
        (Choice("2024년 보기", Question()),),
        (Choice("우수 보기", Question()), Choice("최우수 보기", Question())),
    )
    for part, choices, asked in (
        (Missing("year", "2025", None), one, "대신 이걸 볼까요?"),
        (Missing("grade", "장려", None), two, "대신 어느 것을 볼까요?"),
        (Unknown(), one, "혹시 이걸 찾으세요?"),
        (Unknown(), two, "혹시 이 가운데 있나요?"),
    ):
        assert plain(render(answered(part, choices=choices, sources=()))).endswith(asked)


def test_what_is_out_of_scope_is_told_with_what_is_in_it() -> None:
    text = said(OutOfScope("날씨"))
    assert "‘날씨’는 제가 읽은 보도자료에 없어요" in text
    assert "일정, 우수사례, 담당자, 대회" in text


def test_events_in_a_list_tell_whether_they_are_past() -> None:
    text = said(EventList((CEREMONY, replace(CEREMONY, date=LONG_AFTER)), Filters(), 2, 0, 1))
    assert "지난 일정이에요" in text
    assert "오늘이에요" in text
    assert f"{DAY.year}. {DAY.month}. {DAY.day}.(목) 10:00~12:30" in text


def test_days_of_earlier_years_are_told_as_past() -> None:
    missing = Missing("year", "2026", "시상식", earlier=(date(2025, 11, 20), date(2024, 11, 14)))
    text = plain(render(answered(missing, sources=()), today=date(2026, 11, 22)))
    assert text.split("\n")[:2] == [
        "2026년 시상식 자료는 없어요.",
        "지난 시상식: 2025. 11. 20.(목), 2024. 11. 14.(목)",
    ]
