"""Winning cases that stand in sentences and lists, and sentences that name none."""

from __future__ import annotations

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Facts

HEAD = "보도시점\t2026. 5. 20.(수) 12:00\n\n현장에서 뛴 혁신, 결실을 맺다\n\n"
CONTEST = HEAD + "해맑음부(장관 이하늘)는 ‘2026년 해맑음 혁신 경진대회’의 결과를 5월 20일 발표했다.\n\n"
AWARD = HEAD + "해맑음부(장관 이하늘)는 성과를 낸 직원을 격려하는 ‘제2회 해맑음 특별성과 포상’을 실시했다.\n\n"
NAMING = HEAD + "해맑음부(장관 이하늘)는 새 연구선의 이름을 정하는 ‘대국민 명칭 공모전’의 결과를 발표했다.\n\n"


def read(head: str, text: str) -> Facts:
    return extract(read_bytes("a.txt", (head + text + "\n").encode()))


def told(head: str, text: str) -> list[tuple[str | None, str | None, str]]:
    return [(c.grade, c.organization, c.name) for c in read(head, text).cases]


TOLD = [
    pytest.param(
        "최우수상에는 바람시의 「빗물받이 지킴이」가 선정됐다. 우수상은 구름군의 「공유 농기계 예약」이 받았다.",
        [("최우수상", "빗물받이 지킴이"), ("우수상", "공유 농기계 예약")],
        id="grade, organization, title",
    ),
    pytest.param(
        "심사 결과 ‘빗물받이 지킴이’(바람시)가 대상을, ‘공유 농기계 예약’(구름군)이 최우수상을 수상했다.",
        [("대상", "빗물받이 지킴이"), ("최우수상", "공유 농기계 예약")],
        id="title, organization, grade",
    ),
    pytest.param(
        "대상은 새벽별팀의 ‘골목길 안심 지도’, 최우수상은 두드림팀의 ‘말하는 신호등’이 각각 차지했다.",
        [("대상", "골목길 안심 지도"), ("최우수상", "말하는 신호등")],
        id="teams",
    ),
    pytest.param(
        "우수상에는 ‘공유 농기계 예약’(구름군), ‘야간 아이 돌봄’(이슬구), ‘길 위의 도서관’(노을시)이 선정됐다.",
        [
            ("우수상", "공유 농기계 예약"),
            ("우수상", "야간 아이 돌봄"),
            ("우수상", "길 위의 도서관"),
        ],
        id="several of one grade",
    ),
    pytest.param(
        "영예의 대상은 외국인을 위한 길 안내를 만든 '길동무'(별빛고등학교)가 차지했다.",
        [("대상", "길동무")],
        id="a title with its organization behind it",
    ),
    pytest.param(
        "대상(대통령상)은 ‘바다의 시간’을 출품한 정여름 씨가, 금상(장관상)은 ‘하늘 일기’를 출품한 윤가을 씨가 받았다.",
        [("대상(대통령상)", "바다의 시간"), ("금상(장관상)", "하늘 일기")],
        id="people",
    ),
    pytest.param(
        "대상은 밤 아홉 시까지 구직자를 만난 구름고용센터의 ‘퇴근길 상담소’가 차지했다. "
        "은상은 설명회를 만화로 바꾼 이슬고용센터의 ‘만화로 보는 첫 설명회’에 각각 돌아갔다.",
        [("대상", "퇴근길 상담소"), ("은상", "만화로 보는 첫 설명회")],
        id="what they did stands before the organization",
    ),
    pytest.param(
        "최우수상은 구름고용센터 이라온 주무관의 ‘첫걸음 상담’이 받았다. "
        "우수상은 ‘말하는 신호등’을 낸 두드림팀에게 돌아갔다.",
        [("최우수상", "첫걸음 상담"), ("우수상", "말하는 신호등")],
        id="persons and senders",
    ),
    pytest.param(
        "대상에는 바람시의 “빗물받이 지킴이”가, 금상에는 구름군의 “공유 농기계 예약”이 선정되었다.",
        [("대상", "빗물받이 지킴이"), ("금상", "공유 농기계 예약")],
        id="double quotes",
    ),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_a_contest_names_its_winners(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(grade, title) for grade, _, title in told(CONTEST, text)] == expected


def test_a_list_with_triangles_names_winners_with_whose_they_are() -> None:
    text = "우수작으로는 △빗물받이 지킴이(바람시), △공유 농기계 예약(구름군), △야간 아이 돌봄(이슬구)이 뽑혔다."
    assert told(CONTEST, text) == [
        (None, "바람시", "빗물받이 지킴이"),
        (None, "구름군", "공유 농기계 예약"),
        (None, "이슬구", "야간 아이 돌봄"),
    ]


def test_a_case_told_under_a_field_belongs_to_it() -> None:
    text = (
        "□ 중앙행정기관 분야 대상은 바람부의 ‘빗물받이 지킴이’가 차지했다.\n"
        " ○ 우수상은 구름청의 ‘공유 농기계’가 받았다.\n"
        "□ 공공기관 분야는 이슬공사의 ‘야간 돌봄’이 대상에 올랐다."
    )
    assert [(c.track, c.title) for c in read(CONTEST, text).cases] == [
        ("중앙행정기관 분야", "빗물받이 지킴이"),
        ("중앙행정기관 분야", "공유 농기계"),
        ("공공기관 분야", "야간 돌봄"),
    ]


@pytest.mark.parametrize(
    ("text", "organization", "title"),
    [
        (
            "먼저, 흩어진 신고 창구를 하나로 모으는 ‘한걸음 창구’ 사업을 통해 민원 대기를 절반으로 줄인 "
            "민원제도과 창구혁신팀에게 포상금 300만 원이 수여됐다.",
            "민원제도과 창구혁신팀",
            "흩어진 신고 창구를 하나로 모으는 ‘한걸음 창구’ 사업",
        ),
        (
            "또한, 겨울철 결빙 구간을 미리 알리는 체계를 구축하여 교통사고를 크게 줄인 공로로 도로안전과가 "
            "장관 표창을 받았다.",
            "도로안전과",
            "겨울철 결빙 구간을 미리 알리는 체계를 구축",
        ),
    ],
)
def test_a_merit_award_tells_the_deed_with_the_awardee(text: str, organization: str, title: str) -> None:
    assert told(AWARD, text) == [(None, organization, title)]


def test_two_deeds_may_stand_in_one_sentence() -> None:
    text = (
        "개인으로는, 낡은 규정을 정비하여 창업 기간을 줄인 규제혁신과 사무관과 해외 자료 환수를 통해 역사를 바로 세운 "
        "기록관리과 주무관이 각각 포상(각 100만 원)을 받았다."
    )
    assert told(AWARD, text) == [(None, "규제혁신과", "낡은 규정을 정비"), (None, "기록관리과", "해외 자료 환수")]


@pytest.mark.parametrize(
    "text",
    [
        "심사를 거쳐 연구선의 새 이름은 ‘푸른누리’로 결정됐다.",
        "연구선의 새로운 이름으로 “푸른누리”가 최종 선정되었다.",
        "국민 투표 끝에 최종 명칭으로 「푸른누리」를 선정했다.",
        # as a province told of its new town in 2010
        '이름은 세 해 전에 공모해 한동안 미뤄졌다가, 올해 지명위원회를 열어 "푸른누리"로 최종 결정됐다.',
    ],
)
def test_a_naming_contest_chooses_a_name(text: str) -> None:
    assert [c.title for c in read(NAMING, text).cases] == ["푸른누리"]


@pytest.mark.parametrize(
    "text",
    [
        "대상 1팀에는 장관상과 상금 500만 원을 수여할 예정이다.",
        "대상은 전국의 만 19세 이상 청년이며, ‘청년 마음건강 바우처’를 지원한다.",
        "장관은 “대상을 받은 모든 분께 축하드린다”라고 말했다.",
        "지난해 대회에서는 노을시의 ‘길 위의 도서관’이 대상을 받았다.",
        "2024년 대상작인 ‘길 위의 도서관’(노을시)은 올해 전국으로 확산된다.",
        "공모 분야는 △안전(생활안전), △복지(돌봄), △환경(기후)이다.",
        "평가 항목은 △창의성(30점), △효과성(40점), △확산 가능성(30점)이다.",
        "우수상 수상자에게는 ‘해맑음 배움터’(바람시)의 이용권을 준다.",
        "심사위원으로는 김가온 바람대학교 교수가 참여했다.",
        "우수사례는 ‘해맑음 누리집’(www.example.kr)에서 볼 수 있다.",
        "최우수상 수상작은 ‘국민생각함’에서 국민투표로 선정할 계획이다.",
    ],
)
def test_other_sentences_of_a_contest_name_no_winner(text: str) -> None:
    assert told(CONTEST, text) == []


def test_a_winner_told_for_certain_keeps_its_place_in_the_text() -> None:
    (case,) = read(CONTEST, "대상에는 바람시의 「빗물받이 지킴이」가 선정됐다.").cases
    assert case.contest == "2026년 해맑음 혁신 경진대회"
    assert "빗물받이" in case.source.quote
