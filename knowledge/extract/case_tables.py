"""Tables of winning cases: what their columns hold, which tables they are, and each row under the right heads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.documents.model import Cell, Row, Table
from knowledge.extract.grades import is_grade, is_half
from knowledge.extract.lines import bare, unspace
from knowledge.extract.people import PHONE, is_masked
from knowledge.words.kinds import CONTEST_NOUN

_UNITS = (
    "기관|부서|소속|지자체|자치단체|지방정부|기업|업체|회사|팀|학교|대학|단체|관서|지청|세관|사업장|시군구?|시도|지역|병원|국가"
    "|주체|경영체|농가|마을|상점|점포|업소|법인|조직"
)
_WORKS = (
    r"사례|과제|작품|제안|아이디어|출품작|수상작|선정작|당선작|시책|업무|성과|정책"
    "|서비스|제품|논문|콘텐츠|프로젝트|앱|기술|명칭|사업|발명|연구"
)
# The first pattern that fits names the column; heads are compared without spaces, dots and brackets.
_HEADS = {
    "number": re.compile(r"연번|순번|번호|no\.?|순", re.IGNORECASE),
    "time": re.compile(r"시간|일시|시각|일정|기간|날짜|일자|(?:수상)?(?:연도|년도)|회차|전화(?:번호)?|연락처|.*담당자"),
    "place": re.compile(r"소재지|위치|주소|촬영지|장소"),
    "amount": re.compile(
        r".*(?:상금|포상금|금액|인원|상점|배점|점수|부상|규모|수량|건수|편수|예산|사업비|작수|팀수|혜택)"
    ),
    "grade": re.compile(
        r"(?:훈격|등급|상격|시상|상명|상이름|상훈|수상|순위|포상|표창|선정|심사|평가)(?:명|구분|등급|내역|결과"
        r"|훈격|종류|순위)?|상의?종류|상|결과"
    ),
    "track": re.compile(r".*(?:분야|부문|유형|영역|트랙|부문명|분야명)"),
    "person": re.compile(
        r".*(?:성명|직급|직위|직책|직|대표자|수상자|제안자|참가자|응모자|출품자|발명자|저자|작가|공무원|학년)(?:명|이름)?|이름"
    ),
    "organization": re.compile(rf".*(?:{_UNITS})(?:명|\(.*)?"),
    "title": re.compile(rf".*(?:{_WORKS})(?:명|제목|주제)?|.*제목|.+이름|주제|주제명"),
    "content": re.compile(r".*(?:내용|공적|공적요지|개요|요약|설명|요지|특징|효과|사유)"),
}
# Titles without an organization beside them must be called titles, not `과제` or `사업` of which prizes are planned.
_CERTAIN_TITLE = re.compile(r".*(?:명|제목|작|작품|사례|아이디어|주제)")
_WINNERS = re.compile(r"선정|수상|당선|입상|시상|포상|선발|우수작|우수사례|최우수|[본결]선\s?진출")
_PRIZED = re.compile(rf"수상|당선|입상|시상|포상|우수|{CONTEST_NOUN}")
# Who sent a work in, in a word that names nobody.
_NOBODY = ("개인", "팀", "단체", "-", "–")
# What an inspection or an evaluation finds: nobody wins where these stand beside 우수.
_VERDICT = re.compile(r"미흡|보통|불량|부진|양호|부적합|적합|위반|미달|탁월")


@dataclass(frozen=True, slots=True)
class _Columns:
    """What each column holds, and the rows below their heads."""

    heads: tuple[str, ...]
    kinds: tuple[str | None, ...]
    rows: tuple[Row, ...]

    def has(self, *kinds: str) -> bool:
        return any(kind in self.kinds for kind in kinds)

    @property
    def title_head(self) -> str:
        """The head over the titles; only where there is a column of them."""
        return self.heads[self.kinds.index("title")]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One row's values. A value is None where its cell is empty or lost; `printed` is the row as it stands.

    `grade_is_blank`: the table has a place for the grade and it is empty, as under a merged cell that is not known.
    """

    printed: Row
    half: str | None
    track: str | None
    grade: str | None
    grade_is_blank: bool
    organizations: tuple[str, ...]
    title: Cell
    summary: Cell | None
    person: str | None


@dataclass(frozen=True, slots=True)
class CaseTable:
    """A table's winning cases. `head` is its head row squeezed, to recognise a table that goes on.

    `unread` are rows whose cells do not fit under the heads.
    """

    head: str
    title_head: str
    rows: tuple[CaseRow, ...]
    unread: tuple[Row, ...]


