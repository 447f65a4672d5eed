"""Text to Question: what is asked, about what, with which filters; and what a follow-up keeps of the turn before."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from knowledge.base import KnowledgeBase, unit_name
from knowledge.dialogue import (
    Answer,
    CaseList,
    ContactList,
    ContestList,
    EventList,
    Filters,
    Intent,
    Question,
    Status,
    page_size,
)
from knowledge.hangul import fold, squeeze
from knowledge.questions.follow_up import followed
from knowledge.questions.keyboard import Repair, phone_digits, repair, without_courtesy
from knowledge.questions.slots import CASE_ASKS, CONTEST_ASKS, Reading, read
from knowledge.questions.subject import Subject, find_subject, with_contest
from knowledge.questions.two_things import paired
from knowledge.said_days import Period, spoken_period
from knowledge.words.vocabulary import gatherings

LONGEST_QUESTION = 1000  # characters; nobody types more, and pasted documents are no question

_EVENT_KINDS = {
    "ceremony": "시상식",
    "opening": "접수 시작",
    "deadline": "접수 마감",
    "judging": "심사",
    "result": "발표",
}
_TIME_ASKS = frozenset({"when", "schedule", "programme", "what_time", "ends", "days_left"})
_EVENT_ASKS = _TIME_ASKS | {"attends", "open"}
_CONTACT_ASKS = frozenset({"phone", "rank", "duty", "others"})
_PLAIN_ASKS = frozenset({"when", "what_time", "ends", "where", "which", "schedule"})
_COUNTS = frozenset({"received", "selected", "winners"})
_PAGED = (CaseList, EventList, ContactList, ContestList)
_SURNAME = re.compile(r"(?<![가-힣])([가-힣])\s?씨(?![가-힣]{2})")
_NEGATED = re.compile(
    r"(?:^.{0,14}|\S+\s?)말고(?!\s*다른)[\s,]+(?=\S)"
)  # "정부혁신 말고 고용서비스상": the second is meant
_FURTHER = frozenset("더보기 다음 다음페이지 더 더보여줘 계속 다음거 더있어 나머지 나머지도 또".split())
_BACK = frozenset("이전 이전페이지 앞으로가기 뒤로".split())
_ORDINALS = ("첫", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")


def understand(
    text: str, base: KnowledgeBase, day: date, previous: Answer | None = None, *, mending: bool = True
) -> Question:
    """The question that `text` asks on `day`, read in the light of the answer before it.

    Never raises for odd text. A text that is one of `previous.choices`' labels is that choice. Without `mending` the
    text is taken as it was typed: no other keyboard, no initials, no slips.
    """
    if len(text) > LONGEST_QUESTION:
        return Question(unknown=("length", str(LONGEST_QUESTION)))
    if picked := _picked(text, previous):
        return picked
    typed = base.vocabulary.in_full(without_courtesy(fold(text)))
    mended = repair(typed, base.vocabulary.lexicon, base.index) if mending else Repair(typed, changed=False)
    repaired = mended.text if mended.changed else None
    typed = mended.text
    phone = phone_digits(typed)
    after_number = previous is not None and previous.question.filters.phone is not None
    alone = phone is not None and not phone[1] and phone[0][-4:] in base.contacts_with_digits
    if phone and (len(phone[0]) >= 7 or after_number or alone or _speaks_of_phones(phone[1], base)):
        return Question(Intent.CONTACT, Filters(phone=phone[0]), ("who",))
    typed = _NEGATED.sub("", typed) or typed
    if titled := base.index.case_titled(typed):
        return Question(Intent.CASE, record=titled, repaired=repaired, asked=text if repaired else "")
    period = _period(typed, base, day)
    reading = read(period.rest, base)
    if len(mended.persons) > 1:
        reading.near_persons, reading.persons = mended.persons, []
    if hit := _SURNAME.search(period.rest):
        family = tuple(p for p in base.vocabulary.persons if p.startswith(hit[1]))[:5]
        if family and not reading.persons:
            reading.near_persons, reading.unknown_person = family, f"{hit[1]} 씨"
    question = paired(typed, lambda part: _read_alone(part, base, day), base.index.words) or _question(
        reading, period, base, day
    )
    question = replace(question, repaired=repaired, text=typed)
    if previous:
        question = followed(question, reading, typed, base, previous)
        question = replace(question, before=previous.question.text if question.goes_on else "")
    return replace(question, repaired=repaired, asked=text if repaired else "")


def _read_alone(text: str, base: KnowledgeBase, day: date) -> Question:
    period = _period(text, base, day)
    return _question(read(period.rest, base), period, base, day)


def _speaks_of_phones(rest: str, base: KnowledgeBase) -> bool:
    reading = read(rest, base)
    return bool({"phone", "who", "department", "name"} & set(reading.asks) or "contact" in reading.subjects)


def _period(text: str, base: KnowledgeBase, day: date) -> Period:
    """Time words, except where they are part of a contest's name (올해의 고용서비스상)."""
    squeezed = squeeze(text)
    for series in base.vocabulary.dated_series:
        first = series.split()[0]
        if squeeze(series)[:5] in squeezed:
            text = re.sub(rf"{first[:2]}\s*{first[2:]}\s*", "", text)
    period = spoken_period(text, day)
    bare = re.search(rf"(?<!\d){period.year}(?!\s*년)", text)
    if bare and period.year not in base.years and base.index.knows(bare[0]):
        return Period(text)  # a figure of a title (2035 NDC), and no year that anything is from
    return period


