"""What the bundled releases are asked, from the text that was typed to the parts of the answer."""

from collections.abc import Callable
from datetime import date, time
from typing import TypeVar

import pytest

from knowledge.answers.answer import about, answer, browse, cases_of, contacts_of, on_page
from knowledge.base import KnowledgeBase
from knowledge.dialogue import (
    Answer,
    Aspect,
    CaseDetail,
    CaseList,
    ContactList,
    ContestDetail,
    EventDetail,
    Intent,
    Missing,
    NotStated,
    PassageQuote,
    Status,
    Unknown,
    question_from_json,
    question_to_json,
)
from knowledge.model import Fact
from knowledge.questions.understand import understand

Conversation = Callable[..., list[Answer]]
T = TypeVar("T")
DAY = date(2026, 11, 21)


def only(answers: list[Answer], kind: type[T]) -> T:
    """The one part of this kind in the last answer."""
    (part,) = [p for p in answers[-1].parts if isinstance(p, kind)]
    return part


def names(answers: list[Answer]) -> list[str]:
    return [c.name for c in only(answers, ContactList).contacts]


def titles(answers: list[Answer]) -> list[str]:
    return [c.name for c in only(answers, CaseList).cases]


# --- schedule -----------------------------------------------------------------------------------------------------


def test_the_day_of_the_ceremony_is_answered_with_its_source(talk: Conversation) -> None:
    answers = talk("시상식 언제 했어요?")
    assert only(answers, EventDetail).event.date == date(2024, 11, 14)
    assert [r.date for r in answers[-1].sources] == [date(2024, 11, 14)]


def test_two_things_asked_are_both_aspects(talk: Conversation) -> None:
    assert set(only(talk("시상식은언제어디서하나요"), EventDetail).aspects) == {Aspect.DATE, Aspect.PLACE}


def test_a_row_of_the_programme_is_answered_as_a_row(talk: Conversation) -> None:
    (row,) = only(talk("소통행사는 몇 시부터예요"), EventDetail).items
    assert (row.start, row.open) == (time(11, 0), False)


def test_what_the_ceremony_is_called_does_not_hide_the_row_that_bears_its_name(talk: Conversation) -> None:
    (row,) = only(talk("시상식 및 기념촬영은 몇 시부터예요?"), EventDetail).items
    assert row.start == time(10, 9)


def test_another_year_is_named_as_missing(talk: Conversation) -> None:
    answers = talk("작년 시상식 언제예요")
    assert only(answers, Missing) == Missing("year", "2025", "시상식", ("2024",))
    assert answers[-1].status is not Status.ANSWERED


def test_this_year_depends_on_the_day_asked(talk: Conversation) -> None:
    assert talk("올해 시상식 언제예요", day=date(2024, 11, 1))[-1].status is Status.ANSWERED


def test_days_left_count_from_the_day_asked(talk: Conversation) -> None:
    assert only(talk("시상식 며칠 남았어", day=date(2024, 11, 7)), EventDetail).days_left == 7


def test_a_day_without_its_year_finds_the_event(talk: Conversation) -> None:
    assert only(talk("11월 14일 행사 알려줘"), EventDetail).event.date == date(2024, 11, 14)


def test_a_kind_of_date_that_no_release_gives_is_said_to_be_missing(talk: Conversation) -> None:
    assert only(talk("적극행정 접수 마감 언제까지예요"), Missing).kind == "event_kind"


def test_a_ceremony_and_its_contact_asked_together_get_both(talk: Conversation) -> None:
    answers = talk("시상식일정이랑담당자번호같이부탁드려요")
    assert only(answers, EventDetail).event.date == date(2024, 11, 14)
    assert "김동현" in names(answers)


# --- cases --------------------------------------------------------------------------------------------------------


def test_a_case_is_found_by_its_words(talk: Conversation) -> None:
    assert "전력 사용량" in only(talk("휴업지원금 부정수급 적발한 사례"), CaseDetail).case.name


