"""Whom to call: contact tables, 문의 lines, and a name with a number in the closing sentence."""

from __future__ import annotations

import re
from datetime import date

from knowledge.extract.contact_tables import is_contact_table, read_box, spaced_cells
from knowledge.extract.inquiries import INQUIRY, closing, goes_on, inquiry
from knowledge.extract.lines import Doubts, Line
from knowledge.extract.people import Person
from knowledge.model import Contact, fact_id

__all__ = ["read_contacts"]


def read_contacts(
    lines: tuple[Line, ...], file: str, release_id: str, as_of: date | None, doubts: Doubts
) -> tuple[Contact, ...]:
    """Everyone the release names to call, in its order; a person named twice comes once."""
    people: list[Person] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.table is not None:
            rows = [other for other in lines[index:] if other.table is line.table]
            index += len(rows)
            if is_contact_table(rows):
                people.extend(read_box(rows, [list(row.row.texts) for row in rows if row.row]))
            continue
        if cells := spaced_cells(line.text, goes_on=False):
            rows_of_cells = []
            first = index
            while cells:
                rows_of_cells.append(cells)
                index += 1
                cells = spaced_cells(lines[index].text, goes_on=True) if index < len(lines) else None
            people.extend(read_box(list(lines[first:index]), rows_of_cells))
            continue
        starts = re.fullmatch(r"담당\s?부서.{0,12}|담당\s?기관", line.text)
        if starts or line.text == "책임자":
            # One cell a line, as PDF text has it; without a label the department stands right above the role.
            first = index if starts else max(index - 1, 0)
            end = index + 1
            while end < len(lines) and len(lines[end].text) <= 40 and not lines[end].bullet and lines[end].row is None:
                end += 1
            people.extend(read_box(list(lines[first:end]), [[text.text] for text in lines[first:end]], linear=True))
            index = end
            continue
        if asked := INQUIRY.match(line.text):
            people.extend(inquiry(asked[1], line))
            while index + 1 < len(lines) and goes_on(lines[index + 1]):
                index += 1
                people.extend(inquiry(lines[index].text, lines[index]))
        index += 1
    if not people:
        people = [person for line in lines if line.row is None for person in closing(line)]
    return _contacts(people, file, release_id, as_of, doubts)


def _contacts(
    people: list[Person], file: str, release_id: str, as_of: date | None, doubts: Doubts
) -> tuple[Contact, ...]:
    found: dict[tuple[str, str | None], Contact] = {}
    for person in people:
        key = (person.name, person.phone)
        if key in found:
            continue
        department = " ".join(person.group.pieces) or None
        if person.phone is None:
            doubts.add(person.line.number, f"{person.name} 님의 전화번호를 읽을 수 없어요.")
        if department is None:
            doubts.add(person.line.number, f"{person.name} 님의 부서가 적혀 있지 않아요.")
        found[key] = Contact(
            id=fact_id("contact", file, person.name, person.phone),
            release_id=release_id,
            department=department,
            role=person.role,
            rank=person.rank,
            name=person.name,
            phone=person.phone,
            as_of=as_of,
            source=person.line.source(file),
        )
    return tuple(found.values())
