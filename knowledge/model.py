"""The facts that releases state: frozen dataclasses, each with the place it was read from.

Days are `datetime.date`, times `datetime.time`, both of Asia/Seoul as printed in the release. `None` always means "the
release does not say", never "none". Ids are short ASCII strings (`kind-xxxxxxxx`), made from the file's name and the
fact's own words, so that they survive a rebuild and fit into a Telegram button.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum

_ORIENTATION = 14


def fact_id(kind: str, file: str, *words: object) -> str:
    """An id that is the same whenever the same fact is read from a file of the same name: `kind-` and 12 hex digits."""
    key = "\x1f".join([kind, file, *("" if w is None else str(w) for w in words)])
    return f"{kind}-{hashlib.blake2s(key.encode(), digest_size=6).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands: file name inside the releases folder, 1-based line, the words as printed there.

    `page` is that of a PDF. `recovered`: read from a table that was put together from a PDF's lines, so that what
    belongs to what is likely but not certain.
    """

    file: str
    line: int
    quote: str
    page: int | None = None
    recovered: bool = False

    def place(self, numbered: bool) -> str:
        """The place as a person finds it: the page, the line where lines are numbered, else the paragraph."""
        if self.page is not None:
            return f"{self.page}쪽"
        return f"{self.line}줄" if numbered else f"{self.line}번째 문단"

    def found(self, numbered: bool) -> str:
        """The place, and where nobody can count to it, how the paragraph there begins."""
        words = " ".join(self.quote.split())
        if not words or (self.page is None and numbered):
            return self.place(numbered)
        start = words if len(words) <= _ORIENTATION else words[:_ORIENTATION].rstrip() + "…"
        return f"{self.place(numbered)} ‘{start}’"


class WarningKind(StrEnum):
    """What a warning is about; what matters most comes first."""

    UNREAD = "unread"
    CONFLICT = "conflict"
    DOUBT = "doubt"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class ExtractionWarning:
    """A doubt about a file: what could not be read for certain, and where. `text` is Korean, for admins.

    `place` is where a person finds it; empty where it is about the file as a whole.
    """

    file: str
    line: int
    text: str
    place: str = ""
    kind: WarningKind = WarningKind.DOUBT


@dataclass(frozen=True, slots=True)
class Release:
    """One press release (보도자료), or one schedule file, which has only a title. `form`: its file's format by name."""

    id: str
    file: str
    title: str
    subtitles: tuple[str, ...]
    date: datetime.date | None
    ministry: str | None
    source: Source
    form: str = "txt"


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of a release's body, with the numbered or bulleted heading it stands under, if any."""

    id: str
    release_id: str
    heading: str | None
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class HalfCount:
    """How many of a stage's entries belong to one half of the year. `half` is 상반기 or 하반기."""

    half: str
    count: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One step from entries to winners: 접수, 1·2차 심사, 최종. `judges` decide, `unit` is 건, 점, 명 as printed."""

    name: str
    judges: str | None
    count: int | None
    unit: str | None
    halves: tuple[HalfCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest or award (경진대회 · 공모전 · 상) of one year.

    `name` is as printed, with its year; `series` is the name without year and ministry, the same every year.
    `winners` is who won in words where no cases are counted; `received` and `selected` are the first and last count.
    """

    id: str
    release_id: str
    name: str
    series: str
    year: int | None
    purpose: str | None
    frequency: str | None
    since: int | None
    received: int | None
    selected: int | None
    unit: str | None
    winners: str | None
    stages: tuple[Stage, ...]
    fields: tuple[str, ...]
    eligibility: str | None
    notes: tuple[str, ...]
    source: Source
    prize: str | None = None


class EventKind(StrEnum):
    """What happens on a day; the values are what people read and type."""

    OPENING = "접수 시작"
    DEADLINE = "접수 마감"
    JUDGING = "심사"
    RESULT = "발표"
    CEREMONY = "시상식"
    OTHER = "행사"


