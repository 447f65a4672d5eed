import json

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.extract.contract import to_json_dict
from knowledge.extract.personal import without_personal_data
from knowledge.model import Facts

HEAD = "보도시점\t2024. 7. 1.(월)\n\n제목은 이것이다\n\n고용노동부(장관 한가람)는 새 사업을 시작한다고 밝혔다.\n\n"


def read(text: str) -> Facts:
    return extract(read_bytes("a.txt", (HEAD + text).encode()))


@pytest.mark.parametrize(
    "number",
    [
        "010-1234-5678",
        "010 1234 5678",
        "010.1234.5678",
        "01012345678",
        "(010) 1234-5678",
        "010)1234-5678",
        "+82-10-1234-5678",
        "+82 10 1234 5678",
        "011-234-5678",
        "016-234-5678",
        "019–1234–5678",
        "０１０－１２３４－５６７８",
        "010~1234~5678",
        "010/1234/5678",
        "010_1234_5678",
        "010ㅡ1234-5678",
        "010∼1234∼5678",
        "010,1234,5678",
        "010―1234―5678",
        "010ㆍ1234ㆍ5678",
        "031-697-7701/010-1234-5678",
        "휴대전화_010-1234-5678",
    ],
)
def test_a_mobile_number_is_stored_nowhere_and_its_line_reported(number: str) -> None:
    facts = read(f"행사 참가를 원하는 사람은 이바다 씨({number})에게 알리면 됩니다. 많은 참여를 바랍니다.\n")
    everything = repr(facts) + json.dumps(to_json_dict(facts), ensure_ascii=False)
    assert "5678" not in everything
    assert "５６７８" not in everything
    assert [w.line for w in facts.warnings if "휴대전화" in w.text] == [7]


def test_a_mobile_number_written_digit_by_digit_is_stored_nowhere() -> None:
    for number in ("0 1 0-1 2 3 4-5 6 7 8", "0 1 0 - 1 2 3 4 - 5 6 7 8", "０ １ ０ㅡ1 2 3 4~5 6 7 8"):
        facts = read(f"행사 참가를 원하는 사람은 이바다 씨({number})에게 알리면 됩니다. 많은 참여를 바랍니다.\n")
        assert "5 6 7 8" not in repr(facts)
        assert "010-****-****" in repr(facts)


@pytest.mark.parametrize(
    "number",
    [
        "900101-1234567",
        "900101 - 1234567",
        "9001011234567",
        "040229-3234567",
        "900101~1234567",
        "900101_1234567",
        "900101ㅡ1234567",
        "900101/1234567",
        "9 0 0 1 0 1 - 1 2 3 4 5 6 7",
        "９００１０１－１２３４５６７",
    ],
)
def test_a_resident_number_is_stored_nowhere_and_its_line_reported(number: str) -> None:
    facts = read(f"신청인은 이바다({number})이며 많은 사람이 함께 참여하여 새로운 사업을 시작하였다고 한다.\n")
    assert number[-7:] not in repr(facts)
    assert [w.line for w in facts.warnings if "주민등록번호" in w.text] == [7]


@pytest.mark.parametrize(
    "text",
    [
        "044-202-7047",
        "02-2110-2430",
        "070-1234-5678",
        "1588-0075",
        "031-8008-1234",
        "제2024-010-1호 공고",
        "사업비 100,101,234,567원",
        "901301-1234567",
        "http://www.korea.kr/view?id=20240101234567",
        "010-5***-6076",
        "접수 0 1 0 3 2 1 0 5 6 7 8 건",
        "0.01012345678",
        "계좌 301-010-1234-5678",
        "1,010,234,567원",
        "2024/010/12/3456",
        "http://www.korea.kr/010/1234/5678",
        "900101.1234567",
    ],
)
def test_office_numbers_and_other_figures_stay(text: str) -> None:
    document = read_bytes("a.txt", f"문의 {text} 입니다".encode())
    cleaned, doubts = without_personal_data(document)
    assert cleaned.plain == document.plain
    assert doubts == ()


def test_a_contact_with_only_a_mobile_number_keeps_the_name() -> None:
    facts = read("담당 부서\t홍보팀\t책임자\t팀장\t김하늘\t(010-1234-5678)\n\t\t담당자\t대리\t이바다\t(031-697-7702)\n")
    assert [(c.name, c.phone) for c in facts.contacts] == [("김하늘", None), ("이바다", "031-697-7702")]
    assert "1234" not in repr(facts)


def test_quotes_keep_the_rest_of_their_line() -> None:
    facts = read("담당 부서\t홍보팀\t책임자\t팀장\t김하늘\t031-697-7701 / 010-1234-5678\n")
    assert "김하늘" in facts.contacts[0].source.quote
    assert facts.contacts[0].phone == "031-697-7701"
    assert "010-****-****" in facts.contacts[0].source.quote
