"""The people in a contact box: six columns, an old box above the title, a list, one cell a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.documents.model import Row
from knowledge.extract.contact_lines import MARK, ROLES, Cells
from knowledge.extract.lines import Line, bare, unspace
from knowledge.extract.people import LOST, PHONE, UNIT, Group, Person, is_rank, numbers_at, told_people, words_of
from knowledge.words.organizations import ministries

_LABEL = re.compile(
    r"(?:담당|주관|소관|협조|작성|배포|자료|보도)(?:부서|기관|과|실|실과)?(?:문의)?(?:명)?(?:[(<\[【].*)?|자료문의|문의처?|연락처|총괄"
    r"|[<(\[【].*[>)\]】]|공동|부서명?"
)
_DEPARTMENT_LABEL = re.compile(r"담당(?:부서.*)?|자료문의|배포부서|문의처?|담당기관|담당실과")
_NUMBER_WORD = re.compile(r"전\s?화(?:\s?번호)?|연\s?락\s?처|직\s?통|T(?:el|EL)|이\s?메\s?일|E-?mail", re.IGNORECASE)
_FAX = re.compile(rf"(?:팩\s?스|[Ff](?:ax|AX))\s?[.:)]*\s*\(?{PHONE.pattern}\)?")
# Within a contact box: the last four digits alone, or a city's own number without its area code.
_EXTENSION = re.compile(r"[(☎]\s*(\d{4})\s?\)?(?!\d)|^(\d{4})$")
_LOCAL = re.compile(r"\(?☎?\s?(\d{3,4}-\d{4})\)?")
_NOT_DEPARTMENT = re.compile(r".*(?:보도자료|보도시점|보도일시|배포일시?|배포즉시|매수|\d+매|https?:|www\.|\d{4}\.).*")
_SHEETS = re.compile(r"(?:페이지|매수|쪽수|분량).*|총\d+[매쪽].*")
_LEVELS = (
    (re.compile(r"(?:실|본부|[가-힣]+기획조정실|지방[가-힣]*청)$"), 1),
    (re.compile(r"(?:국|정책관|기획관|심의관|협력관|지원관|단장?|조정관|대변인|(?<!본)부)$"), 2),
    (re.compile(r"(?:과|팀|담당관실?|담당|센터|반|(?<!회의)(?<!연구)소)$"), 3),
)


@dataclass(slots=True)
class _Box:
    """The state of reading one contact box, cell by cell."""

    group: Group = field(default_factory=Group)
    role: str | None = None
    rank: str | None = None
    prefix: str | None = None
    pending: list[str] = field(default_factory=list)
    after_role: bool = False
    people: list[Person] = field(default_factory=list)


def is_contact_table(rows: Sequence[Row]) -> bool:
    """Whether rows name a role or a department's label, and a number to call."""
    texts = [text for row in rows for text in row.texts if text]
    if not any(PHONE.search(text) or LOST.search(text) or _LOCAL.fullmatch(text) for text in texts):
        return False
    return any(MARK.match(text) or _DEPARTMENT_LABEL.fullmatch(bare(text)) for text in texts)


def cells_of_row(row: Row, line: Line) -> list[Cells]:
    """A table's row; where paragraphs stand side by side in its cells, each level of them is a row of its own."""
    spanned = any(cell.covered and cell.text for cell in row.cells[1:2])
    own = [() if cell.covered else cell.paragraphs for cell in row.cells]
    reached = [paragraphs for paragraphs in own if paragraphs and all(PHONE.search(text) for text in paragraphs)]
    levels = max(map(len, reached), default=1)
    beside = [paragraphs for paragraphs in own if len(paragraphs) == levels]
    if levels == 1 or len(beside) < 2:
        return [Cells(row.texts, line, spanned)]
    return [
        Cells(
            tuple(
                paragraphs[level] if len(paragraphs) == levels else (" ".join(paragraphs) if level == 0 else "")
                for paragraphs in own
            ),
            line,
            spanned,
        )
        for level in range(levels)
    ]


def read_box(rows: Sequence[Cells], table: bool) -> list[Person]:
    """Everyone in a box. In a `table` a person's row is complete; in lines of text it may stretch over several."""
    box = _Box()
    for row in rows:
        cells = [cell for cell in row.texts if not _SHEETS.fullmatch(bare(cell))]
        if table:
            box.pending, box.after_role = [], False
            if any(_NOT_DEPARTMENT.fullmatch(bare(cell)) for cell in cells) and not any(PHONE.search(c) for c in cells):
                cells = _after_date(cells)
            cells = _without_label_column(cells, box)
            box.group.closed |= row.spanned and bool(box.group.pieces)
        last_kind = None
        atoms = [atom for cell in cells for atom in _atoms(cell, box)]
        if any(kind == "numbers" for kind, _ in atoms):
            atoms = [(kind, words) for kind, words in atoms if kind != "lost"]
        for kind, words in atoms:
            if kind == "role" and last_kind != "role":
                _department(box, box.pending, starts=words[0] == "책임자")
                box.role, box.rank = ROLES[words[0]]
                box.pending, box.after_role = [], True
            elif kind == "label":
                box.pending, box.after_role = [], False
            elif kind in ("numbers", "lost"):
                _close(box, words, row.line)
            else:
                box.pending += words
            last_kind = kind
        if table and box.pending:
            _close(box, [], row.line)
    return box.people


