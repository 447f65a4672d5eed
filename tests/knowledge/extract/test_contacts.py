import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Facts

HEAD = "보도시점\t2026. 4. 13.(월)\n\n제목은 이것이다\n\n고용노동부(장관 김영훈)는 새 사업을 시작한다고 밝혔다.\n\n"

Person = tuple[str | None, str | None, str | None, str, str | None]


def read(text: str) -> Facts:
    return extract(read_bytes("a.txt", (HEAD + text).encode()))


def people(text: str) -> list[Person]:
    return [(c.department, c.role, c.rank, c.name, c.phone) for c in read(text).contacts]


def test_a_role_and_a_department_hold_until_the_next_one() -> None:
    table = (
        "담당 부서\t정책기획관 혁신행정담당관실\t책임자\t과 장\t김동현 (044-202-7047)\n"
        "\t\t담당자\t사무관\t송보영 (044-202-7055)\n\t\t\t주무관\t강예인 (044-202-7053)\n"
    )
    department = "정책기획관 혁신행정담당관실"
    assert people(table) == [
        (department, "책임자", "과장", "김동현", "044-202-7047"),
        (department, "담당자", "사무관", "송보영", "044-202-7055"),
        (department, "담당자", "주무관", "강예인", "044-202-7053"),
    ]


def test_a_department_that_spans_two_rows_belongs_to_both_people() -> None:
    table = (
        "담당 부서\t인공지능정부실\t책임자\t과  장\t최 남 임\t(044-205-2281)\n"
        "\t공공인공지능혁신과\t담당자\t사 무 관\t조  린\t044-205-2282\n"
    )
    assert people(table) == [
        ("인공지능정부실 공공인공지능혁신과", "책임자", "과장", "최남임", "044-205-2281"),
        ("인공지능정부실 공공인공지능혁신과", "담당자", "사무관", "조린", "044-205-2282"),
    ]


def test_a_second_department_of_the_same_kind_is_another_one() -> None:
    table = (
        "담당 부서\t홍보팀\t책임자\t팀장\t황의택\t(041-560-1111)\n\t\t담당자\t담당\t이혜지\t(041-560-1681)\n"
        "\t안전관리팀\t담당자\t담당\t황난수\t(041-560-1742)\n"
    )
    assert [p[0] for p in people(table)] == ["홍보팀", "홍보팀", "안전관리팀"]


@pytest.mark.parametrize("label", ["담당부서 (총괄)", "<총괄>", "<해운법>", "(진천선수촌)", "담당 기관", "산업통상부"])
def test_the_label_column_is_no_department(label: str) -> None:
    table = (
        f"{label}\t중견기업정책관\t책임자\t과  장\t조근상\t(044-203-4380)\n"
        f"\t유통물류과\t담당자\t사무관\t오세형\t(044-203-4389)\n"
    )
    assert [p[0] for p in people(table)] == ["중견기업정책관 유통물류과"] * 2


def test_a_joint_release_has_one_group_for_each_office() -> None:
    table = (
        "담당부서 (총괄)\t금융위원회 금융정책과\t책임자\t과  장\t권유이\t(02-2100-2830)\n"
        "\t\t담당자\t서기관\t윤덕기\t(02-2100-1690)\n\t기획재정부\t책임자\t과  장\t이희곤\t(044-215-2750)\n"
        "\t자금시장과\t담당자\t사무관\t이은우\t(044-215-2752)\n\t한국은행\t책임자\t팀  장\t김정호\t(02-750-6834)\n"
        "\t금융안정국 안정총괄팀\t담당자\t과  장\t고은아\t(02-750-6619)\n"
    )
    assert [(p[0], p[3]) for p in people(table)] == [
        ("금융위원회 금융정책과", "권유이"),
        ("금융위원회 금융정책과", "윤덕기"),
        ("기획재정부 자금시장과", "이희곤"),
        ("기획재정부 자금시장과", "이은우"),
        ("한국은행 금융안정국 안정총괄팀", "김정호"),
        ("한국은행 금융안정국 안정총괄팀", "고은아"),
    ]


def test_a_number_without_its_beginning_borrows_it_from_the_one_before() -> None:
    table = "담당 부서\t홍보과\t책임자\t과장\t김하나\t☎044-203-6703\n\t\t담당자\t사무관\t이두리\t6159\n"
    assert [p[4] for p in people(table)] == ["044-203-6703", "044-203-6159"]


