"""What is asked over an archive of genuine releases of many ministries and years; skipped where they are not at hand.

Each test is the witness of a rule: a question as staff ask it, which fails without.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import (
    Answer,
    CaseList,
    ContactList,
    ContestDetail,
    ContestList,
    EventDetail,
    EventList,
    Missing,
    PassageQuote,
    Status,
    question_from_json,
    question_to_json,
)
from knowledge.folder.reading import read_folder
from knowledge.questions.understand import understand
from knowledge.search.embedding import Meanings

SHARED = Path(__file__).resolve().parents[4] / "shared"
DAY = date(2026, 11, 21)

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository")


def read(folder: Path, *patterns: str) -> KnowledgeBase:
    for pattern in patterns:
        for path in SHARED.glob(pattern):
            shutil.copy(path, folder)
    return KnowledgeBase(read_folder(folder))


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Every release that is there as text: 35 of many makers, 2009 to 2026."""
    folder = tmp_path_factory.mktemp("archive")
    return read(folder, "releases/*.txt", "layouts/*.txt", "layouts2/*.txt")


@pytest.fixture(scope="module")
def every_release(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """All 47, also those without a text form, with what they mean."""
    folder = tmp_path_factory.mktemp("every")
    facts = read(
        folder, "releases/*.txt", "layouts/*.txt", "layouts2/*.txt", "layouts2/*.hwpx", "layouts2/d35*.pdf"
    ).facts
    return KnowledgeBase(facts, meanings=Meanings.of(facts))


def said(base: KnowledgeBase, *texts: str) -> Answer:
    """The answer to the last of the texts."""
    found: Answer | None = None
    for text in texts:
        found = answer(understand(text, base, DAY, found), base, DAY)
    assert found
    return found


def quoted(found: Answer) -> PassageQuote:
    (quote,) = [part for part in found.parts if isinstance(part, PassageQuote)]
    return quote


# --- a sentence where no fact says it -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("오픈소스대회 대상 상금은요", "1,000만원", id="the prize of a grade in a table"),
        pytest.param("오픈소스대회 동상은 얼마 줘요", "200만원", id="of another grade"),
        pytest.param("청소년 정책패널 몇 명 모집해요", "1,000명", id="a number of what was asked"),
        pytest.param("국민생각함 공모전 청년 부문 몇 살까지예요", "34세", id="an age"),
        pytest.param("지식재산처 제안은 어디에 올려야 돼요", "국민생각함", id="where to send it"),
        pytest.param("오픈소스대회 운영사무국 번호요", "02-599-7917", id="a number that is no contact's"),
        pytest.param("안전보건공단 수준평가 올해 몇 개 기관이에요", "32개", id="what a visit does not count"),
    ],
)
def test_a_sentence_that_says_it_is_quoted(archive: KnowledgeBase, text: str, words: str) -> None:
    found = said(archive, text)
    assert found.status is Status.ANSWERED
    assert words in quoted(found).passage.text
    assert not quoted(found).near


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("오픈소스대회 시상식 언제예요", "시상식"),
        ("오픈소스 2차 평가는 언제쯤 하나요", "2차 평가"),
        ("국민생각함 시상식은 언제 열려요?", "시상식"),
    ],
    ids=["a month in a table of stages", "the round that was named", "by a word of the release's title"],
)
def test_a_month_without_a_day_is_an_event_like_any_other(archive: KnowledgeBase, text: str, words: str) -> None:
    (detail,) = [part for part in said(archive, text).parts if isinstance(part, EventDetail)]
    assert words in detail.event.name
    assert detail.event.date is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("보훈부 특별성과 포상식 언제예요|300은?", "주택지원팀"),
        ("대중문화예술상 금관문화훈장 누가 받았어요", "윤여정"),
        ("산청호국원 그림공모전 대상 상금|문의 전화는 어디로해", "055-970-0742"),
        ("유통기업 해외진출 뽑힌 데 중에 역직구는 어디어디야", "생활공작소"),
        ("권익위 아이디어 공모전 대상 상금|오픈소스는?", "1,000만"),
    ],
    ids=["a number goes on", "a title says it", "a number to call in its text", "those of a list", "the grade stays"],
)
def test_the_sentence_with_it_is_told(archive: KnowledgeBase, text: str, words: str) -> None:
    assert words in quoted(said(archive, *text.split("|"))).passage.text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("버스전용차로 합동단속때 총몇대 걸렸어", "119"),
        ("지자체가 씨감자 직접 키워서 나눠준 지도사 이름", "최진호"),
        ("예산정책처 에세이공모 휴학생도 되나용", "휴학생"),
        ("한기대 안전주간 안전관리팀 담당 누구|목요일엔 뭐했지", "호루라기"),
        ("서울사랑공모전 웹툰 몇편 들어왔어|이야기는", "211편"),
        ("도란도란 궁궐 강좌 신청 언제까지 받았어|강사는 누구누구", "서윤정"),
        ("K-City 해외실증 필리핀은 어느 회사가 해", "알엠에쓰"),
        ("데이터허브 시범솔루션 25년엔 어느 지자체가 하고있대", "울산"),
        ("국회예산정책처 에세이 몇장이나 써야 돼요", "10매"),
        ("버스전용차로 단속건수 2021년하고 2025년 비교좀", "14,688"),
    ],
    ids=[
        "by the rarest of its words",
        "where the meaning found the release",
        "in a heading that says something",
        "the cell of a weekday",
        "the same count of another field",
        "a noun that is no name",
        "another cell of the row",
        "what is said of another year",
        "a unit that is printed otherwise",
        "a column with a year for a head",
    ],
)
def test_what_comes_near_is_told_before_anything_is_denied(every_release: KnowledgeBase, text: str, words: str) -> None:
    assert words in str(said(every_release, *text.split("|")).parts)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("서울사랑공모전이랑 코레일 철도여행 공모전 중 어디가 더 많이 접수됐어", {298, 395}),
        ("기후부 특별성과 장려과제 뭐뭐 뽑혔어", set()),
    ],
    ids=["both of two contests", "a noun that ends as a particle does"],
)
def test_what_is_asked_of_two_contests_is_told_of_both(
    every_release: KnowledgeBase, text: str, counts: set[int]
) -> None:
    found = said(every_release, text)
    assert {part.contest.received for part in found.parts if isinstance(part, ContestDetail)} == counts
    assert counts or found.question.filters.grade == "장려"


