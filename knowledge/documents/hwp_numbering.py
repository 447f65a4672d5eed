"""Automatic paragraph heads of hwpx and hwp 5: bullets and numbers that are printed but stand in no text.

Where they are defined: hwpx KS X 6101 (hh:heading), hwp 5 Hancom's "한글 문서 파일 형식 5.0", tables 38 to 44.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_lowercase, ascii_uppercase
from typing import Any

_HEAD = "{http://www.hancom.co.kr/hwpml/2011/head}"
_LETTERS = {
    "CIRCLED_DIGIT": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "ROMAN_CAPITAL": "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ",
    "ROMAN_SMALL": "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ",
    "LATIN_CAPITAL": ascii_uppercase,
    "LATIN_SMALL": ascii_lowercase,
    "HANGUL_SYLLABLE": "가나다라마바사아자차카타파하",
}
_HWP_FORMATS = dict(zip((1, 2, 3, 4, 5, 8), _LETTERS, strict=True))
_HWP_KINDS = {2: "NUMBER", 3: "BULLET"}
_NUMBERING, _BULLET, _SHAPE = 23, 24, 25  # records of hwp 5
_HWP_LEVELS = 7
_PLACE = re.compile(r"\^(\d)")


@dataclass
class Heads:
    """Tells each paragraph's head by its shape, in reading order: numbers count on as they are asked for."""

    bullets: dict[str, str] = field(default_factory=dict)
    numberings: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)  # id: pattern, format, start
    shapes: dict[int, tuple[str, str, int]] = field(default_factory=dict)  # paragraph shape: kind, id, level from 0
    _counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def before(self, shape: int) -> str:
        """The head that the next paragraph of this shape begins with, and a space; empty where it has none."""
        kind, which, level = self.shapes.get(shape, ("", "", 0))
        if kind == "BULLET":
            return f"{self.bullets[which]} " if self.bullets.get(which) else ""
        levels = self.numberings.get(which, []) if kind == "NUMBER" else []
        if level >= len(levels):
            return ""
        counts = self._counts[which]
        if level < len(counts):
            counts[level:] = [counts[level] + 1]
        else:
            counts += [start for _, _, start in levels[len(counts) : level + 1]]
        pattern, _, _ = levels[level]
        text = _PLACE.sub(lambda place: _written(counts, levels, int(place[1]) - 1), pattern)
        return f"{text} " if text else ""


def heads_of_hwpx(header: Any) -> Heads:
    """The automatic heads that the header part of a hwpx file defines."""
    heads = Heads()
    for bullet in header.iter(f"{_HEAD}bullet"):
        heads.bullets[bullet.get("id", "")] = _shown(bullet.get("char", ""))
    for numbering in header.iter(f"{_HEAD}numbering"):
        heads.numberings[numbering.get("id", "")] = [
            (level.text or "", level.get("numFormat", "DIGIT"), _number(level.get("start"), 1))
            for level in numbering.iter(f"{_HEAD}paraHead")
        ]
    for shape in header.iter(f"{_HEAD}paraPr"):
        for heading in shape.iter(f"{_HEAD}heading"):
            told = (heading.get("type", ""), heading.get("idRef", ""), _number(heading.get("level"), 0))
            heads.shapes[_number(shape.get("id"), -1)] = told
    return heads


def heads_of_hwp(info: bytes) -> Heads:
    """The automatic heads that the inflated stream DocInfo of a hwp 5 file defines; what is cut short is left out."""
    heads = Heads()
    shapes = 0
    for tag, record in _records(info):
        if tag == _BULLET:
            heads.bullets[str(len(heads.bullets) + 1)] = _shown(record[12:14].decode("utf-16-le", "ignore").strip("\0"))
        elif tag == _NUMBERING:
            heads.numberings[str(len(heads.numberings) + 1)] = list(_hwp_levels(record))
        elif tag == _SHAPE:
            if len(record) >= 32:
                traits, which = struct.unpack_from("<I26xH", record)
                heads.shapes[shapes] = (_HWP_KINDS.get(traits >> 23 & 3, ""), str(which), traits >> 25 & 7)
            shapes += 1
    return heads


def _records(info: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(info):
        (head,) = struct.unpack_from("<I", info, at)
        size, at = head >> 20, at + 4
        if size == 0xFFF:
            if at + 4 > len(info):
                return
            (size,) = struct.unpack_from("<I", info, at)
            at += 4
        yield head & 0x3FF, info[at : at + size]
        at += size


def _hwp_levels(record: bytes) -> Iterator[tuple[str, str, int]]:
    at = 0
    for _ in range(_HWP_LEVELS):
        if at + 14 > len(record):
            return
        traits, length = struct.unpack_from("<I8xH", record, at)
        text = record[at + 14 : at + 14 + 2 * length].decode("utf-16-le", "ignore")
        yield text, _HWP_FORMATS.get(traits >> 5 & 15, "DIGIT"), 1
        at += 14 + 2 * length


def _shown(bullet: str) -> str:
    """The bullet, or a dot for one of Hancom's own signs: they lie in private use areas, where no font has them."""
    return "·" if "\ue000" <= bullet <= "\uf8ff" or bullet >= "\U000f0000" else bullet


def _written(counts: list[int], levels: list[tuple[str, str, int]], level: int) -> str:
    if not 0 <= level < len(counts):
        return ""
    number, form = counts[level], levels[level][1]
    letters = _LETTERS.get(form, "")
    return letters[number - 1] if 0 < number <= len(letters) else str(number)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else otherwise
