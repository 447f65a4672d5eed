"""Schedules as `.csv` with the header `contest,event,date,end_date,start,end,place,note`."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date, time

from knowledge.documents import Doubt, UnreadableDocument
from knowledge.folder.schedules.entries import Entry

HEADER = ("contest", "event", "date", "end_date", "start", "end", "place", "note")
# Spreadsheets rewrite 2027-03-01 as 2027/3/1 or 2027. 3. 1. and 09:00 as 9:00 or 9:00:00.
_DAY = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\.?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
# What spreadsheets take for a formula and run, also with the wide signs of Asian keyboards, unless an apostrophe stands
# before it, which is no part of the text (OWASP, CSV injection).
_FORMULA = re.compile("'*[-=+@\uff0d\uff1d\uff0b\uff20]")


class _CellError(ValueError):
    """A cell that is not what its column holds; the message is a Korean sentence."""


def read(text: str) -> tuple[list[Entry], list[Doubt]]:
    """The rows that can be read, and doubts about others; raises UnreadableDocument without the header."""
    rows = _rows(text)
    first = next(rows, None)
    if first is None:
        raise UnreadableDocument(f"빈 파일이에요. 첫 줄에 {','.join(HEADER)} 머리글을 적어 주세요.")
    columns = [cell.strip().lower() for cell in first[2]]
    # A spreadsheet may give every line, the header too, the same empty cells at its end.
    if isinstance(first[2], _Broken) or sorted(filter(None, columns)) != sorted(HEADER):
        raise UnreadableDocument(f"일정 파일의 첫 줄은 {','.join(HEADER)} 머리글이어야 해요.")
    entries: list[Entry] = []
    doubts: list[Doubt] = []
    for line, quote, cells in rows:
        if isinstance(cells, _Broken):
            doubts.append(Doubt(line, "따옴표가 맞지 않아 이 줄부터 파일 끝까지 읽지 못했어요."))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        try:
            entries.append(_entry(line, quote, columns, cells))
        except _CellError as wrong:
            doubts.append(Doubt(line, f"이 줄은 읽지 않았어요. {wrong}"))
    return entries, doubts


class _Broken(list[str]):
    """Stands for the cells of a row that no quote ends."""


def _rows(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Each row with the line it begins on, from 1, and the text it was read from."""
    lines = text.splitlines(keepends=True)
    reader = csv.reader(lines, strict=True)
    while True:
        begin = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield begin + 1, lines[begin].strip(), _Broken()
            return
        yield begin + 1, "".join(lines[begin : reader.line_num]).strip(), cells


def _entry(line: int, quote: str, columns: list[str], cells: list[str]) -> Entry:
    if len(cells) > len(columns):
        raise _CellError('칸이 머리글보다 많아요. 쉼표가 들어간 글은 큰따옴표(")로 묶어 주세요.')
    row = {name: _text(cell) or None for name, cell in zip(columns, cells, strict=False)}
    event, day = row.get("event"), row.get("date")
    if event is None or day is None:
        missing = [name for name, value in (("event", event), ("date", day)) if value is None]
        raise _CellError(f"{', '.join(missing)} 칸이 비어 있어요.")
    end_date = row.get("end_date")
    start, end = row.get("start"), row.get("end")
    entry = Entry(
        line=line,
        quote=quote,
        contest=row.get("contest"),
        event=event,
        date=_day("date", day),
        end_date=_day("end_date", end_date) if end_date else None,
        start=_time("start", start) if start else None,
        end=_time("end", end) if end else None,
        place=row.get("place"),
        note=row.get("note"),
    )
    if fault := entry.fault():
        raise _CellError(fault)
    return entry


def write(rows: Iterable[Iterable[object]]) -> str:
    """The table of these rows, whose values stand in the order of the header; `read` gives them back.

    Each text is put on one line. No spreadsheet runs any of it as a formula.
    """
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(map(_cell, row) for row in rows)
    return table.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    text = "" if value is None else " ".join(str(value).replace("\0", " ").split())
    return f"'{text}" if _FORMULA.match(text) else text


def _text(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _day(column: str, cell: str) -> date:
    found = _DAY.fullmatch(cell)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise _CellError(f"{column} 칸의 날짜를 읽을 수 없어요: {cell!r}. 2027-03-01처럼 적어 주세요.")


def _time(column: str, cell: str) -> time:
    found = _TIME.fullmatch(cell)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise _CellError(f"{column} 칸의 시각을 읽을 수 없어요: {cell!r}. 09:00처럼 적어 주세요.")
