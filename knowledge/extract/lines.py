"""A document as the extractors see it: logical lines with their bullets, wrapped lines joined, page numbers gone."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from knowledge.documents.model import Document, Paragraph, Row, Table
from knowledge.model import ExtractionWarning, Source
from knowledge.words.organizations import CHIEF

_BULLET = re.compile(
    r"(?P<bullet>[□■◇◆○●◎◦❍❏❑▣ㅇ⦁•･▪▴▲△▶▷▸►➤‣☞◈※]|\*{1,3}|[-–―](?!\d)|[oO](?=\s)|[①-⑳➊-➓❶-❿]|\d{1,2}[.)](?=\s)|[가-하][.)](?=\s)"
    r"|[Ⅰ-Ⅻ]\.?|[\ue000-\uf8ff]|[\U000f0000-\U000ffffd])\s*"
)
_PAGE_NUMBER = re.compile(r"[-–]\s?\d{1,3}\s?[-–]")
_FORM_RESIDUE = re.compile(r"\(누름틀 사용\)|\{?\w+\.(?:png|jpe?g|gif|bmp)\}?|그림입니다\..*|`")
ANNEX = re.compile(r"[<\[【(]?\s*(?:붙\s?임|참\s?고|별\s?첨)\s?\d{0,2}\s?[\]】>)]?[.:]?(?=\s|$|[^가-힣])")
_SENTENCE_END = re.compile(r"(?:[.!?]|다|요|음|함|임)['\"”’」』)\]>]*$|[:：]$")
# A line of a hard-wrapped text is nearly full; short lines are meant to end where they do.
_FULL_LINE = 28
_WRAPPED = 75
# A paragraph is not longer; text without any sentence's end is not put together for ever.
_LONGEST = 2_000
# So many lines after a sentence the text is still body.
_NEAR = 40
_COUNTER = re.compile(r"(?:년|월|일|시|분|명|건|곳|편|점|개|팀|억|만|천|원|회|차|%)")
_INLINE_BULLET = re.compile(r"(?<=\S)\s+(?=[□■○ㅇ◦❑❍▣]\s)")
_HANGUL = re.compile(r"[가-힣]+")
_DASHES = ("-", "–", "―")
# A sentence's end, or its beginning with who speaks: `고용노동부(장관 …)는`.
_SPEAKER = re.compile(rf"^[가-힣A-Za-z·]{{2,25}}\s?\([^)]{{0,40}}(?:{CHIEF}|시장)\s?[가-힣]{{2,4}}")
LEAD = re.compile(rf"다\.[”\"’']?$|{_SPEAKER.pattern}")
_PERSON = re.compile(r"\d{3,4}-[\d*]{4}\)?$")
_OUTER_BRACKETS = (
    ("『", "』"),
    ("「", "」"),
    ("｢", "｣"),
    ("‘", "’"),
    ("“", "”"),
    ("'", "'"),
    ('"', '"'),
    ("《", "》"),
    ("<", ">"),
    ("[", "]"),
    ("【", "】"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line. `body` is the text without its bullet; a table's row has `row` and `table` set.

    `gap`: blank space stands before it. Rows that hold only a heading (`붙임 1 | | 제목`) come as plain lines.
    """

    number: int
    quote: str
    text: str
    bullet: str
    body: str
    gap: bool
    row: Row | None = None
    table: Table | None = None
    page: int | None = None

    def source(self, file: str) -> Source:
        """Where this line stands."""
        recovered = self.table is not None and self.table.recovered
        return Source(file, self.number, self.quote, self.page, recovered)


class Doubts:
    """Collects what could not be read for certain."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.warnings: list[ExtractionWarning] = []

    def add(self, line: int, text: str) -> None:
        """Notes a doubt once."""
        warning = ExtractionWarning(self.file, line, text)
        if warning not in self.warnings:
            self.warnings.append(warning)


def bullet_of(text: str) -> tuple[str, str]:
    """A line's leading bullet or number, or "", and the rest."""
    match = _BULLET.match(text)
    return (match["bullet"], text[match.end() :]) if match else ("", text)


def unspace(text: str) -> str:
    """`과  장`, `최 남 임`, `담당 부서` without inner spaces where that is safe: when every part is one syllable."""
    parts = text.split()
    return "".join(parts) if len(parts) > 1 and all(len(part) == 1 for part in parts) else " ".join(parts)


def bare(text: str) -> str:
    """The text without any white space: how labels are compared (`일 시`, `담당 부서`)."""
    return "".join(text.split())


def strip_brackets(text: str) -> str:
    """The text without one pair of brackets or quotes that encloses all of it."""
    for opening, closing in _OUTER_BRACKETS:
        inner = text[1:-1]
        if (
            len(text) > 2
            and text.startswith(opening)
            and text.endswith(closing)
            and opening not in inner
            and closing not in inner
        ):
            return inner.strip()
    return text


def units_of(line: Line) -> list[str]:
    """The items of a line; a page that lost its line breaks has several: `□ 개요 ㅇ 기간 : … ㅇ 대상 : …`."""
    return _INLINE_BULLET.split(line.text)


