"""Tables that count: how many came in and how many won, of each contest or field, down or across."""

from __future__ import annotations

import re

from knowledge.documents.model import Table
from knowledge.extract.apart import says
from knowledge.extract.lines import Line, bare

_RECEIVED = re.compile(r".{0,6}(?:접수|응모|출품|제출|추천|신청|참가)(?:건수|편수|작수?|수|현황|팀수?)?")
_SELECTED = re.compile(r".{0,4}(?:수상|선정|시상|당선|입상|최종선정)(?:건수|편수|작수?|수|현황|팀수?)?")
_TOTAL = re.compile(r"(?:합|총|소)?계|전체|합산|총합")
_NUMBER = re.compile(r"(?P<n>\d[\d,]{0,9})\s?(?:건|점|편|팀|명|곳|개|작품)?")


def counted_in_tables(lines: tuple[Line, ...], name: str, names: tuple[str, ...]) -> tuple[int | None, int | None]:
    """What a table of counts says of a contest: its own row, else the total's, else the sum of all rows."""
    tables = {id(line.table): line.table for line in lines if line.table}
    return next((found for table in tables.values() if (found := _counted(table, name, names))), (None, None))


def _counted(table: Table, name: str, names: tuple[str, ...]) -> tuple[int, int] | None:
    grid = [[bare(text) for text in row.filled] for row in table.rows]
    width = max(map(len, grid))
    across = [row + [""] * (width - len(row)) for row in grid]
    for rows in (across, [list(column) for column in zip(*across, strict=True)]):
        heads = [re.sub(r"\(.*\)$", "", text) for text in rows[0]]
        received = [x for x, head in enumerate(heads) if _RECEIVED.fullmatch(head)]
        selected = [x for x, head in enumerate(heads) if _SELECTED.fullmatch(head)]
        if len(received) != 1 or len(selected) != 1:
            continue
        counts = {
            row[0]: (_count(row[received[0]]), _count(row[selected[0]]))
            for row in rows[1:]
            if _NUMBER.fullmatch(row[received[0]]) and _NUMBER.fullmatch(row[selected[0]])
        }
        if counts:
            return _of(counts, name, names)
    return None


def _of(counts: dict[str, tuple[int, int]], name: str, names: tuple[str, ...]) -> tuple[int, int] | None:
    if len(names) > 1:
        return next((found for label, found in counts.items() if says(label, name, names)), None)
    total = next((found for label, found in counts.items() if _TOTAL.fullmatch(label)), None)
    return total or (sum(received for received, _ in counts.values()), sum(chosen for _, chosen in counts.values()))


def _count(text: str) -> int:
    match = _NUMBER.fullmatch(text)
    return int(match["n"].replace(",", "")) if match else 0