@pytest.mark.parametrize("instead", ["(010-5***-6076)", "press@korea.kr"])
def test_a_hidden_number_is_unknown_and_a_warning(instead: str) -> None:
    table = f"담당 부서\t홍보팀\t책임자\t팀장\t황의택\t{instead}\n\t\t담당자\t담당\t이혜지\t(041-560-1681)\n"
    facts = read(table)
    assert [(c.name, c.phone) for c in facts.contacts] == [("황의택", None), ("이혜지", "041-560-1681")]
    assert any("황의택" in w.text for w in facts.warnings)


def test_one_cell_a_line_is_read_too() -> None:
    lines = (
        "담당 부서\n기획조정실\n책임자\n과  장\n한혜남(044-205-1631)\n"
        "데이터정보화담당관\n담당자\n사무관\n이동주(044-205-1657)\n"
    )
    department = "기획조정실 데이터정보화담당관"
    assert people(lines) == [
        (department, "책임자", "과장", "한혜남", "044-205-1631"),
        (department, "담당자", "사무관", "이동주", "044-205-1657"),
    ]


def test_an_old_box_above_the_title_has_the_contacts() -> None:
    text = (
        "배포일시\t2018. 9. 3.(월) 09:00\t담당부서\t거대공공연구정책과\n"
        "담당과장\t장인숙(02-2110-2430)\t담 당 자\t용찬재 사무관(02-2110-2428)\n\n제목은 이것이다\n\n"
        "과학기술정보통신부(장관 유영민)는 새 이름을 정했다고 밝혔다.\n"
    )
    facts = extract(read_bytes("a.txt", text.encode()))
    assert facts.releases[0].title == "제목은 이것이다"
    assert [(c.department, c.role, c.rank, c.name) for c in facts.contacts] == [
        ("거대공공연구정책과", "책임자", "과장", "장인숙"),
        ("거대공공연구정책과", "담당자", "사무관", "용찬재"),
    ]


def test_an_inquiry_line_names_people_of_one_department() -> None:
    assert people("문  의:  고용서비스정책과  정승연(044-202-7329), 김예하(044-202-7340)\n") == [
        ("고용서비스정책과", None, None, "정승연", "044-202-7329"),
        ("고용서비스정책과", None, None, "김예하", "044-202-7340"),
    ]


def test_a_secretariats_number_is_no_person() -> None:
    assert people("문의: 운영사무국 02-599-7917\n* 기타 문의: 대회사무국 (02-599-7917)\n") == []


def test_the_closing_sentence_is_read_where_nothing_else_names_anyone() -> None:
    closing = "더욱 자세한 내용을 원하시면 과학기술정보통신부 용찬재 사무관(☎ 02-2110-2428)에게 연락주시기 바랍니다.\n"
    assert people(closing) == [("과학기술정보통신부", None, "사무관", "용찬재", "02-2110-2428")]


@pytest.mark.parametrize(
    "board", ["관리과\n전화번호\n032-460-2804\n담당자\n강하늘", "관리과\n담당자\n강하늘\n전화번호\n032-460-2804"]
)
def test_a_board_names_whom_to_call_beside_the_headline(board: str) -> None:
    lead = "해맑음청(청장 이하늘)은 수상작을 뽑았다고 밝혔다."
    text = f"제목\n해맑음 편지 공모전\n담당부서\n{board}\n등록일\n2009-06-08\n\n{lead}\n"
    (contact,) = extract(read_bytes("a.txt", text.encode())).contacts
    assert (contact.department, contact.name, contact.phone) == ("관리과", "강하늘", "032-460-2804")


def test_a_boards_empty_label_is_no_contact() -> None:
    assert people("담당자\n전화번호\n") == []


def test_contacts_are_as_of_the_releases_day() -> None:
    (contact,) = read("문의: 홍보과 김하나(044-202-7400)\n").contacts
    assert contact.as_of is not None
    assert contact.as_of.isoformat() == "2026-04-13"
    assert contact.source.quote.startswith("문의")


def test_a_row_that_came_as_one_line_is_read_by_its_role_word() -> None:
    lines = (
        "끝. 담당 부서 혁신행정담당관 책임자 과 장 최 남 임 044-202-5230\n담당자 사무관 정 유 진 044-202-5239\n"
        "주무관 이두리 (044-202-5240)\n안전관리팀 담당자 담당 황난수 (041-560-1742)\n"
    )
    assert people(lines) == [
        ("혁신행정담당관", "책임자", "과장", "최남임", "044-202-5230"),
        ("혁신행정담당관", "담당자", "사무관", "정유진", "044-202-5239"),
        ("혁신행정담당관", "담당자", "주무관", "이두리", "044-202-5240"),
        ("안전관리팀", "담당자", "담당", "황난수", "041-560-1742"),
    ]