def _picked(text: str, previous: Answer | None) -> Question | None:
    if previous is None:
        return None
    typed = squeeze(text)
    for choice in previous.choices:
        if typed and typed == squeeze(choice.label):
            return choice.question
    if turned := _turned(typed, previous) or _remaining(typed, previous):
        return turned
    hit = re.match(
        rf"^\s*(?:(\d{{1,2}})\s*(?:번|번째)?|({'|'.join(_ORDINALS)})\s*번?째|(마지막))\s*(?:거|것|꺼|사례|건|걸로|사람)?",
        text,
    )
    if not hit or len(typed) > 16 or (hit[1] and not re.match(r"^\s*\d{1,2}\s*(?:번|번째|$|[.)])", text)):
        return None
    shown = previous.question.among or previous.records
    offered = previous.status is not Status.ANSWERED or len(shown) < 2
    among = () if (previous.choices and offered) or len(shown) < 2 else shown
    records = [Question(record=r, among=among) for r in shown]
    options = ([c.question for c in previous.choices] if offered else []) or records
    number = len(options) if hit[3] else int(hit[1]) if hit[1] else _ORDINALS.index(hit[2]) + 1
    if number > len(options) and hit[1]:  # a number of a later page, as it stands there
        number -= next((p.page * page_size(p) for p in previous.parts if isinstance(p, _PAGED)), 0)
    return options[number - 1] if 1 <= number <= len(options) else None


def _turned(typed: str, previous: Answer) -> Question | None:
    """The next or the previous page of the list that was shown."""
    page, pages = next(((p.page, p.pages) for p in previous.parts if isinstance(p, _PAGED) and p.pages > 1), (0, 0))
    if typed in _FURTHER:
        return replace(previous.question, page=page + 1) if page + 1 < pages else Question()
    if typed in _BACK:
        return replace(previous.question, page=page - 1) if page > 0 else Question()
    return None


def _remaining(typed: str, previous: Answer) -> Question | None:
    """The other cases of the contest, after one of a grade was shown: 나머지도 알려줘."""
    asked = previous.question
    if not typed.startswith("나머지") or previous.intent is not Intent.CASE or not asked.filters.grade:
        return None
    return replace(asked, filters=replace(asked.filters, grade=None), asks=(), words="", focus=(), listing=True)


