from datetime import date, time

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Attendee, Event, EventKind

HEAD = (
    "보도시점\t2026. 4. 13.(월) 10:00\n\n제목은 이것이다\n\n고용노동부(장관 김영훈)는 새 사업을 시작한다고 밝혔다.\n\n"
)

CEREMONY = """붙임 1**정부혁신 우수사례 시상식 개요**

□ 행사 개요

- 일 시 : '26. 4. 14.(화), 10:00~12:30(150분)
- 장 소 : 한국프레스센터 19층 매화홀
- 참 석 : 장관, 수상자 43명
 - 정부혁신 우수사례 수상자 : 15명
 - 아이디어 공모전 수상자 : 6명
- 상세일정 ※ 시상식 및 기념촬영까지 공개

시 간\t\t내 용\t비 고
10:00~10:05\t5"\t▶ 최우수작 소개 ※ 입구에서 포스터 설명\t공개
10:05~10:06\t1"\t▶ 개회 선언\t"
11:00~12:29\t1'29"\t▶ 소통행사\t비공개
12:29~12:30\t1\t▶ 폐회 선언\t

□ 2026년 『정부혁신 우수사례 경진대회』

- (목적) 우수사례 발굴(연 1회)

□ 2026년 『일하는 방식 개선 아이디어 공모전』

- (목적) 아이디어 발굴(연 1회)
"""


def events(text: str) -> tuple[Event, ...]:
    return extract(read_bytes("a.txt", (HEAD + text).encode())).events


def test_an_events_block_gives_day_times_place_and_who_comes() -> None:
    (event,) = events(CEREMONY)
    assert (event.name, event.kind) == ("정부혁신 우수사례 시상식", EventKind.CEREMONY)
    assert (event.date, event.end_date, event.start, event.end) == (date(2026, 4, 14), None, time(10), time(12, 30))
    assert event.place == "한국프레스센터 19층 매화홀"
    assert event.attendees == (
        Attendee("장관", None),
        Attendee("수상자", 43),
        Attendee("정부혁신 우수사례 수상자", 15),
        Attendee("아이디어 공모전 수상자", 6),
    )
    assert event.openness == "시상식 및 기념촬영까지 공개"
    assert event.contests == ("정부혁신 우수사례 경진대회", "일하는 방식 개선 아이디어 공모전")


def test_ditto_marks_repeat_and_an_empty_cell_states_nothing() -> None:
    (event,) = events(CEREMONY)
    assert [item.open for item in event.programme] == [True, True, False, None]
    assert [item.minutes for item in event.programme] == ['5"', '1"', "1'29\"", "1"]
    assert event.programme[0].title == "최우수작 소개"
    assert event.programme[0].note == "입구에서 포스터 설명"
    assert (event.programme[2].start, event.programme[2].end) == (time(11), time(12, 29))


@pytest.mark.parametrize(
    "block",
    [
        "붙임\t\t지역 일자리 간담회 개요\n\n□ 일시 : ’26. 4. 14.(화) 14:00~16:00\n□ 장소 : 정부서울청사\n",
        "붙임\t\t지역 일자리 간담회 개요\n\n1. 행사개요\n\n ㅇ (일시/장소): ’26.4.14일 14:00~16:00 / 정부서울청사\n",
        "붙임\t\t지역 일자리 간담회 개요\n\n ○ (일시 및 장소) 4.14.(화) 14:00~16:00 / 정부서울청사\n",
        "『지역 일자리 간담회』\n  * 일시/장소 : 4. 14.(화) 14:00~16:00, 정부서울청사\n",
        "< 지역 일자리 간담회 >\n ‣ 일시ㆍ장소 : 2026. 4. 14.(화) 14:00~16:00, 정부서울청사\n",
        "2\t\t지역 일자리 간담회 개최\n\n[ 회의 개요 ]\n\n▪ (일시‧장소) ‘26.4.14.(화) 14:00~16:00, 정부서울청사\n",
        "참고 1. 지역 일자리 간담회 개요\n\n□ 일  시  2026. 4. 14.(화) 14:00~16:00\n□ 장  소  정부서울청사\n",
        "붙임 지역 일자리 간담회 개요\n\n- 일시: 4. 14.(화) 14:00~16:00, 장소: 정부서울청사\n",
        "붙임 지역 일자리 간담회 개요\n\n일 시\t4. 14.(화) 14:00~16:00\n장 소\t정부서울청사\n",
    ],
)
def test_every_known_form_of_when_and_where_is_read(block: str) -> None:
    (event,) = events(block)
    assert event.name == "지역 일자리 간담회"
    assert (event.date, event.start, event.end, event.place) == (date(2026, 4, 14), time(14), time(16), "정부서울청사")


