"""What is asked and what is answered, as data: it crosses from knowledge to the bot and is rendered by handlers.

A `Question` holds everything needed to answer again (after a restart, for the next page, for "why"), so it is kept
with the text it was understood from. An `Answer` holds facts in the order they should be read; the words around them
belong to handlers/render.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import ConfigDict, TypeAdapter

from knowledge.model import Contact, Contest, CuratedAnswer, Event, Passage, ProgrammeItem, Release, WinningCase


class Intent(StrEnum):
    """What a question is about."""

    SCHEDULE = "schedule"
    CASE = "case"
    CONTACT = "contact"
    CONTEST = "contest"
    SMALL_TALK = "small_talk"
    OUT_OF_SCOPE = "out_of_scope"


class Status(StrEnum):
    """How a question ended; the values are a contract of the command line."""

    ANSWERED = "answered"
    CHOICES = "choices"
    UNANSWERED = "unanswered"


class Aspect(StrEnum):
    """The one thing about a record that was asked; it goes into the answer's first line."""

    DATE = "date"
    START = "start"
    END = "end"
    PLACE = "place"
    ATTENDEES = "attendees"
    HEADCOUNT = "headcount"
    PROGRAMME = "programme"
    OPENNESS = "openness"
    DAYS_LEFT = "days_left"
    ORGANIZATION = "organization"
    GRADE = "grade"
    SUMMARY = "summary"
    COUNT = "count"
    PHONE = "phone"
    NAME = "name"
    DEPARTMENT = "department"
    RANK = "rank"
    PURPOSE = "purpose"
    RECEIVED = "received"
    SELECTED = "selected"
    STAGES = "stages"
    FIELDS = "fields"
    ELIGIBILITY = "eligibility"
    PRIZE = "prize"
    FREQUENCY = "frequency"
    SINCE = "since"
    WINNERS = "winners"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class Filters:
    """What an answer must agree with. Every value is canonical Korean as in the facts; None = not asked for.

    `contest` is a `Contest.series`; `ministry` who issued the release; `year` a calendar year; `event_kind` a value of
    `EventKind`; `phone` digits only.
    """

    # Without one of its filters a stored question would be another question.
    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    year: int | None = None
    half: str | None = None
    grade: str | None = None
    track: str | None = None
    organization: str | None = None
    contest: str | None = None
    event_kind: str | None = None
    department: str | None = None
    rank: str | None = None
    role: str | None = None
    person: str | None = None
    phone: str | None = None
    day: str | None = None
    month: int | None = None
    ministry: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood. `record` is set where one record is meant ("case-1a2b3c4d").

    `asks` are the question words found, by their names in words.toml ("when", "where"): what they mean depends on the
    record that answers. `words` is what remains to be searched for; `unstated` what was asked that no fact is made of
    (주차, 이메일 주소): it is looked for in the release's own sentences; `text` what was typed, as it was read.
    `unknown` is a name, organization or the like that the knowledge base lacks: (kind, value).
    `among` is the list that `record` was picked from, so that another number of it can be typed.
    `named` are the words of the text that were read as names and became filters, `repaired` is the text as it was read
    after a repair, or None, and `asked` then the text as it was typed; `page` counts from 0.
    `scope` are the ids of the releases the words are about, likeliest first, `focus` the words that say what of it is
    asked, `rivals` the ids of contests that may be meant as well as the one that was found.
    `everyone`: not only what the own ministry has; `anchored`: a word names what it is about, or the turn before did;
    `goes_on`: the turn before did, and `before` is what was typed then; `bare`: but for words it says only that cases
    are meant.
    """

    intent: Intent | None = None
    filters: Filters = field(default_factory=Filters)
    asks: tuple[str, ...] = ()
    words: str = ""
    text: str = ""
    record: str | None = None
    related: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    unstated: str | None = None
    unknown: tuple[str, str] | None = None
    small_talk: str | None = None
    named: str = ""
    listing: bool = False
    repaired: str | None = None
    asked: str = ""
    second: tuple[Question, ...] = ()
    page: int = 0
    scope: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    everyone: bool = False
    anchored: bool = False
    goes_on: bool = False
    before: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One offered reading: the label on its button (at most 60 characters) and the question it stands for."""

    label: str
    question: Question


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One event, or only some rows of its programme where those were asked for; `days_left` from the day asked.

    `opened` is the first day of the entries that a deadline ends, where the same file tells of it as another event.
    """

    event: Event
    aspects: tuple[Aspect, ...] = ()
    items: tuple[ProgrammeItem, ...] = ()
    days_left: int | None = None
    opened: date | None = None


@dataclass(frozen=True, slots=True)
class EventList:
    """Several events, in the order of their days; `total` before paging."""

    events: tuple[Event, ...]
    filters: Filters
    total: int
    page: int
    pages: int
    upcoming: bool = False


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """One winning case."""

    case: WinningCase
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of cases that agree with `filters`; `first` is the number of the first one on the page, from 1.

    `selected` is how many the contest says were selected where the release lists fewer, else None. `words` are those
    that every one of them holds, where the list is by words.
    """

    cases: tuple[WinningCase, ...]
    filters: Filters
    total: int
    page: int
    pages: int
    first: int
    contest: Contest | None = None
    selected: int | None = None
    aspects: tuple[Aspect, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class ContactList:
    """People to call, one or several. `about` is what they are responsible for, where that was the question.

    `earlier`: what it was asked about names nobody, and they are of an earlier release of the same contest.
    """

    contacts: tuple[Contact, ...]
    about: str | None = None
    aspects: tuple[Aspect, ...] = ()
    total: int = 0
    page: int = 0
    pages: int = 1
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class ContestDetail:
    """One contest. `half` narrows its counts; `listed` is how many cases the release prints in full."""

    contest: Contest
    aspects: tuple[Aspect, ...] = ()
    half: str | None = None
    listed: int = 0


@dataclass(frozen=True, slots=True)
class ContestList:
    """Several contests."""

    contests: tuple[Contest, ...]
    filters: Filters
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PassageQuote:
    """A paragraph or sentence of a release that answers in its own words; `near`: that does not quite say it.

    `others` are more sentences of the release that say it, or come near to it, as well.
    """

    passage: Passage
    release: Release
    near: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """Said first: nothing in the knowledge base agrees with a filter.

    `kind` is the filter's name (year, half, grade, …, person, phone), `value` what was asked for, `about` what the
    answer would have been about ("시상식"), `available` what there is instead ("2024"), `earlier` the days on which it
    was before, where the year that was asked for is not over yet.
    """

    kind: str
    value: str
    about: str | None
    available: tuple[str, ...] = ()
    earlier: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class NotStated:
    """The releases do not say `thing` about `about`; whom to ask follows as contacts.

    `thing` is what a record has no value for, or else a noun (상금, 주차, 담당자).
    """

    thing: Aspect | str
    about: str | None


class SmallTalkKind(StrEnum):
    """Kinds of talk that deserve a kind word."""

    GREETING = "greeting"
    THANKS = "thanks"
    BYE = "bye"
    LAUGH = "laugh"
    IDENTITY = "identity"
    ACKNOWLEDGEMENT = "acknowledgement"
    COMPLAINT = "complaint"
    NO = "no"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """A greeting, thanks, laughter: answered in kind, with what the bot can do."""

    kind: SmallTalkKind


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Not a question for this bot; `topic` is what it seems to be about, where known (날씨, 실업급여)."""

    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not understood, or nothing near enough found: an honest 모르겠어요 with what can be asked.

    `clarify` is set where only a subject is missing; then choices follow ("무엇의 담당자인가요?").
    """

    clarify: Intent | None = None


@dataclass(frozen=True, slots=True)
class Curated:
    """What an admin answered to such a question, where the releases do not."""

    answer: CuratedAnswer


@dataclass(frozen=True, slots=True)
class TooLong:
    """The message is longer than a question; `limit` in characters."""

    limit: int


Part = (
    EventDetail
    | EventList
    | CaseDetail
    | CaseList
    | ContactList
    | ContestDetail
    | ContestList
    | PassageQuote
    | Missing
    | NotStated
    | SmallTalk
    | OutOfScope
    | Unknown
    | Curated
    | TooLong
)

PAGE = 5  # records on one page of a list
PEOPLE = 8  # people on one page: a line each


def page_size(part: Part) -> int:
    """How many records stand on a page of this part."""
    return PEOPLE if isinstance(part, ContactList) else PAGE


@dataclass(frozen=True, slots=True)
class WordMatch:
    """Why a word of the question spoke for what was found: `found` are the record's words for it."""

    word: str
    found: str
    kind: Literal["exact", "synonym", "slip", "part", "initials", "meaning"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say, most important first; `sources` are the releases it rests on, in the order they are used.

    `question` is the question as finally understood (with what a follow-up inherited); the next turn starts from it.
    `records` are the ids of the records shown, in reading order, so that "두 번째 거" and "담당자는?" find them.
    `matches` are set where words were searched for, and their search decided the answer or its choices.
    """

    status: Status
    intent: Intent
    question: Question
    parts: tuple[Part, ...]
    choices: tuple[Choice, ...] = ()
    sources: tuple[Release, ...] = ()
    records: tuple[str, ...] = ()
    matches: tuple[WordMatch, ...] = ()


_QUESTION = TypeAdapter(Question)


def question_to_json(question: Question) -> str:
    """A question as one line of JSON, without what is not set, for keeping it beside the message that answered it."""
    return _QUESTION.dump_json(question, exclude_defaults=True).decode()


def question_from_json(text: str) -> Question:
    """The question that `question_to_json` wrote, also where fields came or went since.

    Raises ValueError for anything else, and for a filter that is not known any more.
    """
    return _QUESTION.validate_json(text)