def _question(r: Reading, period: Period, base: KnowledgeBase, day: date) -> Question:
    if r.excludes:
        return Question()  # what is to be left out cannot be asked for yet; better nothing than the opposite
    subject = find_subject(r, base, period.year)
    if len(r.ministries) == 2 and not subject.contests and len({contest.series for contest in subject.rivals}) == 1:
        subject = replace(subject, contests=subject.rivals[:1], rivals=())  # of both: 기후부 거랑 보훈부 거
    r = with_contest(r, subject)
    filters = _filters(r, period, base, day)
    asks = (*r.asks, *(["contact"] if "contact" in r.subjects else []))
    words = " ".join(
        w for w in r.words if not re.fullmatch(r"\d{1,2}", w) and not any(w in squeeze(c) for c in r.contests)
    )
    common = Question(
        filters=filters,
        asks=asks,
        words=words,
        named=" ".join(r.named_words),
        listing=r.listing,
        bare="case" in r.subjects and not r.asks,
        scope=subject.releases,
        focus=subject.focus,
        rivals=tuple(contest.id for contest in subject.rivals),
        anchored=subject.anchored,
    )
    known = r.contests or r.persons or r.organizations or r.tracks or r.departments or r.near_persons
    if len(r.words) >= 3 and not r.subjects and not asks:
        r.words += [w for w in (r.unknown_organization,) if w]  # in the middle of a description a name is a word of it
        r.unknown_organization, r.unstated = None, []
        common = replace(common, words=" ".join(r.words))
    intent = _intent(
        r,
        period,
        _has_cases(subject, base),
        subject.anchored and bool(subject.releases),
        filters.event_kind,
        bool(subject.focus),
    )
    if subject.foreign:
        return replace(common, intent=intent or Intent.CONTEST, unknown=subject.foreign)
    if r.outside and not known and not ({"ceremony", "event"} & set(r.subjects) and _PLAIN_ASKS & set(asks)):
        return replace(common, intent=Intent.OUT_OF_SCOPE, unknown=("topic", r.outside[0]))
    if r.unstated:
        main = replace(common, intent=intent, unstated=r.unstated[0])
        return replace(main, second=_second(main, r))
    if r.near_persons and not r.unknown_person and (alone := _only_one(r, base)):
        return replace(common, intent=Intent.CONTACT, filters=replace(filters, person=alone))
    if r.near_persons:
        return replace(
            common,
            intent=Intent.CONTACT,
            unknown=("person", r.unknown_person or ""),
            related=_contacts_named(base, r.near_persons),
        )
    if r.unknown_person:
        return replace(common, intent=Intent.CONTACT, unknown=("person", r.unknown_person))
    if r.unknown_organization and not _has_department(r, base):
        return replace(common, intent=intent or Intent.CASE, unknown=("organization", r.unknown_organization))
    if len(r.persons) > 1:
        everyone = replace(filters, person=None, rank=None, role=None)
        related = _contacts_named(base, tuple(r.persons))
        return replace(common, intent=Intent.CONTACT, filters=everyone, related=related)
    if (
        r.talk
        and r.talked >= 0.4 * r.length
        and not (asks or r.subjects or r.names_something or r.filters_cases or period.year or r.listing)
    ):
        return Question(Intent.SMALL_TALK, small_talk=r.talk[0])
    main = replace(common, intent=intent)
    if main.intent is Intent.CASE and "fields" in asks and words and not filters.track and filters.grade != "대상":
        return replace(main, unknown=("track", words), words="")
    if main.intent is Intent.CASE and r.spaced_grade and not filters.grade and (filters.half or filters.track):
        main = replace(main, filters=replace(filters, grade="우수"))
    return replace(main, second=_second(main, r))


_ENTRY = re.compile("접수|신청|모집|응모|제출")


