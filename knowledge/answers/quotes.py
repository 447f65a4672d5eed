"""The release's own sentence that answers where no fact does: found by what is asked, its focus and its shape.

A sentence is *sure* where it holds all that was said of the thing and looks like what was asked for: an amount of
money, a number of teams, a day. Anything less is only *near*, and is called so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from knowledge.answers.asks import Sought, asked_kinds, sought
from knowledge.answers.common import UNANSWERABLE, Asking
from knowledge.dialogue import Intent, PassageQuote
from knowledge.hangul import squeeze, strip_ending, tokens_of
from knowledge.model import Passage, Release
from knowledge.search.sentences import LONGEST, titles, units
from knowledge.words.morphology import is_noun

_ALL = 0.85  # share of the focus, by weight, that counts as all of it
_SOME = 0.5
_NEAR = 0.4  # the same, of all words
_NEAR_MEANT = 0.2  # where its meaning says so
_NEAR_UNNAMED = 0.6  # where no name says that this release is meant
_HUNG_ON_ONE = re.compile("[가-힣][은는이가을를도만]")  # 팀은: too short for its particle to be cut off
_SHORT_NUMBER = 2  # digits of a number that may be any
_TELLING = 12  # characters; anything shorter is a label
_GRAND_PRIZE = re.compile(r"대상(?!으로|자|별|에게)")
_SENTENCES, _SURE_SENTENCES = 3, 2  # told together where several come near, and where several say it
_LOOKED_INTO = 2  # releases that are read for what comes near
_NAMING = 0.35  # of a word's worth, where it names the release and not the sentence
_BEFORE = 0.25  # the same, of a word of the turn before
_BEHIND = 0.1  # what a release that is less likely loses
_LENGTH = 1500  # characters that cost as much as the rarest word is worth


@dataclass(frozen=True, slots=True)
class _Told:
    passage: Passage
    focus: float
    keyed: bool
    shaped: bool
    speaks: bool
    liked: bool
    subject: int
    length: int

    @property
    def rank(self) -> tuple[float, int, int, int, int, int]:
        return (-round(self.focus, 3), -self.shaped, -self.liked, -self.speaks, -self.subject, self.length)


def quote(asking: Asking, releases: Sequence[str], year: int | None = None) -> PassageQuote | None:
    """The sentence of one of these releases, likeliest first, that says what was asked, or comes near to it.

    With a `year` only what is said of that year counts, by its number or as the one before or after the release's.
    """
    wanted = sought(asking.question)
    focus = [w for w in focus_of(asking) if not any(squeeze(w) in squeeze(s) for s in wanted.words)]
    has = asking.base.releases.has
    focus = [w for w in focus if not _HUNG_ON_ONE.fullmatch(w) or any(has(release, w) for release in releases)]
    if not (focus or wanted.speaks or wanted.shaped):
        return None
    weights = asking.base.releases.weights(focus)
    keys = [w for w in (asking.filters.grade, asking.filters.track, asking.filters.half) if w]
    for release_id in releases:
        release = asking.base.get(release_id)
        if not isinstance(release, Release):
            continue
        told = sorted(_told(asking, asking.base.told_in.get(release_id, ()), weights, wanted), key=lambda t: t.rank)
        if focus and not (told and told[0].focus >= _SOME):
            told = sorted((*told, *_told(asking, titles(release), weights, wanted)), key=lambda t: t.rank)
        if year:
            told = [t for t in told if _of_year(year, release).search(t.passage.text)]
        if not told:
            continue
        # Without a focus it must speak of what was asked, or at least of the subject.
        told_of = wanted.speaks is not None and (asking.filters.event_kind or not focus)
        full = [t for t in told if t.focus >= _ALL and t.shaped]
        loosely = asking.question.anchored and not told_of  # else it must be said in so many words
        sure = [t for t in full if t.speaks or (loosely and (focus or year or t.subject))]
        if not sure and keys:  # what else was said of the subject may be another name for it: 나라사랑 그림공모전 은상
            sure = [t for t in told if t.keyed and t.shaped and (t.speaks or not wanted.speaks)]
        if sure and wanted.shaped:
            best = sorted(sure, key=lambda t: (not t.speaks, not t.liked, -t.subject, t.length))
            best = best if asking.question.listing else best[:_SURE_SENTENCES]
            return _joined(asking, release, [t.passage for t in best])
    return None


def nearest(
    asking: Asking, releases: Sequence[str], year: int | None = None, *, meant: bool = False
) -> PassageQuote | None:
    """The sentences of the likeliest of these releases that come nearest to what was asked, by its rarest words.

    What an answer looks like counts as a word does: by how few sentences of the release look so. With a `year` only
    what is said of that year counts. `meant`: it is certain enough that one of these releases is meant.
    """
    least = _NEAR_MEANT if meant else _NEAR if asking.question.anchored else _NEAR_UNNAMED
    near = [n for place, key in enumerate(releases[:_LOOKED_INTO]) for n in _near(asking, key, place, least)]
    found = sorted((n for n in near if year is None or _said_of(asking, n[1], year)), key=lambda n: -n[0])
    release = asking.base.get(found[0][1].release_id) if found else None
    if not isinstance(release, Release):
        return None
    told = [passage for _, passage in found if passage.release_id == release.id]
    return replace(_joined(asking, release, told), near=True)


def _said_of(asking: Asking, passage: Passage, year: int) -> bool:
    release = asking.base.get(passage.release_id)
    return isinstance(release, Release) and _of_year(year, release).search(passage.text) is not None


def _near(asking: Asking, release_id: str, place: int, share: float) -> Iterator[tuple[float, Passage]]:
    """The sentences of a release that hold this share of what was said, by weight, each with how much they hold."""
    q, wanted, sentences = asking.question, sought(asking.question), asking.base.sentences
    release, has = asking.base.get(release_id), asking.base.releases.has
    title = squeeze(" ".join((release.title, *release.subtitles))) if isinstance(release, Release) else ""
    pieces = dict.fromkeys(tokens_of(f"{q.words} {q.named} {' '.join(focus_of(asking))}"))
    typed = [w for w in tokens_of(q.text) if len(w) > 1 or w.isdigit()]
    before = set(map(strip_ending, tokens_of(q.before))) - set(map(strip_ending, typed))
    lost = [w for w in pieces if len(w) > 1 and not has(release_id, w) and w not in asked_kinds(q.text)]
    foreign = [w for w in typed if any(piece in w for piece in lost)]  # 메타버스공모전 is about no 버스
    said = dict.fromkeys(map(strip_ending, (*typed, *pieces, *sorted(before))))
    words = [w for w in said if (len(w) > 1 or w.isdigit()) and not any(w in f for f in foreign)]
    weights = {
        word: weight * (_NAMING if word in title else _BEFORE if word in before else 1)
        for word, weight in sentences.weights(release_id, words).items()
    }
    strange = 0 if q.goes_on else len(lost)
    # Of another thing there may be a day as well.
    by_words = not q.goes_on and asking.asks(*UNANSWERABLE, "schedule") and any(map(is_noun, lost))
    calls = q.intent is Intent.CONTACT or asking.asks("phone", "contact", "who")
    telling = [s for s in sentences.of(release_id) if s.is_telling and (calls or not s.is_call)]
    looks = [pattern for pattern in (*wanted.shapes, wanted.speaks, wanted.likes) if pattern]
    held = {look: {n for n, s in enumerate(telling) if look.search(s.passage.text)} for look in looks}
    worth = {look: sentences.weight(len(numbers), len(telling)) for look, numbers in held.items() if numbers}
    least = share * (sum(weights.values()) + strange)
    for n, sentence in enumerate(telling):
        score = sum(weight for word, weight in weights.items() if sentence.holds(word))
        looks_so = sum(weight for look, weight in worth.items() if n in held[look])
        if score + (0 if by_words else looks_so) < least:
            continue
        score += looks_so
        if score:
            yield score - _BEHIND * place - len(sentence.passage.text) / _LENGTH, sentence.passage


def _joined(asking: Asking, release: Release, told: Sequence[Passage]) -> PassageQuote:
    """The first of these sentences with those behind it that say something else, a few lines in all."""
    first, *others = told
    passage = with_notes(asking, first)
    lines = [squeeze(passage.text)]
    more: list[str] = []
    for other in others:
        if len(lines) == _SENTENCES or sum(map(len, lines)) + len(other.text) > LONGEST:
            break
        text = squeeze(other.text)
        if not any(text in line or line in text for line in lines):
            lines.append(text)
            more.append(other.text)
    return PassageQuote(passage, release, others=tuple(more))


def with_notes(asking: Asking, told: Passage) -> Passage:
    """A sentence with its footnotes, where it has a star: `온라인 역직구 기업 5개사*` and the line that names them."""
    if "*" not in told.text.lstrip("* "):
        return told
    lines = asking.base.told_in.get(told.release_id, ())
    place = next((n for n, line in enumerate(lines) if line.id == told.id), len(lines))
    notes = list(takewhile(lambda line: line.text.startswith("*"), lines[place + 1 : place + 3]))
    return replace(told, text="\n".join([told.text, *(note.text for note in notes)]))


def focus_of(asking: Asking) -> list[str]:
    """What must stand in the sentence: the words that say what of the subject is asked."""
    f = asking.filters
    words = [*asking.question.focus, f.grade, f.track, f.half, *(asking.words if not asking.question.scope else ())]
    named = list(dict.fromkeys(w for w in words if w and not w.isdigit()))
    if asking.asks("who", "winners") and not named:  # 금관문화훈장 누가 받았어: the words of a title say of whom
        named = asking.words
    return named or [w for w in asking.question.focus if w.isdigit() and len(w) > _SHORT_NUMBER]  # 300은?


def _told(asking: Asking, passages: Iterable[Passage], weights: dict[str, float], wanted: Sought) -> Iterator[_Told]:
    total = sum(weights.values())
    keys = [squeeze(w) for w in (asking.filters.grade, asking.filters.track, asking.filters.half) if w]
    said = {strip_ending(word) for word in tokens_of(asking.question.text)}
    for passage in passages:
        heading = squeeze(passage.heading or "")
        for sentence in units(passage.text):
            text = squeeze(sentence)
            held = sum(weight for word, weight in weights.items() if _holds(word, text))
            beside = sum(weight for word, weight in weights.items() if not _holds(word, text) and _holds(word, heading))
            focus = (held + 0.9 * beside) / total if total else 0.0
            told = replace(passage, text=sentence)
            speaks = bool(wanted.speaks and wanted.speaks.search(f"{heading} {sentence}"))
            subject = sum(_holds(word, text) for word in said)
            liked = bool(wanted.likes and wanted.likes.search(sentence))
            keyed = all(_holds(key, text) for key in keys)
            yield _Told(
                told, focus if total else 1.0, keyed, wanted.fits(sentence), speaks, liked, subject, len(sentence)
            )


def _of_year(year: int, release: Release) -> re.Pattern[str]:
    """How a release speaks of a year."""
    words = {-1: "작년|지난해|전년", 1: "내년|다음 해"}.get(year - release.date.year if release.date else 0)
    return re.compile("|".join(filter(None, (words, rf"{year}년", rf"[’'‘]{year % 100:02}"))))


def _holds(word: str, text: str) -> bool:
    if word == "대상":  # a prize, and what something is meant for
        return bool(_GRAND_PRIZE.search(text))
    return word in text or strip_ending(word) in text


def releases_about(asking: Asking, records: Iterable[str]) -> list[str]:
    """The releases to look in: those the words are about, then those of the records that were found."""
    facts = (asking.base.get(record.partition("#")[0]) for record in records)
    of_records = [f.id if isinstance(f, Release) else f.release_id for f in facts if f is not None]
    return list(dict.fromkeys((*asking.question.scope, *of_records)))
