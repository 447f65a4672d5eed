"""Tables of winning cases: which tables they are, and each row's cells put under the right heads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.documents.model import Cell, Row, Table
from knowledge.extract.lines import bare, unspace

__all__ = ["CaseRow", "Columns", "columns_of", "grade_of_heading", "is_grade", "is_half", "read_row"]

_HEADS = {
    "number": re.compile(r"연번|순번|번호|No\.?|순"),
    "track": re.compile(r"분야|부문|유형|주제|영역|부문명|공모분야|수상부문"),
    "grade": re.compile(
        r"구분|훈격|등급|상격|시상|시상명|상명|상훈|수상|시상구분|포상구분|순위|수상등급|훈격명|수상내역|수상명|결과|선정결과"
    ),
    "organization": re.compile(
        r"소속|소속기관|기관|기관명|부서|부서명|소속부서|수상기관|수상부서|담당부서|추진기관|추진부서|시행기관|지자체|지자체명|기업명|업체명|기관\(부서\)|팀명|수상자소속|소속\(부서\)"
    ),
    "title": re.compile(
        r"(?:우수|추진|주요|수상|선정|적극행정|혁신)*(?:사례|과제|작품|제안|아이디어|업무|성과)(?:명|내용|제목|요약|개요)?|제목|작품명|내용|공적(?:내용|요지|개요)?|주요(?:내용|공적)|선정내용|사업명"
    ),
    "summary": re.compile(r"주요내용|내용|요약|개요|세부내용|성과|주요성과|추진내용|공적내용|사례내용"),
    "person": re.compile(r"성명|이름|수상자|대표자|직급|직위|직|성명\(.*\)|수상자명"),
    "amount": re.compile(r"상금|포상금|금액|인원|상점|시상금|부상|배점|점수"),
}
_GRADE = re.compile(
    r"(?:최?우수|장려|대|금|은|동|특별|입|으뜸|특|최고|노력|인기|격려|참가|본)상|최우수|우수|장려|(?:최우수|우수|장려)(?:팀|작|기관|사례|과제|부서|제안)|특별|입선|가작|대상|금상|은상|동상|[1-5]등|[SABC]등급"
    r"|(?:국무총리|대통령|장관|부총리|청장|처장|위원장|기관장|[가-힣]{2,8}장관|[가-힣]{2,8}[부처청원장]장?)\s?(?:상|표창)"
)
_WINNERS = re.compile(
    r"(?:우수|수상|당선|입상|시상|포상)[^|]{0,12}(?:사례|작|결과|명단|목록|현황|과제|내역)|선정\s?결과"
)
_HEADING_GRADE = re.compile(
    r"(?:최우수|우수|장려|대상|금상|은상|동상|특별상|입선|가작)(?:상|작)?(?=\s|\(|:|$)(?!\s?사례)"
)
_HALF = re.compile(r"상반기|하반기")


@dataclass(frozen=True, slots=True)
class Columns:
    """A case table's columns by kind; `head` is the head row squeezed, to recognise a table that goes on.

    `rows` are the rows below the head.
    """

    kinds: tuple[str | None, ...]
    head: str
    title_head: str
    rows: tuple[Row, ...]

    def has(self, kind: str) -> bool:
        """Whether there is a column of this kind."""
        return kind in self.kinds


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row's values. A value is None where its cell is empty or lost; `shifted` tells that columns had slipped.

    `grade_is_blank`: the table has a place for the grade and it is empty, as under a merged cell.
    """

    half: str | None
    track: str | None
    grade: str | None
    grade_is_blank: bool
    organization: str | None
    title: Cell
    summary: Cell | None
    shifted: bool


def is_grade(text: str) -> bool:
    """Whether a cell is a usual grade (최우수, 대상, 장관상 …)."""
    return bool(_GRADE.fullmatch(bare(text)))


def is_half(text: str) -> bool:
    """Whether a cell is 상반기 or 하반기."""
    return bool(_HALF.fullmatch(bare(text)))


def columns_of(table: Table, heading: str) -> Columns | None:
    """The columns of a table of winning cases; None for any other table.

    It takes a column of cases and something that tells winners from a mere list: grades, a column named after a prize,
    or a heading that speaks of winners over organizations. The head may have a caption's row above it.
    """
    for index, row in enumerate(table.rows[:3]):
        if columns := _columns(row, table.rows[index + 1 :], heading):
            return columns
    return None


def _columns(top: Row, rows: tuple[Row, ...], heading: str) -> Columns | None:
    if not rows:
        return None
    heads = [re.sub(r"\(.*\)$", "", bare(text)) for text in top.texts]
    kinds: list[str | None] = []
    for head in heads:
        kind = next((kind for kind, pattern in _HEADS.items() if head and pattern.fullmatch(head)), None)
        if kind == "title" and "title" in kinds:
            kind = "summary"
        kinds.append(kind)
    is_list = "title" in kinds and len([h for h in heads if h]) >= 2
    if not is_list or "amount" in kinds or any(re.fullmatch(r"시간|일시|시각|일정|기간", head) for head in heads):
        return None
    graded = [text for row in rows for text in row.texts if is_grade(text)]
    prize = any(kind == "grade" and head not in ("구분", "결과") for kind, head in zip(kinds, heads, strict=True))
    named = "organization" in kinds and (prize or _WINNERS.search(heading))
    if not graded and not named:
        return None
    title_head = heads[kinds.index("title")]
    return Columns(tuple(kinds), "|".join(heads), title_head, rows)


def grade_of_heading(heading: str) -> str | None:
    """The grade that a heading such as `최우수상 (3건)` gives to all rows of a table without a grade column."""
    match = _HEADING_GRADE.match(heading)
    return match[0] if match else None


def read_row(row: Row, columns: Columns) -> CaseRow | None:
    """A row's cells by what they are, not only by where they stand; None for a row without a case."""
    cells = list(row.cells)
    while len(cells) < len(columns.kinds):
        # Cells lost on the left, under merged ones.
        cells.insert(0, Cell())
    if len(cells) > len(columns.kinds) and not any(cell.text for cell in cells[len(columns.kinds) :]):
        cells = cells[: len(columns.kinds)]
    if len(cells) != len(columns.kinds):
        return None
    half = track = grade = organization = None
    title = summary = None
    shifted = False
    for kind, cell in zip(columns.kinds, cells, strict=True):
        text = unspace(cell.text)
        if kind == "title":
            title = cell
        elif kind == "summary":
            summary = cell
        elif not text or kind in ("number", "person"):
            continue
        elif is_half(text):
            half = bare(text)
            shifted = shifted or kind == "organization"
        elif kind != "grade" and is_grade(text) and grade is None:
            grade = bare(text)
            shifted = True
        elif kind == "grade":
            grade = text
        elif kind == "track":
            track = text
        elif kind == "organization":
            organization = text
    if title is None or not title.text:
        return None
    blank = grade is None and columns.has("grade")
    return CaseRow(
        half, track, grade, blank, organization, title, summary if summary and summary.text else None, shifted
    )
