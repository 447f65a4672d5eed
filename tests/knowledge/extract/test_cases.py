import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.extract.organization_cells import leading_organization, read_organization
from knowledge.extract.title_and_summary import mend, split_title
from knowledge.model import Facts, WinningCase

HEAD = (
    "보도시점\t2024. 11. 14.(목)\n\n제목은 이것이다\n\n고용노동부(장관 김문수)는 우수사례를 널리 알린다고 밝혔다.\n\n"
)
CONTESTS = """
□ 2024년 고용노동부 『정부혁신 우수사례 경진대회』

- (목적) 우수사례 발굴(연 1회)
 - * ①미래를 대비하는 정부, ②문제를 해결하는 정부 분야로 구분하여 시상

□ 2024년 고용노동부 『적극행정 우수사례 경진대회』

- (목적) 우수사례 발굴(연 2회)
"""
LONG = "현장의 어려움을 덜기 위해 여러 기관과 협력하여 새로운 절차를 마련하고 널리 알려 국민 편의를 높임"


def read(text: str) -> Facts:
    return extract(read_bytes("a.txt", (HEAD + text + CONTESTS).encode()))


def cases(text: str) -> tuple[WinningCase, ...]:
    return read(text).cases


def test_a_case_knows_its_contest_by_the_heading_above() -> None:
    text = (
        f"□ 정부혁신\n\n구분\t소속\t우수사례 내용\n최우수\t통영지청\t<p>하나</p><p>{LONG}</p>\n\n"
        f"□ 적극행정\n\n구분\t소속\t우수사례 내용\n우수\t천안지청\t<p>둘</p><p>{LONG}</p>\n"
    )
    first, second = cases(text)
    assert (first.contest, first.grade, first.title) == (
        "2024년 고용노동부 정부혁신 우수사례 경진대회",
        "최우수",
        "하나",
    )
    assert (second.contest, second.organization) == ("2024년 고용노동부 적극행정 우수사례 경진대회", "천안지청")
    assert first.summary == LONG
    assert first.year == 2024
    assert first.contest_id in {c.id for c in read(text).contests}


def test_merged_cells_carry_track_and_grade_down() -> None:
    text = (
        "□ 정부혁신\n\n분야\t구분\t소속\t사례명\n미래를 대비하는 "
        "정부\t최우수\t통영지청\t하나\n\t우수\t천안지청\t둘\n\t\t구미지청\t셋\n"
    )
    assert [(c.track, c.grade, c.title) for c in cases(text)] == [
        ("미래를 대비하는 정부", "최우수", "하나"),
        ("미래를 대비하는 정부", "우수", "둘"),
        ("미래를 대비하는 정부", "우수", "셋"),
    ]
    assert not any("구분" in w.text for w in read(text).warnings)


def test_a_lost_grade_is_inherited_with_a_warning_where_grades_are_printed_in_every_row() -> None:
    text = (
        "□ 정부혁신\n\n구분\t소속\t사례명\n최우수\t통영지청\t하나\n"
        "우수\t천안지청\t둘\n우수\t구미지청\t셋\n\t포항지청\t넷\n"
    )
    facts = read(text)
    assert [c.grade for c in facts.cases] == ["최우수", "우수", "우수", "우수"]
    assert facts.cases[3].note is not None
    assert any("구분 칸이 비어" in w.text for w in facts.warnings)


def test_a_label_split_by_a_page_break_is_whole_again() -> None:
    text = (
        "□ 정부혁신\n\n분야\t구분\t소속\t사례명\n미래를 대비하는 정부\t최우수\t통영지청\t하나\n"
        "문제를 해결하는\t최우수\t천안지청\t둘\n\t우수\t구미지청\t셋\n정부\t우수\t포항지청\t넷\n"
    )
    assert [c.track for c in cases(text)] == ["미래를 대비하는 정부"] + ["문제를 해결하는 정부"] * 3


