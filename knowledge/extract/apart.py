"""Several contests in one release: which lines, and which parts of a line, are about which of them."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.extract.lines import Line
from knowledge.hangul import sentences, squeeze

_COUNT = r"(?:총\s)?\d[\d,]*\s?[가-힣]{1,3}"


def says(text: str, name: str, names: tuple[str, ...]) -> bool:
    """Whether a text speaks of a contest: by a word, or by its last two, that no other one's name has."""
    squeezed = squeeze(text)
    return any(word in squeezed for word in _own_words(name, names))


def lines_about(lines: tuple[Line, ...], name: str, names: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines of one of several contests: those that say it alone, and the smaller points under them.

    Of a line that counts several of them one after the other its own part is left, with the verb that they share.
    """
    about: list[Line] = []
    current: str | None = None
    bullet = ""
    for line in lines:
        said = [other for other in names if says(line.text, other, names)]
        if len(said) > 1 and name in said and (parts := _parts(line.text, name, names)):
            about.append(replace(line, text=parts))
        if said or line.bullet in ("", bullet):
            current, bullet = (said[0] if len(said) == 1 else None), line.bullet
        if current == name:
            about.append(line)
    return tuple(about)


def _own_words(name: str, names: tuple[str, ...]) -> list[str]:
    words = [word for word in name.split() if not re.match(r"\d|제\d", word)]
    others = [squeeze(other) for other in names if other != name]
    own = [word for word in map(squeeze, words) if len(word) > 2 and not any(word in other for other in others)]
    return own or [squeeze(" ".join(words[-2:]))]


def _parts(text: str, name: str, names: tuple[str, ...]) -> str:
    """`하나 경진대회에는 118건, 둘 공모전에는 97건이 접수되었다.` for the second: `둘 공모전에는 97건이 접수되었다.`"""
    kept = []
    for sentence in sentences(text):
        counted = list(re.finditer(rf"\D*?{_COUNT}", sentence))
        mine = [part[0] for part in counted if says(part[0], name, names)]
        if counted and mine:
            kept.append(" ".join(mine).strip() + sentence[counted[-1].end() :].removesuffix(".") + ".")
    return " ".join(kept)
