"""Names that say nothing of who somebody is are warnings: a word of the form, a grade, a rank, an everyday noun."""

from __future__ import annotations

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Facts

HEAD = (
    "보도시점\t2026. 5. 20.(수) 12:00\n\n해맑음 이야기 공모전 수상자 시상\n\n"
    "해맑음부(장관 이하늘)는 ‘제3회 해맑음 이야기 공모전’의 수상자를 선정했다고 밝혔다.\n\n"
)


def read(owner: str, rank: str = "과장", name: str = "김하늘") -> Facts:
    table = f"붙임\t\t수상작\n\n상격\t수상자\t작품명\n대상\t{owner}\t바다의 시간\n우수상\t박솔\t하늘 일기\n\n"
    contact = f"담당 부서\t청년정책과\t책임자\t{rank}\t{name}\t(044-202-7400)\n"
    return extract(read_bytes("a.txt", (HEAD + table + contact).encode()))


def doubted(facts: Facts) -> list[str]:
    return [warning.text for warning in facts.warnings if "이름이 맞는지" in warning.text]


@pytest.mark.parametrize("owner", ["연합", "초등학교", "소속", "누구", "대변인"])
def test_a_word_that_names_nobody_is_doubted_as_a_winner(owner: str) -> None:
    (doubt,) = doubted(read(owner))
    assert owner in doubt


def test_an_office_is_doubted_as_a_person_to_call() -> None:
    assert ["관리과" in doubt for doubt in doubted(read("김이든", "주무관", "관리과"))] == [True]


@pytest.mark.parametrize(
    "owner", ["김이든", "이대상", "별빛초등학교", "새벽별팀", "바람시", "장대표", "한국원자력연구원"]
)
def test_a_name_is_not_doubted_for_a_word_in_it(owner: str) -> None:
    assert doubted(read(owner)) == []
