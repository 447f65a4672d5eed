"""What was typed without what tells of a person: for keeping questions that could not be answered."""

from __future__ import annotations

import re

from knowledge.base import KnowledgeBase
from knowledge.hangul import fold, strip_ending
from knowledge.words.lexicon import word_table
from knowledge.words.morphology import analyser

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.)\S+|@[A-Za-z0-9_]{4,}")
_DAY = re.compile(r"(?:19|20)\d\d\s?[.\-/년]\s?\d{1,2}(?:\s?[.\-/월]\s?\d{1,2}\s?[.일]?)?(?!\d|-)")
_NUMBER = re.compile(r"\d[\d\s().~-]{4,}\d|\d{5,}")
_TITLED = re.compile(
    r"(?<![가-힣])([가-힣]{2,4}?)(?=\s?(?:님|씨|선생|과장|국장|실장|팀장|계장|주무관|사무관|서기관|연구관|연구사|대리|부장|차장)"
    r"(?![가-힣]{3}))"
)
_WORD = re.compile(r"[가-힣]+")
_NO_NAME = tuple("과팀국실관원청처부소단회")
_NAME = 3  # syllables
_GONE = "○○○"


def without_emails(text: str) -> str:
    """The text without e-mail addresses."""
    return _EMAIL.sub("(이메일)", text)


def masked(text: str, base: KnowledgeBase) -> str:
    """The text without e-mail addresses, links, numbers longer than a year, and names of people outside of the base.

    Three syllables that begin like a family name and that no record, word or dictionary has count as a name: what is
    masked too much is only read less well.
    """
    surnames = word_table()["names"]["surnames"]

    def is_known(word: str) -> bool:
        return bool(base.vocabulary.lexicon.meanings(word)) or base.index.knows(word)

    def without_name(found: re.Match[str]) -> str:
        word = found[0]
        name = strip_ending(word)
        looks = len(name) == _NAME and name[0] in surnames and not name.endswith(_NO_NAME)
        fine = not looks or is_known(word) or is_known(name) or _is_thing(name)
        return word if fine else _GONE + word[len(name) :]

    def without_titled(found: re.Match[str]) -> str:
        name = found[1]
        return name if name.endswith(_NO_NAME) or is_known(name) else _GONE

    days: list[str] = []

    def aside(found: re.Match[str]) -> str:
        days.append(found[0])
        return f"\x00{len(days) - 1}\x00"

    text = _LINK.sub("(주소)", without_emails(fold(text)))
    text = _NUMBER.sub("(번호)", _DAY.sub(aside, text))
    text = re.sub("\x00(\\d+)\x00", lambda found: days[int(found[1])], text)
    return _WORD.sub(without_name, _TITLED.sub(without_titled, text))


def _is_thing(word: str) -> bool:
    """Whether the dictionary has it as a common noun; people's names are proper ones. False without an analyser."""
    found = analyser()
    return found is not None and [tag for _, tag in found.pos(word)] == ["NNG"]
