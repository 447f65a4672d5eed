"""What `extract` prints: each fact beside its place and its words."""

from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len

from bot.commands.listing import facts_lines, reading_lines
from knowledge.model import ExtractionWarning, Facts, Source, WarningKind
from tests.factories import ACTIVE_CONTEST, CEREMONY, DIRECTOR, NAMELESS_CASE, OFFICER, RELEASE, YOUTH_CASE

FACTS = Facts(
    releases=(replace(RELEASE, subtitles=("부제목",)),),
    contests=(ACTIVE_CONTEST,),
    events=(CEREMONY,),
    cases=(YOUTH_CASE, NAMELESS_CASE),
    contacts=(DIRECTOR, OFFICER),
    warnings=(ExtractionWarning(RELEASE.file, 7, "요일이 달라요.", "7줄"),),
)


def test_everything_that_was_read_is_shown_with_its_place_and_its_words() -> None:
    lines = [line.split(None, 1) for line in facts_lines(FACTS)]
    assert ["50줄", "사례      경계선지능 청년, 가능성을 보다. 미래를 응원하다!"] in lines
    assert ["원문", "“미래를 대비하는 정부 최우수 한국장애인 고용공단”"] in lines
    for row in (
        ["제목", RELEASE.title],
        ["부제", "부제목"],
        ["주기", "연 2회"],
        ["접수", "84점"],
        ["선정", "22점"],
        ["일시", "2024-11-14 10:00~12:30"],
        ["장소", "한국프레스센터 19층 매화홀"],
        ["구분", "미래를 대비하는 정부 | 최우수"],
        ["소속", "모름"],
    ):
        assert row in [line[-1].split(None, 1) for line in lines] or row in lines
    assert [
        "36줄",
        '상세일정  10:00~10:05 | 경진대회 최우수작 소개 | 시상식장 입구에서 포스터 설명 | 5" | 공개',
    ] in lines
    stages = "접수 84점 (상반기 44, 하반기 40) → 1·2차 심사 [실무 및 적극행정국민파트너스 심사] 50건"
    assert any(stages in line[-1] for line in lines)


def test_the_warnings_come_last() -> None:
    *_, count, warning = facts_lines(FACTS)
    assert count == "본문 0문단, 주의 1건"
    assert warning.split(None, 2) == ["7줄", "주의", "요일이 달라요."]


def test_the_columns_are_straight_however_wide_the_letters() -> None:
    labels = ("제목", "사례", "상세일정", "책임자", "원문", "주의")
    rows = [
        line for line in facts_lines(FACTS) if line.startswith(" ") and any(f"{label} " in line for label in labels)
    ]
    starts = {cell_len(line[: line.index(label)]) for line in rows for label in labels if f" {label} " in line[:24]}
    assert starts == {16}


def test_facts_of_one_line_show_its_words_once() -> None:
    text = "\n".join(facts_lines(Facts(releases=(RELEASE,), contacts=(DIRECTOR, OFFICER))))
    assert text.count("원문") == 2
    assert text.index("김동현") < text.index("송보영") < text.rindex("원문")


def test_a_page_and_a_recovered_table_are_said() -> None:
    source = Source("a.pdf", 9, "1\t우수\t가 부서\n" + "긴 " * 90, 2, recovered=True)
    facts = Facts(releases=(replace(RELEASE, form="pdf"),), cases=(replace(YOUTH_CASE, source=source),))
    lines = list(facts_lines(facts))
    assert lines[0] == "보도자료 (pdf)"
    assert any(line.split()[:2] == ["2쪽", "사례"] for line in lines)
    quote = next(line for line in lines if "가 부서" in line)
    assert quote.endswith("…” (PDF 표에서 복원)")
    assert len(quote) < 150
    assert any(
        line.startswith("  1번째 문단 ")
        for line in facts_lines(replace(FACTS, releases=(replace(RELEASE, form="hwpx"),)))
    )


def test_of_a_long_paragraph_the_words_around_each_fact_are_shown() -> None:
    told = "시상식은 11월 14일 오전 한국프레스센터 매화홀에서 열린다."
    words = f"{'가나다라마바사 ' * 30}{told} {'아자차카타파하 ' * 30}"
    event = replace(CEREMONY, source=Source("a.txt", 3, words), attendees=(), programme=())
    (quote,) = [line for line in facts_lines(Facts(releases=(RELEASE,), events=(event,))) if "가나다" in line]
    assert "11월 14일" in quote
    assert "매화홀" in quote
    assert quote.count("…") == 2
    assert len(quote) < 250


def test_files_that_cannot_be_read_come_first_and_doubts_told_before_are_counted() -> None:
    unread = ExtractionWarning("a.pdf", 1, "암호가 걸렸어요.", kind=WarningKind.UNREAD)
    doubt = ExtractionWarning("b.hwpx", 9, "요일이 달라요.", "9번째 문단 ‘오는 14일…’")
    facts = Facts(releases=(RELEASE,), warnings=(unread, doubt))
    assert list(reading_lines(facts)) == [
        "읽은 파일 1개, 읽지 못한 파일 1개",
        "읽지 못한 파일",
        "  a.pdf",
        "    암호가 걸렸어요.",
        "확인이 필요한 곳",
        "  b.hwpx",
        "    9번째 문단 ‘오는 14일…’: 요일이 달라요.",
    ]
    assert list(reading_lines(facts, {unread, doubt}))[2:] == [
        "  a.pdf",
        "    암호가 걸렸어요.",
        "앞서 알려 드린 주의 1건은 그대로예요. check로 모두 볼 수 있어요.",
    ]
