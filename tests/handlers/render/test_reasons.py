"""What `/why` tells: short, escaped, and with a Korean word for everything."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args, get_type_hints

import pytest

from bot.sandbox.html import parse
from handlers.render import explain, plain, render, units
from knowledge.dialogue import (
    Answer,
    Aspect,
    CaseDetail,
    CaseList,
    Choice,
    ContactList,
    ContestDetail,
    ContestList,
    EventDetail,
    EventList,
    Filters,
    Intent,
    Missing,
    NotStated,
    OutOfScope,
    Question,
    Status,
    Unknown,
    WordMatch,
)
from tests.factories import (
    ACTIVE_CONTEST,
    CEREMONY,
    DIRECTOR,
    OFFICER,
    RELEASE,
    YOUTH_CASE,
    answered,
    source,
)

HOSTILE = "</i></blockquote><b>&lt;script>\"'\u202e\n\n\u200b😀 <a href='x'>"
MATCH = WordMatch("퇴적연금", "퇴직연금", "slip")
KINDS = get_args(get_type_hints(WordMatch)["kind"])


def why(answer: Answer, *quotes: str) -> str:
    said = explain(answer, [(source(n, quote), RELEASE) for n, quote in enumerate(quotes, 1)])
    text, _ = parse(said.text)
    assert text == plain(said)
    assert units(text) <= 900
    assert "None" not in text
    assert all(line == line.strip() for line in text.split("\n"))
    return text


def test_what_was_repaired_is_told_with_what_was_typed() -> None:
    text = why(answered(EventDetail(CEREMONY), question=Question(repaired="시상식 언제", asked="시상싞 언재")))
    assert "· 고쳐 읽은 말: ‘시상싞 언재’ → ‘시상식 언제’" in text


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_match_has_its_words(kind: str) -> None:
    match = WordMatch("퇴적연금", "퇴직연금", kind)  # type: ignore[arg-type]  # one of the literals, read from the type
    text = why(replace(answered(CaseDetail(YOUTH_CASE)), matches=(match,)))
    assert ("· 그대로 있는 말: 퇴직연금" if kind == "exact" else ": ‘퇴적연금’ → 퇴직연금") in text


@pytest.mark.parametrize("aspect", list(Aspect))
def test_everything_that_can_be_asked_has_its_word(aspect: Aspect) -> None:
    assert "물어본 것: " in why(answered(ContestDetail(ACTIVE_CONTEST, (aspect,))))


@pytest.mark.parametrize("intent", list(Intent))
def test_every_intent_has_its_word(intent: Intent) -> None:
    assert "· 종류: " in why(replace(answered(Unknown(), status=Status.UNANSWERED), intent=intent))


def test_filters_are_told_as_they_are_read() -> None:
    filters = Filters(year=2024, grade="우수", month=11, day="2024-11-14/9999-12-31")
    text = why(answered(CaseList((YOUTH_CASE,), filters, 9, 0, 2, 1), question=Question(filters=filters)))
    for line in ("해: 2024년", "등급: 우수", "달: 11월", "날: 2024. 11. 14.(목)부터", "조건에 맞는 사례: 9건"):
        assert f"· {line}" in text
    days = Filters(day="2024-11-14/2024-11-15")
    assert "날: 2024. 11. 14.(목)~2024. 11. 15.(금)" in why(answered(question=Question(filters=days)))
    day = Filters(day="2024-11-14/2024-11-14")
    assert why(answered(question=Question(filters=day))).endswith("날: 2024. 11. 14.(목)")


def test_a_name_is_told_where_it_was_typed_otherwise() -> None:
    filters = Filters(contest="적극행정 우수사례 경진대회")
    assert "이름으로 읽은 말: 적행" in why(answered(question=Question(filters=filters, named="적행")))
    assert "이름으로" not in why(answered(question=Question(filters=filters, named="적극행정")))


def test_lists_tell_how_many_there_are() -> None:
    parts = (
        EventList((CEREMONY,), Filters(), 11, 0, 3),
        ContestList((ACTIVE_CONTEST,), Filters(), 4, 0, 1),
        ContactList((DIRECTOR, OFFICER), total=5),
    )
    text = why(answered(*parts))
    assert all(line in text for line in ("모든 일정: 11건", "모든 대회: 4개", "모든 담당자: 5명"))
    found = why(replace(answered(parts[2]), matches=(MATCH,)))
    assert "찾은 담당자: 5명" in found
    assert "담당자: " not in why(answered(NotStated("상금", None), parts[2])).replace("종류: 담당자", "")


def test_what_was_looked_for_in_vain_is_named() -> None:
    lost = replace(
        answered(Unknown(), question=Question(words="퇴적연금 흠냐"), sources=(), status=Status.UNANSWERED),
        matches=(MATCH,),
    )
    assert "못 찾은 말: 흠냐" in why(lost)
    assert "보도자료에서 맞는 곳을 찾지 못했어요." in why(lost)
    assert "자료에 없는 해: 2025년" in why(answered(Missing("year", "2025", None), status=Status.UNANSWERED))
    assert "자료에 없는 주제: 날씨" in why(answered(OutOfScope("날씨"), status=Status.UNANSWERED))
    assert "보도자료에 안 적힌 것: 주차" in why(answered(NotStated("주차", None)))


@pytest.mark.parametrize("kind", [*Filters.__dataclass_fields__, "subject"])
def test_whatever_is_missing_is_told(kind: str) -> None:
    assert "자료에 없는 " in why(answered(Missing(kind, "2025", None), status=Status.UNANSWERED))


def test_choices_are_counted_and_not_called_vain() -> None:
    text = why(answered(choices=(Choice("가", Question()), Choice("나", Question()))), "앞줄", "뒷줄")
    assert "고르시도록 보여드린 것: 2가지" in text
    assert "찾지 못했어요" not in text


def test_one_quote_is_shown_at_length_and_several_are_cut_and_counted() -> None:
    text = why(answered(CaseDetail(YOUTH_CASE)), "<p>" + "가" * 150 + "</p>")
    assert "가" * 150 in text
    assert "<p>" not in text
    text = why(answered(CaseDetail(YOUTH_CASE)), *(f"{n}" + "가" * 150 for n in range(6)))
    assert re.findall(r"(\d)줄$", text, re.M) == ["1", "2", "3"]
    assert text.count(RELEASE.title) == 1
    assert "가" * 100 not in text
    assert text.endswith("이 밖에 3곳이 더 있어요.")


def test_nothing_that_was_typed_is_obeyed_or_makes_it_long() -> None:
    long = HOSTILE * 20
    filters = Filters(2024, long, long, long, long, long, long, long, long, long, long, long, long, 11)
    question = Question(filters=filters, words=long, named=long, repaired=long, asked=long)
    matches = tuple(WordMatch(long, long, kind) for kind in KINDS) * 4
    parts = (Missing("person", long, long), NotStated(long, long), OutOfScope(long))
    answer = replace(answered(*parts, question=question), matches=matches)
    text = why(answer, *(f"{n}{long}" for n in range(9)))
    assert text.startswith("이렇게 알아들었어요\n· 고쳐 읽은 말: ‘</i></blockquote>")
    assert "\u202e" not in text


def test_a_long_repair_stays_within_its_line() -> None:
    question = Question(repaired=HOSTILE * 20, asked=HOSTILE)
    message = render(answered(EventDetail(CEREMONY), question=question))
    text, _ = parse(message.text)
    (told,) = (line for line in text.split("\n") if line.endswith("이해했어요."))
    assert told.startswith("‘</i></blockquote>")
    assert len(told) <= 120
    assert [b.data for b in message.keyboard[-1]] == ["asis", "why"]


def test_where_nothing_was_found_the_reading_is_told_as_tried_and_can_be_taken_back() -> None:
    question = Question(repaired="시상식 언재", asked="tltkdtlr djswo")
    lost = answered(Unknown(), question=question, sources=(), status=Status.UNANSWERED)
    assert plain(render(lost)).startswith("‘시상식 언재’로 읽어 봤어요.")
    assert [b.data for b in render(lost, group=True).keyboard[-1]] == ["asis"]


def test_choices_of_a_repaired_question_come_before_the_way_back() -> None:
    question = Question(repaired="시상식", asked="시상싞")
    answer = answered(Unknown(), question=question, choices=(Choice("시상식", Question()),))
    assert [[b.data for b in row] for row in render(answer).keyboard] == [["pick:0"], ["asis", "why"]]


def test_one_record_found_by_words_has_a_button_for_why_and_one_opened_by_a_button_has_none() -> None:
    found = answered(EventDetail(CEREMONY), records=(CEREMONY.id,))
    assert [[b.data for b in row] for row in render(found).keyboard] == [
        [f"contacts:{CEREMONY.id}", None],
        [f"follow:{CEREMONY.id}", f"ics:{CEREMONY.id}"],
        ["why"],
    ]
    crowded = render(answered(CaseDetail(YOUTH_CASE), records=(YOUTH_CASE.id,))).keyboard
    assert [len(row) for row in crowded] == [3, 2]
    for other in (
        render(found, group=True),
        render(replace(found, question=Question(record=CEREMONY.id))),
        render(answered(EventDetail(CEREMONY), records=(CEREMONY.id, YOUTH_CASE.id))),
        render(answered(NotStated("상금", None), ContactList((DIRECTOR,)), records=(DIRECTOR.id,))),
    ):
        assert "why" not in [b.data for row in other.keyboard for b in row]
