import json
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path

import pytest

from knowledge.said_days import Period, spoken_period, told_day

DAY = date(2026, 11, 21)  # a Saturday
PHRASES = [json.loads(line) for line in (Path(__file__).parent / "days.jsonl").read_text("utf-8").splitlines()]


def days_of(period: Period, today: date) -> tuple[date | None, date | None]:
    """The stretch of a period, where it is a month or a year too."""
    if period.first or not (period.year or period.month):
        return period.first, period.last
    year = period.year or today.year
    first, last = (period.month, period.month) if period.month else (1, 12)
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["text"])
def test_days_are_read_as_people_say_them(phrase: dict[str, str | None]) -> None:
    first, last = (date.fromisoformat(day) if (day := phrase[end]) else None for end in ("first", "last"))
    today = date.fromisoformat(phrase["today"] or "")
    assert days_of(spoken_period(phrase["text"] or "", today), today) == (first, last)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024년 시상식", 2024),
        ("'24년 적극행정", 2024),
        ("24년도 시상식", 2024),
        ("2024년 제주 시상식", 2024),
        ("2024 정부혁신", 2024),
        ("올해 시상식", 2026),
        ("금년 시상식", 2026),
        ("작년 시상식", 2025),
        ("지난해 시상식", 2025),
        ("재작년 시상식", 2024),
        ("내년 시상식", 2027),
        ("시상식", None),
        ("체불임금 101억", None),
        ("21만 5천여개", None),
    ],
)
def test_years_are_resolved_against_the_day_asked(text: str, year: int | None) -> None:
    assert spoken_period(text, DAY).year == year


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("다음주 마감", date(2026, 11, 23), date(2026, 11, 29)),
        ("담주 마감", date(2026, 11, 23), date(2026, 11, 29)),
        ("이번 주 행사", date(2026, 11, 16), date(2026, 11, 22)),
        ("지난주 행사", date(2026, 11, 9), date(2026, 11, 15)),
        ("이번달 일정", date(2026, 11, 1), date(2026, 11, 30)),
        ("다음 달 일정", date(2026, 12, 1), date(2026, 12, 31)),
        ("내일 뭐 있어", date(2026, 11, 22), date(2026, 11, 22)),
        ("내일모레 뭐 있어", date(2026, 11, 23), date(2026, 11, 23)),
        ("2024.11.14 행사", date(2024, 11, 14), date(2024, 11, 14)),
        ("2024년 11월 14일 행사", date(2024, 11, 14), date(2024, 11, 14)),
    ],
)
def test_stretches_are_days_in_seoul(text: str, first: date, last: date) -> None:
    period = spoken_period(text, DAY)
    assert (period.first, period.last) == (first, last)


def test_words_that_were_understood_are_taken_out() -> None:
    assert spoken_period("작년 시상식 언제", DAY).rest == "시상식 언제"


def test_a_day_that_does_not_exist_stays_in_the_text() -> None:
    period = spoken_period("2월 30일 행사", DAY)
    assert period.first is None
    assert "30" in period.rest


def test_a_contest_called_naeil_is_not_tomorrow() -> None:
    assert spoken_period("내일채움공제 조건", DAY).first is None


def test_the_month_alone_is_a_month() -> None:
    assert spoken_period("11월 행사", DAY).month == 11


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("내일부터 모레까지 행사", "2026-11-22", "2026-11-23"),
        ("다음 주 월요일부터 수요일까지 교육", "2026-11-23", "2026-11-25"),
        ("오늘부터 다음 주 수요일까지", "2026-11-21", "2026-11-25"),
        ("다음 주까지 마감", "2026-11-21", "2026-11-29"),
        ("연말까지 하는 공모전", "2026-11-21", "2026-12-31"),
        ("열흘 안에 마감되는 공모전", "2026-11-21", "2026-12-01"),
        ("12. 1. ~ 12. 5. 교육", "2026-12-01", "2026-12-05"),
        ("12월 1일(화)~12월 3일(목) 행사", "2026-12-01", "2026-12-03"),
        ("12/1~5 교육", "2026-12-01", "2026-12-05"),
        ("11/30-12/4 워크숍", "2026-11-30", "2026-12-04"),
        ("11~12월 시상식", "2026-11-01", "2026-12-31"),
        ("12월 3일 10시~12월 4일 18시 워크숍", "2026-12-03", "2026-12-04"),
        ("12월 3일 이후 행사", "2026-12-03", "9999-12-31"),
    ],
)
def test_a_range_has_two_ends(text: str, first: str, last: str) -> None:
    period = spoken_period(text, DAY)
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("11월 첫째 주 행사", "2026-11-02", "2026-11-08"),
        ("11월 마지막 주 행사", "2026-11-23", "2026-11-29"),
        ("12월 2주차 행사", "2026-12-07", "2026-12-13"),
        ("1월 첫째 주 행사", "2027-01-04", "2027-01-10"),
        ("12월 셋째 금요일 시상식", "2026-12-18", "2026-12-18"),
        ("11월 첫째 주 수요일", "2026-11-04", "2026-11-04"),
        ("11월 넷째 주 금요일", "2026-11-27", "2026-11-27"),
        ("이번 달 마지막 주 금요일", "2026-11-27", "2026-11-27"),
    ],
)
def test_the_first_week_of_a_month_is_that_of_its_first_thursday(text: str, first: str, last: str) -> None:
    period = spoken_period(text, DAY)
    assert (str(period.first), str(period.last)) == (first, last)


