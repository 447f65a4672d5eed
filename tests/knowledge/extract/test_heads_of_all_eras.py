"""Heads of releases as ministries, agencies and towns have printed them since 1999, in sentences of our own."""

from datetime import date

import pytest

from knowledge.documents import read_bytes
from knowledge.documents.layout import Layout, Span
from knowledge.documents.model import Document, Doubt
from knowledge.extract import extract
from knowledge.model import Facts

LEAD = "고용노동부(장관 한가람)는 새로 일을 찾는 청년을 돕는 사업을 전국에서 시작한다고 밝혔다."
TITLE = "청년의 첫 일자리, 곁에서 돕는다"


def read(text: str) -> Facts:
    return extract(read_bytes("a.txt", text.encode()))


def boxes(*blocks: str | list[list[Span | str]]) -> Facts:
    layout = Layout()
    for block in blocks:
        if isinstance(block, str):
            layout.paragraph(block)
        else:
            layout.table([[s if isinstance(s, Span) else Span(tuple(s.split("\n"))) for s in row] for row in block])
    return extract(Document("a.hwpx", tuple(layout.blocks), "hwpx"))


def stated(facts: Facts) -> tuple[str, tuple[str, ...], date | None, str | None]:
    (release,) = facts.releases
    return release.title, release.subtitles, release.date, release.ministry


@pytest.mark.parametrize(
    ("head", "day"),
    [
        # 1999-2007: labels with colons, the embargo as a sentence.
        ("보 도 자 료\n배포일 : 2004. 3. 15(월)\n매  수 : 총 4매\n\n제 목 : {title}\n", date(2004, 3, 15)),
        (
            "[노동부 보도자료]\n이 자료는 2005년 3월 16일(수) 조간부터 보도하여 주시기 바랍니다.\n\n{title}\n",
            date(2005, 3, 16),
        ),
        (
            "보도자료\n◎ 배포일시 : 2001.5.14(월)  ◎ 쪽수 : 3쪽\n◎ 보도일시 : 2001.5.15(화) 조간\n\n{title}\n",
            date(2001, 5, 15),
        ),
        (
            "노 동 부\t보 도 자 료\n보도일시\t2009. 9. 8.(화) 조간부터 보도하여 주시기 바랍니다.\n\n{title}\n",
            date(2009, 9, 8),
        ),
        # 2008-2016.
        (
            "보도자료\thttp://www.moel.go.kr\n2012년 6월 7일(목) 석간부터 보도해 주시기 바랍니다.\n"
            "(인터넷·방송·통신은 6.7(목) 09:00 이후)\n\n{title}\n",
            date(2012, 6, 7),
        ),
        ("보도자료\n보도일시 : 2014. 2. 4.(화) 12:00 이후 (총 5쪽, 붙임 2쪽)\n\n{title}\n", date(2014, 2, 4)),
        ("보도 참고자료\n(’13.11.5일 화요일 조간부터 보도 가능)\n\n{title}\n", date(2013, 11, 5)),
        ("보도자료\n엠바고\t2016. 8. 31.(수) 11:30\n\n{title}\n", date(2016, 8, 31)),
        # 2017-2021.
        (
            "보도자료\t다시 뛰는 대한민국\n보도일시\t2019. 3. 5.(화) 석간\n배포일시\t2019. 3. 5.(화) 08:30\n"
            "담당부서\t청년고용과\t담 당 자\t과  장\t김하늘\t(044-202-7400)\n"
            "\t\t\t사무관\t이바다\t(044-202-7401)\n\n{title}\n",
            date(2019, 3, 5),
        ),
        (
            "보도일시\t(통신, 방송, 인터넷) 2020. 9. 21. (월) 12:00\n\t(신문) 2020. 9. 22. (화) 조간\n\n{title}\n",
            date(2020, 9, 21),
        ),
        (
            "보도일시\t즉시 보도하여 주시기 바랍니다.\n배포일시\t2021. 2. 3.(수) / (총 3매)\n\n{title}\n",
            date(2021, 2, 3),
        ),
        # 2022 on.
        (
            "보도자료\n보도시점\t2022. 5. 2.(월) 국무회의 종료 시\t배포\t2022. 5. 2.(월) 09:00\n\n{title}\n",
            date(2022, 5, 2),
        ),
        ("보도자료\n보도시점\n배포 즉시\n배포\n2024. 7. 1.(월)\n\n{title}\n", date(2024, 7, 1)),
        ("보도시점\t(온라인) '24. 7. 1.(월) 12:00\n(지 면) '24. 7. 2.(화) 조간\n\n{title}\n", date(2024, 7, 1)),
        ("고용노동부\t보도설명자료\n보도시점 : 배포시점부터   배포 : 2025. 1. 9.(목)\n\n{title}\n", date(2025, 1, 9)),
        ("보도시점: 2023.6.1.(목) 11:00 이후(6.1. 석간) / 배포: 2023.5.31.(수)\n\n{title}\n", date(2023, 6, 1)),
        ("2026년 1월 8일(목) 공보 2026-1-03호\n이 자료는 배포시부터 취급 가능\n\n제목 : {title}\n", date(2026, 1, 8)),
    ],
)
def test_heads_of_all_eras_give_title_and_day(head: str, day: date) -> None:
    facts = read(head.format(title=TITLE) + f"\n{LEAD}\n")
    assert stated(facts) == (TITLE, (), day, "고용노동부")


