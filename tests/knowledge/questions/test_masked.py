import pytest

from bot.settings import BUNDLED_RELEASES
from knowledge.base import KnowledgeBase
from knowledge.folder.reading import read_folder
from knowledge.questions.masked import masked


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return KnowledgeBase(read_folder(BUNDLED_RELEASES))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("010-1234-5678로 연락 주세요 주차 되나요", ["1234", "5678"]),
        ("02 123 4567 맞나요", ["123 4567"]),
        ("제 메일은 kim.cs@moel.go.kr 이에요", ["kim.cs", "moel"]),
        ("주민번호 900101-1234567", ["900101", "1234567"]),
        ("김철수 과장님 휴가 언제까지예요", ["김철수"]),
        ("박영희씨는 어디 앉아요", ["박영희"]),
        ("사번 20231234 조회", ["20231234"]),
        ("https://example.com/a?b=1 이거 맞아요", ["example"]),
        ("@kimcs_77 에게 물어봐", ["kimcs"]),
    ],
)
def test_what_tells_of_a_person_is_taken_out(base: KnowledgeBase, text: str, gone: list[str]) -> None:
    kept = masked(text, base)
    assert [one for one in gone if one in kept] == []


@pytest.mark.parametrize(
    "text",
    [
        "김동현 과장 번호 알려줘",
        "2024년 11월 14일 시상식 주차",
        "2026. 11. 30. 설명회 있나요",
        "혁담 연락처",
        "홍보과 과장 번호",
        "시상식 상금 300만원",
        "공모전 상반기 심사",
    ],
)
def test_what_tells_of_nobody_stays(base: KnowledgeBase, text: str) -> None:
    assert masked(text, base) == text
