"""Whom to call, in the forms that releases have printed it since 1999, with invented names and numbers."""

import pytest

from knowledge.documents import read_bytes
from knowledge.documents.layout import Layout, Span
from knowledge.documents.model import Document
from knowledge.extract import extract
from knowledge.model import Facts

HEAD = "보도시점\t2024. 7. 1.(월)\n\n제목은 이것이다\n\n"
LEAD = "고용노동부(장관 한가람)는 새로 일을 찾는 청년을 돕는 사업을 시작한다고 밝혔다.\n\n"
HANEUL = ("청년고용과", "책임자", "과장", "김하늘", "044-202-7400")
BADA = ("청년고용과", "담당자", "사무관", "이바다", "044-202-7401")

Person = tuple[str | None, str | None, str | None, str, str | None]


def people(facts: Facts) -> list[Person]:
    return [(c.department, c.role, c.rank, c.name, c.phone) for c in facts.contacts]


def read(text: str) -> Facts:
    return extract(read_bytes("a.txt", (HEAD + LEAD + text).encode()))


def box(*rows: list[Span | str], recovered: bool = False) -> Facts:
    layout = Layout(recovered)
    for part in ("보도시점 2024. 7. 1.(월)", "", "제목은 이것이다", "", LEAD.strip(), ""):
        layout.paragraph(part)
    layout.table([[s if isinstance(s, Span) else Span(tuple(s.split("\n"))) for s in row] for row in rows])
    return extract(Document("a.hwpx", tuple(layout.blocks), "hwpx"))


def test_merged_cells_hold_for_all_rows_that_they_cover() -> None:
    facts = box(
        [
            Span(("담당 부서",), rows=3),
            Span(("청년고용정책관", "청년고용과"), rows=3),
            "책임자",
            "과  장",
            "김하늘",
            "(044-202-7400)",
        ],
        [Span(("담당자",), rows=2), "사무관", "이 바 다", "(044-202-7401)"],
        ["주무관", "박 솔", "(044-202-7402)"],
    )
    department = "청년고용정책관 청년고용과"
    assert people(facts) == [
        (department, "책임자", "과장", "김하늘", "044-202-7400"),
        (department, "담당자", "사무관", "이바다", "044-202-7401"),
        (department, "담당자", "주무관", "박솔", "044-202-7402"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        # Paragraphs that stand side by side in the cells of one row are rows.
        [["담당 부서", "청년고용과", "책임자\n담당자", "과장\n사무관", "김하늘\n이바다", "044-202-7400\n044-202-7401"]],
        # Several people in one cell.
        [["담당 부서", "청년고용과", "책임자", "과장 김하늘 (044-202-7400)", "담당자", "사무관 이바다 (044-202-7401)"]],
        [
            ["담당부서", "청년고용과", "책임자", "김하늘 과장(☎044-202-7400)"],
            ["", "", "담당자", "이바다 사무관(☎7401)"],
        ],
        [
            ["담당부서", "청년고용과"],
            ["책임자", "과 장 김하늘 (044-202-7400)"],
            ["담당자", "사무관 이바다 (044-202-7401)"],
        ],
        # A row of labels above.
        [
            ["담당부서", "구분", "직급", "성명", "전화번호"],
            ["청년고용과", "책임자", "과장", "김하늘", "044-202-7400"],
            ["청년고용과", "담당자", "사무관", "이바다", "044-202-7401"],
        ],
        # A label before every value.
        [
            ["담당부서", "청년고용과", "책임자", "김하늘 과장", "전화", "044-202-7400"],
            ["", "", "담당자", "이바다 사무관", "전화", "044-202-7401"],
        ],
        # Blank rows and cells between.
        [
            ["담당 부서", "청년고용과", "책임자", "과  장", "김하늘", "", "(044-202-7400)"],
            ["", "", "", "", "", "", ""],
            ["", "", "담당자", "사무관", "이바다", "", "(044-202-7401)"],
        ],
        [
            ["담당 부서", "청년고용과", "책임자", "과  장", "김 하 늘", "(044) 202-7400"],
            ["", "", "담당자", "사 무 관", "이 바 다", "(044) 202-7401"],
        ],
        [
            ["담당 부서", "청년고용과", "책임자", "과  장", "김하늘", "044 202 7400"],
            ["", "", "담당자", "사무관", "이바다", "044–202–7401"],
        ],
    ],
)
def test_the_same_two_people_come_out_of_every_box(rows: list[list[Span | str]]) -> None:
    assert people(box(*rows)) == [HANEUL, BADA]