@pytest.mark.parametrize(
    ("text", "today", "first"),
    [
        ("1월 5일 시무식", DAY, "2027-01-05"),
        ("11월 3일 시상식", DAY, "2026-11-03"),
        ("12월 28일 행사", date(2027, 1, 4), "2026-12-28"),
        ("12월 둘째 주 시상식", date(2026, 4, 10), "2026-12-07"),
        ("연초 시무식", DAY, "2027-01-01"),
    ],
)
def test_a_day_without_a_year_is_of_another_one_only_where_that_is_near(text: str, today: date, first: str) -> None:
    assert str(spoken_period(text, today).first) == first


@pytest.mark.parametrize(
    "text",
    [
        "내일 수요일 회의",
        "내년 3월 2일 월요일",
        "12월 1일(수)~12월 3일(목) 행사",
        "이번 주 목요일 12월 3일 시상식",
        "다음 주 금요일(12/4) 시상식",
        "12월 5일부터 3일까지 행사",
        "이번 달 금요일 회의",
        "1월 둘째 주 금요일",
        "12월 첫째 주 월요일",
    ],
)
def test_what_contradicts_itself_or_has_two_meanings_is_no_day(text: str) -> None:
    assert days_of(spoken_period(text, DAY), DAY) == (None, None)


NO_DAYS = (
    "연말연시 행사|연말 성과급 사례|2박3일 교육|5일 동안 한 행사|7일 이내 처리 사례|1일 2회 순찰|"
    "3일에 한 번|1일차 행사|10년 근속 공무원|3년 연속 수상|2000년대 정책|2030세대 사례|"
    "2000명 참석|주 52시간 사례|4.5일제 사례|1.5배 증가|2/3 동의|1/2 이상|3·1절 기념식|"
    "3.1운동|6.25전쟁|5.18 민주화운동 유공자|12.3 비상계엄|6월 민주항쟁|근로자의 날 유공 시상식|"
    "한글날 행사|희망내일키움통장|내일을 여는 사람들|오늘의 날씨|이달의 기능한국인|올해의 근로감독관|"
    "10월의 어느 멋진 날|매주 금요일 교육|매월 말일 마감|시상식 당일 주차|마감 3일 전에 알려줘|"
    "시상식 일주일 전|4분기별 실적|11월호 잡지|지금 접수 중인 거|1시간 뒤 뭐 있어|이월 예산|전주 행사|"
    "금주 캠페인|모래 채취 사례|그제야 알았다|오늘 저녁 뭐 먹지|집중주간 월요일엔 뭐 했어요|"
    "044-202-7777|02-2110-1234"
).split("|")


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    period = spoken_period(text, DAY)
    assert period == Period(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("모레 오후 2시 간담회", "간담회"),
        ("다음주시상식일정", "시상식일정"),
        ("12월 3일자 보도자료", "보도자료"),
        ("이번 주 안에 마감", "마감"),
        ("12월 중 시상식", "시상식"),
        ("올해 하반기 공모전", "하반기 공모전"),
    ],
)
def test_days_leave_nothing_behind_but_the_half_of_a_year(text: str, rest: str) -> None:
    assert spoken_period(text, DAY).rest == rest


def test_a_quarter_may_be_told_from_the_one_asked_in() -> None:
    assert spoken_period("다음 분기 행사", DAY) == Period("행사", 2027, None, date(2027, 1, 1), date(2027, 3, 31))
    assert spoken_period("3/4분기 행사", DAY) == Period("행사", None, None, date(2026, 7, 1), date(2026, 9, 30))


def test_the_year_may_stand_apart_from_its_month_or_day() -> None:
    assert spoken_period("작년 시상식 12월", DAY) == Period("시상식", 2025, 12)
    day = date(2025, 12, 3)
    assert spoken_period("작년 시상식 12월 3일", DAY) == Period("시상식", 2025, 12, day, day)
    assert spoken_period("3년 전 시상식", DAY) == Period("시상식", 2023)


@pytest.mark.parametrize("day", [date(2026, 11, 1) + timedelta(n) for n in range(0, 430, 3)], ids=str)
def test_a_weekday_is_never_another_one(day: date) -> None:
    for words in (
        "이번 주 {}",
        "다다음 주 {}",
        "지난주 {}",
        "12월 둘째 주 {}",
        "이번 달 마지막 주 {}",
        "1/5 {}",
        "글피 {}",
    ):
        for number, weekday in enumerate("월화수목금토일"):
            text = words.format(f"{weekday}요일")
            said, told = spoken_period(text, day), told_day(text, day)
            assert said.first == said.last
            assert said.first is None or said.first.weekday() == number
            assert told is None or told.day.weekday() == number or not told.weekday_agrees