@pytest.mark.parametrize(
    ("lines", "title", "subtitles"),
    [
        ("제목: 첫 일자리를 돕는다\n부제: 전국에서 시작", "첫 일자리를 돕는다", ("전국에서 시작",)),
        (
            "첫 일자리를 돕는다\n- 전국에서 시작 -\n- 누구나 신청 -",
            "첫 일자리를 돕는다",
            ("전국에서 시작", "누구나 신청"),
        ),
        ("첫 일자리를 돕는다\n― 전국에서 시작 ―", "첫 일자리를 돕는다", ("전국에서 시작",)),
        ("첫 일자리를 돕는다\n< 전국에서 시작 >", "첫 일자리를 돕는다", ("전국에서 시작",)),
        ("첫 일자리를 돕는다\n▸ 전국에서 시작\n▸ 누구나 신청", "첫 일자리를 돕는다", ("전국에서 시작", "누구나 신청")),
        ("첫 일자리를 돕는다 - 전국에서 시작 - 누구나 신청", "첫 일자리를 돕는다", ("전국에서 시작", "누구나 신청")),
        ("“첫 일자리를 돕는다”", "“첫 일자리를 돕는다”", ()),
        ("「첫 일자리 돕기」 사업을 위한\n업무협약 체결", "「첫 일자리 돕기」 사업을 위한 업무협약 체결", ()),
    ],
)
def test_subtitles_are_told_from_the_title(lines: str, title: str, subtitles: tuple[str, ...]) -> None:
    facts = read(f"보도자료\n보도시점\t2024. 7. 1.(월)\n\n{lines}\n\n{LEAD}\n")
    assert stated(facts)[:2] == (title, subtitles)


@pytest.mark.parametrize(
    "box",
    [
        [["첫 일자리를 돕는다\n- 전국에서 시작 -"]],
        [["첫 일자리를 돕는다"], ["- 전국에서 시작 -"]],
        [[Span(("첫 일자리를 돕는다",), columns=2)], [Span(("- 전국에서 시작 -",), columns=2)]],
    ],
)
def test_a_title_in_a_box_is_a_title(box: list[list[Span | str]]) -> None:
    facts = boxes([["보도시점", "2024. 7. 1.(월) 10:00", "배포", "2024. 6. 28.(금)"]], box, LEAD)
    assert stated(facts)[:3] == ("첫 일자리를 돕는다", ("전국에서 시작",), date(2024, 7, 1))


def test_two_times_in_one_cell_give_the_first_day() -> None:
    row: list[Span | str] = [
        "보도시점",
        "(온라인) 2024. 7. 1.(월) 12:00\n(지  면) 2024. 7. 2.(화) 조간",
        "배포",
        "2024. 7. 1.(월) 08:30",
    ]
    assert stated(boxes([["", "보도자료"]], [row], TITLE, LEAD))[2] == date(2024, 7, 1)