def test_a_cell_that_a_page_broke_into_lines_is_still_one_row() -> None:
    facts = box(
        ["담당부\n서", "청년고용과", "과장 김하늘, 계장 박솔, 담당 이바다 (☎044-202-7400, 7405,\n7401)"], recovered=True
    )
    assert [(c.name, c.phone) for c in facts.contacts] == [
        ("김하늘", "044-202-7400"),
        ("박솔", "044-202-7405"),
        ("이바다", "044-202-7401"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        # A page's text, one row a line, the department's cell between its rows.
        "책임자 과 장 김하늘 (044-202-7400)\n담당 부서 청년고용과\n담당자 사무관 이바다 (044-202-7401)\n",
        "책임자 과  장 김 하 늘 (044-202-7400)\n담당 부서\n청년고용과\n담당자 사무관 이 바 다 (044-202-7401)\n",
        "담당 부서 청년고용과 책임자 과 장 김하늘 (044-202-7400)\n담당자 사무관 이바다 (044-202-7401)\n",
        "담당 부서 청년고용과 책임자 과장 김하늘 044-202-7400\n 담당자 사무관 이바다 044-202-7401\n",
        # One cell a line.
        "담당 부서\n청년고용과\n책임자\n과 장\n김하늘\n(044-202-7400)\n담당자\n사무관\n이바다\n(044-202-7401)\n",
        "담당 부서\n청년고용과\n책임자\n과 장 김하늘\n(044-202-7400)\n담당자\n사무관 이바다\n(044-202-7401)\n",
        # Lists.
        "- 담당부서: 청년고용과\n- 책임자: 과장 김하늘 (044-202-7400)\n- 담당자: 사무관 이바다 (044-202-7401)\n",
        "담당부서 : 청년고용과\n책임자 : 과장 김하늘(044-202-7400)\n담당자 : 사무관 이바다(044-202-7401)\n",
        "- 담당 부서 청년고용과 책임자 과 장 김하늘(044-202-7400)\n- 담당자 사무관 이바다(044-202-7401)\n",
        "□ 담당부서 : 청년고용과\n ○ 담당과장 : 김하늘(044-202-7400)\n ○ 담당사무관 : 이바다(044-202-7401)\n",
    ],
)
def test_the_same_two_people_come_out_of_every_flattening(text: str) -> None:
    assert people(read(text)) == [HANEUL, BADA]


@pytest.mark.parametrize(
    "head",
    [
        "담당과장\t청년고용과장 김하늘(044-202-7400)\t담당자\t이바다 사무관(044-202-7401)",
        "담당부서\t청년고용과\t담당과장\t김하늘 (044-202-7400)\n\t\t담 당 자\t이바다 사무관 (044-202-7401)",
        "담당부서\t청년고용과\t담당자\t김하늘 과장(044-202-7400), 이바다 사무관(044-202-7401)",
        "담당부서\t청년고용과\t담당자\t과  장 김하늘(044-202-7400)  사무관 이바다(044-202-7401)",
        "담당부서\t청년고용과\t과 장\t김하늘\t044-202-7400\n\t\t사무관\t이바다\t044-202-7401",
        "담당 : 청년고용과 김하늘 과장, 이바다 사무관(044-202-7400, 7401)",
        "담당과장 : 청년고용과 김하늘(044-202-7400)\n담 당 자 : 청년고용과 사무관 이바다(044-202-7401)",
        "배포일시\t2018. 7. 2.(월)\t담당부서\t청년고용과\n"
        "담당과장\t김하늘(044-202-7400)\t담당자\t이바다 사무관(044-202-7401)",
    ],
)
def test_old_boxes_before_the_title_name_people_and_leave_the_title(head: str) -> None:
    text = f"보도일시\t2018. 7. 2.(월) 조간\n{head}\n\n제목은 이것이다\n\n{LEAD}"
    facts = extract(read_bytes("a.txt", text.encode()))
    assert facts.releases[0].title == "제목은 이것이다"
    assert [(p[0], p[2], p[3], p[4]) for p in people(facts)] == [
        ("청년고용과", "과장", "김하늘", "044-202-7400"),
        ("청년고용과", "사무관", "이바다", "044-202-7401"),
    ]


