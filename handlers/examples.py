"""Questions to show to somebody who does not know what to ask, made from what the base of today can answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from handlers.render import plain
from handlers.render.wording import briefly, short_name, word
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Aspect, EventDetail, Intent, Status
from knowledge.model import Contest, Event, EventKind, WinningCase
from knowledge.questions.understand import understand

_SHOWN = 4
_TRIES = 3  # of each topic: not everything that is known is found by its short name
_TOLD_OF = (EventKind.CEREMONY, EventKind.RESULT, EventKind.JUDGING)


def examples(base: KnowledgeBase, today: date, ministry: str, often: Sequence[str] = ()) -> tuple[str, ...]:
    """Questions that the base answers on that day, one of a topic; topics that are asked `often` first."""
    made = _made(base, today, ministry)
    topics = [*(topic for topic in often if topic in made), *(topic for topic in made if topic not in often)]
    return tuple(made[topic] for topic in topics)[:_SHOWN]


def topic_of(found: Answer) -> str | None:
    """What was asked about, of the few topics that are counted; None for what was not answered."""
    if found.status is not Status.ANSWERED or found.intent not in _MAKERS_OF:
        return None
    if found.intent is Intent.SCHEDULE:
        shown = found.parts[0] if found.parts else None
        if isinstance(shown, EventDetail) and Aspect.PLACE in shown.aspects:
            return "where"
        is_deadline = isinstance(shown, EventDetail) and shown.event.kind is EventKind.DEADLINE
        return "deadline" if is_deadline else "when"
    return _MAKERS_OF[found.intent]


def contest_of(found: Answer, base: KnowledgeBase) -> str | None:
    """The contest that an answer's first record belongs to, by what it is called every year."""
    fact = base.get(found.records[0].partition("#")[0]) if found.records else None
    if isinstance(fact, WinningCase) and fact.contest_id:
        fact = base.get(fact.contest_id)
    if isinstance(fact, Contest):
        return fact.series
    return fact.contests[0] if isinstance(fact, Event) and fact.contests else None


_MAKERS_OF = {Intent.SCHEDULE: "when", Intent.CASE: "case", Intent.CONTACT: "contact", Intent.CONTEST: "contest"}


@lru_cache(maxsize=1)
def _made(base: KnowledgeBase, today: date, ministry: str) -> dict[str, str]:
    """The first question of each topic that is answered; kept, since each is tried."""
    found: dict[str, str] = {}
    for topic, what, more in _wordings(base, today, ministry):
        text = plain(word("asking", topic=topic, what=what, more=more))
        if topic not in found and answer(understand(text, base, today), base, today).status is Status.ANSWERED:
            found[topic] = text
    return found


def _wordings(base: KnowledgeBase, today: date, ministry: str) -> Iterator[tuple[str, str, str]]:
    """Topics with what to ask about and what more, the best of each first."""
    facts = base.facts

    def short(name: str) -> str:
        return briefly(short_name(name, ministry))

    coming = [e for e in facts.events if e.date and (e.end_date or e.date) >= today and e.contests]
    coming.sort(key=lambda event: event.end_date or event.date or today)
    told = [event for event in coming if event.kind in _TOLD_OF]
    yield from (("when", short(event.contests[0]), event.kind.value) for event in told[:_TRIES])
    yield "when", "", EventKind.CEREMONY.value
    deadlines = [event for event in coming if event.kind is EventKind.DEADLINE]
    yield from (("deadline", short(event.contests[0]), "") for event in deadlines[:_TRIES])
    graded = [case for case in facts.cases if case.grade]
    yield from (("case", short(case.contest), case.grade or "") for case in graded[:_TRIES])
    issuers = {release.id: release.ministry for release in facts.releases}
    people = [person for person in facts.contacts if person.department and person.phone]
    people.sort(key=lambda person: issuers.get(person.release_id) != ministry)
    yield from (("contact", (person.department or "").split()[-1], "") for person in people[:_TRIES])
    counted = [contest for contest in facts.contests if contest.received]
    yield from (("contest", short(contest.name), "") for contest in counted[:_TRIES])
    if any(event.place for event in facts.events):
        yield "where", "", ""
