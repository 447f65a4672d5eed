"""Days of events in boxes and sentences of many kinds, and days that are no events."""

from __future__ import annotations

from datetime import date, time

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import Event, EventKind

HEAD = "보도시점\t2026. 5. 20.(수) 12:00\n\n함께 여는 내일\n\n{lead}\n\n"
LEAD = "해맑음부(장관 이하늘)는 새로운 내일을 준비한다고 밝혔다."


def events(text: str, lead: str = LEAD) -> tuple[Event, ...]:
    return extract(read_bytes("a.txt", (HEAD.format(lead=lead) + text + "\n").encode())).events


@pytest.mark.parametrize(
    ("text", "day", "start", "end", "place"),
    [
        (
            "붙임\t\t해맑음 포럼 개요\n\n□ (일시) 2026. 5. 21.(목) 14:00 ~ 17:00\n□ (장소) 바람회관 대강당",
            date(2026, 5, 21),
            time(14),
            time(17),
            "바람회관 대강당",
        ),
        (
            "붙임\t\t해맑음 포럼 개요\n\n ㅇ 일시·장소 : ’26.5.21.(목) 14:00, 바람회관 2층",
            date(2026, 5, 21),
            time(14),
            None,
            "바람회관 2층",
        ),
        (
            "붙임\t\t해맑음 포럼 개요\n\n - 일  시 : 5.21.(목) 오후 2시\n - 장  소 : 바람회관",
            date(2026, 5, 21),
            time(14),
            None,
            "바람회관",
        ),
        (
            "붙임\t\t해맑음 포럼 개요\n\n▪ 행사일시 : 2026년 5월 21일(목) 14시~16시\n▪ 행사장소 : 바람회관",
            date(2026, 5, 21),
            time(14),
            time(16),
            "바람회관",
        ),
        (
            "붙임\t\t해맑음 포럼 개요\n\n○ 일 시\n - 2026. 5. 21.(목) 14:00\n○ 장 소\n - 바람회관",
            date(2026, 5, 21),
            time(14),
            None,
            "바람회관",
        ),
        (
            "붙임\t\t해맑음 포럼 개요\n\n구분\t내용\n일시\t2026. 5. 21.(목), "
            "14:00~15:30\n장소\t바람회관\n참석\t장관 등 30명",
            date(2026, 5, 21),
            time(14),
            time(15, 30),
            "바람회관",
        ),
        (
            "붙임\t\t해맑음 포럼 개요\n\n행사명\t해맑음 포럼\n일시\t2026. 5. 21.(목) 14:00\t장소\t바람회관",
            date(2026, 5, 21),
            time(14),
            None,
            "바람회관",
        ),
        (
            "< 해맑음 포럼 개요 >\n◈ 일시 및 장소: 2026. 5. 21.(목) 14:00~, 바람회관(서울 종로구)",
            date(2026, 5, 21),
            time(14),
            None,
            "바람회관(서울 종로구)",
        ),
        (
            "【 해맑음 포럼 개요 】\n* (일시/장소) ’26.5.21(목) 14:00~15:00 / 바람회관",
            date(2026, 5, 21),
            time(14),
            time(15),
            "바람회관",
        ),
        (
            "붙임\t\t해맑음 포럼 개요\n\n□ 언제 : 2026. 5. 21.(목) 10시\n□ 어디서 : 바람회관",
            date(2026, 5, 21),
            time(10),
            None,
            "바람회관",
        ),
    ],
)
def test_a_box_gives_day_time_and_place(text: str, day: date, start: time, end: time | None, place: str) -> None:
    (event,) = events(text)
    assert event.name == "해맑음 포럼"
    assert (event.date, event.start, event.end, event.place) == (day, start, end, place)


@pytest.mark.parametrize(
    ("lead", "name", "day", "place"),
    [
        (
            "해맑음부(장관 이하늘)는 5월 20일(수) 오후 2시 바람회관에서 ‘제3회 해맑음상 시상식’을 개최했다고 밝혔다.",
            "제3회 해맑음상 시상식",
            date(2026, 5, 20),
            "바람회관",
        ),
        (
            "해맑음부(장관 이하늘)는 오는 21일(목) 구름호텔에서 ‘한·바람 정책 포럼’을 연다고 20일 밝혔다.",
            "한·바람 정책 포럼",
            date(2026, 5, 21),
            "구름호텔",
        ),
        (
            "이하늘 해맑음부 장관은 5월 20일(수) 오전 바람산업단지를 방문해 현장 간담회를 갖고 애로사항을 들었다.",
            "현장 간담회",
            date(2026, 5, 20),
            None,
        ),
        (
            "해맑음부와 구름공단은 5월 20일(수) 바람회관에서 상생협력 업무협약(MOU)을 체결했다고 밝혔다.",
            "상생협력 업무협약",
            date(2026, 5, 20),
            "바람회관",
        ),
        (
            "해맑음청(청장 이하늘)은 20일 바람회관에서 2026년 제1차 민관협의회를 개최하고 추진 과제를 논의했다.",
            "2026년 제1차 민관협의회",
            date(2026, 5, 20),
            "바람회관",
        ),
        (
            "해맑음부(장관 이하늘)는 5월 19일(화)부터 21일(목)까지 바람전시장에서 ‘2026 해맑음 박람회’를 "
            "개최한다고 밝혔다.",
            "2026 해맑음 박람회",
            date(2026, 5, 19),
            "바람전시장",
        ),
        (
            "이하늘 해맑음부 차관은 5월 20일(수), 바람시 소재 노인복지관을 찾아 운영 현황을 점검했다.",
            None,
            date(2026, 5, 20),
            None,
        ),
    ],
)
def test_a_lead_tells_of_the_event(lead: str, name: str | None, day: date, place: str | None) -> None:
    (event,) = events("", lead)
    assert event.date == day
    assert name is None or event.name.replace("‘", "").replace("’", "") == name
    assert place is None or event.place == place