@pytest.mark.parametrize(
    ("text", "title"),
    [("외궁인근로자 통욕서비스", "다국어 통역"), ("노동위원훼 디지털 구츅 사례", "디지털 노동위원회")],
)
def test_a_slip_in_every_word_still_finds_it(talk: Conversation, text: str, title: str) -> None:
    assert title in only(talk(text), CaseDetail).case.name


def test_the_highest_grade_is_not_the_next_one(talk: Conversation) -> None:
    grades = {c.grade for c in only(talk("정부혁신 우수상 목록"), CaseList).cases}
    assert grades == {"우수"}


def test_a_list_says_how_many_were_selected_where_the_release_lists_fewer(talk: Conversation) -> None:
    part = only(talk("정부혁신 우수사례 목록"), CaseList)
    assert (part.total, part.selected) == (9, 15)


def test_the_counts_of_a_half_are_the_half_s_own(talk: Conversation) -> None:
    part = only(talk("적극행정 하반기 우수사례 목록"), CaseList)
    assert (part.total, part.selected) == (5, 11)


def test_a_short_name_finds_the_organization(talk: Conversation) -> None:
    assert len(titles(talk("근복 수상작 뭐 있어"))) == 3


def test_a_misprinted_organization_is_found_under_both_names(talk: Conversation) -> None:
    for text in ("중앙노동위원회 사례", "중양노동위원회 사례", "중노위 사례"):
        assert only(talk(text), CaseDetail).case.organization == "중앙노동위원회"


def test_a_lost_organization_is_said_to_be_not_stated_with_whom_to_ask(talk: Conversation) -> None:
    answers = talk("긴급자동차 사례 소속이 어디예요")
    assert only(answers, NotStated).thing is Aspect.ORGANIZATION
    assert only(answers, CaseDetail).case.organization is None
    assert names(answers)


def test_an_organization_without_cases_is_named_as_missing(talk: Conversation) -> None:
    for text in ("대구지청 수상 내역", "부산지방국세청 우수사례", "환경부 우수사례"):
        assert only(talk(text), Missing).kind == "organization"


def test_a_grade_that_was_not_given_is_named_with_those_that_were(talk: Conversation) -> None:
    missing = only(talk("정부혁신 장려상 받은 곳"), Missing)
    assert (missing.kind, missing.available) == ("grade", ("최우수", "우수"))


def test_the_word_before_bunya_names_a_track(talk: Conversation) -> None:
    assert only(talk("디지털 분야 최우수"), CaseDetail).case.track == "디지털로 일하는 정부"


def test_an_amount_that_a_case_does_not_state_is_offered_not_answered(talk: Conversation) -> None:
    assert talk("퇴직연금 수수료 얼마예요")[-1].status is Status.CHOICES


# --- contacts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["044-202-7047 누구예요", "0442027047", "044 202 7047 어느 부서", "7047 내선 누구"])
def test_a_number_in_any_writing_gives_its_owner(talk: Conversation, text: str) -> None:
    assert names(talk(text)) == ["김동현"]


@pytest.mark.parametrize("text", ["예산 1500 들어간 사례 있어요?", "1000 넘게 절감한 사례"])
def test_a_figure_among_other_words_is_no_number_to_call(talk: Conversation, text: str) -> None:
    assert talk(text)[-1].question.filters.phone is None


def test_a_number_nobody_has_is_named_as_missing(talk: Conversation) -> None:
    assert only(talk("044-202-9999 누구 번호예요"), Missing).kind == "phone"


def test_a_rank_with_a_department_gives_all_who_have_it(talk: Conversation) -> None:
    assert names(talk("혁신행정담당관실 주무관 연락처")) == ["강예인", "박재용"]


def test_a_name_with_a_slip_is_offered_and_never_guessed(talk: Conversation) -> None:
    answers = talk("송보옇 사무관 전화번호")
    assert answers[-1].status is Status.UNANSWERED
    assert answers[-1].choices[0].label.startswith("송보영")