def test_a_contact_table_may_stand_before_the_title() -> None:
    facts = boxes(
        [["행정안전부", "보 도 자 료"]],
        [
            ["보도시점", Span(("2022. 7. 4.(월) 12:00",), columns=5)],
            [Span(("담당 부서",), rows=2), "정부혁신국", "책임자", "과  장", "김하늘", "(044-205-2201)"],
            ["혁신기획과", "담당자", "사무관", "이바다", "(044-205-2202)"],
        ],
        "새로운 혁신을 함께 연다",
        "- 국민 누구나 참여 -",
        "행정안전부(장관 한가람)는 국민과 함께 새로운 혁신을 연다고 밝혔다. 많은 사람이 함께했다.",
    )
    assert stated(facts) == ("새로운 혁신을 함께 연다", ("국민 누구나 참여",), date(2022, 7, 4), "행정안전부")
    assert [(c.department, c.name) for c in facts.contacts] == [
        ("정부혁신국 혁신기획과", "김하늘"),
        ("정부혁신국 혁신기획과", "이바다"),
    ]


@pytest.mark.parametrize(
    ("lead", "issuer"),
    [
        ("근로복지공단(이사장 한가람)은 산재 노동자를 위한 새로운 지원을 시작한다고 7월 1일 밝혔다.", "근로복지공단"),
        (
            "고용노동부 안산지청(지청장 한가람)은 관내 사업장과 간담회를 열고 의견을 들었다고 밝혔다.",
            "고용노동부 안산지청",
        ),
        (
            "서울지방고용노동청(청장 한가람)은 청년을 위한 채용 박람회를 연다고 1일 밝혔다. 누구나 온다.",
            "서울지방고용노동청",
        ),
        (
            "중앙노동위원회(위원장 한가람)는 공정한 노사관계를 위한 연수를 열었다고 1일 밝혔다. 모두 왔다.",
            "중앙노동위원회",
        ),
        (
            "한국사회적기업진흥원(원장 한가람, 이하 진흥원)은 새 사업의 참여 기업을 모집한다고 1일 밝혔다.",
            "한국사회적기업진흥원",
        ),
        ("경상남도(도지사 한가람)는 도내 청년을 위한 일자리 사업을 시작한다고 1일 밝혔다. 모두 반겼다.", "경상남도"),
        (
            "서울특별시(시장 한가람)는 시민을 위한 새로운 일자리 사업을 시작한다고 1일 밝혔다. 모두 반겼다.",
            "서울특별시",
        ),
        ("□ 산림청(청장 한가람)은 산불을 막기 위한 대책을 널리 알리고 함께한다고 1일 밝혔다. 모두 왔다.", "산림청"),
        ("□ 노동부(장관 한가람)는 실업 대책을 세우고 일자리를 늘리는 방안을 마련한다고 밝혔다. 모두 반겼다.", "노동부"),
        ("한가람 국토교통부장관은 7월 1일 현장을 찾아 근로자들의 안전을 살피고 격려했다고 밝혔다.", "국토교통부"),
        (
            "국무조정실(실장 한가람)은 규제를 풀기 위한 회의를 열고 여러 대책을 살폈다고 밝혔다. 모두 왔다.",
            "국무조정실",
        ),
        ("보건복지부와 고용노동부는 7월 1일 합동으로 대책을 마련하고 널리 알린다고 밝혔다. 모두 반겼다.", "보건복지부"),
        (
            "국립중앙과학관(관장 한가람)은 여름을 맞아 새로운 전시를 연다고 1일 밝혔다. 누구나 볼 수 있다.",
            "국립중앙과학관",
        ),
        (
            "질병관리청 국립보건연구원(원장 한가람)은 새로운 연구를 시작한다고 1일 밝혔다. 모두 반겼다.",
            "질병관리청 국립보건연구원",
        ),
        ("한국은행(총재 한가람)은 새로운 통계를 마련하여 널리 알린다고 1일 밝혔다. 누구나 볼 수 있다.", "한국은행"),
        ("고용노동부(장관 한가람)와 한국장애인고용공단(이사장 김하늘)은 함께 대회를 연다고 밝혔다.", "고용노동부"),
        ("재정경제부 등 관계부처는 7월 1일 민생 대책을 함께 살피고 널리 알린다고 밝혔다. 모두 반겼다.", "재정경제부"),
    ],
)
def test_the_issuer_is_named_in_the_lead(lead: str, issuer: str) -> None:
    text = f"광 부\t보도자료\n보도시점\t2024. 7. 1.(월) 10:00\n\n{TITLE}\n\n{lead}\n"
    assert read(text).releases[0].ministry == issuer


