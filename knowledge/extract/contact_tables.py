"""Contact tables in all their forms: six columns, an old box above the title, one cell a line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.extract.lines import Line, bare, unspace
from knowledge.extract.organizations import ministries
from knowledge.extract.people import EXTENSIONS, NAME, PHONE, Group, Person, is_rank

__all__ = ["is_contact_table", "read_box", "spaced_cells"]

_MASKED = re.compile(r"0\d{1,2}-[\d*x○●]{3,4}-[\d*x○●]{4}|[\w.]+@[\w.]+")
_LAST_PHONE = re.compile(rf"\(?☎?\s?(?:{PHONE.pattern}|{_MASKED.pattern})\s?\)?$")
_ROLE_WORD = re.compile(r"(?:^|(?<=\s))(?:책임자|담당자|담당과장)(?=\s)")
_SHORT = re.compile(r"[(☎\s]*(\d{4})\)?")
_LABEL = re.compile(
    r"(?:담당|주관|소관|협조|작성|배포|자료|보도)(?:부서|기관|과|실)?(?:문의)?(?:명)?(?:[(<\[【].*)?|자료문의|문의처?|연락처|총괄|[<(\[【].*[>)\]】]|공동|부서명?"
)
_ROLES = {
    "책임자": ("책임자", None),
    "담당자": ("담당자", None),
    "실무자": ("담당자", None),
    "담당과장": ("책임자", "과장"),
    "담당팀장": ("책임자", "팀장"),
    "담당국장": ("책임자", "국장"),
    "담당사무관": ("담당자", "사무관"),
    "담당주무관": ("담당자", "주무관"),
}
_NOT_DEPARTMENT = re.compile(r".*(?:보도자료|보도시점|보도일시|배포일시?|배포즉시|매수|\d+매|https?:|www\.|\d{4}\.).*")
_UNIT_ONLY = re.compile(r"(?:과|팀|실|관|국|부|단|센터|소|원|청|처|회|공단|공사|은행|본부|학교|지사|담당)$")
_LEVELS = (
    (re.compile(r"(?:위원회|공단|공사|은행|연구원|진흥원|평가원|대학교|[가-힣]{2,}[청처원]|재단|협회|공제회)$"), 0),
    (re.compile(r"(?:실|본부|[가-힣]+기획조정실|지방[가-힣]*청)$"), 1),
    (re.compile(r"(?:국|정책관|기획관|심의관|협력관|지원관|단장?|조정관|대변인)$"), 2),
    (re.compile(r"(?:과|팀|담당관실?|담당|센터|부|반|소)$"), 3),
)


@dataclass(slots=True)
class _Box:
    """The state of reading one contact box, row by row."""

    group: Group = field(default_factory=Group)
    role: str | None = None
    prefix: str | None = None
    people: list[Person] = field(default_factory=list)


def is_contact_table(rows: list[Line]) -> bool:
    """Whether rows name a role or a department's label, and a number to call."""
    cells = [bare(text) for line in rows if line.row for text in line.row.texts if text]
    labelled = any(
        cell in _ROLES or re.fullmatch(r"담당부서.*|자료문의|배포부서|문의처?|담당기관", cell) for cell in cells
    )
    reachable = any(PHONE.search(cell) or _MASKED.search(cell) for cell in cells)
    return labelled and reachable


def read_box(lines: list[Line], rows: list[list[str]], linear: bool = False) -> list[Person]:
    """Everyone in a box, given as rows of cells with the line each stands on; `linear`: one cell a line."""
    box = _Box()
    pending: list[str] = []
    for line, cells in zip(lines, rows, strict=True):
        if not linear:
            pending = []
            if any(_NOT_DEPARTMENT.fullmatch(bare(cell)) for cell in cells) and not any(PHONE.search(c) for c in cells):
                cells = _after_date(cells)
            _drop_label(cells, box)
        for cell in cells:
            if not cell:
                continue
            for name, phone in _numbers(cell, box):
                if name:
                    pending.append(name)
                if phone is not None:
                    _close(box, pending, phone or None, line)
                    pending = []
        if not linear and pending:
            _close(box, pending, None, line)
    return box.people


def spaced_cells(text: str, goes_on: bool) -> list[str] | None:
    """The cells of a contact table's row that came as one line (`담당 부서 홍보과 책임자 과 장 김 하 나 (02-…)`).

    Without a role it is such a row only where it goes on after one. None for any other line.
    """
    phone = _LAST_PHONE.search(text)
    if phone is None:
        return None
    before = text[: phone.start()].strip(" (☎")
    roles = list(_ROLE_WORD.finditer(before))
    role = roles[-1] if roles else None
    if role is None and not (goes_on and len(before) <= 16):
        return None
    who = bare(before[role.end() :] if role else before)
    splits = [(who[:-n], who[-n:]) for n in (3, 2, 4) if is_rank(who[:-n]) and NAME.fullmatch(who[-n:])]
    if not splits:
        return None
    # What stands before the department: a sentence that ran into the table, and the table's label.
    department = re.split(r"[.”\"]\s|담당\s?(?:부서|기관)\S*\s", before[: role.start()] if role else "")[-1].strip()
    if len(department) > 40:
        return None
    return ["", department, bare(role[0]) if role else "", *splits[0], phone[0]]


def _after_date(cells: list[str]) -> list[str]:
    """Of an old head row (`배포일시 | … | 담당부서 | 거대공공연구정책과`) only what follows the department's label."""
    for index, cell in enumerate(cells):
        if re.fullmatch(r"담당부서|담당기관", bare(cell)):
            return cells[index:]
    return []


