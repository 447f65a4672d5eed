"""Answer → text and buttons; the only place that writes HTML and the only one that escapes it.

`render` says an answer, `say` one of the fixed texts, `explain` why an answer was given. The words are in
`texts/`. Nothing here knows Telegram.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from knowledge.dialogue import (
    Answer,
    Aspect,
    CaseDetail,
    CaseList,
    ContactList,
    ContestDetail,
    ContestList,
    EventDetail,
    EventList,
    Missing,
    NotStated,
    OutOfScope,
    Part,
    PassageQuote,
    Question,
    SmallTalk,
    Status,
    TooLong,
    Unknown,
)
from knowledge.documents.formats import NUMBERED
from knowledge.hangul import is_syllable, squeeze
from knowledge.model import Attendee, Contact, Event, EventKind, Fact, Release, Source, WinningCase

from .keyboards import buttons, first_number, originals, start_buttons
from .message import MAX_CALLBACK_BYTES, MAX_TEXT_UNITS, Button, Message, fit, plain, units, without_moments
from .reasons import reasons
from .wording import filter_value, one_line, word

__all__ = [
    "MAX_CALLBACK_BYTES",
    "MAX_TEXT_UNITS",
    "Button",
    "Message",
    "explain",
    "fit",
    "for_admins",
    "originals",
    "plain",
    "render",
    "say",
    "start_buttons",
    "units",
    "with_feedback",
    "without_moments",
]

_LIKENESS = ("slip", "meaning", "initials")
_BODY = 1000
"""How much of an answer is shown, in UTF-16 units, before its sources: what a phone shows in two screens."""

_WHY = 900
"""How much is said about why, in UTF-16 units: one screen of a phone."""

_LONGEST_REPAIR = 100
_SHOWN_SOURCES = 2
_SHOWN_AVAILABLE = 6
_LEADS_NOWHERE = (Missing, NotStated, OutOfScope, SmallTalk, TooLong, Unknown)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of entries on the day asked: the `last` day until `closes`, `left` days away, from the `first` on.

    `phase` is `before` the first day, `open`, or None where it is over or the first day is not known.
    """

    last: date
    closes: time | None
    left: int
    first: date | None
    phase: str | None


def render(
    answer: Answer,
    *,
    today: date | None = None,
    group: bool = False,
    home: str = "",
    hints: Sequence[str] = (),
    added: Mapping[str, date | None] | None = None,
) -> Message:
    """An answer as a message: the facts in their order, what is missing before them, then where they stand.

    `today` adds D-day and makes days to come tappable; in a `group` hints are left out. `home` is the ministry that
    need not be named as the one whose release it is; `hints` are questions for who does not know what to ask; `added`
    has the file of admins' dates, and when the latest of them was told. Never empty, never longer than Telegram takes.
    """
    parts = sorted(answer.parts, key=lambda part: not isinstance(part, Missing))
    if answer.choices:
        # Offers stand for a plain "I do not know"; a question back has its own words.
        parts = [part for part in parts if not isinstance(part, Unknown) or part.clarify]
    texts = [_say_part(n, parts, answer, today, group, hints) for n, _ in enumerate(parts)]
    if answer.choices and not any(isinstance(part, Unknown) for part in parts):
        texts.append(word("choose", kind=_offer(answer), one=len(answer.choices) == 1))
    if not any(texts):
        texts.append(word("unknown", part=Unknown(), examples=examples(hints)))
    repaired = one_line(answer.question.repaired or "", _LONGEST_REPAIR)
    found = answer.status is not Status.UNANSWERED
    told = [word("repaired", text=repaired, found=found)] if repaired else []
    if left_out := _left_out(answer.question):
        told = [word("left_out", words=one_line(left_out, _LONGEST_REPAIR))]
    # A fact is read first, on a locked screen too; that nothing was found is told after what was looked for.
    head, after = ([], told) if found and not answer.choices else (told, [])
    source_asked = any(Aspect.SOURCE in getattr(part, "aspects", ()) for part in parts)
    facts = [fact for part in parts for fact in _facts(part)]
    sources = (
        [_sources(answer, facts, source_asked, {"home": home, "added": added or {}, "titled": _titled(parts)})]
        if answer.sources
        else []
    )
    body = [fit("\n\n".join(text for text in texts if text), _BODY)]
    if any(fact.source.recovered for fact in facts):
        body.append(word("recovered"))
    if corrected := [day for fact in facts if (day := getattr(fact, "corrected", None))]:
        body.append(word("corrected", day=max(corrected)))
    said = sources + body + after if source_asked else body + after + sources
    return Message("\n\n".join(head + said), buttons(answer, today, group))


