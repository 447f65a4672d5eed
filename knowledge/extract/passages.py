"""The release's own paragraphs, each with the heading it stands under."""

from __future__ import annotations

import re

from knowledge.extract.lines import Line, bare, is_heading
from knowledge.model import Passage, fact_id
from knowledge.words.organizations import CHIEF

# Where the head of the house begins to speak, the numbered points are over.
_SPEAKER = re.compile(rf"[가-힣]{{2,4}}\s(?:[가-힣·]+\s)?(?:{CHIEF}|차관)(?:은|는|이|도)\s")
_NOT_PROSE = re.compile(
    r"<?끝>?\.?|붙임.{0,60}|별첨.{0,60}|#.*|문의:.*|“?이자료는.*|담당부서.*|.{0,4}\(?붙임\)?.{0,40}참조"
)


def read_passages(body: tuple[Line, ...], used: frozenset[int], file: str, release_id: str) -> tuple[Passage, ...]:
    """Every paragraph of the body: no tables, no bare headings, no line that was read as another fact (`used`)."""
    passages: list[Passage] = []
    heading: str | None = None
    for line in body:
        if line.row is not None or line.number in used or _NOT_PROSE.fullmatch(bare(line.text)):
            continue
        if is_heading(line):
            heading = line.text
            continue
        if _SPEAKER.match(line.text):
            heading = None
        text = line.body if line.bullet and line.bullet not in ("*", "**", "***", "※") else line.text
        if len(text) < 10:
            continue
        passages.append(
            Passage(
                id=fact_id("passage", file, line.number, text[:80]),
                release_id=release_id,
                heading=heading,
                text=text,
                source=line.source(file),
            )
        )
    return tuple(passages)