def _filters(r: Reading, period: Period, base: KnowledgeBase, day: date) -> Filters:
    def first(values: list[str]) -> str | None:
        return values[0] if values else None

    grade = first(r.grades)
    if r.best and not grade:
        grade = next((g for g in ("대상", "최우수", "금상", "우수") if g in base.vocabulary.grades), "최우수")
    until = re.search(r"(?:언제|며칠|몇\s?일)\s?(까지|부터)", period.rest) if "period" not in r.asks else None
    kind = next((_EVENT_KINDS[s] for s in r.subjects if s in _EVENT_KINDS), None)
    if until and until[1] == "부터" and "received" not in r.asks:
        until = None  # since when it is held, not from when entries are taken
    is_entry = r.contests or r.nouns or {"received", "procedure"} & set(r.asks) or _ENTRY.search(period.rest)
    if kind is None and until and is_entry:
        kind = "접수 마감" if until[1] == "까지" else "접수 시작"
    if kind is None and "when" in r.asks and "received" in r.asks:
        kind = "접수 시작" if "since" in r.asks else "접수 마감"
    if kind is None and "period" in r.asks and (r.contests or "received" in r.asks or r.nouns):
        kind = "접수 마감"
    if kind is None and "when" in r.asks and "stages" in r.asks:
        kind = "심사"
    return Filters(
        year=period.year,
        half=first(r.halves),
        grade=grade,
        track=first(r.tracks),
        organization=first(r.organizations) or first(r.known_organizations),
        contest=first(r.contests),
        event_kind=kind,
        department=first(r.departments),
        rank=first(r.ranks),
        role=first(r.roles),
        person=first(r.persons),
        day=(None if r.halves else _days(period)) or _side_of(day, r.asks),
        month=period.month if not period.first else None,
        ministry=first(r.ministries),
    )


def _side_of(day: date, asks: list[str]) -> str | None:
    """All days from today on, or all before, where only that was said (앞으로, 지난)."""
    if "coming" in asks:
        return f"{day}/{date.max}"
    return f"{date.min}/{day - timedelta(days=1)}" if "past" in asks else None


def _days(period: Period) -> str | None:
    """A stretch as two ISO days, or month and day of a day whose year was not said."""
    if period.first is None or period.last is None:
        return None
    if period.month and period.year is None:
        return f"{period.first:%m-%d}"
    return f"{period.first}/{period.last}"


def _has_department(r: Reading, base: KnowledgeBase) -> bool:
    """Whether a department that was named is one of the unknown organization: 국세청 부동산납세과."""
    units = (c.department or "" for name in r.departments for c in base.contacts_in.get(unit_name(name), ()))
    return any((r.unknown_organization or "") in unit for unit in units)


def _has_cases(subject: Subject, base: KnowledgeBase) -> bool:
    if subject.contests:
        return bool(base.facets.agreeing(Filters(contest=subject.contests[0].series)).any())
    return len(subject.releases) == 1 and bool(base.facets.standing_in(subject.releases).any())