def test_a_fair_has_its_last_day() -> None:
    lead = (
        "해맑음부(장관 이하늘)는 5월 19일(화)부터 21일(목)까지 바람전시장에서 ‘2026 해맑음 박람회’를 개최한다고 밝혔다."
    )
    (event,) = events("", lead)
    assert event.end_date == date(2026, 5, 21)


@pytest.mark.parametrize(
    ("lead", "day", "place"),
    [
        (LEAD + " 시상식은 6월 2일(화) 오후 3시 구름회관에서 열릴 예정이다.", date(2026, 6, 2), "구름회관"),
        (LEAD + " 한편, 시상식은 오는 6월 2일(화) 구름회관에서 개최된다.", date(2026, 6, 2), "구름회관"),
    ],
)
def test_a_ceremony_to_come_is_told_in_a_later_sentence(lead: str, day: date, place: str) -> None:
    (event,) = events("", lead)
    assert (event.kind, event.date, event.place) == (EventKind.CEREMONY, day, place)


@pytest.mark.parametrize(
    "text",
    [
        "붙임\t\t법 개정안 개요\n\n□ 시행일 : 2026. 7. 1.\n□ 주요 내용 : 기준 완화",
        "□ 개정된 기준은 2026년 7월 1일부터 시행된다.",
        "□ 정부는 지난 4월 28일 ‘해맑음 대책’을 발표한 바 있다.",
        "붙임\t\t조사 개요\n\n□ 조사기간 : 2026. 4. 1. ~ 4. 30.\n□ 조사대상 : 1,000가구",
        "붙임\t\t사진\n\n▲ 5월 20일(수) 이하늘 장관이 인사말을 하고 있다.",
        "붙임\t\t주간 보도계획\n\n일자\t요일\t제목\t부서\n5.18.\t월\t간담회 "
        "개최\t바람과\n5.19.\t화\t협약식 개최\t구름과\n5.20.\t수\t설명회 개최\t이슬과",
        "참고\t\t그간의 경과\n\n□ 2026. 1. 15. 제1차 협의회 개최\n□ 2026. 3. 10. 제2차 협의회 개최",
        "□ 사고는 2026년 5월 18일 14시경 바람공장에서 발생했다.",
    ],
)
def test_other_days_are_no_events(text: str) -> None:
    assert events(text) == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("해맑음상 시상식", EventKind.CEREMONY),
        ("정부포상 수여식", EventKind.CEREMONY),
        ("해맑음 공모전 본선 심사", EventKind.JUDGING),
        ("해맑음 공모전 수상작 발표", EventKind.RESULT),
        ("해맑음 정책 포럼", EventKind.OTHER),
    ],
)
def test_an_events_kind_is_in_its_name(name: str, kind: EventKind) -> None:
    (event,) = events(f"붙임\t\t{name} 개요\n\n□ 일시 : 2026. 5. 21.(목) 14:00\n□ 장소 : 바람회관")
    assert event.kind is kind


def test_a_wrong_weekday_leaves_the_day_and_a_warning() -> None:
    text = HEAD.format(lead=LEAD) + "시상식은 5월 28일(수) 오후 3시 바람회관에서 열린다.\n"
    facts = extract(read_bytes("a.txt", text.encode()))
    assert [e.date for e in facts.events] == [date(2026, 5, 28)]
    assert any("요일" in warning.text for warning in facts.warnings)


def test_a_bare_ceremony_belongs_to_the_only_contest() -> None:
    lead = "해맑음부(장관 이하늘)는 ‘2026년 해맑음 정책 공모전’의 결과를 발표했다."
    (event,) = events("시상식은 5월 28일(목) 오후 3시 바람회관에서 열린다.", lead)
    assert (event.name, event.contests) == ("2026년 해맑음 정책 공모전 시상식", ("해맑음 정책 공모전",))


def test_a_final_is_named_by_where_it_was_held() -> None:
    (event,) = events("통과한 20곳이 지난 15일(금) 바람시에서 열린 결선 무대에 올랐다.")
    assert (event.date, event.place) == (date(2026, 5, 15), "바람시")


def test_without_any_year_a_block_has_a_time_and_no_day() -> None:
    text = "제설 창고 방문\n\n○ 일 시 : 12. 5. 15:30 ~ 16:40\n○ 장 소 : 바람 제설기지\n"
    (event,) = extract(read_bytes("a.txt", text.encode())).events
    assert (event.date, event.start, event.place) == (None, time(15, 30), "바람 제설기지")