def test_a_week_has_its_last_day() -> None:
    (event,) = events("붙임\t\t안전관리 집중주간 개요\n\n ○ (일시) ’26. 4. 13.(월) ~ 4. 17.(금)\n ○ (장소) 천안\n")
    assert (event.date, event.end_date) == (date(2026, 4, 13), date(2026, 4, 17))


def test_an_open_end_stays_open() -> None:
    (event,) = events("『현장 점검회의』\n - 일시 : 2026. 4. 14.(화) 14:00~\n - 장소 : 군자차량사업소\n")
    assert (event.start, event.end) == (time(14), None)


def test_when_to_apply_is_no_event() -> None:
    assert events("붙임\t\t정책 아이디어 공모전 개요\n\n ○ (기간) ’26. 4. 13.(월) ~ 6. 12.(금)\n") == ()


def test_a_wrong_weekday_is_a_warning() -> None:
    text = HEAD + "붙임\t\t간담회 개요\n\n□ 일시 : 2026. 4. 14.(월) 14:00\n□ 장소 : 서울\n"
    facts = extract(read_bytes("a.txt", text.encode()))
    assert facts.events[0].date == date(2026, 4, 14)
    assert any("요일" in w.text for w in facts.warnings)


@pytest.mark.parametrize(
    ("lead", "name", "day", "place"),
    [
        (
            "기후에너지환경부(장관 김성환)는 4월 13일 오전 한강홍수통제소(서울 서초구 "
            "소재)에서 공로자를 대상으로 ‘특별성과 공무원 포상’을 실시한다고 밝혔다.",
            "특별성과 공무원 포상",
            date(2026, 4, 13),
            "한강홍수통제소(서울 서초구 소재)",
        ),
        (
            "국가보훈부(장관 권오을)는 ‘제1회 특별성과 포상식’을 지난 10일(금) 서울지방보훈청에서 진행했다고 밝혔다.",
            "제1회 특별성과 포상식",
            date(2026, 4, 10),
            "서울지방보훈청",
        ),
        (
            "행정안전부(장관 윤호중)는 4월 13일(월) 정부세종청사 "
            "대강당에서 혁신을 이끌 'AI 리더' 발대식을 개최했다고 밝혔다.",
            "AI 리더 발대식",
            date(2026, 4, 13),
            "정부세종청사 대강당",
        ),
        (
            "고용노동부(장관 김영훈)는 4월 14일(화) 14시 서울고용센터에서 지역 일자리 간담회를 개최한다고 밝혔다.",
            "지역 일자리 간담회",
            date(2026, 4, 14),
            "서울고용센터",
        ),
    ],
)
def test_a_lead_may_tell_of_an_event(lead: str, name: str, day: date, place: str) -> None:
    text = f"보도시점\t2026. 4. 13.(월) 10:00\n\n제목은 이것이다\n\n{lead}\n"
    (event,) = extract(read_bytes("a.txt", text.encode())).events
    assert (event.name, event.date, event.place) == (name, day, place)


@pytest.mark.parametrize(
    "lead",
    [
        "고용노동부(장관 김영훈)는 4월 20일부터 새 기준을 시행한다고 밝혔다.",
        "고용노동부(장관 김영훈)는 4월 13일(월) 새 대책을 발표했다고 밝혔다. 자세한 내용은 누리집에 있다.",
        "건강보험심사평가원(원장 김승택)은 8월 21일(월)부터 시행된 급여기준을 공개했다.",
    ],
)
def test_other_days_of_a_lead_are_no_event(lead: str) -> None:
    text = f"보도시점\t2026. 4. 13.(월) 10:00\n\n제목은 이것이다\n\n{lead}\n"
    assert extract(read_bytes("a.txt", text.encode())).events == ()


def test_what_a_block_states_is_not_told_twice() -> None:
    text = (
        "보도시점\t2026. 4. 13.(월)\n\n제목은 이것이다\n\n"
        "고용노동부(장관 김영훈)는 4월 13일(월) 국회에서 ‘AI와 노동의 미래’ 토론회를 개최했다.\n\n"
        "붙임1\t\t‘AI와 노동의 미래’ 토론회 개요\n\n□ 일시 : ’26. 4. 13. (월) 10:00∼12:00\n□ 장소 : 국회 의원회관\n"
    )
    (event,) = extract(read_bytes("a.txt", text.encode())).events
    assert event.place == "국회 의원회관"