def test_a_person_with_another_rank_is_not_answered_as_if_it_were_theirs(talk: Conversation) -> None:
    assert only(talk("김동현 주무관 번호"), Missing).available == ("과장",)


def test_an_unknown_person_gets_no_number(talk: Conversation) -> None:
    answers = talk("이민수 사무관 번호")
    assert only(answers, Missing) == Missing("person", "이민수", None)
    assert not answers[-1].choices


def test_a_private_number_is_not_stated(talk: Conversation) -> None:
    assert only(talk("강예인 주무관 휴대폰"), NotStated).thing == "휴대전화 번호"


def test_contacts_without_a_subject_are_a_choice_of_departments(talk: Conversation) -> None:
    answers = talk("담당자 연락처")
    assert answers[-1].status is Status.CHOICES
    assert {c.label.split()[0] for c in answers[-1].choices} == {"혁신행정담당관실", "고용서비스정책과"}


def test_an_organization_without_a_number_says_so_first(talk: Conversation) -> None:
    answers = talk("통영지청 담당자 전화번호")
    assert isinstance(answers[-1].parts[0], NotStated)


def test_the_number_of_who_is_only_told_of_is_not_that_of_who_answers_for_the_release(talk: Conversation) -> None:
    answers = talk("태백병원 전화번호")
    assert only(answers, NotStated).thing is Aspect.PHONE
    assert names(answers)


# --- contests -----------------------------------------------------------------------------------------------------


def test_counts_are_the_contest_s_own(talk: Conversation) -> None:
    part = only(talk("적극행정 경진대회 접수 몇 건"), ContestDetail)
    assert (part.contest.received, part.aspects) == (84, (Aspect.RECEIVED,))


def test_winners_are_counted_among_the_guests_of_the_ceremony(talk: Conversation) -> None:
    (guests,) = only(talk("아이디어 공모전 수상자는 몇 명인가요"), EventDetail).event.attendees
    assert guests.count == 6


def test_winners_that_are_told_in_words_are_not_denied(talk: Conversation) -> None:
    answers = talk("고용서비스상을 받은 센터·부서는 몇 곳인가요?")
    assert only(answers, ContestDetail).aspects == (Aspect.WINNERS,)
    assert not any(isinstance(part, NotStated) for part in answers[-1].parts)


def test_two_contests_in_one_question_are_both_counted(talk: Conversation) -> None:
    answers = talk("정부혁신이랑 적극행정 접수 건수")
    received = [p.contest.received for p in answers[-1].parts if isinstance(p, ContestDetail)]
    assert sorted(filter(None, received)) == [84, 114]


def test_a_contest_that_has_this_year_in_its_name_is_not_a_year(talk: Conversation) -> None:
    assert only(talk("올해의 고용서비스상은 언제부터 시상했나요"), ContestDetail).contest.since == 2005


def test_a_paragraph_answers_what_no_table_holds(talk: Conversation) -> None:
    part = only(talk("건전한 고용보험사업 운영에 기여한 고용서비스상 내용"), PassageQuote)
    assert "부정수급" in part.passage.text


# --- conversation -------------------------------------------------------------------------------------------------


def test_a_half_replaces_the_half_and_keeps_the_rest(talk: Conversation) -> None:
    answers = talk("하반기 적극행정 최우수 사례", "상반기는?")
    case = only(answers, CaseDetail).case
    assert (case.half, case.grade) == ("상반기", "최우수")


def test_a_contest_replaces_the_contest_and_keeps_what_was_asked(talk: Conversation) -> None:
    assert only(talk("정부혁신 접수 몇 건?", "적극행정은?"), ContestDetail).contest.received == 84


def test_an_inherited_filter_that_cannot_go_with_the_new_one_is_dropped(talk: Conversation) -> None:
    part = only(talk("산인공 수상작", "하반기 우수상은?"), CaseList)
    assert {(c.half, c.grade) for c in part.cases} == {("하반기", "우수")}