HALVES = (
    "□ 적극행정\n\n구분\t소속\t우수사례 내용\n"
    f"상반기\t최우수\t중양노동위원회 더 빠르게 다투지 않게 하다! {LONG}\n\t우수\t부산청 두 마리 토끼를 잡다! {LONG}\n\n"
    f"구분\t소속\t우수사례 내용\n우수팀\t퇴직연금 복지과\t<p>수수료는 낮추고!</p><p>{LONG}</p>\n\n"
    f"구분\t소속\t우수사례 내용\n하반기\t최우수\t<p>원클릭으로 "
    f"처리해요!</p><p>{LONG}</p>\n\t우수\t<p>해결사</p><p>{LONG}</p>\n"
)


def test_a_half_in_the_first_column_shifts_the_rest_and_holds_for_the_next_table() -> None:
    found = cases(HALVES)
    assert [(c.half, c.grade) for c in found] == [
        ("상반기", "최우수"),
        ("상반기", "우수"),
        ("상반기", "우수팀"),
        ("하반기", "최우수"),
        ("하반기", "우수"),
    ]


def test_an_organization_glued_to_the_title_is_parted_and_a_misprint_corrected() -> None:
    first, second, third, *_ = cases(HALVES)
    assert (first.organization, first.organization_printed) == ("중앙노동위원회", "중양노동위원회")
    assert first.note is not None
    assert "중양노동위원회" in first.note
    assert first.title == "더 빠르게 다투지 않게 하다!"
    assert (second.organization, second.title) == ("부산청", "두 마리 토끼를 잡다!")
    assert third.organization == "퇴직연금복지과"


def test_a_lost_organization_stays_unknown_and_is_a_warning() -> None:
    facts = read(HALVES)
    assert [c.organization for c in facts.cases[3:]] == [None, None]
    assert any("소속" in w.text and "2건" in w.text for w in facts.warnings)


def test_title_and_content_columns_are_kept_apart() -> None:
    text = (
        f"□ 정부혁신\n\n연번\t훈격\t기관명\t과제명\t주요 내용\n"
        f"1\t대상\t구미시\t하나로 잇다\t{LONG}\n2\t금상\t포항시\t둘\t{LONG}\n"
    )
    first, second = cases(text)
    assert (first.grade, first.organization, first.title, first.summary) == ("대상", "구미시", "하나로 잇다", LONG)
    assert second.grade == "금상"


def test_a_grade_broken_into_syllables_is_joined() -> None:
    text = (
        "□ 정부혁신\n\n구분\t부서명\t추진과제명\n최 우 수\t환경보건국 "
        "화학물질정책과\t하나\n\t재생에너지정책과\t둘\n우 수\t수도과\t셋\n"
    )
    assert [(c.grade, c.organization) for c in cases(text)] == [
        ("최우수", "환경보건국 화학물질정책과"),
        ("최우수", "재생에너지정책과"),
        ("우수", "수도과"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "과제\t훈격\t상점\t상금\n자유과제\t대상\t1점\t각 1,000만원\n\t금상\t1점\t각 500만원\n",
        "시 간\t내 용\t비 고\n10:00~10:20\t개회\t사회자\n10:20~10:30\t대상\t우수\n",
        "구분\t기업명\n오프라인(8)\t올리브영\n역직구(5)\t컬리\n",
        "구분\t월\t화\n내용\t점검\t위촉식\n",
        "유형\t과제 부문 설명\n자유과제\t인공지능 프로젝트\n",
    ],
)
def test_other_tables_hold_no_cases(table: str) -> None:
    assert cases(f"□ 정부혁신\n\n{table}") == ()


