import pytest

from knowledge.documents import read_bytes
from knowledge.extract.lines import Line, bullet_of, is_heading, lines_of, strip_brackets, unspace


def lines(text: str) -> tuple[Line, ...]:
    return lines_of(read_bytes("a.txt", text.encode()))


WRAPPED = """- 1 -
□ 행정안전부는 정부세종청사 민원동 대강당에서 공공행
정 전반의 인공지능 발대식을 개최하고 본선 경연을 함께
진행했다고 밝혔다.

- 2 -
 ○ 공공행정 현장은 달라진다.
"""


def test_a_wrapped_bullet_is_one_line_with_the_number_of_its_first() -> None:
    first, second = lines(WRAPPED + "○ 짧은 줄이다.\n" * 20)[:2]
    assert first.text.endswith("공공행정 전반의 인공지능 발대식을 개최하고 본선 경연을 함께 진행했다고 밝혔다.")
    assert (first.number, first.bullet, second.bullet) == (2, "□", "○")


def test_a_heading_is_not_joined_to_the_text_below_it() -> None:
    heading, body = lines(
        "② 지역 협력체계 등을 활용, 지역·산업 특성에 맞는 서비스 제공\n한편, 여러 기관과 힘을 모은 사례도 있다.\n"
    )
    assert is_heading(heading)
    assert not is_heading(body)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("붙임 1 시상식 개요", True),
        ("【붙임】", True),
        ("[ 회의 개요 ]", True),
        ("『현장 경영』", True),
        ("□ 정부혁신", True),
        ("2\t\t점검회의 개최", True),
        ("- 일 시 : 10:00", False),
        ("□ 일시 : 10:00", False),
        ("□ 새로운 사업을 시작한다고 밝혔다.", False),
        ("본문의 짧은 줄", False),
    ],
)
def test_headings_are_marked_lines_and_no_sentences(text: str, heading: bool) -> None:
    (line,) = lines(text)
    assert is_heading(line) is heading


@pytest.mark.parametrize(
    ("text", "bullet", "body"),
    [
        ("□ 개요", "□", "개요"),
        ("ㅇ (일시)", "ㅇ", "(일시)"),
        ("o 올해", "o", "올해"),
        ("** 대상", "**", "대상"),
        ("-5도", "", "-5도"),
        ("open day", "", "open day"),
    ],
)
def test_bullets_are_told_from_text(text: str, bullet: str, body: str) -> None:
    assert bullet_of(text) == (bullet, body)


def test_letter_spaced_words_are_joined_and_others_left() -> None:
    assert unspace("최 남 임") == "최남임"
    assert unspace("과  장") == "과장"
    assert unspace("책임 연구원") == "책임 연구원"


def test_only_brackets_around_everything_go() -> None:
    assert strip_brackets("‘안전주간’") == "안전주간"
    assert strip_brackets("‘안전주간’ 개요") == "‘안전주간’ 개요"
    assert strip_brackets("‘하나’와 ‘둘’") == "‘하나’와 ‘둘’"
