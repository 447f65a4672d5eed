"""Question × KnowledgeBase × day → Answer. The same question on the same day always gets the same answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from knowledge.answers.asks import asked_kinds, asked_unit, counts_in, sought
from knowledge.answers.cases import cases
from knowledge.answers.common import (
    UNANSWERABLE,
    Asking,
    clear_winner,
    finish,
    offered,
    release_id_of,
    shorten,
    tells,
    with_others,
)
from knowledge.answers.contacts import contacts, departments_like, responsible
from knowledge.answers.contests import contests
from knowledge.answers.curated import curated_for
from knowledge.answers.nearest import by_meaning
from knowledge.answers.quotes import nearest, quote, releases_about
from knowledge.answers.schedule import schedule
from knowledge.base import KnowledgeBase
from knowledge.dialogue import (
    Answer,
    Aspect,
    CaseDetail,
    Choice,
    ContactList,
    ContestDetail,
    Curated,
    EventDetail,
    Intent,
    Missing,
    NotStated,
    OutOfScope,
    Part,
    PassageQuote,
    Question,
    SmallTalk,
    SmallTalkKind,
    Status,
    TooLong,
    Unknown,
)
from knowledge.hangul import squeeze, strip_ending, tokens_of
from knowledge.model import Contact, Contest, Event, Fact, Passage, Release, WinningCase
from knowledge.search.index import Hit
from knowledge.search.sentences import titles
from knowledge.words.morphology import is_conjugated, is_noun, is_verbal
from knowledge.words.vocabulary import contests_of

_BY_INTENT = {
    Intent.SCHEDULE: schedule,
    Intent.CASE: cases,
    Intent.CONTACT: contacts,
    Intent.CONTEST: contests,
}
_PRIZE = "상금"  # among what releases seldom say, the one thing that some do
_INTENT_OF = {
    "case": Intent.CASE,
    "event": Intent.SCHEDULE,
    "item": Intent.SCHEDULE,
    "contest": Intent.CONTEST,
    "passage": Intent.CONTEST,
    "contact": Intent.CONTACT,
}
# Which kind wins where two cover a question equally well: the fact itself before the paragraph that retells it.
TOLD = 0.75  # coverage from which a paragraph is an answer by itself
CERTAIN = 0.9  # coverage from which a record of another kind than the one asked for is meant
_PREFERENCE = {"case": 0.03, "item": 0.02, "event": 0.02, "contest": 0.01, "contact": 0.0, "passage": -0.15}


def answer(question: Question, base: KnowledgeBase, day: date) -> Answer:
    """The answer to a question as of `day`. Never raises for a question that `understand` made."""
    asking = Asking(question, base, day)
    first = by_meaning(asking, _quoted(asking, _answer(asking)))
    if first.status is not Status.ANSWERED:
        first = replace(first, question=question)  # asked again it must be offered the same
    first = _with_rivals(asking, _without_stranger(asking, first))
    first = _with_nearest(asking, first)
    for other in question.second:
        first = _joined(first, _answer(Asking(other, base, day)))
    if first.status is not Status.ANSWERED and (known := curated_for(question.text, base.facts.curated, day)):
        return Answer(Status.ANSWERED, first.intent, question, (Curated(known),))
    return first


_ABOUT = 0.55  # share of the words, by weight, that a release must hold to be looked into
_OF_SERVICES = ("how_to", "procedure", "open", "what_is")  # what a release hardly tells of what it only mentions
_SILENT = (Intent.SMALL_TALK, Intent.OUT_OF_SCOPE)


# Words read as a name that the base lacks may be no name at all: 강사는 누구누구, 취소된 거.
_LOOSE = frozenset({"word", "subject", "person", "rank", "role", "department", "grade"})


def _is_loose(asking: Asking, missing: Missing) -> bool:
    """Whether what is missing may be told of all the same: the minister, whom no list of people to call has, or a
    prize that stands in the release.
    """
    q = asking.question
    told = _stands(asking, missing.value) and (
        missing.kind == "grade" or (missing.kind == "rank" and q.anchored and not asking.asks("phone"))
    )
    return missing.kind in _LOOSE and (told or not missing.available)


def _stands(asking: Asking, word: str) -> bool:
    q = asking.question
    return bool(q.scope) and asking.base.releases.has(q.scope[0], word)


def _with_nearest(asking: Asking, found: Answer) -> Answer:
    """What was not found, with the sentences of the release in question that come nearest to it."""
    q, base = asking.question, asking.base
    if q.intent in _SILENT or (q.record and not q.goes_on) or q.page:
        return found
    unsaid = [part for part in found.parts if isinstance(part, _DENIALS)]
    if found.status is Status.CHOICES or (q.intent is Intent.CONTACT and asking.asks("phone", "contact")):
        return found
    if not unsaid or (q.unknown and q.unknown[0] not in _LOOSE):
        return found
    if any(isinstance(part, Missing) and not _is_loose(asking, part) for part in unsaid):
        return found
    if asking.asks(*_OF_SERVICES) and not q.anchored:
        return found
    words = [w for w in tokens_of(q.text) if not is_verbal(w)]
    releases = q.scope or tuple(c.release_id for c in base.releases.rank(words) if c.share >= _ABOUT)
    said = nearest(asking, releases, _other_year(asking) if q.scope else None)
    if said is None:
        return found
    narrow = any(isinstance(part, NotStated) for part in unsaid) and not _unheard(asking, found)
    narrow = narrow or (asking.asks(*UNANSWERABLE) and not q.anchored)
    if asking.asks("organization") or (
        narrow and not (sought(q).is_met_by if q.unstated else sought(q).fits)(said.passage.text)
    ):
        return found
    kept = tuple(part for part in found.parts if part not in unsaid)
    return replace(found, status=Status.UNANSWERED, parts=(said, *kept), records=(), sources=(said.release,))


def _without_stranger(asking: Asking, found: Answer) -> Answer:
    """No card for a question that holds a word which its release does not: of 경기도 there may be another contest."""
    q, base = asking.question, asking.base
    stated = found.status is Status.ANSWERED and not any(isinstance(part, PassageQuote) for part in found.parts)
    if not (stated and q.filters.contest and q.scope) or q.goes_on or q.record:
        return found
    verbs = "".join(token for token in tokens_of(q.text) if is_conjugated(token))  # 필요 in 필요없는
    nouns = (word for word in q.focus if len(word) > 1 and is_noun(word) and word not in verbs)
    kinds = asked_kinds(q.text)
    strange = next((w for w in nouns if not base.releases.has(q.scope[0], w) and w not in kinds), None)
    contest = contests_of(base.facts.contests, q.filters.contest, q.filters.year)
    if strange is None or not contest or found.intent is Intent.CASE:
        return found
    missing = Missing("word", strange, contest[0].name)
    choices = [Choice(shorten(contest[0].name, 60), replace(q, focus=(), words=""))]
    return finish(asking, found.intent, [missing], choices=choices, status=Status.UNANSWERED)


def _with_rivals(asking: Asking, found: Answer) -> Answer:
    """What was found, with the contests on buttons that may be meant as well; these alone where nothing leads."""
    q, base = asking.question, asking.base
    rivals = [fact for key in q.rivals if isinstance(fact := base.get(key), Contest)]
    if not rivals:
        return found
    if any(isinstance(part, Missing) and part.kind in _NOT_HERE for part in found.parts):
        return found  # whoever asks for the Ministry of Education's is not helped by another's
    choices = [_rival(asking, contest) for contest in rivals]
    if q.unknown:
        return replace(found, choices=tuple(choices), status=Status.UNANSWERED)
    if q.filters.contest is None:
        return finish(asking, q.intent or Intent.CONTEST, [Unknown(q.intent or Intent.CONTEST)], choices=choices)
    return with_others(found, choices)


_NOT_HERE = frozenset({"organization", "ministry", "year"})


def _rival(asking: Asking, contest: Contest) -> Choice:
    """The same question of another contest, with whose it is and of which year."""
    issuer = asking.base.issuers.get(contest.release_id)
    name = contest.series if issuer and issuer in contest.series else f"{issuer or ''} {contest.series}".strip()
    year = f" ({contest.year})" if contest.year and str(contest.year) not in name else ""
    filters = replace(asking.filters, contest=contest.series, ministry=issuer, year=contest.year)
    meant = replace(asking.question, filters=filters, scope=(contest.release_id,), rivals=())
    return Choice(shorten(name, 60 - len(year)) + year, meant)


_DENIALS = (NotStated, Missing, Unknown)
# What is missing by one of these is missing: a sentence about another year, half or ministry is no answer.
_NAMED_FILTERS = frozenset("half ministry organization track person phone day contest running".split())


def _quoted(asking: Asking, found: Answer) -> Answer:
    """What was found, with the sentence of the release that says what no fact does."""
    q = asking.question
    if (
        (q.record and not q.goes_on)
        or q.page
        or not q.scope
        or q.unknown
        or q.intent in (Intent.SMALL_TALK, Intent.OUT_OF_SCOPE)
    ):
        return found
    missing = next((part for part in found.parts if isinstance(part, Missing)), None)
    if missing and missing.kind == "year":
        return _of_another_year(asking, found)
    graded = bool(missing and missing.kind == "grade" and missing.available)
    if missing and (missing.kind in _NAMED_FILTERS or (graded and not sought(q).shaped)):
        return found
    if asking.asks(*UNANSWERABLE) and not (q.anchored or q.unstated):
        return found
    denied = any(isinstance(part, _DENIALS) for part in found.parts) or found.status is not Status.ANSWERED
    unheard = _unheard(asking, found) or _answers_otherwise(asking, found)
    if not (denied or unheard or _leaves_out(asking, found)):
        return found
    releases = releases_about(asking, found.records)
    said = quote(asking, releases, _other_year(asking))
    if said is None and q.filters.grade and q.unstated and found.parts and isinstance(found.parts[-1], ContestDetail):
        # What all get together is not what this grade gets.
        unsaid = NotStated(f"‘{q.filters.grade}’ {q.unstated}", found.parts[-1].contest.name)
        return replace(found, status=Status.UNANSWERED, parts=(unsaid, *found.parts))
    if said:
        no_cards = (*_DENIALS, ContactList, OutOfScope, PassageQuote)
        cards = tuple(_as_card(part) for part in found.parts if not isinstance(part, no_cards))
        records = tuple(dict.fromkeys((said.passage.id, *(found.records if cards else ()))))
        sources = tuple(dict.fromkeys((said.release, *(found.sources if cards else ()))))
        return replace(
            found, status=Status.ANSWERED, parts=(said, *cards), records=records, sources=sources, choices=()
        )
    if found.parts and isinstance(found.parts[-1], PassageQuote):  # the words stand there, but not what was asked
        return finish(asking, found.intent, [Unknown()])
    service = asking.asks(*UNANSWERABLE) and not (q.filters.contest or q.goes_on)
    if denied or graded or service or not q.anchored or (_is_dated(found) and not unheard):
        return found
    near = nearest(asking, releases, _other_year(asking))
    if near and (unheard or sought(q).fits(near.passage.text)):
        kept = tuple(part for part in found.parts if not isinstance(part, ContactList | OutOfScope | PassageQuote))
        return replace(found, status=Status.UNANSWERED, parts=(near, *kept), records=(), sources=(near.release,))
    return found


def _of_another_year(asking: Asking, found: Answer) -> Answer:
    """Of a year that has no release of its own, what the one in question says: 지난해에는 127건이 접수됐다."""
    scope, year = asking.question.scope[:1], asking.filters.year
    said = quote(asking, scope, year)
    if said is None and (near := nearest(asking, scope, year)):
        return replace(found, status=Status.UNANSWERED, parts=(near,), records=(), sources=(near.release,), choices=())
    if said is None:
        return found
    return replace(found, status=Status.ANSWERED, parts=(said,), records=(said.passage.id,), sources=(said.release,))


def _other_year(asking: Asking) -> int | None:
    """The year that was asked for, where it is not the one the release in question is from."""
    year, release = asking.filters.year, asking.base.get(asking.question.scope[0])
    if not isinstance(release, Release) or (release.date is not None and release.date.year == year):
        return None
    of_year = (c for c in asking.base.facts.contests if c.release_id == release.id and c.year == year)
    return None if any(of_year) else year


# What an event may lack of what was asked of it.
_STATED_AS = {
    Aspect.PLACE: "place",
    Aspect.START: "start",
    Aspect.END: "end",
    Aspect.ATTENDEES: "attendees",
}


def _as_card(part: Part) -> Part:
    """A part beside a sentence that says what was asked: without saying that it does not state that."""
    if not isinstance(part, EventDetail):
        return part
    stated = tuple(
        a for a in part.aspects if a is not Aspect.HEADCOUNT and getattr(part.event, _STATED_AS.get(a, "name"))
    )
    return replace(part, aspects=stated)


def _is_dated(found: Answer) -> bool:
    """Whether the day that was asked for is told: then its missing hour brings no other sentence before it."""
    part = found.parts[-1] if found.parts else None
    return isinstance(part, EventDetail) and Aspect.DATE in part.aspects and part.event.date is not None


def _leaves_out(asking: Asking, found: Answer) -> bool:
    """Whether what was found does not hold what was asked of it."""
    if not found.parts:
        return False
    q, part = asking.question, found.parts[-1]
    wanted = sought(q)
    match part:
        case PassageQuote(passage=passage):
            return wanted.shaped and not wanted.fits(passage.text)
        case CaseDetail(aspects=asked) if Aspect.COUNT in asked:  # one that is printed says not how many there are
            return True
        case EventDetail(event=event, aspects=asked) if Aspect.HEADCOUNT in asked:
            return not wanted.fits(" ".join(f"{a.name} {a.count}명" for a in event.attendees if a.count))
        case EventDetail(aspects=(), items=()) if wanted.shaped and set(q.asks) - {"schedule", "what_is"}:
            return True
        case EventDetail(event=event, aspects=asked):
            return any(not getattr(event, _STATED_AS[a]) for a in asked if a in _STATED_AS)
        case ContestDetail() if asking.asks("when", "where", "what_time"):
            return True
        case ContestDetail(contest=contest, aspects=asked):
            by_grade = bool(q.filters.grade or q.filters.track) and bool(asked)
            unit = asked_unit(q.text)
            counted = {Aspect.RECEIVED, Aspect.SELECTED} & set(asked) and not counts_in(
                unit or "", contest.unit or "건"
            )
            told = Aspect.WINNERS in asked and not wanted.fits(contest.winners or "")
            if unit and (counted or told):
                return True
            return by_grade or (not asked and wanted.shaped)
        case ContactList(contacts=people):
            return bool(q.focus) and not any(word in squeeze(str(people)) for word in map(squeeze, q.focus))
        case _:
            return False


def _answers_otherwise(asking: Asking, found: Answer) -> bool:
    """Whether it was asked who it was, or which, and what was found is a card of the contest or the event."""
    if not asking.asks("who", "which", "organization", "winners", "name") or not found.parts:
        return False
    match found.parts[-1]:
        case ContestDetail(aspects=()) | EventDetail(aspects=()):
            return True
        case _:
            return False


def _unheard(asking: Asking, found: Answer) -> bool:
    """Whether a word that says what of the subject is asked stands in its release and nowhere in what is shown."""
    q, has = asking.question, asking.base.releases.has
    if not q.scope or not found.parts or isinstance(found.parts[-1], PassageQuote):
        return False
    shown = squeeze(" ".join(map(_shown, found.parts)))
    heard = {match.word for match in found.matches}
    unheard = (w for w in map(squeeze, q.focus) if w not in shown and strip_ending(w) not in shown and w not in heard)
    return any(len(word) > 1 and has(q.scope[0], word) for word in unheard)


def _shown(part: object) -> str:
    """What of a part can be read: not all that is known of an event or a contest is said where one thing is asked."""
    match part:
        case EventDetail(event=event, items=items):
            who = event.attendees if Aspect.ATTENDEES in part.aspects or not part.aspects else ()
            return f"{event.kind.value} {event.name} {event.place} {who} {items}"
        case ContestDetail(contest=contest, aspects=asked) if asked:
            return " ".join([contest.name, *(str(getattr(contest, a.value, "")) for a in asked)])
        case _:
            return str(part)


def _joined(first: Answer, other: Answer) -> Answer:
    if other.status is Status.UNANSWERED:
        return first
    sources = tuple(dict.fromkeys((*first.sources, *other.sources)))
    records = tuple(dict.fromkeys((*other.records, *first.records)))
    parts = (*other.parts, *first.parts) if first.intent is Intent.CONTACT else (*first.parts, *other.parts)
    matches = tuple(dict.fromkeys((*first.matches, *other.matches)))
    return replace(first, parts=parts, sources=sources, records=records, matches=matches)


def _answer(asking: Asking) -> Answer:
    q = asking.question
    if q.unknown and q.unknown[0] == "length":
        return finish(asking, Intent.OUT_OF_SCOPE, [TooLong(int(q.unknown[1]))])
    if q.intent is Intent.SMALL_TALK:
        part = SmallTalk(SmallTalkKind(q.small_talk or "greeting"))
        return finish(asking, Intent.SMALL_TALK, [part], status=Status.ANSWERED)
    if q.intent is Intent.OUT_OF_SCOPE:
        return finish(asking, Intent.OUT_OF_SCOPE, [OutOfScope(q.unknown[1] if q.unknown else None)])
    if q.unstated:
        return _not_stated(asking)
    if q.unknown and q.unknown[0] == "organization":
        choices = departments_like(asking, q.unknown[1])
        return finish(asking, q.intent or Intent.CASE, [Missing("organization", q.unknown[1], None)], choices=choices)
    if q.unknown and q.unknown[0] in ("ministry", "edition"):
        return finish(asking, q.intent or Intent.CONTEST, [Missing(*q.unknown, None)])
    if q.unknown and q.unknown[0] == "track":
        tracks = tuple(dict.fromkeys(c.track for c in asking.base.facts.cases if c.track))
        return finish(asking, Intent.CASE, [Missing("track", q.unknown[1], asking.filters.contest, tracks)])
    if q.record and q.intent is None:
        return _record(asking)
    if q.intent not in _BY_INTENT:
        return _anything(asking)
    found = _BY_INTENT[q.intent](asking)
    if found.status is Status.ANSWERED or not q.words or any(isinstance(p, Missing) for p in found.parts):
        return found
    if q.filters.contest:
        return found  # what is asked of it is known: never another kind of record than that
    return _elsewhere(asking) or found


def _elsewhere(asking: Asking) -> Answer | None:
    """Where the kind that was asked for has nothing: another kind, if it covers all that was said."""
    hits = asking.base.index.search(asking.words)
    if not hits or hits[0].coverage < CERTAIN or hits[0].record.kind == "contact":
        return None
    intent = _INTENT_OF[hits[0].record.kind]
    if intent is asking.question.intent:
        return None
    filters = replace(asking.filters, grade=None, track=None, half=None, event_kind=None)
    return _BY_INTENT[intent](replace(asking, question=replace(asking.question, intent=intent, filters=filters)))


def _not_stated(asking: Asking) -> Answer:
    """Something releases never say: said so, with whom to ask about the subject."""
    q, f, base = asking.question, asking.filters, asking.base
    record: Fact | None = base.get(q.related[0]) if q.related else None
    if record is None and f.contest:
        record = next((c for c in base.facts.contests if c.series == f.contest), None)
    if record is None and (q.intent is Intent.SCHEDULE or f.event_kind):
        record = next((e for e in base.facts.events if not f.event_kind or e.kind.value == f.event_kind), None)
    if record is None and f.person:
        record = next((c for c in base.facts.contacts if c.name == f.person), None)
    if q.unstated == _PRIZE and (stated := _with_prize(asking, record)):
        return finish(asking, Intent.CONTEST, [ContestDetail(stated, (Aspect.PRIZE,))], [stated])
    about = f.person or f.contest or (record.name if isinstance(record, Event | Contest) else None) or f.event_kind
    parts = [NotStated(q.unstated or "", about), *(responsible(asking, [record]) if record else [])]
    return finish(asking, q.intent or Intent.OUT_OF_SCOPE, parts, [record] if record and len(parts) > 1 else [])


def _with_prize(asking: Asking, record: Fact | None) -> Contest | None:
    """The contest that was named, or that the record belongs to, newest first, where its release states the prize."""
    f, contests = asking.filters, asking.base.facts.contests
    if f.contest:
        found = contests_of(contests, f.contest, f.year)
    elif isinstance(record, WinningCase):
        found = [c for c in contests if c.id == record.contest_id]
    elif isinstance(record, Event):
        found = [c for c in contests if c.release_id == record.release_id and c.series in record.contests]
    else:
        found = [record] if isinstance(record, Contest) else []
    return next((contest for contest in found if contest.prize), None)


def _record(asking: Asking) -> Answer:
    key = asking.question.record or ""
    intents: dict[type[Fact], Intent] = {
        WinningCase: Intent.CASE,
        Event: Intent.SCHEDULE,
        Contest: Intent.CONTEST,
        Contact: Intent.CONTACT,
        Passage: Intent.CONTEST,
    }
    fact = asking.base.get(key.partition("#")[0])
    intent = intents.get(type(fact)) if fact else None
    if intent is None:
        return finish(asking, Intent.OUT_OF_SCOPE, [Unknown()])
    return _BY_INTENT[intent](replace(asking, question=replace(asking.question, intent=intent)))


def _anything(asking: Asking) -> Answer:
    """No word says what kind of thing is meant: whatever covers the words best, if anything does well enough."""
    q, base = asking.question, asking.base
    if not asking.words and q.filters.ministry and asking.asks("past"):
        return _newest_release(asking)
    if not asking.words and q.filters.year and not (q.asks or q.goes_on):  # 2024: what there is of it
        return contests(replace(asking, question=replace(q, intent=Intent.CONTEST, listing=True)))
    if not asking.words:
        return finish(asking, Intent.OUT_OF_SCOPE, [Unknown()])
    found = [_preferred(h) for h in base.index.search(asking.words)]
    hits = [h for h in found if not q.goes_on or _release_of(h, base) in q.scope]
    hits = sorted(hits, key=lambda h: -h.score)
    if not hits:
        return finish(asking, Intent.OUT_OF_SCOPE, [Unknown()])
    top = hits[0]
    intent = _INTENT_OF[top.record.kind]
    if (
        top.record.kind == "passage"
        and top.coverage >= TOLD
        and len(top.matches) > 1
        and not asking.asks(*UNANSWERABLE)
    ):
        return _BY_INTENT[intent](replace(asking, question=replace(q, intent=intent, record=top.record.key)))
    if clear_winner([top]) is None or (asking.asks("what_is") and not tells(top)):
        return offered(asking, hits, intent)
    return _BY_INTENT[intent](replace(asking, question=replace(q, intent=intent)))


def _newest_release(asking: Asking) -> Answer:
    """What a ministry put out last: the title of its newest release, with the lines below it."""
    newest = max(
        asking.issued(asking.base.facts.releases), key=lambda r: (r.date or date.min, r.title, r.id), default=None
    )
    if newest is None:
        return finish(asking, Intent.OUT_OF_SCOPE, [Unknown()])
    title, *below = titles(newest)
    quote = PassageQuote(title, newest, others=tuple(line.text for line in below[:2]))
    found = finish(asking, Intent.CONTEST, [quote], status=Status.ANSWERED)
    return replace(found, sources=(newest,))


def _release_of(hit: Hit, base: KnowledgeBase) -> str | None:
    fact = base.get(hit.record.key.partition("#")[0])
    return release_id_of(fact) if fact else None


def _preferred(hit: Hit) -> Hit:
    return hit._replace(score=hit.score + _PREFERENCE[hit.record.kind])


def browse(intent: Intent) -> Question:
    """What a menu button or a bare command asks for."""
    return Question(intent, listing=True)


def about(record_id: str) -> Question:
    """Shows one record."""
    return Question(record=record_id)


def contacts_of(record_id: str) -> Question:
    """Whom to call about a record."""
    return Question(Intent.CONTACT, related=(record_id,))


def cases_of(contest_id: str) -> Question:
    """The winning cases of one contest."""
    return Question(Intent.CASE, related=(contest_id,), listing=True)


def on_page(question: Question, page: int) -> Question:
    """The same list, another page (from 0)."""
    return replace(question, page=page)