@dataclass(frozen=True, slots=True)
class Attendee:
    """A person or group that attends, with the head count where stated ("정부혁신 우수사례 수상자", 15)."""

    name: str
    count: int | None


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """A row of an event's timetable (상세일정).

    `minutes` is the duration as printed, `open` whether the press is let in (None: not stated), `note` the ※ remark.
    """

    start: datetime.time | None
    end: datetime.time | None
    minutes: str | None
    title: str
    note: str | None
    open: bool | None
    source: Source


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day. `contests` are the series it belongs to; `openness` is a stated rule for the press.

    `month`: as printed (`12월 초`), where no day is; then `date` is None.

    `corrected`, here and below: the day on which an admin put another value than the release has.
    """

    id: str
    release_id: str
    name: str
    kind: EventKind
    date: datetime.date | None
    end_date: datetime.date | None
    start: datetime.time | None
    end: datetime.time | None
    place: str | None
    contests: tuple[str, ...]
    attendees: tuple[Attendee, ...]
    programme: tuple[ProgrammeItem, ...]
    openness: str | None
    note: str | None
    source: Source
    corrected: datetime.date | None = None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class WinningCase:
    """A winner (우수사례 · 수상작 · 수상자). `contest` is as in `Contest.name`, `contest_id` that record.

    `title` is the work, None where only who won is named; `awardee` the people or team, several joined by ", ".

    `organization` is corrected where the release misprints a known name; then `organization_printed` has what stands
    there and `note` says so in Korean.
    """

    id: str
    release_id: str
    contest_id: str | None
    contest: str
    year: int | None
    half: str | None
    track: str | None
    grade: str | None
    organization: str | None
    organization_printed: str | None
    title: str | None
    summary: str | None
    note: str | None
    source: Source
    awardee: str | None = None
    corrected: datetime.date | None = None

    @property
    def name(self) -> str:
        """What it is called: its title, else who won."""
        return self.title or self.awardee or self.organization or self.contest


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to call, as of the release's date. `role` is 책임자 or 담당자, `phone` digits with hyphens."""

    id: str
    release_id: str
    department: str | None
    role: str | None
    rank: str | None
    name: str
    phone: str | None
    as_of: datetime.date | None
    source: Source
    corrected: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday that a schedule file declares (임시공휴일), because no calendar of holidays knew it before."""

    id: str
    release_id: str
    name: str
    date: datetime.date
    source: Source


@dataclass(frozen=True, slots=True)
class Revision:
    """Which edition of which entry of a calendar it is: what its program counts and stamps.

    `recurrence` is the day of a repeated entry that it is about, as that was planned, "" = the whole entry; `onward`:
    that day and all that follow it (RANGE=THISANDFUTURE). `first` is when the entry begins. Both are ISO texts in
    Asia/Seoul, with a time unless whole days. `stamp` is an ISO text in UTC, "" = not stated.
    """

    uid: str
    recurrence: str
    first: str
    sequence: int
    stamp: str
    cancelled: bool
    onward: bool = False


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An entry of a calendar file, also one that does not count any more. `fact_ids`: the events it was read as."""

    id: str
    release_id: str
    revision: Revision
    fact_ids: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name that an admin gave to an organization, department or contest: `name` is what it is called."""

    id: str
    short: str
    name: str


@dataclass(frozen=True, slots=True)
class CuratedAnswer:
    """What an admin answers to a question that the releases do not; `origin` says where it is from.

    It counts from `day` to `until`, both days included; None = without end.
    """

    id: str
    question: str
    text: str
    origin: str
    day: datetime.date
    until: datetime.date | None


Fact = Release | Passage | Contest | Event | WinningCase | Contact | Holiday | CalendarEntry


@dataclass(frozen=True, slots=True)
class Facts:
    """All that was read from one release or, joined, from a folder of them.

    `statements` are the lines that are no paragraph, rows of tables above all: they are only quoted. `aliases` and
    `curated` are of no file: admins added them.
    """

    releases: tuple[Release, ...] = ()
    passages: tuple[Passage, ...] = ()
    statements: tuple[Passage, ...] = ()
    contests: tuple[Contest, ...] = ()
    events: tuple[Event, ...] = ()
    cases: tuple[WinningCase, ...] = ()
    contacts: tuple[Contact, ...] = ()
    holidays: tuple[Holiday, ...] = ()
    calendar_entries: tuple[CalendarEntry, ...] = ()
    aliases: tuple[Alias, ...] = ()
    curated: tuple[CuratedAnswer, ...] = ()
    warnings: tuple[ExtractionWarning, ...] = ()


def joined(parts: Iterable[Facts]) -> Facts:
    """What was read from several files as one."""
    every = tuple(parts)
    return Facts(
        **{field.name: tuple(x for part in every for x in getattr(part, field.name)) for field in fields(Facts)}
    )
