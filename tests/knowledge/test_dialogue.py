"""Questions as they are kept: what an earlier version of the bot wrote is read, and written the same."""

import pytest

from knowledge.dialogue import Filters, Intent, Question, question_from_json, question_to_json

# As the first edition wrote them: most for questions people typed, the last with every field it had.
STORED = {
    "{}": Question(),
    '{"intent":"case","filters":{"year":2024}}': Question(Intent.CASE, Filters(year=2024)),
    '{"intent":"case","filters":{"half":"하반기","grade":"우수","contest":"적극행정 우수사례 경진대회"},'
    '"named":"적극행정"}': Question(
        Intent.CASE, Filters(half="하반기", grade="우수", contest="적극행정 우수사례 경진대회"), named="적극행정"
    ),
    '{"intent":"contact","filters":{"event_kind":"시상식"},"asks":["schedule","contact"],'
    '"second":[{"intent":"schedule","filters":{"event_kind":"시상식"},"asks":["schedule"]}]}': Question(
        Intent.CONTACT,
        Filters(event_kind="시상식"),
        ("schedule", "contact"),
        second=(Question(Intent.SCHEDULE, Filters(event_kind="시상식"), ("schedule",)),),
    ),
    '{"intent":"contact","filters":{"phone":"0442027047"},"asks":["who"]}': Question(
        Intent.CONTACT, Filters(phone="0442027047"), ("who",)
    ),
    '{"intent":"contact","filters":{"rank":"사무관"},"unknown":["person","이민수"]}': Question(
        Intent.CONTACT, Filters(rank="사무관"), unknown=("person", "이민수")
    ),
    '{"intent":"small_talk","small_talk":"greeting"}': Question(Intent.SMALL_TALK, small_talk="greeting"),
    '{"intent":"out_of_scope","unknown":["topic","날씨"]}': Question(Intent.OUT_OF_SCOPE, unknown=("topic", "날씨")),
    '{"asks":["how_much"],"unstated":"상금"}': Question(asks=("how_much",), unstated="상금"),
    '{"intent":"schedule","filters":{"event_kind":"시상식"},"asks":["when"],'
    '"repaired":"시상식 언제","asked":"tltkdtlr djswp"}': Question(
        Intent.SCHEDULE, Filters(event_kind="시상식"), ("when",), repaired="시상식 언제", asked="tltkdtlr djswp"
    ),
    '{"intent":"schedule","filters":{"day":"2026-12-01/2026-12-31"},"asks":["schedule"]}': Question(
        Intent.SCHEDULE, Filters(day="2026-12-01/2026-12-31"), ("schedule",)
    ),
    '{"intent":"contest","filters":{"year":2024,"half":"상반기","grade":"최우수","track":"협업","organization":"근로복지공단",'
    '"contest":"적극행정","event_kind":"발표","department":"혁신행정담당관실","rank":"과장","role":"책임자",'
    '"person":"홍길동","phone":"044","day":"2024-11-14","month":11,"ministry":"고용노동부"},"asks":["when"],'
    '"words":"\\"따옴표\\" \\\\ 줄\\n","text":"다 물어봐요","record":"case-1",'
    '"related":["case-2"],"among":["case-1","case-3"],'
    '"unstated":"주차","unknown":["person","김철수"],"small_talk":"thanks","named":"협업","listing":true,'
    '"repaired":"고친","asked":"rhcls","second":[{"intent":"case","page":1}],"page":2}': Question(
        Intent.CONTEST,
        Filters(
            2024,
            "상반기",
            "최우수",
            "협업",
            "근로복지공단",
            "적극행정",
            "발표",
            "혁신행정담당관실",
            "과장",
            "책임자",
            "홍길동",
            "044",
            "2024-11-14",
            11,
            "고용노동부",
        ),
        ("when",),
        '"따옴표" \\ 줄\n',
        "다 물어봐요",
        "case-1",
        ("case-2",),
        ("case-1", "case-3"),
        "주차",
        ("person", "김철수"),
        "thanks",
        "협업",
        True,
        "고친",
        "rhcls",
        (Question(Intent.CASE, page=1),),
        2,
    ),
}


@pytest.mark.parametrize(("text", "question"), STORED.items())
def test_a_question_that_was_stored_is_read_and_would_be_stored_the_same(text: str, question: Question) -> None:
    assert question_from_json(text) == question
    assert question_to_json(question) == text


def test_a_field_that_questions_no_longer_have_is_passed_over() -> None:
    text = '{"intent":"case","colour":"blue","second":[{"colour":"blue","page":1}]}'
    assert question_from_json(text) == Question(Intent.CASE, second=(Question(page=1),))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"intent":"no such"}', '{"filters":{"colour":1}}', '{"page":"x"}']
)
def test_what_is_no_stored_question_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Question"):
        question_from_json(text)
