"""Slips of the thumb in a question, mended before it is read.

A word is mended only if nothing understands it. If it is no Korean word, any known word that it may have been meant
for will do; if it is one (기술사 is no slip of 기숙사), it must be all that was not understood, and be one word that
sounds alike, or a long one with one slip in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.hangul import squeeze
from knowledge.search.index import Index
from knowledge.words.lexicon import Lexicon, Span, names_another, word_table
from knowledge.words.morphology import (
    Likely,
    ends_as_noun,
    holds_verb,
    is_conjugated,
    is_verbal,
    is_whole,
    likely,
    nouns_of,
)
from knowledge.words.slips import ALIKE, HEARD, NEIGHBOUR, OTHER, SAME, KnownWords

_WORD = re.compile(r"(?<![0-9A-Za-z])(?:몇 )?[가-힣ㄱ-ㅣ]+")
_NAMES = frozenset({"organization", "known_organization", "issuer", "department", "track", "others"})
_ASKED = frozenset({"asks", "subjects"})
_ENDINGS = frozenset({"endings", "verb_endings"})
_SAYS_NOTHING = _ENDINGS | {"filler", "courtesy"}
_GRAVE = frozenset({"talk", "outside"})  # meant by whoever writes them: 애매한 is no 예매
_OF_THE_RECORDS = 0.1  # added for a word that stands in records only: what is often asked is likelier
_TIMES = KnownWords(word_table()["times"]["words"])
_ANY = 9.0  # however many slips
_LONG = 4  # syllables of a word that is known by all but one of them


def mended(text: str, lexicon: Lexicon, index: Index) -> str:
    """The text with slips mended; as it was typed where none is likely."""
    return _Speller(text, lexicon, index).text()


class _Speller:
    def __init__(self, text: str, lexicon: Lexicon, index: Index) -> None:
        self._text, self._lexicon, self._index = text, lexicon, index

    def text(self) -> str:
        fixes: dict[str, str] = {}
        left: list[str] = []
        for word in self._strange():
            if self._is_person(word):
                continue
            how = likely(word.removeprefix("몇 "))
            if how is Likely.NONSENSE:
                fixes[word] = self._respelt(word)
            elif how is Likely.UNSEEN or is_conjugated(word) or is_verbal(word):
                fixes[word] = self._respelt(word, ALIKE, NEIGHBOUR if how is Likely.UNSEEN else 0.0)
            if fixes.get(word, word) == word and not is_verbal(word):
                left.append(word)
        text = self._with(fixes)
        meant = [self._meant(word, text) for word in left]
        # One may be meant for something else only where nothing else remains that is not understood.
        return self._with(fixes | {w: other for w, other in zip(left, meant, strict=True) if other and all(meant)})

    def _with(self, fixes: dict[str, str]) -> str:
        return _WORD.sub(lambda m: fixes.get(m[0], m[0]), self._text)

    def _strange(self) -> list[str]:
        """The words that nothing understands, each once."""
        known = [bool(s.meanings) for s in self._lexicon.spans(self._text, _times) for _ in s.text]
        words: list[str] = []
        for hit in _WORD.finditer(self._text):
            word, begin = hit[0], len(squeeze(self._text[: hit.start()]))
            alone = len(word) < 2 and likely(word) is not Likely.NONSENSE
            if not (alone or all(known[begin : begin + len(squeeze(word))]) or self._index.knows(word)):
                words.append(word)
        return list(dict.fromkeys(words))

    def _respelt(self, word: str, most: float = _ANY, whole: float = 0.0) -> str:
        """The word with what it is made of mended, where more of it is understood then.

        `most` is the dearest mending, `whole` the same of the word as a whole.
        """

        def near(typed: str, ends: bool) -> Iterable[tuple[str, float]]:
            dearest = max(most, whole) if typed == word else most if len(typed) > 1 else 0.0
            return ((surface, cost) for surface, cost in self._near(typed, ends) if cost <= dearest)

        before, after = self._lexicon.spans(word), self._lexicon.spans(word, near)
        return "".join(s.surface for s in after) if _unread(after) < _unread(before) else word

    def _near(self, typed: str, whole: bool) -> Iterable[tuple[str, float]]:
        """What a stretch may have been meant for; `whole`: all of a word but for what is known of it or an ending."""
        yield from _TIMES.near(typed)
        for surface, cost in self._lexicon.near(typed):
            kinds = self._kinds(surface)
            other = "person" in kinds or (kinds & _NAMES and names_another(typed, surface))
            other = (
                other or kinds & _GRAVE or (len(typed) == 1 and not kinds <= _SAYS_NOTHING)
            )  # 몆 is 몇, 긑 is not 끝
            free = whole and not _ENDINGS & kinds
            if not other and cost <= (_ANY if free or len(typed) > 2 else ALIKE):
                yield surface, cost
        if whole:
            yield from ((w, cost + _OF_THE_RECORDS) for w, cost in self._index.similar(typed) if ends_as_noun(w))

    def _kinds(self, surface: str) -> set[str]:
        return {m.kind for m in self._lexicon.meanings(surface)}

    def _is_person(self, word: str) -> bool:
        """Whether a word is nearer to somebody's name than to anything else: a person is never guessed."""
        forms = [form for form, _ in self._bare_forms(word)]
        near = [
            (cost, "person" not in self._kinds(known)) for form in forms for known, cost in self._lexicon.near(form)
        ]
        return bool(near) and not min(near)[1]

    def _meant(self, word: str, text: str) -> str | None:
        """What a Korean word was meant for that is all that was not understood."""
        if len(word) == _LONG and is_whole(word) and len(nouns_of(word)) == 2:
            return None  # 안전주간
        found: list[tuple[float, int, str]] = []
        for form, ending in self._bare_forms(word):
            near = ((cost, len(ending), known + ending) for known, cost in self._near(form, True))
            most = _most_in_word(form) if len(form) != 3 or not self._lexicon.meanings(form[:2]) else ALIKE  # 접수증
            found += [one for one in near if one[0] <= most]
        if found and self._may_be_meant(word, min(found), text):
            return min(found)[2]
        if len(word) < _LONG or _most_in_word(word) <= HEARD:
            return None

        def alike(typed: str, ends: bool) -> Iterable[tuple[str, float]]:
            most = NEIGHBOUR + _OF_THE_RECORDS if len(typed) >= _LONG or 6 <= 2 * len(typed) <= len(word) else HEARD
            return ((surface, cost) for surface, cost in self._near(typed, ends) if cost <= most)

        if self._is_joined(word):
            return None
        spans = self._lexicon.spans(word, alike)
        return None if _unread(spans) else "".join(s.surface for s in spans)

    def _is_joined(self, word: str) -> bool:
        """Whether a word is one that is known and a Korean one without a space: 한기대안전주간, 얼마늘었어요."""
        cuts = range(2, len(word) - 2)
        return any(self._lexicon.meanings(word[:cut]) and is_whole(word[cut:]) for cut in cuts)

    def _bare_forms(self, word: str) -> Iterable[tuple[str, str]]:
        """The word as it is, and without each ending that may hang on it, with that."""
        for cut in range(len(word), 1, -1):
            ending = word[cut:]
            if not ending or any(m.kind in _ENDINGS for m in self._lexicon.meanings(ending)):
                yield word[:cut], ending

    def _may_be_meant(self, word: str, found: tuple[float, int, str], text: str) -> bool:
        cost, _, other = found
        kinds = {m.kind for s in self._lexicon.spans(other) for m in s.meanings} - _ENDINGS
        if kinds & _ASKED:
            return cost <= SAME or not self._is_described(text.replace(word, " "))
        return bool(kinds - _SAYS_NOTHING) and (not kinds & _NAMES or len(word) > _LONG) and len(word) > 2

    def _is_described(self, rest: str) -> bool:
        """Whether the rest asks for something, and has words of the records beside that."""
        kinds = {m.kind for span in self._lexicon.spans(rest) for m in span.meanings}
        return "content" in kinds and bool(kinds & _ASKED)


def _times(typed: str, _: bool) -> Iterable[tuple[str, float]]:
    return ((word, 0.0) for word in _TIMES.alike(typed))


def _most_in_word(word: str) -> float:
    """The dearest slip in a Korean word that was meant for another one."""
    if len(word) < _LONG:
        return ALIKE if len(word) < 3 else HEARD
    verb = holds_verb(word) or is_conjugated(word)
    return HEARD if verb and len(word) < 6 else OTHER + _OF_THE_RECORDS


def _unread(spans: tuple[Span, ...]) -> int:
    return sum(len(span.text) for span in spans if not span.meanings)
