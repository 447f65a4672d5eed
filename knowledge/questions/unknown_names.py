"""Names in a question that the knowledge base does not hold: persons and organizations, told by their form.

They are looked for token by token before anything else is read, because a name that is not known must never be read as
the known name next to it (천안시청 is not 천안지청, 이정은 is nobody we know).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.hangul import is_initials, is_syllable
from knowledge.search.index import Index
from knowledge.words.lexicon import Lexicon, word_table
from knowledge.words.morphology import nouns_of
from knowledge.words.organizations import ORGANIZATION_ENDS
from knowledge.words.vocabulary import Vocabulary

_ORGANIZATION = re.compile(rf"^[가-힣A-Za-z]{{1,9}}?(?<![한은는된할던])(?:{'|'.join(ORGANIZATION_ENDS)})$")
_GOVERNMENT = re.compile(r"^[가-힣]{2,6}(?:부|처|청)$")
_PARTICLES = re.compile(
    r"(?:이랑은|이랑|랑은|랑|에서는|에서|에게|한테|께서|께|에는|에도|에|의|은|는|이|가|을|를|와|과|도|만|로|으로|요|인가요|이에요|예요|이야|야|입니다|인데요|인데|이라는|라는)$"
)
_HONORIFIC = re.compile(r"(?:님께서|님한테|님이랑|님이|님은|님의|님을|님|씨)$")
_UNITS = ("과", "관", "실", "팀", "국")  # 고용정책과 may also be 고용정책 with a particle
_OF_HERE = frozenset({"organization", "known_organization", "issuer", "department"})
_PERSON_ASKS = frozenset({"phone", "who", "rank", "name"})


@dataclass(frozen=True, slots=True)
class Strangers:
    """What was found, and the text without it. `near` are known persons whose name is a slip away from `person`."""

    rest: str
    person: str | None = None
    near: tuple[str, ...] = ()
    organization: str | None = None


def find_strangers(text: str, base: KnowledgeBase) -> Strangers:
    """The first unknown person and the first unknown organization of a text."""
    vocabulary, index = base.vocabulary, base.index
    lexicon = vocabulary.lexicon
    text = _with_full_names(text, base)
    tokens = re.findall(r"[^\s,.!?~()'\"]+", text)
    # Beside who issued a release, who is only told of in one is a word like any other: 노동부 토론회 국회 어디서.
    by_issuer = any(
        m.kind == "issuer" for token in tokens for form in _bare_forms(token) for m in lexicon.meanings(form)
    )
    for number, token in enumerate(tokens):
        if (name := _organization(token, lexicon, base)) and not (by_issuer and base.releases.known([name])):
            return Strangers(text.replace(token, " ", 1), organization=name)
        following = tokens[number + 1] if number + 1 < len(tokens) else ""
        department = any(m.value == "department" for m in lexicon.meanings("".join(tokens[number + 1 : number + 3])))
        asked = department or _asks_for_person(following, lexicon) or bool(_HONORIFIC.search(token))
        person = _person(token, vocabulary, index, asked=asked)
        if person:
            return Strangers(text.replace(token, " ", 1), *person)
    return Strangers(text)


def _with_full_names(text: str, base: KnowledgeBase) -> str:
    """A text with the names of bodies in place of what they are called for short: 금감원, 국과수."""
    lexicon = base.vocabulary.lexicon
    for token in re.findall(r"[가-힣]{3,}", text):
        forms = _bare_forms(token)
        if any(map(lexicon.meanings, forms)) or base.releases.known(forms):
            continue
        bodies = [(form, body) for form in forms if 3 <= len(form) <= 4 for body in base.vocabulary.bodies_called(form)]
        if len(bodies) == 1:
            text = text.replace(*bodies[0], 1)
    return text


def _bare_forms(token: str) -> list[str]:
    """The token as it is and without what may hang on it, longest first."""
    forms = [token]
    for pattern in (_HONORIFIC, _PARTICLES):
        shorter = pattern.sub("", forms[-1])
        if shorter and shorter != forms[-1]:
            forms.append(shorter)
    return forms


def _organization(token: str, lexicon: Lexicon, base: KnowledgeBase) -> str | None:
    index, releases = base.index, base.releases
    forms = _bare_forms(token)
    if any(_names(f, lexicon) for f in forms):
        return None
    if other := next((f for f in forms if any(m.kind == "others" for m in lexicon.meanings(f))), None):
        return None if releases.naming(other) else other
    form = next((f for f in forms if _ORGANIZATION.match(f)), forms[-1])
    if not form.endswith(_UNITS) and releases.known([form]):
        return None
    if lexicon.meanings(form) or lexicon.meanings(token) or index.knows(form):
        return None
    if not _ORGANIZATION.match(form) and not (_GOVERNMENT.match(form) and _unread(form, lexicon)):
        return None
    if any(s.meanings and _names(s.surface, lexicon) for s in lexicon.spans(form)):
        return None
    return form


def _names(surface: str, lexicon: Lexicon) -> bool:
    return any(m.kind in _OF_HERE for m in lexicon.meanings(surface))


def _unread(form: str, lexicon: Lexicon) -> bool:
    """Whether no known words make up this form."""
    return any(not s.meanings for s in lexicon.spans(form))


def _person(token: str, vocabulary: Vocabulary, index: Index, *, asked: bool) -> tuple[str, tuple[str, ...]] | None:
    """A name that nobody has, with the names a slip away from it; without a word that asks for a person, only those."""
    lexicon = vocabulary.lexicon
    surnames = word_table()["names"]["surnames"]
    if lexicon.meanings(token) or index.knows(token):
        return None
    for form in _bare_forms(token):
        if not 2 <= len(form) <= 7 or not re.fullmatch(r"[가-힣ㄱ-ㅣ]+", form) or is_initials(form):
            continue
        if lexicon.meanings(form) or index.knows(form):
            continue
        near = vocabulary.persons_like(form, 1)
        read = all(s.meanings for s in lexicon.spans(token))
        if near and (asked or not read):
            return form, near
        named = len(form) == 3 and form[0] in surnames and all(map(is_syllable, form))
        if asked and not read and named and not nouns_of(_PARTICLES.sub("", form)):  # 강사는 누구
            return form, ()
    return None


def _asks_for_person(token: str, lexicon: Lexicon) -> bool:
    for form in _bare_forms(token):
        for meaning in lexicon.meanings(form):
            if meaning.kind in ("ranks", "roles") or (meaning.kind, meaning.value) == ("subjects", "contact"):
                return True
            if meaning.kind == "asks" and meaning.value in _PERSON_ASKS:
                return True
    first = lexicon.spans(token)[:1]
    return any(m.kind == "ranks" or (m.kind == "asks" and m.value == "phone") for s in first for m in s.meanings)
