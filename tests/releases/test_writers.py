"""Every written form is read back by a reader of its own and found to hold the same table."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import dochan
import lxml.etree
import lxml.html
import pytest

from tests.releases.forms import FORMS
from tests.releases.printing import chromium, printer, write_pdf
from tests.releases.script import Script, read_script, table

SCRIPT = """@title 표 하나 & 문단 <둘>
@ministry 고용노동부
@posted 2026-04-13

□ 문단  하나 & <둘>
[[
구분 | 소속 | < | 사례
최 // 우수 | 가과 | 나팀 | 첫째 & 둘째
^ | 다과 | 라팀 | <셋째>
장려 | 마과 | < | 넷째
]]
끝.
"""
ROWS = [
    ["구분", "소속", "", "사례"],
    ["최 우수", "가과", "나팀", "첫째 & 둘째"],
    ["", "다과", "라팀", "<셋째>"],
    ["장려", "마과", "", "넷째"],
]


@pytest.fixture
def script() -> Script:
    return read_script(SCRIPT)


def rows_read_by_dochan(path: Path) -> list[list[str]]:
    document = dochan.Dochan(str(path))
    assert document.errors == []
    (table,) = document.find_all("table")
    return [[" ".join(cell.text.split()) for cell in row] for row in table.rows]


def test_text_has_one_row_a_line_and_nothing_where_a_cell_is_merged(script: Script) -> None:
    assert FORMS["txt"](script).decode().splitlines()[1:5] == ["\t".join(row) for row in ROWS]


def test_markdown_parts_the_lines_of_a_cell_with_a_break(script: Script) -> None:
    assert "| 최<br>우수 | 가과 | 나팀 | 첫째 & 둘째 |" in FORMS["md"](script).decode().splitlines()


@pytest.mark.parametrize("form", ["hwpx", "docx"])
def test_office_packages_are_read_by_dochan_without_a_complaint(script: Script, form: str, tmp_path: Path) -> None:
    file = tmp_path / f"release.{form}"
    file.write_bytes(FORMS[form](script))
    assert rows_read_by_dochan(file) == ROWS


def test_open_document_covers_the_places_of_merged_cells(script: Script) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMS["odt"](script))) as archive:
        root = lxml.etree.fromstring(archive.read("content.xml"))
    names = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    rows = root.xpath("//table:table-row", namespaces=names)
    assert [[" ".join(cell.itertext()) for cell in row] for row in rows] == ROWS
    assert len(root.xpath("//table:covered-table-cell", namespaces=names)) == 3


def test_board_page_keeps_spans_and_says_when_it_was_posted(script: Script) -> None:
    page = lxml.html.fromstring(FORMS["html"](script))
    assert page.xpath("//div[@class='b_info']//dd/text()") == ["표 하나 & 문단 <둘>", "2026-04-13"]
    cells = page.xpath("//div[@class='b_content']//td")
    spans = [(int(cell.get("rowspan", 1)), int(cell.get("colspan", 1))) for cell in cells]
    assert spans[1] == (1, 2)
    assert spans[3] == (2, 1)
    assert sum(rows * columns for rows, columns in spans) == sum(map(len, ROWS))


@pytest.mark.browser
def test_printed_page_is_read_by_dochan(script: Script, tmp_path: Path) -> None:
    if chromium() is None:
        pytest.skip("no Chromium is installed")
    file = tmp_path / "release.pdf"
    with printer() as browser:
        file.write_bytes(write_pdf(script, browser))
    assert rows_read_by_dochan(file) == ROWS


def test_a_table_with_rows_of_different_length_is_refused() -> None:
    with pytest.raises(ValueError, match="different length"):
        table([["가", "나"], ["다"]])
