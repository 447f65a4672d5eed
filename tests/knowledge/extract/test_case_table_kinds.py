"""Tables of winning cases in the many forms that ministries give them, and tables that only look like them."""

from __future__ import annotations

import pytest

from knowledge.documents import read_bytes
from knowledge.documents.model import Cell, Document, Paragraph, Row, Table
from knowledge.extract import extract
from knowledge.model import Facts

LEAD = (
    "보도시점\t2026. 5. 20.(수) 12:00\n\n현장에서 뛴 혁신, 결실을 맺다\n\n"
    "해맑음부(장관 이하늘)는 ‘2026년 해맑음 혁신 경진대회’의 수상작을 선정했다고 밝혔다.\n\n"
)


def read(text: str, lead: str = LEAD) -> Facts:
    return extract(read_bytes("a.txt", (lead + text).encode()))


def found(facts: Facts) -> list[tuple[str | None, str | None, str | None, str]]:
    return [(c.track, c.grade, c.organization or c.awardee, c.name) for c in facts.cases]


WINNERS = [
    pytest.param(
        "붙임 1\t\t수상작 목록\n\n연번\t상격\t팀명\t작품명\n1\t대상\t새벽별\t골목길 안심 지도\n"
        "2\t최우수상\t두드림\t말하는 신호등\n",
        [(None, "대상", "새벽별", "골목길 안심 지도"), (None, "최우수상", "두드림", "말하는 신호등")],
        id="teams",
    ),
    pytest.param(
        "붙임\t\t선정 결과\n\n순위\t기관\t사례\n1위\t바람시\t찾아가는 세무 상담\n2위\t구름군\t공유 농기계 예약\n",
        [(None, "1위", "바람시", "찾아가는 세무 상담"), (None, "2위", "구름군", "공유 농기계 예약")],
        id="ranks",
    ),
    pytest.param(
        "붙임\t\t수상자 명단\n\n훈격\t소속\t직급\t성명\t주요 공적\n"
        "대통령표창\t바람세관\t주무관\t김가온\t밀수 조직을 끝까지 추적해 적발\n"
        "국무총리표창\t구름세관\t사무관\t이라온\t통관 절차를 하루로 단축\n",
        [
            (None, "대통령표창", "바람세관", "밀수 조직을 끝까지 추적해 적발"),
            (None, "국무총리표창", "구름세관", "통관 절차를 하루로 단축"),
        ],
        id="people with deeds",
    ),
    pytest.param(
        "붙임\t\t심사 결과\n\n시상\t분야\t기관명\t아이디어명\n달빛상\t안전\t바람시\t빗물받이 지킴이\n"
        "별빛상\t복지\t구름군\t마음 우체통\n",
        [("안전", "달빛상", "바람시", "빗물받이 지킴이"), ("복지", "별빛상", "구름군", "마음 우체통")],
        id="fancy prizes",
    ),
    pytest.param(
        "붙임\t\t수상작\n\n부문\t시상구분\t참가자\t제목\n일반부\t대상(대통령상)\t한봄\t우리 동네 숲\n"
        "\t우수상(장관상)\t정여름\t바다의 시간\n학생부\t대상(국무총리상)\t윤가을\t하늘 일기\n",
        [
            ("일반부", "대상(대통령상)", "한봄", "우리 동네 숲"),
            ("일반부", "우수상(장관상)", "정여름", "바다의 시간"),
            ("학생부", "대상(국무총리상)", "윤가을", "하늘 일기"),
        ],
        id="works of people",
    ),
    pytest.param(
        "부문\t수상내역\t이름(대표)\t구분\t팀명\t작품명\n웹툰\t우수상\t한O봄\t팀\t새벽별\t골목길 안심 지도\n"
        "\t입상\t정O름\t개인\t\t바다의 시간\n\t\t윤*을\t개인\t\t하늘 일기\n",
        [
            ("웹툰", "우수상", "새벽별", "골목길 안심 지도"),
            ("웹툰", "입상", "정O름", "바다의 시간"),
            ("웹툰", "입상", "윤*을", "하늘 일기"),
        ],
        id="masked people, alone and in teams",
    ),
    pytest.param(
        "붙임 2\t\t우수사례 선정 결과\n\n구분\t사례명\n기관\t부서\n",
        [],
        id="a table with no rows",
    ),
    pytest.param(
        "붙임\t\t수상 내역\n\n구분\t수상 기관\t수상 사례\n\t기관명\t부서명\t사례명\t주요내용\n"
        "최우수\t바람공단\t혁신팀\t종이 없는 창구\t신청서를 모두 전자로 바꾸어 대기 시간을 줄임\n"
        "우수\t구름공사\t안전처\t소리로 찾는 누수\t음향 탐지로 누수를 미리 찾음\n",
        [(None, "최우수", "바람공단 혁신팀", "종이 없는 창구"), (None, "우수", "구름공사 안전처", "소리로 찾는 누수")],
        id="two head rows",
    ),
    pytest.param(
        "붙임\t\t수상작 목록\n\n상격\t기관\t과제명\t상격\t기관\t과제명\n"
        "대상\t바람시\t찾아가는 세무 상담\t장려상\t이슬구\t야간 아이 돌봄\n"
        "우수상\t구름군\t공유 농기계 예약\t장려상\t노을시\t길 위의 도서관\n",
        [
            (None, "대상", "바람시", "찾아가는 세무 상담"),
            (None, "우수상", "구름군", "공유 농기계 예약"),
            (None, "장려상", "이슬구", "야간 아이 돌봄"),
            (None, "장려상", "노을시", "길 위의 도서관"),
        ],
        id="side by side",
    ),
    pytest.param(
        "붙임\t\t수상작\n\n등급\t과제명\t제안자\n금뮹이상\t쓰레기 없는 축제\t한봄\n은뮹이상\t빗물 정원\t정여름\n",
        [(None, "금뮹이상", "한봄", "쓰레기 없는 축제"), (None, "은뮹이상", "정여름", "빗물 정원")],
        id="prizes in no list",
    ),
    pytest.param(
        "붙임\t\t수상작\n\n구분\t팀명\t작품명\t상금\n대상\t새벽별\t골목길 안심 지도\t500만원\n"
        "우수상\t두드림\t말하는 신호등\t100만원\n",
        [(None, "대상", "새벽별", "골목길 안심 지도"), (None, "우수상", "두드림", "말하는 신호등")],
        id="winners with their prize money",
    ),
    pytest.param(
        "붙임\t\t수상 결과\n\n수상 내역\t응모 분야\t참가팀(대표자)\t출품작\n"
        "국무총리상\t기획\t새벽별(한봄)\t골목길 안심 지도\n해맑음부장관상\t개발\t두드림(정여름)\t말하는 신호등\n",
        [
            ("기획", "국무총리상", "새벽별(한봄)", "골목길 안심 지도"),
            ("개발", "해맑음부장관상", "두드림(정여름)", "말하는 신호등"),
        ],
        id="heads with blanks",
    ),
    pytest.param(
        "붙임\t\t적극행정 우수공무원 선발 결과\n\n연번\t부서\t직급\t성명\t추진내용\n"
        "1\t바람정책과\t사무관\t김가온\t흩어진 신고 창구를 하나로 모음\n"
        "2\t구름안전과\t주무관\t이라온\t위험 도로 표지를 전수 정비\n",
        [
            (None, None, "바람정책과", "흩어진 신고 창구를 하나로 모음"),
            (None, None, "구름안전과", "위험 도로 표지를 전수 정비"),
        ],
        id="chosen officials without grades",
    ),
    pytest.param(
        "순위\t논문 제목\t저자(소속)\t상격\t점수\n1\t청년의 이동과 소득\t김가온(바람대)\t대상\t93.4\n"
        "2\t휴직 뒤의 임금\t이라온(구름대)\t우수상\t88.7\n",
        [(None, "대상", "김가온(바람대)", "청년의 이동과 소득"), (None, "우수상", "이라온(구름대)", "휴직 뒤의 임금")],
        id="ranks and scores beside grades",
    ),
    pytest.param(
        "붙임\t\t우수사례 선정 결과\n\n연번\t구분\t기관명\t사례명\n1\t중앙\t바람부\t민원 하나로\n"
        "2\t\t구름처\t서류 없는 심사\n3\t지자체\t이슬구\t야간 아이 돌봄\n",
        [
            ("중앙", None, "바람부", "민원 하나로"),
            ("중앙", None, "구름처", "서류 없는 심사"),
            ("지자체", None, "이슬구", "야간 아이 돌봄"),
        ],
        id="the column 구분 holds tracks",
    ),
]