def test_what_is_open_in_days_to_come_is_told(archive: KnowledgeBase) -> None:
    day = date(2026, 4, 10)
    found = answer(understand("이번 달 말에도 접수하는 공모전 있나요", archive, day), archive, day)
    names = {event.name for part in found.parts if isinstance(part, EventDetail) for event in [part.event]}
    names |= {event.name for part in found.parts if isinstance(part, EventList) for event in part.events}
    assert names == {"정책 아이디어 공모전 접수 마감"}  # another's end on the 19th


def test_a_ceremony_of_which_only_the_month_is_told_is_to_come(archive: KnowledgeBase) -> None:
    (listed,) = [part for part in said(archive, "다음 시상식 언제야").parts if isinstance(part, EventList)]
    assert {(event.kind.value, event.month) for event in listed.events} == {("시상식", "12월"), ("시상식", "12월 초")}


def test_a_card_does_not_deny_what_the_sentence_above_it_says(every_release: KnowledgeBase) -> None:
    found = said(every_release, "안전보건공단 수준평가 올해 몇 개 기관이에요")
    assert "32개" in quoted(found).passage.text
    assert not [a for part in found.parts if isinstance(part, EventDetail) for a in part.aspects if a == "headcount"]


def test_a_year_behind_the_second_of_two_contests_is_asked_of_both(every_release: KnowledgeBase) -> None:
    found = said(every_release, "정부혁신 우수사례 경진대회랑 적극행정 우수사례 경진대회 2023년 접수 건수")
    assert {part.kind for part in found.parts if isinstance(part, Missing)} == {"year"}


def test_the_halves_are_counted_apart(every_release: KnowledgeBase) -> None:
    parts = said(every_release, "고용부 적극행정 상반기 하반기 접수 각각 몇건").parts
    assert [part.half for part in parts if isinstance(part, ContestDetail)] == ["상반기", "하반기"]


def test_a_day_of_entries_is_no_matter_for_the_people_of_a_department(every_release: KnowledgeBase) -> None:
    found = said(every_release, "국립문화유산연구원 발굴캠프 참가신청 며칠까지")
    assert not [part for part in found.parts if isinstance(part, ContactList)]
    assert "24" in str(found.parts)


@pytest.mark.parametrize("text", ["메타버스 공모전 마감 언제야", "대한민국 안전대상 시상식 언제 하나요"])
def test_a_contest_that_is_not_here_does_not_get_another_one(archive: KnowledgeBase, text: str) -> None:
    found = said(archive, text)
    assert found.status is Status.UNANSWERED
    assert [part.kind for part in found.parts if isinstance(part, Missing)] == ["word"]