def _after_date(cells: list[str]) -> list[str]:
    """Of an old head row (`배포일시 | … | 담당부서 | 거대공공연구정책과`) only what follows the department's label."""
    for index, cell in enumerate(cells):
        if re.match(r"(?:담당부서|담당기관)(?:$|[:：])", bare(cell)):
            return cells[index:]
    return []


def _without_label_column(cells: list[str], box: _Box) -> list[str]:
    """A row without its label column, whatever stands there (담당 부서, <해운법>, a ministry)."""
    filled = [index for index, cell in enumerate(cells) if cell]
    if not filled or bare(cells[filled[0]]) in ROLES or PHONE.search(cells[filled[0]]):
        return cells
    first = filled[0]
    roles = [index for index in filled if bare(cells[index]) in ROLES]
    is_beside = first == 0 and bool(roles) and first < filled[1] < roles[0]
    # Five columns have one of labels; four may, where a page's rank, name and number are one cell.
    is_column = is_beside and (len(cells) >= 5 or cells[0] in ministries() or cells[0].startswith("담당 부서 "))
    if not (is_column or _LABEL.fullmatch(bare(cells[first]))):
        return cells
    if not roles or bare(cells[roles[0]]) == "책임자":
        box.group, box.role = Group(), None
    return [*cells[:first], "", *cells[first + 1 :]]


def _atoms(cell: str, box: _Box) -> Iterator[tuple[str, list[str]]]:
    """A cell as what it is made of: (role, label, numbers, lost or words; the texts)."""
    position = 0
    for mark in MARK.finditer(cell):
        yield from _plain_atoms(cell[position : mark.start()], box)
        word = bare(mark["mark"])
        yield ("role" if word in ROLES else "label"), [word]
        position = mark.end()
    yield from _plain_atoms(cell[position:], box)


def _plain_atoms(text: str, box: _Box) -> Iterator[tuple[str, list[str]]]:
    text = _NUMBER_WORD.sub(" ", _FAX.sub(" ", text)).strip()
    if local := _LOCAL.fullmatch(text):
        yield "numbers", [local[1]]
        return
    position = 0
    while position < len(text):
        phone = PHONE.search(text, position)
        short = _EXTENSION.search(text, position) if box.prefix else None
        lost = LOST.search(text, position)
        found = min((m for m in (phone, short, lost) if m), key=lambda m: m.start(), default=None)
        words = text[position : found.start() if found else None].strip(" ()☎☏,/:·|")
        if (words and not _LABEL.fullmatch(bare(words))) or words == "담당":
            yield "words", [unspace(words)]
        if found is None:
            return
        position = found.end()
        if found is phone:
            numbers, position = numbers_at(text, found)
            box.prefix = numbers[0].rsplit("-", 1)[0]
            yield "numbers", numbers
        elif found is short:
            yield "numbers", [f"{box.prefix}-{found[1] or found[2]}"]
        else:
            yield "lost", []


def _close(box: _Box, numbers: list[str], line: Line) -> None:
    """The people whom the words before numbers (or before a row's end) name."""
    words, after_role = box.pending, box.after_role
    box.pending, box.after_role = [], False
    if not words:
        return
    told = told_people(" ".join(words))
    if told and (numbers or after_role or told[0].rank):
        for place, person in enumerate(told):
            if person.unit:
                _department(box, [person.unit], starts=False)
            elif place == 0 and not after_role:
                _department(box, [], starts=False)
            number = numbers[min(place, len(numbers) - 1)] if numbers else None
            box.people.append(Person(box.group, box.role, person.rank or box.rank, person.name, number, line))
        return
    if not (after_role or numbers) or (len(words) == 1 and not after_role and UNIT.fullmatch(words[0])):
        # A row with a department's name and nobody in it: the name goes on here. Its number is nobody's.
        _department(box, words, starts=False)
        return
    # By place: rank and name stand last, whatever the rank is called.
    keep = (
        len(words)
        if after_role
        else (2 if len(words) > 1 and (is_rank(words[-2]) or not UNIT.fullmatch(words[-2])) else 1)
    )
    before, who = words[:-keep], words[-keep:]
    if len(who) == 1:
        who = words_of(who[0])
    rank, name = " ".join(who[:-1]), bare(who[-1])
    if re.fullmatch(r"[가-힣]{2,4}|[A-Za-z .]{3,30}", name) and (is_rank(rank) or not UNIT.fullmatch(rank)):
        _department(box, before, starts=False)
        number = numbers[0] if numbers else None
        box.people.append(Person(box.group, box.role, rank or box.rank, name, number, line))


def _department(box: _Box, words: list[str], starts: bool) -> None:
    """Adds words to the group's department, or begins a new group where they cannot be its continuation."""
    words = [word for word in words if word and not re.fullmatch(r"[-–·]+", word) and not _LABEL.fullmatch(bare(word))]
    group = box.group
    if not words or words == group.pieces:
        return
    last = group.pieces[-1] if group.pieces else None
    if last is not None:
        here, there = _level(words[0]), _level(last)
        deeper = here > there or not UNIT.fullmatch(last.split(" ")[-1]) or (here == there < 3 and words[0] != last)
        if starts or group.closed or not deeper:
            box.group = Group()
    box.group.pieces.extend(word for word in words if word not in box.group.pieces)


def _level(word: str) -> int:
    """How deep a unit stands: ministry or agency 0, office 1, bureau 2, division or team 3."""
    unit = word.split(" ")[-1]
    if unit in ministries():
        return 0
    for pattern, level in _LEVELS:
        if pattern.search(unit):
            return level
    return 0