def test_cases_listed_in_prose_need_an_organization_each_or_a_grade() -> None:
    prose = (
        " ○ 본선에 오른 3개 과제는\n△관리 플랫폼 구축(행정안전부),\n"
        "△민원서비스 구축(경상북도 김천시청),\n△자동 분석(국립과학수사연구원)이다.\n"
    )
    contest = "고용노동부(장관 김문수)는 ‘2024년 혁신 챌린지’ 결과를 알린다고 밝혔다.\n"
    text = f"보도시점\t2024. 11. 14.(목)\n\n제목은 이것이다\n\n{contest}{prose}"
    facts = extract(read_bytes("a.txt", text.encode()))
    assert [(c.title, c.organization) for c in facts.cases] == [
        ("관리 플랫폼 구축", "행정안전부"),
        ("민원서비스 구축", "경상북도 김천시청"),
        ("자동 분석", "국립과학수사연구원"),
    ]
    fields = text.replace("본선에 오른 3개 과제는", "공모 분야는")
    assert extract(read_bytes("a.txt", fields.encode())).cases == ()


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("한국장애인 고용공단", "한국장애인고용공단"),
        ("한국산업 안전보건공단", "한국산업안전보건공단"),
        ("고용노동부 (천안지청)", "고용노동부(천안지청)"),
        ("공정채용 기반과", "공정채용기반과"),
        ("기후에너지정책관 기후에너지정책과", "기후에너지정책관 기후에너지정책과"),
        ("울산광역시 북구청", "울산광역시 북구청"),
        ("인천 미추홀소방서", "인천 미추홀소방서"),
        ("중양노동위원회", "중앙노동위원회"),
    ],
)
def test_torn_organization_names_are_joined_and_whole_ones_left(cell: str, name: str) -> None:
    assert read_organization(cell).name == name


@pytest.mark.parametrize(
    "text", ["복잡한 지원금 업무를 빠르게 처리해요", "협업과 디지털기술로 끝내주는 해결사", "전국 최초 경보프로그램"]
)
def test_a_titles_first_word_is_no_organization(text: str) -> None:
    assert leading_organization(text) is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"청년, 가능성을 보다. 미래를 응원하다! {LONG}", "청년, 가능성을 보다. 미래를 응원하다!"),
        (f"협업으로 국민의 “내일(業)”을 만든다 공단은 {LONG}", "협업으로 국민의 “내일(業)”을 만든다"),
        (
            f"우리는 체험관 20개가 있다. ‘전용 직업 체험관 운영’ {LONG}",
            "우리는 체험관 20개가 있다. ‘전용 직업 체험관 운영’",
        ),
        (f"예방은 이제부터 '상시 감시 시스템으로!!' {LONG}", "예방은 이제부터 '상시 감시 시스템으로!!'"),
        (
            f"보다 편리하고, 보다 빠르게 해결하기 위한 디지털 위원회 구축 {LONG}",
            "보다 편리하고, 보다 빠르게 해결하기 위한 디지털 위원회 구축",
        ),
        (f"태백시 인구감소에 따른 필수의료 기반 확충 태백시의 {LONG}", "태백시 인구감소에 따른 필수의료 기반 확충"),
    ],
)
def test_a_glued_title_ends_where_a_title_ends(text: str, title: str) -> None:
    split = split_title((text,), may_be_glued=True)
    assert split.title == title
    assert split.summary == text[len(title) :].strip()


def test_a_border_known_only_by_a_noun_is_doubtful_and_so_is_none_at_all() -> None:
    assert split_title((f"새로운 의학자문 지원모형 구축 {LONG}",), may_be_glued=True).doubtful
    no_border = split_title(("가나다라 마바사 아자차 " * 6,), may_be_glued=True)
    assert no_border.doubtful
    assert no_border.summary is None


def test_quotes_around_a_whole_title_go() -> None:
    assert (
        split_title(("'채용 갑질 예방, 모니터링 강화로부터'", LONG), may_be_glued=True).title
        == "채용 갑질 예방, 모니터링 강화로부터"
    )
    assert (
        split_title(("전력 사용량 조회'로 적발하다", LONG), may_be_glued=True).title == "전력 사용량 조회'로 적발하다"
    )


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("협업 네트 워크를 구축", "협업 네트워크를 구축"),
        ("기업이 연계 하여 체험", "기업이 연계하여 체험"),
        ("생활 속 (출퇴근) 활동", "생활 속(출퇴근) 활동"),
        ("일을 잘 하여 칭찬", "일을 잘 하여 칭찬"),
    ],
)
def test_only_certainly_torn_words_are_mended(torn: str, whole: str) -> None:
    assert mend(torn) == whole