def is_heading(line: Line) -> bool:
    """Whether a line heads what follows: 붙임, a short □ or numbered line, one wholly in brackets; no sentence."""
    if line.row is not None or len(line.text) > 90:
        return False
    if ANNEX.match(line.text):
        return True
    if strip_brackets(line.text) != line.text or re.fullmatch(r"[\[【<].*[\]】>]", line.text):
        return True
    if re.search(r"\s:\s|^\(", line.body) or _SENTENCE_END.search(line.body):
        return False
    return bool(line.bullet) and line.bullet not in "※***·･-–―△▲○ㅇoO◦•▪" and len(line.body) <= 70


def lines_of(document: Document) -> tuple[Line, ...]:
    """All logical lines of a document in reading order."""
    reading = _Reading(document)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            reading.add_paragraph(block)
        else:
            reading.add_table(block)
    return tuple(reading.lines)


class _Reading:
    """The lines so far, and what decides whether the next one goes on the last."""

    def __init__(self, document: Document) -> None:
        self.lines: list[Line] = []
        lengths = sorted(len(block.text) for block in document.blocks if isinstance(block, Paragraph))
        # A few lines of a wrapped text may have run together.
        self._wrapped = len(lengths) > 20 and lengths[len(lengths) * 9 // 10] < _WRAPPED
        self._words = sorted(set(_HANGUL.findall(document.plain)))
        self._last_sentence = -_NEAR - 1

    def add_paragraph(self, block: Paragraph) -> None:
        if _PAGE_NUMBER.fullmatch(block.text) or _FORM_RESIDUE.fullmatch(block.text):
            return
        bullet, body = bullet_of(block.text)
        line = Line(block.line, block.quote, block.text, bullet, body, block.gap, page=block.page)
        last = self.lines[-1] if self.lines else None
        in_body = len(self.lines) - self._last_sentence <= _NEAR
        if last and _continues(last, line, in_body, self._wrapped):
            text = self._joined(last.text, line.text)
            bullet, body = bullet_of(text)
            self.lines.pop()
            line = replace(last, text=text, bullet=bullet, body=body, quote=f"{last.quote}\n{line.quote}")
        self._add(line)

    def add_table(self, table: Table) -> None:
        # A box with one column is text.
        boxed = all(sum(map(bool, row.texts)) <= 1 for row in table.rows)
        for index, row in enumerate(table.rows):
            texts = [text for text in row.texts if text]
            gap = table.gap and index == 0
            if boxed:
                cell = next((cell for cell in row.cells if cell.text and not cell.covered), None)
                paragraphs = cell.paragraphs if cell else ()
                for text in paragraphs:
                    quote = row.quote.strip() if len(paragraphs) == 1 else text
                    self._add(Line(row.line, quote, text, *bullet_of(text), gap, page=row.page))
                    gap = False
                continue
            text = " ".join(texts)
            bullet, body = bullet_of(text)
            numbered = len(texts) == 2 and re.fullmatch(r"\d{1,2}|[Ⅰ-Ⅻ]", texts[0])
            if len(table.rows) == 1 and (numbered or (len(texts) == 2 and ANNEX.fullmatch(texts[0]))):
                if numbered:
                    bullet, body = texts
                self._add(Line(row.line, row.quote.strip(), text, bullet, body, gap, page=row.page))
            elif texts:
                self._add(Line(row.line, row.quote, text, bullet, body, gap, row, table, row.page))

    def _add(self, line: Line) -> None:
        if (len(line.text) >= _WRAPPED and line.bullet not in _DASHES) or LEAD.search(line.text):
            self._last_sentence = len(self.lines)
        self.lines.append(line)

    def _joined(self, first: str, second: str) -> str:
        """Two wrapped lines as one; no space inside `28일`, nor where the whole word stands elsewhere."""
        if first[-1:].isdigit() and _COUNTER.match(second):
            return first + second
        tail = re.search(r"[가-힣]{1,11}$", first[-12:])
        head = _HANGUL.match(second)
        if tail and head:
            for length in range(len(head[0]), 0, -1):
                word = tail[0] + head[0][:length]
                at = bisect_left(self._words, word)
                if len(word) >= 3 and at < len(self._words) and self._words[at].startswith(word):
                    return first + second
        return f"{first} {second}"


def _continues(last: Line, line: Line, in_body: bool, wrapped: bool) -> bool:
    if (
        last.row is not None
        or line.gap
        or len(last.text) > _LONGEST
        or ANNEX.match(last.text)
        or _PERSON.search(last.text)
        or _PERSON.search(line.text)
        or (is_heading(last) and not (wrapped and last.bullet))
    ):
        return False
    if line.bullet in ("△", "▲", "▴"):
        # An inline list: `6개 과제는 / △하나(기관), / △둘(기관)이다.`
        return last.text.endswith((",", "는", "은"))
    if line.bullet or line.text.startswith(("<", "[", "【")) or _SPEAKER.match(line.text):
        return False
    if len(last.quote.split("\n")[-1]) < _FULL_LINE or _SENTENCE_END.search(last.text):
        return False
    if last.bullet in _DASHES:
        # Before the first sentence these are subtitles, and the body follows without a mark.
        return in_body
    return bool(last.bullet) or (wrapped and in_body)
