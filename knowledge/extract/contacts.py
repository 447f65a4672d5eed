"""Whom to call: contact tables, 문의 lines, and a name with a number in the closing sentence."""

from __future__ import annotations

import re
from datetime import date

from knowledge.extract.contact_lines import text_box
from knowledge.extract.contact_tables import cells_of_row, is_contact_table, read_box
from knowledge.extract.inquiries import INQUIRY, closing, inquiry
from knowledge.extract.lines import Doubts, Line, bare
from knowledge.extract.page_contacts import page_contact
from knowledge.extract.people import Person
from knowledge.model import Contact, fact_id

_BELOW = 3  # lines under a label
# A note that a page without line breaks has run into its sentence: `… 바랍니다.* 담당자 : …`.
_NOTE = re.compile(r"(?<=[.)])\s?(?=[*※]\s)")
_NOTED = re.compile(r"[*※]\s(?:문\s?의\s?처?|담\s?당\s?자?|연\s?락\s?처)\s*[:：]\s*(.*)")


def read_contacts(
    lines: tuple[Line, ...], page: tuple[Line, ...], file: str, release_id: str, as_of: date | None, doubts: Doubts
) -> tuple[Contact, ...]:
    """Everyone the release names to call, in its order; a person named twice comes once.

    `page` is everything around the release too: a board names whom to call beside the headline.
    """
    people: list[Person] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        first = index
        index += 1
        if line.row is not None:
            while index < len(lines) and lines[index].table is line.table:
                index += 1
            rows = [(other.row, other) for other in lines[first:index] if other.row]
            if is_contact_table([row for row, _ in rows]):
                cells = [cells for row, other in rows for cells in cells_of_row(row, other)]
                people.extend(read_box(cells, table=True))
        elif box := text_box(lines, first):
            index = first + len(box)
            people.extend(read_box(box, table=False))
        elif bare(line.text) == "연락처":
            # As news wires end: the label, the office, the person with the number.
            below = [other.text for other in lines[index : index + _BELOW] if other.row is None]
            people.extend(inquiry(" ".join(below).replace(" : ", " "), line))
        else:
            sentence, *notes = _NOTE.split(line.text)
            for asked in filter(None, (INQUIRY.match(sentence), *map(_NOTED.match, notes))):
                people.extend(inquiry(asked[1], line))
    people = people or page_contact(page)
    named = {person.name for person in people}
    asked_for = [person for line in lines for text in _texts(line) for person in closing(text, line)]
    people += [person for person in asked_for if person.name not in named]
    return _contacts(people, file, release_id, as_of, doubts)


def _texts(line: Line) -> tuple[str, ...]:
    return line.row.texts if line.row else (line.text,)


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
