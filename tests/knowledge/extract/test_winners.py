"""Winners in sentences and lists: what stands to which side of a grade, works and who made them."""

from __future__ import annotations

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import WinningCase

HEAD = (
    "보도시점\t2026. 5. 20.(수) 12:00\n\n해맑음 이야기 공모전 수상자 시상\n\n"
    "해맑음부(장관 이하늘)는 ‘제3회 해맑음 이야기 공모전’의 결과를 발표했다.\n\n"
)


def cases(text: str) -> tuple[WinningCase, ...]:
    return extract(read_bytes("a.txt", (HEAD + text + "\n").encode())).cases


def won(text: str) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(case.grade, case.title, case.organization, case.awardee) for case in cases(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "‘바다의 시간’을 제안한 정여름 씨가 대상을 차지했다.",
            [("대상", "바다의 시간", None, "정여름")],
            id="work, person, grade",
        ),
        pytest.param(
            "금상에는 정여름 씨의 ‘바다의 시간’과 윤새봄 씨의 ‘하늘 일기’가 뽑혔다.",
            [("금상", "바다의 시간", None, "정여름"), ("금상", "하늘 일기", None, "윤새봄")],
            id="two of a grade",
        ),
        pytest.param(
            "대상의 영예는 ‘바다의 시간’을 쓴 정여름 씨에게 돌아갔다.",
            [("대상", "바다의 시간", None, "정여름")],
            id="the honour of a grade",
        ),
        pytest.param(
            "대상은 별빛고등학교 정여름 학생이, 최우수상은 달빛중학교 윤새봄 학생이 받았다.",
            [("대상", None, "별빛고등학교", "정여름"), ("최우수상", None, "달빛중학교", "윤새봄")],
            id="people without a work",
        ),
        pytest.param(
            "▲대상=‘바다의 시간’(정여름)\n\n▲우수상=‘하늘 일기’(윤새봄)",
            [("대상", "바다의 시간", None, "정여름"), ("우수상", "하늘 일기", None, "윤새봄")],
            id="a list of grades",
        ),
        pytest.param(
            "대상에 정여름씨(바람면사무소, 바다의 시간은 느리다)가 뽑혔다.",
            [("대상", "바다의 시간은 느리다", "바람면사무소", "정여름")],
            id="an office and the work in one bracket",
        ),
        pytest.param(
            "우수상은 정여름 (바람도 구름시 / 이가람 '바다의 시간'), 윤새봄(별빛시 / 이가람 '하늘 일기')",
            [("우수상", "바다의 시간", "바람도 구름시", "정여름"), ("우수상", "하늘 일기", "별빛시", "윤새봄")],
            id="a list without a verb, place and quote in one bracket",
        ),
        pytest.param(
            "최우수상은 정여름 (구름시 / 이가람 '바다의 시간) 우수상은 윤새봄 (별빛시 / 이가람 '하늘 일기')",
            [("최우수상", "바다의 시간", "구름시", "정여름"), ("우수상", "하늘 일기", "별빛시", "윤새봄")],
            id="a quote that never closes",
        ),
        pytest.param(
            "최우수상은 별빛초등학교 정여름 학생(6학년)의 바다의 시간이, "
            "우수상은 달빛중학교 윤새봄 학생의 하늘 일기가 뽑혔다.",
            [("최우수상", "바다의 시간", "별빛초등학교", "정여름"), ("우수상", "하늘 일기", "달빛중학교", "윤새봄")],
            id="works without quotes",
        ),
        pytest.param(
            "대상은 정여름(구름시 / 이가람 '첫눈'), 금상은 윤새봄(별빛시 / 이가람 '첫눈')",
            [("대상", "첫눈", "구름시", "정여름"), ("금상", "첫눈", "별빛시", "윤새봄")],
            id="two works of one name",
        ),
        pytest.param(
            "대상으로 선정된 작품은 새벽별팀의 ‘골목길 안심 지도’이다.",
            [("대상", "골목길 안심 지도", None, "새벽별팀")],
            id="a team",
        ),
    ],
)
def test_winners_are_read_with_their_grade_and_who_they_are(
    text: str, expected: list[tuple[str | None, str | None, str | None, str | None]]
) -> None:
    assert won(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "이번 공모전은 전국 초등학교 재학생을 대상으로 진행되어 많은 학생이 참여했다.",
        "대상 1명에게는 장관상과 상금 100만 원을, 우수상 2명에게는 상금 50만 원을 수여할 예정이다.",
        "지난해 공모전에서는 ‘길 위의 도서관’을 쓴 정여름 씨가 대상을 받았다.",
        "이번 공모전에서는 김해시장이 대상을 받았다.",
        "시상식에는 이하늘 장관과 심사위원장 정여름 교수가 참석해 대상 수상자를 축하했다.",
    ],
)
def test_other_sentences_name_no_winner(text: str) -> None:
    assert won(text) == []


@pytest.mark.parametrize(
    ("text", "track"),
    [
        ("윤새봄 학생이 초등부 대상은 정여름 씨의 ‘바다의 시간’이 차지했다.", "초등부"),
        ("또한 포스터 부문 대상은 정여름 씨의 ‘바다의 시간’이 차지했다.", "포스터 부문"),
        ("심사 결과 통일부 장관상은 정여름 씨의 ‘바다의 시간’이 차지했다.", None),
        ("각 부문 대상은 정여름 씨의 ‘바다의 시간’이 차지했다.", None),
    ],
)
def test_a_field_is_named_without_the_sentence_before_it(text: str, track: str | None) -> None:
    assert [case.track for case in cases(text)] == [track]