def with_feedback(message: Message, answer: Answer, *, missed: bool) -> Message:
    """An answer with 👍 and 👎, where it was found by likeness or, `missed`, is no answer.

    Where it is none, its question can be handed over, or its answer waited for.
    """
    unanswered = missed and answer.status is Status.UNANSWERED
    likely = answer.status is Status.ANSWERED and (
        _is_mended(answer.question)
        or any(match.kind in _LIKENESS for match in answer.matches)
        or any(isinstance(part, PassageQuote) and part.near for part in answer.parts)
    )
    if not unanswered and not likely:
        return message
    rows = (("good", "bad"), ("hand", "later")) if unanswered else (("good", "bad"),)
    asked = (tuple(Button(word("button", name=name), name) for name in row) for row in rows)
    return replace(message, keyboard=(*message.keyboard, *asked))


def _is_mended(question: Question) -> bool:
    """Whether words were read as others; the same keys on another keyboard are none."""
    return bool(question.repaired) and any(map(is_syllable, question.asked))


def for_admins(message: Message, answer: Answer) -> Message:
    """An answer with what an admin can do about it: keep it as a test question, and put right what it states."""
    kept = answer.question.text and not isinstance(answer.parts[0], SmallTalk)
    row = [Button(word("desk_button", name="keep"), "keep:ask")] if kept else []
    if any(isinstance(fact, Contact | Event | WinningCase) for part in answer.parts for fact in _facts(part)):
        row.append(Button(word("desk_button", name="fix"), "fix:answer"))
    return replace(message, keyboard=(*message.keyboard, tuple(row))) if row else message


def say(template: str, *, keyboard: tuple[tuple[Button, ...], ...] = (), **values: object) -> Message:
    """One of the fixed texts, `texts/TEMPLATE.j2`, with values put in; cut to the length Telegram takes."""
    return Message(fit(word(template, **values), MAX_TEXT_UNITS), keyboard)


def explain(answer: Answer, quotes: Sequence[tuple[Source, Release | None]]) -> Message:
    """Why this answer was given: what was understood, searched and found, and the words that it rests on.

    `quotes` are where it stands, each with its release where that is known.
    """
    files = {release.id: release for _, release in quotes if release}
    return Message(fit(word("why", **reasons(answer, quotes)), _WHY), originals([*files.values()][:_SHOWN_SOURCES]))


def examples(hints: Sequence[str] = ()) -> list[str]:
    """Questions that can be shown to somebody who does not know what to ask, in quotation marks."""
    return [f"“{line}”" for line in hints[:2] or plain(word("examples")).split("\n")]


def _say_part(
    place: int, parts: Sequence[Part], answer: Answer, today: date | None, group: bool, hints: Sequence[str]
) -> str:
    part, after = parts[place], parts[place + 1 :]
    values: dict[str, object] = {"part": part, "today": today, "group": group}
    match part:
        case EventDetail(event=event):
            values |= {
                "attendance": _attendance(event),
                "standing": _standing(part, today),
                "deadline": _deadline(event, today, part.opened),
            }
        case CaseList(cases=cases, filters=filters):
            years = {case.year for case in cases}
            values |= {
                "year": filters.year or (years.pop() if len(years) == 1 else None),
                "one_contest": bool(filters.contest or part.contest),
                "one_organization": bool(filters.organization) and len({c.organization for c in cases}) == 1,
                "ministry": _issuer(answer),
            }
        case EventList(events=shown):
            values |= {
                "first": first_number(part.page, part.pages, part.total, len(shown)),
                "shown": [(event, _deadline(event, today)) for event in shown],
                "ministry": _issuer(answer),
            }
        case ContestList(contests=contests):
            values |= {
                "first": first_number(part.page, part.pages, part.total, len(contests)),
                "ministry": _issuer(answer),
            }
        case Missing(kind=kind, value=value, available=available):
            shown_available = [filter_value(kind, one) for one in available[:_SHOWN_AVAILABLE]]
            values |= {
                "value": filter_value(kind, value),
                "available": [*shown_available, *(["…"] if len(available) > _SHOWN_AVAILABLE else [])],
                "followed": bool(after) and not isinstance(after[0], _LEADS_NOWHERE),
            }
        case NotStated():
            values["contacts_follow"] = any(isinstance(later, ContactList) for later in after)
            values["detail_follows"] = bool(after) and isinstance(after[0], CaseDetail | ContestDetail | EventDetail)
        case CaseDetail():
            before = parts[:place]
            values["organization_said"] = any(
                isinstance(p, NotStated) and p.thing is Aspect.ORGANIZATION for p in before
            )
        case ContactList(contacts=contacts, total=total, pages=pages):
            values["hidden"] = max(0, total - len(contacts)) if pages == 1 else 0
        case SmallTalk() | Unknown():
            values["examples"] = examples(hints)
        case _:
            pass
    return word(_template_of(part), **values)