def test_a_year_alone_lists_what_there_is_of_it(archive: KnowledgeBase) -> None:
    (listed,) = [part for part in said(archive, "2023").parts if isinstance(part, ContestList)]
    assert {contest.year for contest in listed.contests} == {2023}


def test_the_newest_release_of_a_ministry_is_told_by_its_title(archive: KnowledgeBase) -> None:
    quote = quoted(said(archive, "보훈부 제일 최근 보도자료 뭐예요"))
    issued = [r.date for r in archive.facts.releases if r.ministry == "국가보훈부" and r.date]
    assert quote.release.date == max(issued)


def test_the_people_of_another_body_in_the_release_follow(archive: KnowledgeBase) -> None:
    found = said(archive, "가계부채 점검회의 금융위 담당과장", "기재부는?")
    assert any("이희곤" in str(part) or "이은우" in str(part) for part in found.parts)


def test_a_note_with_the_names_is_quoted_with_its_sentence(archive: KnowledgeBase) -> None:
    assert "생활공작소" in quoted(said(archive, "역직구로 선정된 기업은 어디어디?")).passage.text


def test_a_card_without_the_word_that_was_asked_for_gives_way_to_the_sentence_with_it(archive: KnowledgeBase) -> None:
    found = said(archive, "보훈부 특별성과 포상금 첫번째 팀 얼마", "개인은요")
    assert "100만" in quoted(found).passage.text


def test_of_several_sentences_that_say_it_two_are_told(archive: KnowledgeBase) -> None:
    quote = quoted(said(archive, "보훈부 특별성과 포상식 언제예요", "팀은 얼마씩 받았대?"))
    assert "300만" in " ".join((quote.passage.text, *quote.others))


def test_who_it_was_is_not_answered_by_the_card_of_the_award(archive: KnowledgeBase) -> None:
    found = said(archive, "모란장 받은 사람 누구")
    assert found.status is Status.UNANSWERED
    assert "이성희" in quoted(found).passage.text


def test_what_comes_near_is_called_so_and_is_no_answer(archive: KnowledgeBase) -> None:
    found = said(archive, "한국형발사체 이름 지은 사람 누구예요")
    assert found.status is Status.UNANSWERED
    assert quoted(found).near


def test_a_sentence_about_something_else_does_not_stand_for_a_missing_date(archive: KnowledgeBase) -> None:
    found = said(archive, "적극행정 접수 마감 언제까지예요")
    assert found.status is not Status.ANSWERED
    assert [part.kind for part in found.parts if isinstance(part, Missing)] == ["event_kind"]


# --- whose, and which ---------------------------------------------------------------------------------------------


def test_the_own_contest_leads_and_the_other_stays_on_a_button(archive: KnowledgeBase) -> None:
    found = said(archive, "정부혁신 우수사례 경진대회 접수 몇 건")
    (card,) = [part for part in found.parts if isinstance(part, ContestDetail)]
    assert card.contest.received == 114
    assert any("관세청" in choice.label for choice in found.choices)


def test_the_own_ceremony_leads_where_nothing_was_said(archive: KnowledgeBase) -> None:
    found = said(archive, "시상식 언제예요?")
    (shown,) = [part for part in found.parts if isinstance(part, EventDetail)]
    assert shown.event.date == date(2024, 11, 14)
    assert found.choices


def test_a_named_ministry_has_its_own(archive: KnowledgeBase) -> None:
    (card,) = [p for p in said(archive, "관세청 정부혁신 경진대회 접수 건수").parts if isinstance(p, ContestDetail)]
    assert card.contest.received == 22


def test_several_that_are_named_alike_are_a_question_back(archive: KnowledgeBase) -> None:
    found = said(archive, "특별성과 포상 누가 받았어요")
    assert found.status is Status.CHOICES
    assert {"국가보훈부", "기후에너지환경부"} <= {choice.label.split()[0] for choice in found.choices}


def test_the_ministry_alone_picks_one_of_several(archive: KnowledgeBase) -> None:
    found = said(archive, "특별성과 포상 언제 했어요", "보훈부요")
    assert [p.event.date for p in found.parts if isinstance(p, EventDetail)] == [date(2026, 4, 10)]


def test_a_ministry_that_has_no_such_contest_is_told_so(archive: KnowledgeBase) -> None:
    found = said(archive, "고용노동부 특별성과 포상 누가 받았어요")
    assert found.status is Status.UNANSWERED
    assert [part.kind for part in found.parts if isinstance(part, Missing)] == ["ministry"]


def test_another_edition_is_not_the_one_that_is_known(archive: KnowledgeBase) -> None:
    found = said(archive, "보훈부 제2회 특별성과 포상식 언제예요")
    assert found.status is Status.UNANSWERED


