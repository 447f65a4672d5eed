"""What each column of a table holds, by its head."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from knowledge.documents.model import Row, Table
from knowledge.extract.grades import is_grade, is_half
from knowledge.extract.lines import bare, unspace

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
    "division": re.compile(r"구분"),
    "track": re.compile(r".*(?:분야|부문|유형|영역|트랙|부문명|분야명)"),
    "person": re.compile(
        r".*(?:성명|직급|직위|직책|직|대표자|수상자|제안자|참가자|응모자|출품자|발명자|저자|작가|공무원|학년)(?:명|이름)?|이름"
    ),
    "organization": re.compile(rf".*(?:{_UNITS})(?:명|\(.*)?"),
    "title": re.compile(rf".*(?:{_WORKS})(?:명|제목|주제)?|.*제목|.+이름|주제|주제명"),
    "content": re.compile(r".*(?:내용|공적|공적요지|개요|요약|설명|요지|특징|효과|사유)"),
}
# Titles without an organization beside them must be called titles, not `과제` or `사업` of which prizes are planned.
CERTAIN_TITLE = re.compile(r".*(?:명|제목|작|작품|사례|아이디어|주제)")


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column holds, and the rows below their heads."""

    heads: tuple[str, ...]
    kinds: tuple[str | None, ...]
    rows: tuple[Row, ...]

    def has(self, *kinds: str) -> bool:
        """Whether any column is of one of these kinds."""
        return any(kind in self.kinds for kind in kinds)

    def names(self, *kinds: str) -> bool:
        """Whether any column is of one of these kinds by its head."""
        return any(_kind(head) in kinds for head in self.heads)

    @property
    def title_head(self) -> str:
        """The head over the titles; only where there is a column of them."""
        return self.heads[self.kinds.index("title")]


def readings(table: Table) -> Iterator[Columns]:
    """The ways to read a table: its heads in one of its first rows."""
    for index in range(min(3, len(table.rows) - 1)):
        yield _columns(table.rows[index], table.rows[index + 1 :])


def _head(text: str) -> str:
    squeezed = re.sub(r"[·‧ㆍ・/]", "", bare(text))
    return re.sub(r"\(.*\)$", "", squeezed) or squeezed


def _kind(head: str) -> str | None:
    return next((kind for kind, pattern in _HEADS.items() if head and pattern.fullmatch(head)), None)


def _values(rows: Sequence[Row], column: int) -> list[str]:
    return [text for row in rows if column < len(row.cells) and (text := unspace(row.cells[column].text))]


def _columns(top: Row, rows: tuple[Row, ...]) -> Columns:
    heads, rows = _one_list(tuple(map(_head, top.filled)), rows)
    kinds = [_kind_of(head, _values(rows, x)) for x, head in enumerate(heads)]
    return Columns(heads, tuple(_one_title(kinds)), rows)


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


def _kind_of(head: str, values: list[str]) -> str | None:
    """A column's kind by its head; 구분 holds grades or halves where its cells are such, else tracks."""
    kind = _kind(head)
    if kind != "division":
        return kind
    return "grade" if not values or any(map(is_half, values)) or any(map(is_grade, values)) else "track"


def _one_title(kinds: list[str | None]) -> list[str | None]:
    """The kinds with one column of titles: the first that is called so, else contents."""
    titles = [x for x, kind in enumerate(kinds) if kind == "title"]
    for x in titles[1:]:
        kinds[x] = "content"
    if not titles and "content" in kinds:
        kinds[kinds.index("content")] = "title"
    return kinds