def _left_out(question: Question) -> str:
    """The words of a question that was to be taken as typed which mean nothing so, and were not asked."""
    if question.repaired or not question.asked:
        return ""
    return " ".join(w for w in question.asked.split() if question.text and squeeze(w) not in squeeze(question.text))


def _offer(answer: Answer) -> str:
    """What the choices are: instead of something missing, near what was not understood, or just to choose from."""
    kinds = {type(part) for part in answer.parts}
    if answer.status is Status.ANSWERED:
        return "others"
    if Unknown in kinds and answer.status is Status.UNANSWERED:
        return "nearest"
    return "missing" if Missing in kinds else "unknown" if Unknown in kinds else "open"


def _template_of(part: Part) -> str:
    """The template of a kind of part: EventDetail is said by `event_detail.j2`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(part).__name__).lower()


def _facts(part: Part) -> Sequence[Fact]:
    """The facts that a part shows."""
    match part:
        case EventDetail(event=fact) | CaseDetail(case=fact) | ContestDetail(contest=fact) | PassageQuote(passage=fact):
            return (fact,)
        case (
            EventList(events=facts) | CaseList(cases=facts) | ContactList(contacts=facts) | ContestList(contests=facts)
        ):
            return facts
        case _:
            return ()


def _titled(parts: Sequence[Part]) -> bool:
    """Whether the releases are named by their titles: under their own words, and where nothing else is known."""
    return any(
        isinstance(part, PassageQuote) or (isinstance(part, ContestDetail) and not part.aspects and _is_bare(part))
        for part in parts
    )


def _is_bare(part: ContestDetail) -> bool:
    c = part.contest
    return not (c.purpose or c.stages or c.winners or c.prize or c.fields or c.eligibility or c.notes)


def _issuer(answer: Answer) -> str | None:
    return next((release.ministry for release in answer.sources if release.ministry), None)


def _sources(answer: Answer, facts: Sequence[Fact], first: bool, values: Mapping[str, object]) -> str:
    sources = answer.sources
    more = max(0, len(sources) - _SHOWN_SOURCES)
    shown = sources[:_SHOWN_SOURCES]
    of_file = {fact.source.file: fact.source for fact in reversed(facts)}
    places = {r.file: of_file[r.file].place(r.form in NUMBERED) if r.file in of_file else "" for r in shown}
    return word("sources", sources=shown, places=places, more=more, first=first, **values)


def _deadline(event: Event, today: date | None, opened: date | None = None) -> Deadline | None:
    """Where entries end with this event, how that stands on the day; None for any other event or without a day."""
    if event.kind is not EventKind.DEADLINE or event.date is None or today is None:
        return None
    last = event.end_date or event.date
    first = event.date if last > event.date else opened
    left = (last - today).days
    phase = None if first is None or left < 0 else "before" if today < first else "open"
    return Deadline(last, event.end or (event.start if last == event.date else None), left, first, phase)


def _standing(part: EventDetail, today: date | None) -> str | None:
    """Whether the event is past, today, running (of several days) or future; None without a day."""
    if part.days_left is None:
        return None
    if part.days_left < 0:
        end = part.event.end_date
        return "running" if end and today and end >= today else "past"
    return "future" if part.days_left else "today"


def _attendance(event: Event) -> list[tuple[Attendee, tuple[Attendee, ...]]]:
    """Who attends, a total with its parts: where 43 stands before 15, 22 and 6, it is their sum."""
    people, taken = event.attendees, []
    n = 0
    while n < len(people):
        rest = tuple(p for p in people[n + 1 :])
        counts = [p.count for p in rest if p.count is not None]
        is_sum = len(counts) > 1 and len(counts) == len(rest) and sum(counts) == people[n].count
        taken.append((people[n], rest if is_sum else ()))
        n = len(people) if is_sum else n + 1
    return taken