def read_case_table(table: Table, heading: str, has_contest: bool, selected: frozenset[int]) -> CaseTable | None:
    """The cases of a table of winners; None for any other table.

    It takes a column of cases and something that tells winners from a mere list: grades, a column named after a prize,
    or over organizations a heading that speaks of winners, or as many rows as the text says were `selected`. The head
    may have a caption's row above it.
    """
    for columns in _readings(table):
        if _tells_winners(columns, heading, has_contest, selected):
            read = [(printed, _row(printed, columns)) for printed in columns.rows]
            rows = tuple(row for _, row in read if row)
            unread = tuple(printed for printed, row in read if row is None and sum(map(bool, printed.texts)) > 1)
            if rows:
                return CaseTable("|".join(columns.heads), columns.title_head, rows, unread)
    return None


def _tells_winners(columns: _Columns, heading: str, has_contest: bool, selected: frozenset[int]) -> bool:
    if not columns.has("title") or columns.has("time") or len([head for head in columns.heads if head]) < 2:
        return False
    is_owned = columns.has("organization", "person")
    texts = [text for row in columns.rows for text in row.texts if text]
    if columns.has("amount") and not is_owned:
        return False
    if any(_VERDICT.fullmatch(bare(text)) or PHONE.search(text) for text in texts):
        return False
    grades = [text for text in texts if is_grade(text)]
    if grades or columns.has("grade"):
        strong = has_contest or any(bare(text) != "우수" for text in grades)
        return strong and (is_owned or bool(_CERTAIN_TITLE.fullmatch(columns.title_head)))
    is_winners = bool(_WINNERS.search(heading)) and (has_contest or bool(_PRIZED.search(heading)))
    is_counted = len(columns.rows) > 2 and len(columns.rows) in selected
    return is_owned and (is_winners or is_counted)


def _readings(table: Table) -> Iterator[_Columns]:
    """The ways to read a table: its heads in one of its first rows."""
    for index in range(min(3, len(table.rows) - 1)):
        heads, rows = _one_list(tuple(map(_head, table.rows[index].filled)), table.rows[index + 1 :])
        kinds = [_kind(head, x, rows) for x, head in enumerate(heads)]
        titles = [x for x, kind in enumerate(kinds) if kind == "title"]
        for x in titles[1:]:
            kinds[x] = "content"
        if not titles and "content" in kinds:
            kinds[kinds.index("content")] = "title"
        yield _Columns(heads, tuple(kinds), rows)


def _head(text: str) -> str:
    squeezed = re.sub(r"[·‧ㆍ・/]", "", bare(text))
    return re.sub(r"\(.*\)$", "", squeezed) or squeezed


def _kind(head: str, x: int, rows: tuple[Row, ...]) -> str | None:
    """A column's kind by its head; 구분 holds grades or halves where its cells are such, else tracks."""
    if head == "구분":
        below = [text for row in rows for text in row.texts[x : x + 1] if text]
        return "grade" if not below or any(is_half(text) or is_grade(text) for text in below) else "track"
    return next((kind for kind, pattern in _HEADS.items() if head and pattern.fullmatch(head)), None)


def _one_list(heads: tuple[str, ...], rows: tuple[Row, ...]) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Lists that stand side by side one after the other, each with the columns left of them that they share."""
    for shared in range(min(3, len(heads))):
        half, odd = divmod(len(heads) - shared, 2)
        if odd or half < 2 or heads[shared : shared + half] != heads[shared + half :]:
            continue
        left = [replace(row, cells=row.cells[: shared + half]) for row in rows]
        right = [
            replace(row, cells=row.cells[:shared] + row.cells[shared + half :])
            for row in rows
            if any(row.texts[shared + half :])
        ]
        return heads[: shared + half], (*left, *right)
    return heads, rows


def _row(printed: Row, columns: _Columns) -> CaseRow | None:
    """A row's cells by what they are, not only by where they stand; None for a row without a case."""
    cells = list(printed.cells)
    lost = [Cell()] * (len(columns.kinds) - len(cells))
    # Cells lost under merged ones: on the right where the left ones are kept as empty, else on the left.
    cells = [*cells, *lost] if cells and not cells[0].text else [*lost, *cells]
    if any(cell.text for cell in cells[len(columns.kinds) :]):
        return None
    half = track = grade = person = None
    organizations: list[str] = []
    title = summary = None
    for kind, cell in zip(columns.kinds, cells, strict=False):
        text = unspace(cell.text)
        if kind == "title":
            title = cell
        elif kind == "content":
            summary = summary or cell
        elif not text or text in _NOBODY or kind in ("number", "place", "amount"):
            continue
        elif is_half(text):
            half = bare(text)
        elif kind != "grade" and is_grade(text) and grade is None:
            grade = bare(text)
        elif kind == "person" or is_masked(text):
            person = person or text
        elif kind == "grade" and not text.isdigit():  # a place beside the prize
            grade = f"{grade}({text})" if grade and grade != text else text
        elif kind == "track":
            track = text
        elif kind == "organization" and text not in organizations:
            organizations.append(text)
    if title is None or not title.text or title.covered:
        return None
    return CaseRow(
        printed,
        half,
        track,
        grade,
        grade is None and columns.has("grade"),
        tuple(organizations),
        title,
        summary if summary and summary.text else None,
        person,
    )