@pytest.mark.parametrize(("text", "expected"), WINNERS)
def test_a_table_of_winners_is_read(text: str, expected: list[tuple[str | None, ...]]) -> None:
    assert found(read(text)) == expected


OTHERS = [
    pytest.param(
        "붙임\t\t시상 계획\n\n구분\t시상\t규모\t상금\n대상\t장관상\t1팀\t500만원\n우수상\t장관상\t2팀\t200만원\n",
        id="planned prizes",
    ),
    pytest.param(
        "붙임\t\t공모 개요\n\n구분\t훈격\t수상작 수\t부상\n일반부\t대상\t1편\t100만원\n학생부\t우수상\t2편\t50만원\n",
        id="planned works",
    ),
    pytest.param(
        "붙임\t\t시상 내역\n\n시상명\t시상내용\t시상인원\n대상\t국무총리상\t1명\n최우수상\t장관상\t2명\n",
        id="planned honours",
    ),
    pytest.param(
        "붙임\t\t주요 사업 예산\n\n사업명\t2025년\t2026년\t증감\n일자리 지원\t1,200\t1,350\t150\n", id="a budget"
    ),
    pytest.param("붙임\t\t평가 결과 통계\n\n등급\t2025년\t2026년\n우수\t12\t18\n보통\t30\t25\n", id="statistics"),
    pytest.param(
        "붙임\t\t행사 일정\n\n시간\t내용\t비고\n10:00~10:10\t우수사례 발표\t우수상 수상자\n10:10~10:30\t시상\t대상\n",
        id="a timetable",
    ),
    pytest.param(
        "붙임\t\t참석자 명단\n\n소속\t직위\t성명\n바람부\t과장\t김가온\n구름공단\t부장\t이라온\n", id="participants"
    ),
    pytest.param(
        "붙임\t\t역대 수상작\n\n연도\t구분\t기관\t사례명\n2023년\t대상\t노을시\t길 위의 "
        "도서관\n2024년\t대상\t이슬구\t야간 아이 돌봄\n",
        id="history by year",
    ),
    pytest.param(
        "참고\t\t지난해(2025년) 수상작\n\n구분\t기관\t사례명\n대상\t노을시\t길 위의 도서관\n", id="last year's winners"
    ),
    pytest.param(
        "붙임\t\t심사 기준\n\n구분\t평가 항목\t내용\t배점\n공통\t창의성\t새로운 "
        "생각인가\t30점\n\t효과성\t널리 쓰일 수 있는가\t70점\n",
        id="criteria",
    ),
    pytest.param(
        "붙임\t\t점검 결과\n\n구분\t기관명\t주요 내용\n우수\t바람공장\t안전 통로 확보\n미흡\t구름공장\t소화기 미비치\n",
        id="an inspection",
    ),
    pytest.param(
        "붙임\t\t수상자 부서 연락처\n\n기관\t사례 담당자\t전화\n바람시\t김가온\t02-123-4567\n", id="a contact table"
    ),
    pytest.param(
        "붙임\t\t추진 과제\n\n분야\t과제명\t담당부서\n안전\t안전 통로 확보\t바람정책과\n복지\t마음 돌봄\t구름정책과\n",
        id="tasks",
    ),
    pytest.param(
        "담당 부서\t바람정책과\t책임자\t과장\t김가온\t(044-123-4567)\n\t\t담당자\t사무관\t이라온\t(044-123-4568)\n",
        id="whom to call",
    ),
    pytest.param(
        "붙임\t\t선정 결과\n\n시도\t시군\t국비(백만원)\n바람도\t바람시\t500\n구름도\t구름군\t300\n",
        id="money given",
    ),
    pytest.param(
        "붙임\t\t심사위원 명단\n\n구분\t소속\t성명\n위원장\t바람대학교\t김가온\n위원\t구름연구원\t이라온\n", id="judges"
    ),
]