def test_the_contact_of_the_case_shown_before_is_meant(talk: Conversation) -> None:
    assert "김동현" in names(talk("통영지청 사례 알려줘", "담당자 번호는요?"))


def test_the_second_of_a_list_can_be_opened_by_its_number(talk: Conversation) -> None:
    answers = talk("정부혁신 최우수 사례", "두 번째 거 자세히")
    assert only(answers, CaseDetail).case.title == titles(answers[:1])[1]


def test_a_choice_sent_back_as_text_is_that_choice(talk: Conversation) -> None:
    first = talk("담당자 연락처")[-1]
    answers = talk("담당자 연락처", first.choices[1].label)
    assert names(answers)


def test_other_people_of_the_department_are_found_when_one_does_not_answer(talk: Conversation) -> None:
    answers = talk("김동현 과장 번호", "전화 안 받으시는데 다른 분 없나요")
    assert "김동현" not in names(answers)
    assert names(answers)


def test_a_new_subject_leaves_the_old_one_behind(talk: Conversation) -> None:
    assert names(talk("통영지청 사례 알려줘", "고용서비스정책과 연락처")) == ["정승연", "김예하"]


def test_the_same_organization_is_that_of_the_case_shown_before(talk: Conversation) -> None:
    part = only(talk("키자니아 사례 알려줘", "그 기관 다른 사례도 보여줘"), CaseList)
    assert {c.organization for c in part.cases} == {"한국장애인고용공단"}


def test_a_list_is_turned_over_in_words(talk: Conversation) -> None:
    first, second, first_again = talk("적극행정 우수사례 목록", "더 보여줘", "이전")
    assert not set(first.records) & set(second.records)
    assert first_again.records == first.records


# --- navigation ---------------------------------------------------------------------------------------------------


def test_the_same_question_gets_the_same_answer(base: KnowledgeBase) -> None:
    question = understand("우수 사례 보여줘", base, DAY)
    assert answer(question, base, DAY) == answer(question, base, DAY)


def test_a_question_can_be_kept_and_answered_again(base: KnowledgeBase) -> None:
    for text in ("하반기 적극행정 우수", "시상식일정이랑 담당자", "044-202-7047", "이민수 사무관"):
        question = understand(text, base, DAY)
        assert question_from_json(question_to_json(question)) == question


@pytest.mark.parametrize("intent", [Intent.SCHEDULE, Intent.CASE, Intent.CONTACT, Intent.CONTEST])
def test_every_menu_leads_somewhere(base: KnowledgeBase, intent: Intent) -> None:
    assert answer(browse(intent), base, DAY).status in (Status.ANSWERED, Status.CHOICES)


def test_the_pages_of_a_list_hold_every_case_once(base: KnowledgeBase) -> None:
    question = browse(Intent.CASE)
    pages = only([answer(question, base, DAY)], CaseList).pages
    shown = [r for n in range(pages) for r in answer(on_page(question, n), base, DAY).records]
    assert sorted(shown) == sorted(c.id for c in base.facts.cases)


def test_every_record_can_be_shown_and_leads_to_its_contacts(base: KnowledgeBase) -> None:
    facts = base.facts
    records: tuple[Fact, ...] = (*facts.cases, *facts.events, *facts.contests, *facts.contacts)
    for record in records:
        assert answer(about(record.id), base, DAY).records == (record.id,)
        assert answer(contacts_of(record.id), base, DAY).intent is Intent.CONTACT


def test_a_contest_leads_to_its_cases(base: KnowledgeBase) -> None:
    for contest in base.facts.contests:
        listed = answer(cases_of(contest.id), base, DAY)
        assert {c.contest_id for c in base.facts.cases if c.id in listed.records} <= {contest.id}


def test_a_record_that_is_gone_is_not_answered(base: KnowledgeBase) -> None:
    answers = [answer(about("case-00000000"), base, DAY)]
    assert only(answers, Unknown)
