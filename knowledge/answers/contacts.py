"""Questions for people: by name, phone number, department, rank, or what they are responsible for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from knowledge.answers.common import (
    LIKELY,
    SURE,
    Asking,
    aspects,
    blame,
    choice_of,
    finish,
    missing_year,
    nearest,
    page_of,
    shorten,
    with_others,
    word_matches,
)
from knowledge.base import KnowledgeBase, unit_name
from knowledge.dialogue import (
    PEOPLE,
    Answer,
    Aspect,
    Choice,
    ContactList,
    Filters,
    Intent,
    Missing,
    NotStated,
    Part,
    Question,
    Unknown,
)
from knowledge.hangul import squeeze
from knowledge.model import Contact, Contest, Event, Fact, Passage, Release
from knowledge.words.organizations import BODY_END
from knowledge.words.vocabulary import contests_of, house, issued_by, organization_names

# A department's first word that is a body of its own: 기획재정부 자금시장과.
_BODY = re.compile(rf"(?:{BODY_END}|원|[시도군구])$")


def contacts(asking: Asking) -> Answer:
    """The people who agree with the filters, or what is missing."""
    q, f, base = asking.question, asking.filters, asking.base
    everyone = _of_the_ministry(asking, asking.issued(base.facts.contacts))
    if q.unknown and q.unknown[0] == "person":
        return _no_such_person(asking)
    if f.phone:
        return _by_phone(asking)
    if q.record or q.related:
        people = [c for key in (q.record, *q.related) if key for c in contacts_for(asking, key)]
        told = _narrowed(asking, _of_the_ministry(asking, list(dict.fromkeys(people))), _about(asking))
        return _of_earlier(told) if _names_nobody(asking) else told
    if f.person:
        named = asking.issued(base.contacts_named.get(f.person, ()))
        there = [c for c in named if f.department and f.department in (c.department or "")]
        return _narrowed(asking, there or named, None)
    if f.department:
        return _narrowed(asking, asking.issued(base.contacts_in.get(unit_name(f.department), ())), None)
    if f.contest:
        return _of_contest(asking)
    if f.organization:
        return _of_organization(asking)
    if (asking.words or (q.goes_on and f.ministry)) and q.scope and q.anchored:
        return _of_release(asking)
    if asking.words:
        return _searched(asking)
    if f.event_kind and (event := nearest(base.events, asking.day, f.event_kind, f.year)):
        return _narrowed(asking, contacts_for(asking, event.id), event.name)
    if f.rank or f.role or f.year or f.ministry:
        if f.ministry and not everyone:
            return finish(asking, Intent.CONTACT, [NotStated("담당자", f.ministry)])
        return _narrowed(asking, everyone, None)
    return _overview(asking, everyone)


def contacts_for(asking: Asking, key: str) -> list[Contact]:
    """The contacts of the release that a record is from; a contact itself stands for itself."""
    fact = asking.base.get(key.partition("#")[0])
    if fact is None:
        return []
    if isinstance(fact, Contact):
        return [fact]
    release_id = fact.id if isinstance(fact, Release) else fact.release_id
    people = list(asking.base.contacts_of_release.get(release_id, ()))
    if not people and isinstance(fact, Event):
        earlier = contests_of(asking.base.facts.contests, next(iter(fact.contests), ""), None)
        people = [c for contest in earlier[:1] for c in asking.base.contacts_of_release.get(contest.release_id, ())]
    return people


def _names_nobody(asking: Asking) -> bool:
    """Whether it is asked of an event whose own release, or schedule file, names nobody."""
    event = asking.base.get(next(iter(asking.question.related), asking.question.record or "").partition("#")[0])
    return isinstance(event, Event) and not asking.base.contacts_of_release.get(event.release_id)


def _of_earlier(told: Answer) -> Answer:
    """The same, said to be the people of an earlier release."""
    parts = (replace(part, earlier=True) if isinstance(part, ContactList) else part for part in told.parts)
    return replace(told, parts=tuple(parts))


def responsible(asking: Asking, records: Sequence[Fact], most: int = 2) -> list[Part]:
    """Whom to ask about these records, as a short part; nothing where the releases name nobody."""
    people = [c for r in records[:1] for c in contacts_for(asking, r.id)]
    shown = tuple(_of_ministry(asking, c) for c in people[:most])
    return [ContactList(shown, total=len(people))] if people else []


def _about(asking: Asking) -> str | None:
    key = asking.question.related[0] if asking.question.related else asking.question.record
    fact = asking.base.get(key.partition("#")[0]) if key else None
    if fact is None or isinstance(fact, Contact):
        return None
    if isinstance(fact, Passage):
        fact = asking.base.get(fact.release_id)
    name = getattr(fact, "title", None) or getattr(fact, "name", None)
    return shorten(str(name), 50) if name else None


def _no_such_person(asking: Asking) -> Answer:
    name = asking.question.unknown[1] if asking.question.unknown else ""
    choices = [choice_of(asking.base, key, asking.question.asks) for key in asking.question.related]
    return finish(asking, Intent.CONTACT, [Missing("person", name, None)], choices=[c for c in choices if c])


def with_number(digits: str, base: KnowledgeBase) -> list[Contact]:
    """The people whose number is these digits, or ends with them."""
    near = base.contacts_with_digits.get(digits[-4:], ())
    return [c for c in near if c.phone and "".join(filter(str.isdigit, c.phone)).endswith(digits)]


def _by_phone(asking: Asking) -> Answer:
    digits = asking.filters.phone or ""
    found = with_number(digits, asking.base)
    if not found:
        return finish(asking, Intent.CONTACT, [Missing("phone", digits, None)])
    return _people(asking, found, None)


def _tests(f: Filters) -> list[tuple[str, Callable[[Contact], bool]]]:
    tests: list[tuple[str, Callable[[Contact], bool]]] = []
    if f.year is not None:
        tests.append(("year", lambda c: c.as_of is not None and c.as_of.year == f.year))
    if f.rank:
        tests.append(("rank", lambda c: c.rank == f.rank))
    if f.role:
        tests.append(("role", lambda c: c.role == f.role))
    return tests


def _narrowed(asking: Asking, people: list[Contact], about: str | None) -> Answer:
    f = asking.filters
    if not people and about and not (f.person or f.department):
        return finish(asking, Intent.CONTACT, [NotStated("담당자", about)])
    if not people:
        value = f.person or f.department or about or ""
        return finish(asking, Intent.CONTACT, [Missing("person" if f.person else "department", value, about)])
    tests = _tests(f) if not f.contest else [t for t in _tests(f) if t[0] != "year"]
    found, blamed = blame(people, tests)
    if blamed is None:
        return _people(asking, found, about)
    if blamed == "year" and f.year is not None:
        missing = missing_year(f.year, "담당자", [c.as_of.year for c in people if c.as_of])
    else:
        wanted = f.rank if blamed == "rank" else f.role
        has = tuple(dict.fromkeys(v for c in people if (v := c.rank if blamed == "rank" else c.role)))
        missing = Missing(blamed, wanted or "", f.person or f.department or about, has)
    meant = found[:5] if f.person or f.department or about else []
    choices = [choice_of(asking.base, c.id, asking.question.asks) for c in meant]
    return finish(asking, Intent.CONTACT, [missing], choices=[c for c in choices if c])


def _of_contest(asking: Asking) -> Answer:
    f = asking.filters
    known = contests_of(asking.base.facts.contests, f.contest, None)
    chosen = contests_of(known, f.contest, f.year)
    if not chosen and f.year is not None:
        return finish(asking, Intent.CONTACT, [missing_year(f.year, f.contest, [c.year for c in known])])
    people = contacts_for(asking, chosen[0].id) if chosen else []
    return _narrowed(asking, people, chosen[0].name if chosen else f.contest)


def _of_organization(asking: Asking) -> Answer:
    name = asking.filters.organization or ""
    names = {unit_name(n) for n in organization_names(name)}
    units = asking.base.contacts_in
    people = list(dict.fromkeys(c for unit, group in units.items() if squeeze(unit) in names for c in group))
    if people:
        return _narrowed(asking, people, None)
    facets = asking.base.facets
    cases = facets.picked(asking.base.facts.cases, facets.agreeing(Filters(organization=name)))
    if not cases:
        return finish(asking, Intent.CONTACT, [Missing("organization", name, "연락처")])
    return finish(asking, Intent.CONTACT, [NotStated("연락처", name), *responsible(asking, cases)], cases[:1])


def _of_release(asking: Asking) -> Answer:
    """Whom the release names that the words are about; of several bodies that of which more was said."""
    release = asking.base.get(asking.question.scope[0])
    people = contacts_for(asking, asking.question.scope[0])
    said = [squeeze(word) for word in asking.question.focus]
    meant = [c for c in people if any(word in squeeze(c.department or "") for word in said)]
    about = shorten(release.title, 50) if isinstance(release, Release) else None
    return _narrowed(asking, _of_the_ministry(asking, meant or people), about)


def _of_the_ministry(asking: Asking, people: list[Contact]) -> list[Contact]:
    """Of the people of a release that several bodies put out those of the ministry that was named."""
    named = asking.filters.ministry
    if named is None:
        return people
    own = [c for c in people if not _is_of_another(c, named)]
    return own or people


def _is_of_another(contact: Contact, ministry: str) -> bool:
    first, _, rest = (contact.department or "").partition(" ")
    return bool(rest and _BODY.search(first)) and not issued_by(first, ministry)


def _searched(asking: Asking) -> Answer:
    hits = asking.base.index.search(asking.words)
    if hits and hits[0].coverage >= SURE:
        key = hits[0].record.key
        fact = asking.base.get(key.partition("#")[0])
        people = contacts_for(asking, key)
        about = getattr(fact, "title", None) or getattr(fact, "name", None)
        if asking.asks("phone") and not asking.asks("contact") and not isinstance(fact, Contact | Contest):
            told = _number_not_stated(asking, people)
        else:
            subject = None if isinstance(fact, Contact) else shorten(str(about or asking.question.words), 50)
            told = _narrowed(asking, people, subject)
        return replace(told, matches=word_matches(hits[:1]))
    near = [h for h in hits if h.coverage >= LIKELY][:3]
    choices = [choice_of(asking.base, h.record.key, asking.question.asks) for h in near]
    missing = Missing("subject", " ".join(asking.words), "담당자")
    return finish(asking, Intent.CONTACT, [missing], choices=[c for c in choices if c], matches=word_matches(near))


def _number_not_stated(asking: Asking, people: list[Contact]) -> Answer:
    """A number of something that is only told of (태백병원 전화번호): not stated; whom to ask about the release is."""
    if asking.filters.rank and asking.filters.rank not in asking.base.vocabulary.ranks:
        return finish(asking, Intent.CONTACT, [Missing("person", asking.question.words, None)])
    part = NotStated(Aspect.PHONE, asking.question.words)
    return finish(asking, Intent.CONTACT, [part, ContactList(tuple(people[:2]), total=len(people))], people[:2])


def _overview(asking: Asking, everyone: list[Contact]) -> Answer:
    """No subject: one choice for each department, with the number of the person in charge."""
    if not everyone:
        return finish(asking, Intent.CONTACT, [Missing("kind", "담당자", None)])
    by_department: dict[str, Contact] = {}
    for contact in sorted(everyone, key=lambda c: (-(c.as_of.toordinal() if c.as_of else 0), c.role != "책임자")):
        by_department.setdefault(contact.department or contact.name, contact)
    if len(by_department) == 1:
        return _people(asking, everyone, None)
    choices = [_department_choice(asking, head) for head in _own_first(asking, by_department.values())]
    return finish(asking, Intent.CONTACT, [Unknown(Intent.CONTACT)], choices=choices)


def _own_first(asking: Asking, people: Iterable[Contact]) -> list[Contact]:
    issuers = asking.base.issuers
    return sorted(people, key=lambda c: not issued_by(issuers.get(c.release_id), house()))


def departments_like(asking: Asking, name: str) -> list[Choice]:
    """Departments whose name begins and ends as another does: 혁신담당관실."""
    typed = unit_name(squeeze(name))
    found: dict[str, Contact] = {}
    for unit, group in asking.base.contacts_in.items():
        if len(typed) >= 3 and unit[:2] == typed[:2] and unit[-2:] == typed[-2:]:
            found.setdefault(group[0].department or "", group[0])
    return [_department_choice(asking, c) for c in found.values()]


def _department_choice(asking: Asking, head: Contact) -> Choice:
    department = head.department or head.name
    several = len(asking.base.vocabulary.ministries) > 1
    ministry = asking.base.issuers.get(head.release_id) if several else None
    words = filter(None, (ministry, department.split()[-1], head.name, head.rank, head.phone))
    filters = replace(asking.filters, department=department, ministry=ministry)
    return Choice(shorten(" ".join(words), 60), Question(Intent.CONTACT, filters, asking.question.asks))


def _of_ministry(asking: Asking, contact: Contact) -> Contact:
    """The contact with the ministry before its department, where there are several and the release names none."""
    issuer = asking.base.issuers.get(contact.release_id)
    first, _, rest = (contact.department or "").partition(" ")
    if issuer is None or len(asking.base.vocabulary.ministries) < 2 or (rest and _BODY.search(first)):
        return contact
    return replace(contact, department=" ".join(filter(None, (issuer, contact.department))))


def _latest(people: Sequence[Contact]) -> list[Contact]:
    """Each person with each number once, as the newest release that names them does; the newest first."""
    found: dict[tuple[str, ...], Contact] = {}
    for contact in sorted(people, key=lambda c: c.as_of or date.min, reverse=True):
        found.setdefault((contact.name, contact.phone or "", squeeze(contact.department or "")), contact)
    return list(found.values())


def _people(asking: Asking, people: list[Contact], about: str | None) -> Answer:
    found = _latest(people)
    ministries = {asking.base.issuers.get(c.release_id) for c in found}
    if asking.filters.department and len(ministries) > 1:
        heads = {asking.base.issuers.get(c.release_id): c for c in reversed(found)}
        own = [c for c in found if asking.is_own(c)]
        others = [c for c in heads.values() if not (own and asking.is_own(c))]
        choices = [_department_choice(asking, c) for c in others]
        if not own:
            return finish(asking, Intent.CONTACT, [Unknown(Intent.CONTACT)], choices=choices)
        return with_others(_people(asking, own, about), choices)
    shown, page, pages = page_of([_of_ministry(asking, c) for c in found], asking.question.page, PEOPLE)
    asked = aspects(Contact, asking.question.asks)
    parts: list[Part] = []
    if Aspect.RANK in asked and len(found) == 1 and found[0].rank is None:
        parts.append(NotStated(Aspect.RANK, found[0].name))
        asked = tuple(a for a in asked if a is not Aspect.RANK)
    parts.append(ContactList(shown, about, asked, len(found), page, pages))
    return finish(asking, Intent.CONTACT, parts, shown)