@pytest.mark.parametrize("text", OTHERS)
def test_a_table_that_names_no_winners_gives_no_cases(text: str) -> None:
    assert found(read(text)) == []


def structured(*rows: tuple[str, ...]) -> Facts:
    """A release whose table knows its merged cells: `^` is covered by the one above, `<` by the one on the left."""
    blocks: list[Paragraph | Table] = [
        Paragraph(n, text, text, gap=True) for n, text in enumerate(LEAD.replace("\t", " ").split("\n\n"), 1) if text
    ]
    blocks.append(Paragraph(9, "붙임 1 우수사례 선정 결과", "붙임 1 우수사례 선정 결과", gap=True))
    made: list[tuple[Cell, ...]] = []
    for row in rows:
        cells: list[Cell] = []
        for x, text in enumerate(row):
            if text == "^":
                cells.append(Cell(made[-1][x].paragraphs, covered=True))
            elif text == "<":
                cells.append(Cell(cells[-1].paragraphs, covered=True))
            else:
                cells.append(Cell(tuple(text.split("/")) if text else ()))
        made.append(tuple(cells))
    blocks.append(
        Table(
            tuple(Row(10 + n, "\t".join(row), cells) for n, (row, cells) in enumerate(zip(rows, made, strict=True))),
        )
    )
    return extract(Document("a.hwpx", tuple(blocks), "hwpx"))