def test_a_box_before_the_title_ends_there_though_the_lead_says_whom_to_call() -> None:
    lead = "□ 고용노동부(장관 한가람)는 새로 일을 찾는 청년을 돕는 사업을 오는 칠월부터 전국에서 시작한다고 밝히고,"
    text = f"담당부서 : 청년고용과\n과장 김하늘 (044-202-7400)\n\n제목은 이것이다\n\n{lead}\n\n○ 신청: 044-202-7777\n"
    facts = extract(read_bytes("a.txt", text.encode()))
    assert facts.releases[0].title == "제목은 이것이다"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("문 의 : 청년고용과 김하늘 과장 (044-202-7400)", [("청년고용과", "과장", "김하늘", "044-202-7400")]),
        ("※ 문의 : 청년고용과 이바다 (044-202-7401)", [("청년고용과", None, "이바다", "044-202-7401")]),
        (
            "■ 문의처 : 고용노동부 청년고용과 사무관 이바다(☎ 044-202-7401)",
            [("고용노동부 청년고용과", "사무관", "이바다", "044-202-7401")],
        ),
        (
            "* 문의: 청년고용과 이바다 사무관(Tel. 044-202-7401, Fax. 044-202-8000)",
            [("청년고용과", "사무관", "이바다", "044-202-7401")],
        ),
        (
            "이 보도자료와 관련하여 보다 자세한 내용이나 취재를 원하시면 고용노동부 청년고용과 이바다 사무관"
            "(☎ 044-202-7401)에게 연락주시기 바랍니다.",
            [("고용노동부 청년고용과", "사무관", "이바다", "044-202-7401")],
        ),
        (
            "자세한 사항은 청년고용과 김하늘 과장(☎ 044-202-7400) 또는 이바다 사무관"
            "(☎ 044-202-7401)에게 문의하면 된다.",
            [("청년고용과", "과장", "김하늘", "044-202-7400"), ("청년고용과", "사무관", "이바다", "044-202-7401")],
        ),
        ("(문의) 청년고용과 이바다 사무관 ☎ 044-202-7401", [("청년고용과", "사무관", "이바다", "044-202-7401")]),
        (
            "담당: 청년고용과장 김하늘, 사무관 이바다 (02-503-9747)",
            [("청년고용과", "과장", "김하늘", "02-503-9747"), ("청년고용과", "사무관", "이바다", "02-503-9747")],
        ),
    ],
)
def test_inquiry_lines_and_closing_sentences(text: str, found: list[tuple[str | None, ...]]) -> None:
    assert [(p[0], p[2], p[3], p[4]) for p in people(read(text + "\n"))] == found


def test_a_labelled_part_of_a_joint_release_begins_another_department() -> None:
    table = (
        "<총괄>\t고용노동부\t책임자\t과  장\t김하늘\t(044-202-7400)\n"
        "\t청년고용과\t담당자\t사무관\t이바다\t(044-202-7401)\n"
        "<교육>\t교육부\t책임자\t과  장\t박솔\t(044-203-6700)\n\t진로교육과\t담당자\t연구사\t최나무\t(044-203-6701)\n"
        "<지역>\t경상남도\t책임자\t과  장\t정들\t(055-211-3300)\n\t일자리정책과\t담당자\t주무관\t강산\t(055-211-3301)\n"
    )
    assert [(p[0], p[3]) for p in people(read(table))] == [
        ("고용노동부 청년고용과", "김하늘"),
        ("고용노동부 청년고용과", "이바다"),
        ("교육부 진로교육과", "박솔"),
        ("교육부 진로교육과", "최나무"),
        ("경상남도 일자리정책과", "정들"),
        ("경상남도 일자리정책과", "강산"),
    ]