def test_an_edition_is_known_by_its_number_however_it_is_spaced(archive: KnowledgeBase) -> None:
    found = said(archive, "보훈부 제 1 회 특별성과 포상식 언제예요")
    assert [p.event.date for p in found.parts if isinstance(p, EventDetail)] == [date(2026, 4, 10)]


def test_of_a_release_of_several_bodies_the_named_one_is_called(archive: KnowledgeBase) -> None:
    (people,) = [p for p in said(archive, "가계대출 자료 금감원 담당자").parts if isinstance(p, ContactList)]
    assert {contact.name for contact in people.contacts} == {"이윤선", "김형원"}


def test_a_head_of_a_division_is_found_by_the_division(archive: KnowledgeBase) -> None:
    (people,) = [p for p in said(archive, "유통물류과장 이름이 뭐예요").parts if isinstance(p, ContactList)]
    assert [contact.name for contact in people.contacts] == ["조근상"]


def test_cases_that_hold_a_word_are_all_listed(archive: KnowledgeBase) -> None:
    (cases,) = [part for part in said(archive, "외국인 사례").parts if isinstance(part, CaseList)]
    assert cases.total > 1
    assert all("외국인" in f"{case.title} {case.summary}" for case in cases.cases)


# --- days ---------------------------------------------------------------------------------------------------------


def test_nothing_is_open_after_every_deadline(archive: KnowledgeBase) -> None:
    found = said(archive, "지금 접수 중인 공모전 있어요?")
    assert [part.kind for part in found.parts if isinstance(part, Missing)] == ["running"]


def test_what_is_open_on_the_day_is_told(archive: KnowledgeBase) -> None:
    day = date(2026, 6, 1)
    found = answer(understand("지금 접수 중인 공모전 있어요?", archive, day), archive, day)
    assert "정책 아이디어 공모전 접수 마감" in str(found.parts)


def test_both_days_of_a_period_are_told(archive: KnowledgeBase) -> None:
    found = said(archive, "행안부 AnD 챌린지 접수 기간이 언제였어요")
    days = [part.event.date for part in found.parts if isinstance(part, EventDetail)]
    assert days == [date(2026, 1, 29), date(2026, 2, 20)]


# --- conversations ------------------------------------------------------------------------------------------------


def test_the_prize_of_another_grade_follows_on_a_prize(archive: KnowledgeBase) -> None:
    found = said(archive, "AnD챌린지 대상 상금 얼마임", "우수는?")
    assert "우수상 3팀에게는 각 30만 원" in quoted(found).passage.text


def test_what_all_get_is_not_told_as_what_a_grade_gets(archive: KnowledgeBase) -> None:
    found = said(archive, "오픈소스대회 대상 상금은요", "우수는?")
    assert found.status is Status.UNANSWERED


def test_a_list_by_a_word_begins_anew(archive: KnowledgeBase) -> None:
    found = said(archive, "오픈소스대회 대상 상금은요", "외국인 사례")
    assert any(isinstance(part, CaseList) for part in found.parts)


def test_the_year_before_is_told_from_the_release_itself(archive: KnowledgeBase) -> None:
    assert "지난해 127건" in quoted(said(archive, "AnD 챌린지 올해 몇 건 접수됐어요", "작년은?")).passage.text


def test_the_subject_outlives_an_answer_that_was_not_found(archive: KnowledgeBase) -> None:
    found = said(archive, "정부24 공모전 드레스코드 있어요?", "총 몇명 뽑아요")
    assert "16명" in str(found.parts) or 16 in [p.contest.selected for p in found.parts if isinstance(p, ContestDetail)]


def test_the_subject_outlives_thanks(archive: KnowledgeBase) -> None:
    found = said(archive, "AnD 챌린지 몇 건 들어왔어요", "감사합니다", "본선은 어디서 했어요")
    assert "대강당" in str(found.parts)


def test_a_contest_named_alone_is_asked_what_was_asked_before(archive: KnowledgeBase) -> None:
    found = said(archive, "시상식 언제예요?", "환경사랑공모전이요")
    assert "31일" in str(found.parts)


def test_a_kept_question_is_answered_the_same_again(archive: KnowledgeBase) -> None:
    for text in ("특별성과 포상 언제 했어요", "오픈소스대회 대상 상금은요", "시상식 언제예요?"):
        question = understand(text, archive, DAY)
        kept = question_from_json(question_to_json(question))
        assert answer(kept, archive, DAY) == answer(question, archive, DAY)
