"""Contact boxes that came as lines of text: where one begins and ends, and the words that mark its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.extract.inquiries import INQUIRY
from knowledge.extract.lines import ANNEX, Line
from knowledge.extract.people import LOST, PHONE

ROLES = {
    "책임자": ("책임자", None),
    "담당자": ("담당자", None),
    "실무자": ("담당자", None),
    "담당과장": ("책임자", "과장"),
    "담당팀장": ("책임자", "팀장"),
    "담당국장": ("책임자", "국장"),
    "담당실장": ("책임자", "실장"),
    "담당사무관": ("담당자", "사무관"),
    "담당서기관": ("담당자", "서기관"),
    "담당주무관": ("담당자", "주무관"),
}
_ROLE_MARK = "|".join(r"\s?".join(role) for role in sorted(ROLES, key=len, reverse=True))
_LABEL_MARK = (
    r"(?:담\s?당|주\s?관|소\s?관|배\s?포)\s?(?:부\s?서|기\s?관|실\s?과)(?:명|\s?[(<\[][^)>\]]{1,12}[)>\]])?"
    r"|자\s?료\s?문\s?의"
)
MARK = re.compile(rf"(?:^|(?<=[\s|]))(?P<mark>{_ROLE_MARK}|{_LABEL_MARK})(?=[\s:：(|]|$)\s*[:：]?")
# One cell a line: label, two departments, role, rank, name before a number.
_LINES_BETWEEN = 8


@dataclass(frozen=True, slots=True)
class Cells:
    """One row of a box: its cells, the line it stands on, whether a cell before the role spans it from above."""

    texts: tuple[str, ...]
    line: Line
    spanned: bool = False


def text_box(lines: Sequence[Line], first: int) -> list[Cells]:
    """The contact box that begins at this line of text, up to the last line with a number; empty where none begins."""
    if not _starts_box(lines[first]):
        return []
    box: list[Cells] = []
    end = 0
    for line in lines[first:]:
        if ANNEX.match(line.text) or INQUIRY.match(line.text) or not _is_part(line) or len(box) - end > _LINES_BETWEEN:
            break
        box.append(Cells((line.body if line.bullet else line.text,), line))
        if PHONE.search(line.text) or LOST.search(line.text):
            end = len(box)
    return box[:end]


def _starts_box(line: Line) -> bool:
    """Whether a line of text begins a contact box: a label or a role first, or a role and a number at its end."""
    if line.row is not None or len(line.text) > 160 or re.search(r"다\.(?:$|\s|[가-힣])", line.text):
        return False
    body = line.body if line.bullet else line.text
    mark = MARK.match(body)
    if mark is not None:
        rest = body[mark.end() :].strip()
        return not rest or bool(PHONE.search(rest) or LOST.search(rest)) or ":" in mark[0] or len(rest) <= 30
    return MARK.search(body) is not None and bool(PHONE.search(body) or LOST.search(body))


def _is_part(line: Line) -> bool:
    """Whether a line may be a cell: short, or with a mark or a number. The lead below a box and a title is none."""
    if line.row is not None or line.text.endswith("다."):
        return False
    return len(line.text) <= 40 or any(form.search(line.text) for form in (MARK, PHONE, LOST))