def test_thirteen_groups_keep_apart() -> None:
    rows: list[list[Span | str]] = []
    for n in range(13):
        rows.append(
            [
                f"<분야{n}>",
                f"고용{n}정책관",
                "책임자",
                "과  장",
                "김하" + "가나다라마바사아자차카타파"[n],
                f"(044-202-71{n:02d})",
            ]
        )
        rows.append(
            ["", f"일자리{n}과", "담당자", "사무관", "이두" + "가나다라마바사아자차카타파"[n], f"(044-202-72{n:02d})"]
        )
    found = people(box(*rows))
    assert len(found) == 26
    assert [p[0] for p in found] == [f"고용{n}정책관 일자리{n}과" for n in range(13) for _ in range(2)]


def test_a_city_prints_its_numbers_without_the_area_code() -> None:
    table = "담당부서: 청년정책과\t청년정책과장\t김하늘\t2133-5440\n\t청년정책팀장\t이바다\t2133-5441\n"
    assert [(p[3], p[4]) for p in people(read(table))] == [("김하늘", "2133-5440"), ("이바다", "2133-5441")]


@pytest.mark.parametrize(
    "text",
    [
        "담당부서\t\n담당자\t\n연락처\t\n",
        "구분\t전화번호\n고용노동부 고객상담센터\t1350\n근로복지공단\t1588-0075\n",
        "문의 : 고용노동부 고객상담센터(국번없이 1350), 대표번호 044-202-7114\n",
        "연번\t성명\t소속\t비고\n1\t김하늘\t한국대학교\t우수\n2\t이바다\t나라대학교\t장려\n",
        "(참석자) 김하늘 과장, 이바다 사무관, 박솔 대표 등 15명\n",
        "심사위원\n위원장 김하늘 (한국대 교수)\n위원 이바다 (나라대 교수)\n",
        "자세한 내용은 공모전 운영사무국(02-555-0101)으로 문의하면 된다.\n",
        "사업 문의 : 한국사회적기업진흥원 창업육성팀 (031-697-7700)\n",
        "신청: 가까운 고용센터(대표전화 02-2004-7301)에 문의하시기 바랍니다.\n",
        "담당자 : 각 지방고용노동관서 근로개선지도과 02-2250-5700\n",
    ],
)
def test_hotlines_lists_and_empty_labels_name_no_one(text: str) -> None:
    assert people(read(text)) == []


def test_a_mail_address_in_place_of_a_number_leaves_it_unknown() -> None:
    facts = box(
        ["담당 부서", "홍보팀", "책임자", "팀  장", "김하늘", "(haneul@example.kr)"],
        ["", "", "담당자", "대  리", "이바다", "(031-697-7702)"],
    )
    assert [(p[3], p[4]) for p in people(facts)] == [("김하늘", None), ("이바다", "031-697-7702")]
    assert any("김하늘" in w.text for w in facts.warnings)


def test_a_mail_address_beside_a_number_does_not_hide_it() -> None:
    facts = box(
        ["담당 부서", "홍보팀", "책임자", "팀  장", "김하늘", "031-697-7701", "haneul@example.kr"],
        ["", "", "담당자", "대  리", "이바다", "031-697-7702", "bada@example.kr"],
    )
    assert [(p[3], p[4]) for p in people(facts)] == [("김하늘", "031-697-7701"), ("이바다", "031-697-7702")]


@pytest.mark.parametrize(
    "rank",
    [
        "선임연구원",
        "책임컨설턴트",
        "파트장",
        "기술서기관",
        "행정사무관",
        "수석연구위원",
        "경정",
        "소방령",
        "검사",
        "전문경력관",
        "교수",
        "본부장",
        "공보담당관",
    ],
)
def test_any_word_in_the_ranks_column_is_a_rank(rank: str) -> None:
    table = f"담당 부서\t정책과\t책임자\t과  장\t김하늘\t(044-202-7400)\n\t\t담당자\t{rank}\t이바다\t(044-202-7401)\n"
    assert people(read(table))[1] == ("정책과", "담당자", rank, "이바다", "044-202-7401")


def test_a_board_prints_the_number_without_hyphens_behind_the_department() -> None:
    head = "해맑음 이야기 공모전 수상자 발표\n게시일\n2026.4.13.\n"
    page = head + "담당부서\n청년고용과(0442027400)\n담당자\n김하늘\n\n수상자를 알립니다.\n"
    (found,) = extract(read_bytes("a.txt", page.encode())).contacts
    assert (found.department, found.name, found.phone) == ("청년고용과", "김하늘", "044-202-7400")