def _drop_label(cells: list[str], box: _Box) -> None:
    """Takes the label out of the first column; a new label begins a new group."""
    filled = [index for index, cell in enumerate(cells) if cell]
    if not filled:
        return
    first = filled[0]
    squeezed = bare(cells[first])
    if squeezed in _ROLES or PHONE.search(cells[first]):
        return
    roles = [index for index in filled if bare(cells[index]) in _ROLES]
    is_first_column = first == 0 and len(filled) > 1 and (len(cells) >= 5 and bool(roles) and filled[1] < roles[0])
    if _LABEL.fullmatch(squeezed) or is_first_column:
        cells[first] = ""
        if not roles or bare(cells[roles[0]]) == "책임자":
            box.group = Group()
            box.role = None


def _numbers(cell: str, box: _Box) -> list[tuple[str, str | None]]:
    """A cell as (text, number) pairs: "" for a number that cannot be given, None where there is none."""
    if short := _SHORT.fullmatch(cell):
        if box.prefix:
            return [("", f"{box.prefix}-{short[1]}")]
        return [(cell, None)]
    found: list[tuple[str, str | None]] = []
    position = 0
    for match in PHONE.finditer(cell):
        text = cell[position : match.start()].strip(" (☎,/:·")
        box.prefix = f"{match[1]}-{match[2]}"
        found.append((text, f"{box.prefix}-{match[3]}"))
        position = match.end()
        if more := EXTENSIONS.match(cell, position):
            names = re.split(r"\s*[,/]\s*", text)
            if len(names) == 2:
                found[-1] = (names[0], found[-1][1])
                found.append((names[1], f"{box.prefix}-{more[1]}"))
            position = more.end()
    if found:
        return found
    if masked := _MASKED.search(cell):
        return [(cell[: masked.start()].strip(" (☎,/:"), "")]
    return [(cell, None)]


def _close(box: _Box, pending: list[str], phone: str | None, line: Line) -> None:
    """One person from the words before a number (or before a row's end)."""
    words = [
        unspace(word)
        for word in pending
        if not _LABEL.fullmatch(bare(word)) or bare(word) in _ROLES or bare(word) == "담당"
    ]
    roles = [index for index, word in enumerate(words) if bare(word) in _ROLES]
    rank: str | None = None
    if roles:
        before, after = words[: roles[0]], words[roles[0] + 1 :]
        role, rank = _ROLES[bare(words[roles[0]])]
        box.role = role
        _department(box, before, starts=role == "책임자")
    elif len(words) >= 2 or phone is not None:
        keep = 2 if len(words) >= 2 and is_rank(words[-2]) else 1
        before, after = words[:-keep], words[-keep:]
        _department(box, before, starts=False)
    else:
        # A row with a department's name and nobody in it: the name goes on here.
        _department(box, words, starts=False)
        return
    named = _name(after)
    if named is None:
        return
    rank, name = named[0] or rank, named[1]
    box.people.append(Person(box.group, box.role, rank, name, phone, line))


def _name(words: list[str]) -> tuple[str | None, str] | None:
    """(rank, name) from the words beside a number: `과장 | 김동현`, `용찬재 사무관`, `사무관 용찬재`, `정승연`."""
    words = [w for w in (word.strip(" ()☎:,·") for word in words) if w]
    if not words:
        return None
    if len(words) == 1:
        parts = words[0].split(" ")
        if len(parts) == 1:
            return (None, parts[0]) if NAME.fullmatch(parts[0]) else None
        if is_rank(parts[-1]) and NAME.fullmatch("".join(parts[:-1])):
            return parts[-1], "".join(parts[:-1])
        if NAME.fullmatch(parts[-1]):
            return " ".join(parts[:-1]), parts[-1]
        return None
    rank, name = " ".join(words[:-1]), words[-1]
    if is_rank(name) and not is_rank(rank) and NAME.fullmatch(bare(rank)):
        rank, name = name, bare(rank)
    return (rank, bare(name)) if re.fullmatch(r"[가-힣A-Za-z .]{2,30}", name) else None


def _department(box: _Box, words: list[str], starts: bool) -> None:
    """Adds words to the group's department, or begins a new group where they cannot be its continuation."""
    words = [word for word in words if word and not re.fullmatch(r"[-–·]+", word)]
    if not words:
        # The department's cell spans this row too: whatever follows is another department.
        box.group.skipped = bool(box.group.pieces) and len(box.people) > 0
        return
    last = box.group.pieces[-1] if box.group.pieces else None
    goes_on = last is None or (
        not starts and (_level(words[0], last) > _level(last, None) or not _UNIT_ONLY.search(last))
    )
    if last is not None and _level(words[0], last) == _level(last, None) and words[0] != last and not box.group.skipped:
        goes_on = goes_on or (not starts and _level(last, None) < 3)
    if not goes_on:
        box.group = Group()
    box.group.pieces.extend(word for word in words if word not in box.group.pieces)


def _level(word: str, above: str | None) -> int:
    """How deep a unit stands: ministry or agency 0, office 1, bureau 2, division or team 3."""
    unit = word.split(" ")[-1]
    if unit in ministries():
        return 0
    if above is None and unit.endswith("부"):
        return 3
    # Bureaus and divisions before agencies: 정책관, 담당관 end like other things.
    for pattern, level in (*_LEVELS[1:], _LEVELS[0]):
        if pattern.search(unit):
            return level
    return 0