def test_merged_cells_belong_to_every_row_they_cover() -> None:
    facts = structured(
        ("분야", "훈격", "기관", "사례명"),
        ("안전", "대상", "바람시", "빗물받이 지킴이"),
        ("^", "우수", "구름군", "공유 농기계 예약"),
        ("^", "^", "이슬구", "야간 아이 돌봄"),
        ("복지", "대상", "노을시", "길 위의 도서관"),
    )
    assert found(facts) == [
        ("안전", "대상", "바람시", "빗물받이 지킴이"),
        ("안전", "우수", "구름군", "공유 농기계 예약"),
        ("안전", "우수", "이슬구", "야간 아이 돌봄"),
        ("복지", "대상", "노을시", "길 위의 도서관"),
    ]
    assert not any("이어받" in w.text for w in facts.warnings)


def test_a_merged_organization_won_with_each_of_its_cases() -> None:
    facts = structured(
        ("훈격", "기관", "사례명"), ("최우수", "바람시", "빗물받이 지킴이"), ("우수", "^", "공유 농기계 예약")
    )
    assert [c.organization for c in facts.cases] == ["바람시", "바람시"]


def test_two_head_rows_of_merged_cells_are_one_head() -> None:
    facts = structured(
        ("훈격", "수상자", "<", "주요 공적"),
        ("^", "소속", "성명", "^"),
        ("장관표창", "바람과", "김가온", "신고 창구를 하나로 모음"),
    )
    assert found(facts) == [(None, "장관표창", "바람과", "신고 창구를 하나로 모음")]


def test_last_years_winners_are_left_out_beside_this_years() -> None:
    facts = read(
        "붙임 1\t\t수상작\n\n구분\t기관\t사례명\n대상\t바람시\t빗물받이 지킴이\n\n"
        "붙임 2\t\t2024년 수상작\n\n구분\t기관\t사례명\n대상\t노을시\t길 위의 도서관\n"
    )
    assert [c.title for c in facts.cases] == ["빗물받이 지킴이"]
