"""Which department a person of a contact box belongs to: headquarters over divisions, posts beside ranks."""

from __future__ import annotations

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract

HEAD = "보도시점\t2026. 7. 6.(월) 12:00\n\n제목은 이것이다\n\n해맑음부(장관 이하늘)는 일터를 살핀다고 밝혔다.\n\n"


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("산업안전보건본부", "산재보상정책과"),
        ("대한상공회의소", "고용노동정책팀"),
        ("노동정책실", "근로기준정책과"),
        ("한국산업안전보건공단", "유통물류안전부"),
        ("경기남부청 생활안전부", "교통과"),
    ],
)
def test_an_office_over_a_division_is_the_department_of_both_people(upper: str, lower: str) -> None:
    text = (
        f"담당 부서\t{upper}\t책임자\t과  장\t김하늘\t(044-202-7400)\n"
        f"\t{lower}\t담당자\t사무관\t이 바 다\t(044-202-7401)\n"
    )
    facts = extract(read_bytes("a.txt", (HEAD + text).encode()))
    assert [(c.department, c.name) for c in facts.contacts] == [
        (f"{upper} {lower}", "김하늘"),
        (f"{upper} {lower}", "이바다"),
    ]


def test_a_post_beside_a_rank_is_no_department() -> None:
    text = (
        "담당부서\t안전국 안전과\t책임자\t과장\t총경\t김 하 늘\t032-835-2451\n"
        "\t\t담당자\t계장\t경정\t이 바 다\t032-835-2551\n"
    )
    facts = extract(read_bytes("a.txt", (HEAD + text).encode()))
    assert [(c.department, c.rank, c.name) for c in facts.contacts] == [
        ("안전국 안전과", "과장", "김하늘"),
        ("안전국 안전과", "계장", "이바다"),
    ]


def test_people_of_two_departments_may_stand_in_one_cell_of_an_old_head() -> None:
    text = (
        "보도일시\t2010년 5월 20일(목) 조간\t총 4매\n"
        "담 당\t해맑음정책과장 김 하 늘 (02-2075-8701) 사무관 이 바 다 (02-2075-8705) "
        "지원센터 협력사업단장 박 솔 (02-3141-7400)\n\n"
        "제목은 이것이다\n\n□ 해맑음부(장관 이하늘)는 일터를 살핀다고 밝혔다.\n"
    )
    facts = extract(read_bytes("a.txt", text.encode()))
    assert [(c.department, c.rank, c.name) for c in facts.contacts] == [
        ("해맑음정책과", "과장", "김하늘"),
        ("해맑음정책과", "사무관", "이바다"),
        ("지원센터 협력사업단", "단장", "박솔"),
    ]


def test_a_ministry_named_among_winners_does_not_issue_the_release() -> None:
    text = (
        "보도시점\t2026. 7. 6.(월) 12:00\n\n제목은 이것이다\n\n"
        "□ 올해 최고의 사례로 중앙행정기관에서는 소방청, 공공기관에서는 바람공사의 사례가 뽑혔다고 한다.\n\n"
        "□ 해맑음부(장관 이하늘)는 5일 바람회관에서 경진대회를 열어 우수사례의 순위를 확정했다고 밝혔다.\n"
    )
    assert extract(read_bytes("a.txt", text.encode())).releases[0].ministry == "해맑음부"
