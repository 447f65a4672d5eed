"""An event's timetable (상세일정): rows with a time, what happens, how long, and whether the press is let in."""

from __future__ import annotations

import re

from knowledge.dates import find_times
from knowledge.documents.model import Table
from knowledge.extract.lines import bare
from knowledge.model import ProgrammeItem, Source

_TIME_HEAD = re.compile(r"시간|일시|시각|시간계획|진행시간")
_TITLE_HEAD = re.compile(r"내용|순서|주요내용|행사내용|프로그램|세부내용|식순|진행내용|세부일정|일정")
_REMARK_HEAD = re.compile(r"비고|공개여부|공개|언론공개|담당|진행|발표자")
_DITTO = re.compile(r"[\"”“″〃'’]{1,2}|상동|동일|위와같음")
_DURATION = re.compile(r"[(`‘’'\"]?\s?\d{1,3}\s?(?:['‘’′`\"”″분]|\d{1,2}[\"”″]){0,4}\s?\)?")


def is_timetable(table: Table) -> bool:
    """Whether a table's head names a time and what happens."""
    heads = [bare(text) for text in table.rows[0].texts]
    timed = any(find_times(row.texts[0]) for row in table.rows[1:] if row.texts)
    return timed and any(map(_TIME_HEAD.fullmatch, heads)) and any(map(_TITLE_HEAD.fullmatch, heads))


def read_programme(table: Table, file: str) -> tuple[ProgrammeItem, ...]:
    """The timetable's rows in their order. A ditto mark repeats the remark above; an empty one states nothing."""
    heads = [bare(text) for text in table.rows[0].texts]
    title_at = next(i for i, head in enumerate(heads) if _TITLE_HEAD.fullmatch(head))
    remark_at = next((i for i, head in enumerate(heads) if _REMARK_HEAD.fullmatch(head) and i > title_at), None)
    items: list[ProgrammeItem] = []
    above = ""
    for row in table.rows[1:]:
        texts = list(row.texts) + [""] * (len(heads) - len(row.texts))
        words = re.sub(r"^[▶►▷‣･・·•○◦-]\s*", "", texts[title_at])
        if not words:
            continue
        times = find_times(texts[0])
        remark = texts[remark_at] if remark_at is not None else ""
        remark = above if _DITTO.fullmatch(bare(remark)) else remark
        above = remark or above
        title, _, note = words.partition("※")
        is_open = _openness(remark)
        notes = [note.strip()] if note.strip() else []
        if remark and is_open is None:
            notes.append(remark)
        minutes = next((t for t in texts[1:title_at] if t and _DURATION.fullmatch(t)), None)
        items.append(
            ProgrammeItem(
                start=times[0].at if times else None,
                end=times[0].end if times else None,
                minutes=minutes,
                title=title.strip(),
                note=" · ".join(notes) or None,
                open=is_open,
                source=Source(file, row.line, row.quote, row.page, table.recovered),
            )
        )
    return tuple(items)


def _openness(remark: str) -> bool | None:
    squeezed = bare(remark)
    if re.match(r"비공개|언론비공개", squeezed):
        return False
    return True if re.match(r"(?:언론|전체|모두)?공개", squeezed) else None
