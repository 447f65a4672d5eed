"""What kind of day a name stands for, as somebody would say who waits for it."""

from __future__ import annotations

import pytest

from knowledge.model import EventKind
from knowledge.words.kinds import is_bare, kind_of

NAMES = {
    EventKind.OPENING: (
        "접수",
        "접수 시작",
        "접수 기간",
        "원서접수",
        "공모",
        "공모 시작",
        "공모전 시작",
        "공모 신청서 접수",
        "모집 공고",
        "참가 신청",
        "참가자 모집",
        "정부포상 추천 접수",
        "유공자 포상 공모",
    ),
    EventKind.DEADLINE: (
        "접수 마감",
        "원서접수 마감일",
        "공모 마감",
        "접수 종료",
        "제출 기한",
        "포상 추천 마감",
        "3월 31일까지 제출",
        "접수 마감(18:00)",
    ),
    EventKind.JUDGING: (
        "심사",
        "1차 심사",
        "2차 심사(발표)",
        "발표심사",
        "발표 심사",
        "발표 평가",
        "서면평가",
        "최종심사",
        "심사위원회 회의",
        "본선",
        "2026년 챌린지 본선 경연",
        "본선 발표회",
        "수상 후보작 공개검증",
        "추첨 일자",
    ),
    EventKind.RESULT: (
        "발표",
        "발표일",
        "결과 발표",
        "심사 결과 발표",
        "1차 심사 결과 발표",
        "예선 결과 안내",
        "결과 통보",
        "선발 결과 개별 연락",
        "수상작 발표",
        "당선작 발표",
        "합격자 발표",
        "최종 합격자 공고",
        "우수사례 선정·발표",
        "표창 대상자 발표",
        "본선 진출자 발표",
    ),
    EventKind.CEREMONY: (
        "시상식",
        "시상",
        "시상 및 발표회",
        "시상식 및 성과발표회",
        "시상식 및 결과 발표",
        "시상식 및 수상작 전시회",
        "2026년 제1차 특별성과 공무원 포상",
        "호국보훈의 달 정부포상식",
        "과기정통부 장관상 수여",
        "일·생활 균형 으뜸기업 선정패 수여식",
    ),
    EventKind.OTHER: (
        "성과발표회",
        "우수사례 발표대회",
        "수상작 전시회",
        "심사위원 위촉식",
        "아이디어 공모전 설명회",
        "신청 설명회",
        "결과 설명회",
        "아이디어 공모전",
        "안전활동 수준평가 현장 경영",
        "수료식",
    ),
}


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for kind, names in NAMES.items() for name in names])
def test_a_name_says_what_kind_of_day_it_is(name: str, kind: EventKind) -> None:
    assert kind_of(name) is kind


@pytest.mark.parametrize("kind", EventKind)
def test_a_kind_is_named_by_its_own_word(kind: EventKind) -> None:
    assert kind_of(kind.value) is kind


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("시상식", True),
        ("최종 심사", True),
        ("심사 결과 발표", True),
        ("적극행정 시상식", False),
        ("산재극복 수기 공모전 시상", False),
    ],
)
def test_a_name_of_nothing_but_a_kind_is_bare(name: str, bare: bool) -> None:
    assert is_bare(name) is bare