def test_without_a_name_in_the_lead_the_contact_table_names_the_issuer() -> None:
    text = (
        f"공동보도자료\n보도시점\t2024. 7. 1.(월)\n\n{TITLE}\n\n"
        "정부는 오늘 회의를 열고 새로운 대책을 널리 알린다고 밝혔다.\n\n"
        "담당 부서\t해양수산부\t책임자\t과  장\t김하늘\t(044-200-5210)\n"
        "\t해양정책과\t담당자\t사무관\t이바다\t(044-200-5211)\n"
    )
    assert read(text).releases[0].ministry == "해양수산부"


@pytest.mark.parametrize(
    "stamp",
    ["보도시점\t4. 13.(월) 10:00\t배포\t4. 10.(금)", "보도시점\t배포 즉시", "보도시점\t2024. 13. 41.(월)"],
)
def test_a_day_that_is_not_fully_printed_is_not_guessed(stamp: str) -> None:
    facts = read(f"보도자료\n{stamp}\n\n{TITLE}\n\n{LEAD}\n")
    assert facts.releases[0].date is None
    assert any("날짜를 찾지 못했어요" in w.text for w in facts.warnings)


def test_a_weekday_that_does_not_fit_the_releases_day_is_a_warning_on_its_line() -> None:
    facts = read(f"보도자료\n보도시점\t2024. 7. 1.(화) 10:00\n\n{TITLE}\n\n{LEAD}\n")
    assert facts.releases[0].date == date(2024, 7, 1)
    assert [w.line for w in facts.warnings if "요일" in w.text] == [2]


def test_what_a_reader_doubts_is_a_warning_of_the_release() -> None:
    layout = Layout()
    layout.paragraph(LEAD)
    facts = extract(Document("a.pdf", tuple(layout.blocks), "pdf", (Doubt(1, "글자가 깨졌을 수 있어요."),)))
    assert any(w.text == "글자가 깨졌을 수 있어요." for w in facts.warnings)


def test_a_headline_above_the_head_is_the_title() -> None:
    facts = read(f"{TITLE}\n\n고용노동부\t보도자료\n\n보도시점\t2024. 7. 1.(월) 12:00\n\n{LEAD}\n")
    assert stated(facts)[:3] == (TITLE, (), date(2024, 7, 1))


def test_a_headline_that_comes_again_below_the_head_is_one_title_with_its_subtitles() -> None:
    facts = read(
        f"{TITLE}\n\n고용노동부\t보도자료\n\n보도시점\t2024. 7. 1.(월)\n\n{TITLE}\n- 전국에서 시작 -\n\n{LEAD}\n"
    )
    assert stated(facts)[:3] == (TITLE, ("전국에서 시작",), date(2024, 7, 1))


def test_a_title_may_stand_in_a_row_after_its_label() -> None:
    facts = read(f"보도자료\n배포일시\t2010. 7. 5.(월)\n제 목\t{TITLE}\n\n{LEAD}\n")
    assert stated(facts)[:3] == (TITLE, (), date(2010, 7, 5))


def test_the_weekday_tells_which_of_two_printed_years_is_right() -> None:
    facts = read(f"보도시점\t2025. 1. 5.(월) 12:00\t배포\t2026. 1. 2.(금)\n\n{TITLE}\n\n{LEAD}\n")
    assert facts.releases[0].date == date(2026, 1, 5)
    assert any("요일" in w.text for w in facts.warnings)
