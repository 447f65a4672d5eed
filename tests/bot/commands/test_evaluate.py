import json

import pytest

from bot.commands.evaluate import (
    EvaluationError,
    Said,
    below,
    failure_lines,
    judge,
    read_dialogs,
    score_lines,
    scores,
    wrong_answers,
)


def line(identity: str, kind: str, *turns: dict[str, object]) -> str:
    return json.dumps({"id": identity, "class": kind, "turns": turns}, ensure_ascii=False)


def test_a_conversation_holds_when_every_turn_does() -> None:
    dialogs = read_dialogs(
        [
            line(
                "q1",
                "plain",
                {"say": "언제?", "status": ["answered"], "all": ["매화홀"], "any": [["a", "B"]]},
            ),
            "",
            line("q2", "follow", {"say": "언제?"}, {"say": "누가?", "none": ["매화"]}),
            line(
                "q3",
                "plain",
                {"say": "언제?", "status": ["unanswered"], "all": ["국화홀"], "any": [["x", "y"]]},
            ),
        ]
    )
    asked: list[tuple[str, str]] = []

    def ask(text: str, conversation: str) -> Said:
        asked.append((text, conversation))
        return Said("answered", "매화 홀 b", ())

    verdicts = judge(dialogs, ask)
    assert [verdict.holds for verdict in verdicts] == [True, False, False]
    assert asked == [("언제?", "q1"), ("언제?", "q2"), ("누가?", "q2"), ("언제?", "q3")]
    assert [(say, faults) for say, faults, _ in verdicts[1].failures] == [("누가?", ("has 매화",))]
    assert verdicts[2].failures[0][1] == ("status answered", "lacks 국화홀", "lacks one of x, y")
    assert scores(verdicts) == {"follow": (0, 1), "plain": (1, 2)}


@pytest.mark.parametrize("text", ["2024. 11. 14.(목)", "2024-11-14", "'24년 11월 14일", "24.11.14", "2024/11/14"])
def test_a_day_is_found_however_it_is_written(text: str) -> None:
    (dialog,) = read_dialogs([line("q", "k", {"say": "?", "all": ["@date:2024-11-14"]})])
    assert judge([dialog], lambda *_: Said("answered", text, ()))[0].holds


@pytest.mark.parametrize("text", ["2024. 11. 4.", "2024-11-145", "2025-11-14", "11월 14일"])
def test_another_day_is_not(text: str) -> None:
    (dialog,) = read_dialogs([line("q", "k", {"say": "?", "all": ["@date:2024-11-14"]})])
    assert not judge([dialog], lambda *_: Said("answered", text, ()))[0].holds


def test_the_labels_of_choices_count_for_what_must_be_there_only() -> None:
    turn: dict[str, object] = {"say": "?", "all": ["상반기"], "none": ["하반기"]}
    (dialog,) = read_dialogs([line("q", "k", turn)])
    assert judge([dialog], lambda *_: Said("choices", "어느 쪽인가요?", ("상반기", "하반기")))[0].holds


def test_an_answer_that_pours_out_everything_does_not_hold() -> None:
    (dialog,) = read_dialogs([line("q", "k", {"say": "?"})])
    (verdict,) = judge([dialog], lambda *_: Said("answered", "가" * 1501, tuple("가나다라마바사")))
    assert verdict.failures[0][1] == ("over 1500 characters", "over 6 choices")


@pytest.mark.parametrize("text", ["{", '{"id": 1}', '{"id": 1, "class": "a", "turns": [{}]}', "[]", '"a"'])
def test_a_line_of_another_form_is_named(text: str) -> None:
    with pytest.raises(EvaluationError, match="2번째 줄"):
        read_dialogs([line("q", "k", {"say": "?"}), text])


def test_a_file_without_questions_is_refused() -> None:
    with pytest.raises(EvaluationError, match="하나도"):
        read_dialogs(["\n"])


def test_a_wrong_answer_counts_apart_from_a_miss() -> None:
    turns: list[dict[str, object]] = [{"say": "맞음"}, {"say": "틀림", "none": ["틀"]}, {"say": "모름", "all": ["답"]}]
    dialogs = read_dialogs(line(str(n), f"c{n}", turn) for n, turn in enumerate(turns))
    verdicts = judge(dialogs, lambda text, _: Said("unanswered" if text == "모름" else "answered", text, ("가", "나")))
    assert wrong_answers(verdicts) == (1, 2)
    assert below(verdicts, 0.5) == {"c1": 0.0, "c2": 0.0}
    assert list(score_lines(verdicts))[-2:] == ["score 0.333 (1 of 3)", "answered wrongly 0.500 (1 of 2)"]
    told = ["1 [c1] 틀림", "   has 틀", "2 [c2] 모름", "   lacks 답"]
    assert list(failure_lines(verdicts, with_answers=False)) == told
    assert list(failure_lines(verdicts))[2:5] == ["   → answered: 틀림", "     · 가", "     · 나"]
