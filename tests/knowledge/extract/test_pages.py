"""Genuine releases of other makers and years, most as pages are pasted: what is read of them, held to a floor."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from knowledge.documents import read_document
from knowledge.extract import extract
from knowledge.model import Facts
from tests.releases.evaluation import Reading, read_releases, scores

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared" / "layouts2"
LAYOUTS = SHARED.with_name("layouts")
PAGES = ROOT / "tests" / "releases"
FLOORS: dict[Path, dict[str, float]] = {
    SHARED: {"title": 1.0, "date": 1.0, "ministry": 1.0, "events": 0.95, "not invented": 0.97, "cases": 0.95}
    | {"contacts": 0.98, "department": 1.0},
    PAGES / "pages_h": {"title": 1.0, "date": 0.9, "events": 0.6, "not invented": 0.97, "cases": 0.95},
    PAGES / "pages_f": {"title": 0.95, "date": 1.0, "events": 0.8, "not invented": 0.9, "cases": 0.9},
    PAGES / "pages_k": {"title": 0.87, "date": 0.9, "events": 0.78, "not invented": 0.97, "cases": 0.85},
    PAGES / "pages_m": {
        "title": 0.95,
        "date": 1.0,
        "ministry": 0.7,
        "events": 0.75,
        "not invented": 1.0,
        "cases": 0.95,
    },
    PAGES / "pages_n": {"title": 0.9, "date": 0.8, "ministry": 0.7, "events": 0.75, "not invented": 0.95, "cases": 0.4},
}
"""What was reached; on first contact the five sets of pages scored far less (see their README)."""


def read(path: Path) -> Facts:
    return extract(read_document(path))


@cache
def readings(folder: Path) -> list[Reading]:
    return read_releases(folder, None, None, read)


def floors() -> Iterator[object]:
    for folder, measures in FLOORS.items():
        for measure, floor in measures.items():
            skip = pytest.mark.skipif(not folder.is_dir(), reason="the genuine releases lie beside the repository")
            yield pytest.param(folder, measure, floor, id=f"{folder.name}: {measure}", marks=skip)


@pytest.mark.parametrize(("folder", "measure", "floor"), list(floors()))
def test_pages_are_read_as_well_as_once(folder: Path, measure: str, floor: float) -> None:
    assert scores(readings(folder))["all"][measure].value >= floor


@pytest.mark.parametrize(
    "folder", [PAGES / "pages_h", PAGES / "pages_f", PAGES / "pages_k"], ids=lambda path: path.name
)
def test_who_won_is_read_with_the_work_or_without(folder: Path) -> None:
    wanted = {(one.file, case["awardee"]) for one in readings(folder) for case in one.gold["cases"] if case["awardee"]}
    told = {(one.file, case["awardee"]) for one in readings(folder) for case in one.told["cases"] if case["awardee"]}
    assert len(wanted & told) >= 0.3 * len(wanted)


def test_what_is_left_of_a_sentence_is_no_winner() -> None:
    [one] = [one for one in readings(PAGES / "pages_k") if one.document == "k22"]
    assert {case["title"] for case in one.told["cases"]} <= {case["title"] for case in one.gold["cases"]}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository")
def test_a_printed_page_names_the_same_people_of_the_same_departments_as_the_office_form() -> None:
    people: dict[str, set[frozenset[tuple[object, ...]]]] = {}
    for one in readings(SHARED):
        if Path(one.file).suffix in (".hwpx", ".pdf"):
            stated = frozenset((c["department"], c["role"], c["name"], c["phone"]) for c in one.told["contacts"])
            people.setdefault(one.document, set()).add(stated)
    assert people
    assert [document for document, forms in people.items() if len(forms) > 1] == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository")
@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("d05", "全 국민과 함께하는 2019 평화사랑 콘테스트 시상식"),
        ("d31", "온라인 사업설명회"),
        ("d32", "‘길 위의 인문학’과 ‘지혜학교’ 사업설명회"),
        ("d32", "길 위의 인문학·지혜학교 운영기관 공모 접수 마감"),
        ("d32", "모두의 인문학 운영기관 공모 접수 마감"),
        ("d33", "탄소중립 설비투자 지원 접수 마감"),
        ("d37", "도란도란 궁궐 가회(嘉會) 접수 마감"),
    ],
)
def test_an_event_is_called_what_its_sentence_calls_it_and_no_more(document: str, name: str) -> None:
    [names, *others] = [
        {event["name"] for event in one.told["events"]} for one in readings(SHARED) if one.document == document
    ]
    assert name in names
    assert all(name in other for other in others)


@pytest.mark.skipif(not LAYOUTS.is_dir(), reason="the genuine releases lie beside the repository")
@pytest.mark.parametrize(
    ("document", "name"),
    [("011", "AI 전환과 노동의 미래 토론회"), ("016", "안전관리 집중주간"), ("020", "협약식")],
)
def test_a_block_on_a_printed_page_takes_its_name_from_the_sentence_of_its_day(document: str, name: str) -> None:
    [page] = LAYOUTS.glob(f"{document}*.pdf")
    [event] = read(page).events
    assert event.name.endswith(name)


@pytest.mark.parametrize(
    ("folder", "document", "issuer"),
    [
        (SHARED, "d04", "국회예산정책처"),  # beside the day on which the page was posted
        (SHARED, "d05", "경찰청"),  # behind the title, as pages have their site's name
        (PAGES / "pages_h", "h08", "대구 서구청"),
        (PAGES / "pages_f", "f15", "대구 서구"),
        (PAGES / "pages_m", "m13", "부산광역시"),  # - 부서명, its value below
        (PAGES / "pages_m", "m17", "근로복지공단"),  # no sentence says who speaks, and nobody else is named
        (PAGES / "pages_m", "m24", None),  # 이가야(장충동) is a winner and no chief
        (PAGES / "pages_k", "k10", "안전보건공단"),  # 건설공사와 … begins the lead and is no body
    ],
)
def test_who_issues_a_page_is_named_by_its_lead_or_its_frame(folder: Path, document: str, issuer: str | None) -> None:
    if not folder.is_dir():
        pytest.skip("the genuine releases lie beside the repository")
    [one] = [one for one in readings(folder) if one.document == document]
    assert one.told["ministry"] == issuer


@pytest.mark.parametrize(
    ("folder", "document", "kind", "day"),
    [
        ("pages_f", "f18", "접수 마감", "2025-09-30"),  # under ◎ 공모기간, which heads its own line
        ("pages_k", "k18", "시상식", "2009-11-26"),  # the page's day stands beside the reporter's name
        ("pages_k", "k19", "시상식", "2025-06-13"),  # 13일 도교육청 2층 강당에서
        ("pages_k", "k08", "시상식", "2011-04-06"),  # 다음 달 6일 열릴
    ],
)
def test_days_of_pages_are_read_with_what_happens_on_them(folder: str, document: str, kind: str, day: str) -> None:
    [one] = [one for one in readings(PAGES / folder) if one.document == document]
    assert (kind, day) in {(event["kind"], event["date"]) for event in one.told["events"]}


@pytest.mark.parametrize(
    ("folder", "document", "contest", "organization", "awardee"),
    [
        # Two prizes, each with its own sentence.
        ("pages_f", "f08", "올해의 근로감독관", "부산지방노동청", "백슬기"),
        ("pages_f", "f08", "올해의 산업안전감독관", "경인지방노동청", "홍누리"),
        # ‘…’의 교통과 이하늘 주무관 is one winner, 과 no `and`.
        ("pages_f", "f15", "적극 행정 우수 사례 경진대회", "교통과", "이하늘"),
        # A comma inside '…' parts no winners.
        ("pages_n", "n08", "공사막가림막 디자인 공모전", None, "이다해"),
        # △영상물부문=금상 …,은상 …: the field first, grades without particles.
        ("pages_m", "m07", "'건강한 노사문화' 홍보작품 공모전", None, "배가람, 이두리, 이새나, 김하나, 홍푸름"),
    ],
)
def test_a_winner_of_a_sentence_has_its_contest_and_office(
    folder: str, document: str, contest: str, organization: str, awardee: str
) -> None:
    [one] = [one for one in readings(PAGES / folder) if one.document == document]
    assert (contest, organization, awardee) in {
        (case["contest"], case["organization"], case["awardee"]) for case in one.told["cases"]
    }


@pytest.mark.parametrize(
    ("document", "grade", "title", "organization"),
    [
        # A cell a line, a row with fewer cells, a grade that heads its table.
        ("m01", "금상(국무총리상)", "오피스 2022", None),
        ("m01", "은상(인사혁신처장상)", "꼰대 생존기", None),
        # 우수상 3건은 △제목(소속), △…
        ("m09", "우수상", "지역경제 활성화를 위한 도시계획조례 제정", "청주시 도시계획과"),
        # 최우수 영예는 △…
        ("m05", "최우수", "언제나 봄과 같은 선생님!", None),
        # 통계청의 ‘…’ 사례가, 부산진구의 ‘…’ 사례가 최우수로
        ("m08", "최우수", "관리처분 계획인가 관련 취득세율 개선", "부산진구"),
        # 정한빛(…) 전나린(…): nothing but a blank between them.
        ("m10", "장려상", "선거를 통한 남다른 경험", "전주시 서신동"),
    ],
)
def test_a_winning_work_has_its_grade_and_owner(
    document: str, grade: str, title: str, organization: str | None
) -> None:
    [one] = [one for one in readings(PAGES / "pages_m") if one.document == document]
    [case] = [case for case in one.told["cases"] if case["title"] == title]
    assert case["grade"] == grade
    assert case["organization"] == organization or organization is None


@pytest.mark.parametrize(
    ("folder", "document", "received", "selected"),
    [
        ("pages_m", "m08", 141, 12),
        ("pages_m", "m10", 38, 7),  # 7편의 당선작
        ("pages_m", "m12", 26, 18),
        ("pages_f", "f03", 52, 12),  # 52명의 응모자 중에서 12명의 입상자
        ("pages_f", "f04", 176, 11),  # 들어 왔으며
        ("pages_h", "h07", None, 3),  # 울산상공대상 3명: no grade's share
    ],
)
def test_counts_of_pages_are_read(folder: str, document: str, received: int | None, selected: int) -> None:
    [one] = [one for one in readings(PAGES / folder) if one.document == document]
    assert (received, selected) in {(contest["received"], contest["selected"]) for contest in one.told["contests"]}


@pytest.mark.parametrize(
    ("folder", "document", "prize"),
    [
        ("pages_h", "h12", "2,200만원"),  # 선정 및 시상(2,200만원)
        ("pages_f", "f05", "4,840만원"),  # 시 상 금 : 총
        ("pages_m", "m16", "1,500만원"),
        ("pages_m", "m18", "1,200만원"),  # 금메달
    ],
)
def test_the_prize_is_the_total_before_that_of_a_grade(folder: str, document: str, prize: str) -> None:
    [one] = [one for one in readings(PAGES / folder) if one.document == document]
    assert any(prize in (contest["prize"] or "") for contest in one.told["contests"])


@pytest.mark.parametrize(
    ("document", "name", "phone", "department"),
    [
        ("m03", "민가온", "042-481-2318", "통계청 대변인실"),  # under 연락처, as news wires end
        ("m06", "노하람", "061-286-3547", "전라남도청 행복마을담당"),
        ("m13", "도가람", "051-888-1256", None),
        ("m22", "송다예", "044-205-2236", "협업정책과"),  # a note run into its sentence
        ("m23", "서가은", "051-790-6153", None),
    ],
)
def test_whom_a_page_names_to_call_is_read(document: str, name: str, phone: str, department: str | None) -> None:
    [one] = [one for one in readings(PAGES / "pages_m") if one.document == document]
    [contact] = one.told["contacts"]
    assert (contact["name"], contact["phone"]) == (name, phone)
    assert contact["department"] == department or department is None


@pytest.mark.parametrize(
    ("folder", "document", "kind", "month"),
    [
        (LAYOUTS, "009", "시상식", "12월 초"),  # under its head, in a row of days
        (LAYOUTS, "009", "심사", "11월 초"),
        (PAGES / "pages_m", "m16", "발표", "2019년 11월 중"),
        (PAGES / "pages_m", "m17", "발표", "'20년 10월 중"),
    ],
)
def test_a_month_alone_is_kept_as_printed_and_is_no_day(folder: Path, document: str, kind: str, month: str) -> None:
    if not folder.is_dir():
        pytest.skip("the genuine releases lie beside the repository")
    [path] = folder.glob(f"{document}*.txt")
    assert (kind, None, month) in {(event.kind.value, event.date, event.month) for event in read(path).events}


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ("n01", "땅끝순례문학관 예쁜 손글씨(캘리그라피) 공모전 입상작 안내"),  # few of its words come again
        ("n18", "남북정상회담 메인프레스센터 현장점검"),  # below a menu and a note on file formats
        ("n20", "제22회 묘도동민의 날 및 제1회 이순신대교 축제"),  # an item that stands twice is no headline
    ],
)
def test_the_headline_of_a_page_is_found_between_menus_and_items(document: str, title: str) -> None:
    [one] = [one for one in readings(PAGES / "pages_n") if one.document == document]
    assert one.told["title"] == title


@pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository")
def test_an_event_of_a_sentence_ends_when_the_sentence_says() -> None:
    [one] = [one for one in readings(SHARED) if one.document == "d37"]
    assert ("14:00", "16:00") in {(event["start"], event["end"]) for event in one.told["events"]}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository")
@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("d10", "서울시청 지하 시민청"),  # … 시장이 함께하는 가운데 …에서
        ("d36", "국립문화유산연구원(대전 유성구)"),  # 7월 16일(목)에는 …에서
        ("d37", "덕수궁 중명전(서울 중구)"),  # 오후 2시부터 4시까지 …에서
    ],
)
def test_a_place_begins_behind_the_time_and_who_is_there(document: str, place: str) -> None:
    assert place in {
        event["place"] for one in readings(SHARED) if one.document == document for event in one.told["events"]
    }