def _intent(
    r: Reading, period: Period, has_cases: bool, about_release: bool, event_kind: str | None, narrowed: bool
) -> Intent | None:
    asks, subjects = set(r.asks), set(r.subjects)
    about_event = bool(event_kind or "event" in subjects)
    about_cases = "case" in subjects or r.filters_cases
    counted = bool({"received", "selected", "how_many"} & asks)
    if "attends" in asks and not (_CONTACT_ASKS & asks or "contact" in subjects):
        return Intent.SCHEDULE
    if r.persons or _CONTACT_ASKS & asks or "contact" in subjects:
        return Intent.CONTACT
    about_contest = bool(r.contests and (asks & (CONTEST_ASKS | _COUNTS | {"fields", "how_many"}) or r.unstated))
    if r.departments and not r.organizations and not (about_event or about_cases or about_contest):
        return Intent.CONTACT
    asked_day = {"when", "where", "what_time"} & asks and not (CONTEST_ASKS & asks or counted or "case" in subjects)
    if about_release and asked_day:
        return Intent.SCHEDULE
    if (r.ranks or r.roles) and not about_event and not about_contest:
        return Intent.CONTACT
    if "department" in asks and not (r.words or about_cases or counted or "grade" in asks):
        return Intent.CONTACT
    if {"received", "stages"} & asks and {"when"} & asks:
        return Intent.SCHEDULE
    if "running" in asks:
        return Intent.SCHEDULE
    if "where_to" in asks:
        return Intent.CONTEST
    dated = event_kind not in (None, "시상식")
    if about_event and not (r.filters_cases and "case" in subjects) and (dated or not CONTEST_ASKS & asks):
        return Intent.SCHEDULE
    if r.contests and {"when", "where", "what_time"} & asks and not (about_cases or CONTEST_ASKS & asks or counted):
        return Intent.SCHEDULE
    if CONTEST_ASKS & asks and not (r.filters_cases and not r.halves):
        return Intent.CONTEST
    if "fields" in asks and not r.filters_cases and not ("case" in subjects and r.words):
        return Intent.CONTEST
    named = asks & {"who", "winners", "organization", "name"} and "how_many" not in asks
    if named and (r.contests or (has_cases and (about_cases or "winners" in asks or not narrowed))):
        return Intent.CASE
    if r.contests and "how_many" in asks and not (r.filters_cases or r.words):
        return Intent.CONTEST
    if _COUNTS & asks and ("how_many" in asks or r.contests) and not (r.grades or r.tracks or r.organizations):
        return Intent.CONTEST if r.contests or "contest" in subjects or "received" in asks else _counted(asks)
    if about_cases:
        return Intent.CASE
    if (_TIME_ASKS & asks or "coming" in asks or period.first) and set(r.words) <= gatherings():
        return Intent.SCHEDULE
    if {"attends", "open", "programme"} & asks:
        return Intent.SCHEDULE
    if r.contests or "contest" in subjects:
        return Intent.CASE if r.listing and r.contests and "contest" not in subjects else Intent.CONTEST
    if r.known_organizations or CASE_ASKS & asks:
        return Intent.CASE
    if {"where", "which"} & asks and not r.words:
        return Intent.SCHEDULE
    return None


def _counted(asks: set[str]) -> Intent | None:
    """People are counted at an event, everything else by a contest."""
    return Intent.SCHEDULE if "winners" in asks else Intent.CONTEST


def _second(main: Question, r: Reading) -> tuple[Question, ...]:
    """The other thing asked in the same message: a date and a phone number, or the same of another contest."""
    asks, subjects = set(r.asks), set(r.subjects)
    if main.intent is Intent.CONTACT and subjects & {*_EVENT_KINDS, "event"} and asks & _TIME_ASKS:
        date_first = replace(
            main, intent=Intent.SCHEDULE, asks=tuple(a for a in r.asks if a in _EVENT_ASKS | {"where", "which"})
        )
        return (date_first,)
    for facet, values in (("half", r.halves), ("grade", r.grades), ("organization", r.organizations)):
        counted = main.intent is Intent.CONTEST and facet == "half" and _COUNTS & asks
        if (main.intent is Intent.CASE or main.unstated or counted) and len(values) == 2:
            other: dict[str, Any] = {facet: values[1]}
            return (replace(main, filters=replace(main.filters, **other)),)
    if main.filters.contest and len(r.ministries) == 2:
        return (replace(main, filters=replace(main.filters, ministry=r.ministries[1]), scope=()),)
    if main.intent in (Intent.CONTEST, Intent.CASE) and len(r.contests) > 1:
        return tuple(replace(main, filters=replace(main.filters, contest=c)) for c in r.contests[1:3])
    return ()


def _only_one(r: Reading, base: KnowledgeBase) -> str | None:
    """The one name among several with the same initials that has the department and the rank that were typed."""
    people = [c for name in r.near_persons for c in base.contacts_named.get(name, ())]
    fitting = {
        c.name
        for c in people
        if (not r.departments or r.departments[0] in (c.department or "")) and (not r.ranks or c.rank == r.ranks[0])
    }
    return next(iter(fitting)) if len(fitting) == 1 else None


def _contacts_named(base: KnowledgeBase, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(c.id for name in names for c in base.contacts_named.get(name, ()))
