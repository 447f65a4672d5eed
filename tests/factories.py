"""Facts as the 2024 award releases state them, for tests that need some but do not read files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from knowledge.dialogue import Answer, Choice, Filters, Intent, Part, Question, Status
from knowledge.model import (
    Attendee,
    Contact,
    Contest,
    Event,
    EventKind,
    HalfCount,
    ProgrammeItem,
    Release,
    Source,
    Stage,
    WinningCase,
)

FILE = "2024-11-14-awards.txt"
DAY = date(2024, 11, 14)


def source(line: int = 1, quote: str = "일 시 : '24. 11. 14.(목), 10:00~12:30(150분)") -> Source:
    return Source(FILE, line, quote)


RELEASE = Release(
    "release-00000001",
    FILE,
    "취업지원 사각지대 청소년들에게 맞춤형 서비스 제공",
    (),
    DAY,
    "고용노동부",
    source(),
)

TALK_WITH_WINNERS = ProgrammeItem(time(11, 0), time(12, 29), "1'29\"", "수상자와 소통행사", None, False, source(40))
POSTERS = ProgrammeItem(
    time(10, 0),
    time(10, 5),
    '5"',
    "경진대회 최우수작 소개",
    "시상식장 입구에서 포스터 설명",
    True,
    source(36),
)
CLOSING = ProgrammeItem(time(12, 29), time(12, 30), "1", "폐회 선언", None, None, source(41))

CEREMONY = Event(
    "event-00000001",
    RELEASE.id,
    "정부혁신·적극행정 우수사례 시상식",
    EventKind.CEREMONY,
    DAY,
    None,
    time(10, 0),
    time(12, 30),
    "한국프레스센터 19층 매화홀",
    ("정부혁신 우수사례 경진대회",),
    (
        Attendee("장관", None),
        Attendee("수상자", 43),
        Attendee("정부혁신 우수사례 수상자", 15),
        Attendee("적극행정 우수사례 수상자", 22),
        Attendee("아이디어 공모전 수상자", 6),
    ),
    (POSTERS, TALK_WITH_WINNERS, CLOSING),
    "시상식 및 기념촬영까지 공개",
    None,
    source(30),
)

BARE_EVENT = Event(
    "event-00000002",
    RELEASE.id,
    "이름만 있는 행사",
    EventKind.OTHER,
    None,
    None,
    None,
    None,
    None,
    (),
    (),
    (),
    None,
    None,
    source(31),
)

ACTIVE_CONTEST = Contest(
    "contest-00000001",
    RELEASE.id,
    "2024년 고용노동부 적극행정 우수사례 경진대회",
    "적극행정 우수사례 경진대회",
    2024,
    "우리부 내 적극행정 우수사례 발굴·확산 및 수상기관 격려",
    "연 2회",
    None,
    84,
    22,
    "점",
    None,
    (
        Stage("접수", None, 84, "점", (HalfCount("상반기", 44), HalfCount("하반기", 40))),
        Stage(
            "1·2차 심사",
            "실무 및 적극행정국민파트너스 심사",
            50,
            "건",
            (HalfCount("상반기", 25), HalfCount("하반기", 25)),
        ),
        Stage("최종", "적극행정위원회", 22, "점", (HalfCount("상반기", 11), HalfCount("하반기", 11))),
    ),
    (),
    None,
    ("우수사례 16점 중 4점 범부처 우수사례 경진대회 출품",),
    source(90),
)

BARE_CONTEST = replace(
    ACTIVE_CONTEST,
    id="contest-00000002",
    name="2023년 올해의 고용서비스상",
    series="올해의 고용서비스상",
    year=2023,
    purpose=None,
    frequency="매년",
    since=2005,
    received=None,
    selected=None,
    unit=None,
    winners="4개 센터·부서와 직원 32명, 장관표창",
    stages=(),
    notes=(),
)

YOUTH_CASE = WinningCase(
    "case-00000001",
    RELEASE.id,
    "contest-00000003",
    "2024년 고용노동부 정부혁신 우수사례 경진대회",
    2024,
    None,
    "미래를 대비하는 정부",
    "최우수",
    "한국장애인고용공단",
    None,
    "경계선지능 청년, 가능성을 보다. 미래를 응원하다!",
    "고용사각지대의 경계선지능 청년을 대상으로 시범사업 실시",
    None,
    source(50, "미래를 대비하는 정부\t최우수\t한국장애인 고용공단"),
)

NAMELESS_CASE = replace(
    YOUTH_CASE,
    id="case-00000002",
    contest_id=ACTIVE_CONTEST.id,
    contest=ACTIVE_CONTEST.name,
    half="하반기",
    track=None,
    grade="우수",
    organization=None,
    title="부족한 긴급자동차를 예산 증액 없이 늘리다",
    source=source(80, "우수\t<p>부족한 긴급자동차를 예산 증액 없이 늘리다</p>"),
)

DEPARTMENT = "정책기획관 혁신행정담당관실"
DIRECTOR = Contact(
    "contact-00000001",
    RELEASE.id,
    DEPARTMENT,
    "책임자",
    "과장",
    "김동현",
    "044-202-7047",
    DAY,
    source(20),
)
OFFICER = replace(DIRECTOR, id="contact-00000002", role="담당자", rank="사무관", name="송보영", phone="044-202-7055")
SERVICE_OFFICER = replace(
    DIRECTOR,
    id="contact-00000003",
    department="고용서비스정책과",
    role=None,
    rank=None,
    name="정승연",
    phone="044-202-7329",
    as_of=date(2024, 1, 5),
)


def answered(
    *parts: Part,
    question: Question | None = None,
    choices: tuple[Choice, ...] = (),
    sources: tuple[Release, ...] = (RELEASE,),
    status: Status | None = None,
    records: tuple[str, ...] = (),
) -> Answer:
    """An answer that says these parts."""
    return Answer(
        status or (Status.CHOICES if choices else Status.ANSWERED),
        Intent.SCHEDULE,
        question or Question(),
        parts,
        choices,
        sources,
        records,
    )


NO_FILTERS = Filters()
