"""OpenDocument text, markdown, and text in its encodings."""

import io
import zipfile

import pytest

from knowledge.documents import Document, Paragraph, Table, UnreadableDocument, read_bytes
from knowledge.extract import extract

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
STYLES = """<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"
 style:num-suffix="." text:start-value="3"/><text:list-level-style-bullet text:level="2" text:bullet-char="ㅇ"/>
</text:list-style>"""


def rows(document: Document) -> list[list[tuple[str, ...]]]:
    return [[row.filled for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def odt(body: str, head: str = "", manifest: str = "<manifest/>", kind: str = "text") -> bytes:
    spaces = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "text", "table", "style"))
    content = (
        f'{head}<office:document-content {spaces} xmlns:draw="{OASIS}:drawing:1.0"><office:automatic-styles>{STYLES}'
        f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return out.getvalue()


def cell(text: str, traits: str = "") -> str:
    return f"<table:table-cell {traits}><text:p>{text}</text:p></table:table-cell>"


def table(*lines: str, traits: str = "") -> str:
    return (
        f"<table:table>{''.join(f'<table:table-row {traits}>{line}</table:table-row>' for line in lines)}</table:table>"
    )


def test_paragraphs_and_headings_of_an_odt_keep_spaces_tabs_and_line_breaks() -> None:
    document = read_bytes(
        "a.odt",
        odt(
            "<text:h>제<text:span>목</text:span></text:h><text:p/><text:p>가<text:s text:c='3'/>나<text:tab/>다"
            "<text:line-break/>라</text:p>"
        ),
    )
    assert document.form == "odt"
    assert document.plain == "제목\n가 나 다\n라"
    assert [block.gap for block in document.blocks] == [False, True, False]


def test_lists_of_an_odt_keep_their_numbers_and_bullets() -> None:
    document = read_bytes(
        "a.odt",
        odt(
            '<text:list text:style-name="L1"><text:list-item><text:p>하나</text:p><text:list><text:list-item>'
            "<text:p>안쪽</text:p></text:list-item></text:list></text:list-item>"
            "<text:list-item><text:p>둘</text:p></text:list-item></text:list>"
        ),
    )
    assert document.plain == "3. 하나\nㅇ 안쪽\n4. 둘"


def test_merged_and_repeated_cells_of_an_odt_fill_their_places() -> None:
    covered = "<table:covered-table-cell/>"
    lines = (
        cell("구분", 'table:number-rows-spanned="2"') + cell("소속", 'table:number-columns-spanned="2"') + covered,
        covered + cell("가", 'table:number-columns-repeated="2"'),
    )
    assert rows(read_bytes("a.odt", odt(table(*lines)))) == [[("구분", "소속", "소속"), ("구분", "가", "가")]]


def test_repeated_rows_of_an_odt_are_bounded() -> None:
    endless = table(cell("가") + cell("나"), traits='table:number-rows-repeated="1048576"')
    assert len(rows(read_bytes("a.odt", odt(endless)))[0]) == 200
    empty = table(cell("") * 2, traits='table:number-rows-repeated="1048576"')
    assert read_bytes("a.odt", odt(f"<text:p>가</text:p>{empty}")).plain == "가"


def test_a_box_and_a_text_frame_of_an_odt_are_paragraphs() -> None:
    framed = "<text:p>가<draw:frame><draw:text-box><text:p>틀 안</text:p></draw:text-box></draw:frame>나</text:p>"
    document = read_bytes("a.odt", odt(f"{framed}{table(cell('상자'))}"))
    assert document.plain == "가나\n틀 안\n상자"


def test_what_was_deleted_in_an_odt_is_not_read() -> None:
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>지운 글</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
    )
    assert read_bytes("a.odt", odt(f"{changes}<text:p>남<text:change/>은 글</text:p>")).plain == "남은 글"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (odt("<text:p>&x;</text:p>", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "DOCTYPE"),
        (odt("<text:p>가</text:p>", manifest="<m><encryption-data/></m>"), "암호"),
        (odt("<table:table/>", kind="spreadsheet"), "글 문서가 아닌"),
        (odt("<text:p/>"), "글이 없는"),
        (odt("<text:p>가")[:-40], "손상"),
        (odt("<text:p>" * 10_000 + "</text:p>" * 10_000), "손상"),
    ],
    ids=["external entity", "encrypted", "spreadsheet", "empty", "cut", "deep"],
)
def test_an_odt_that_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says):
        read_bytes("a.odt", data)


MARKDOWN = """# 가람 공모전 시상식 열린다

- 여섯 곳이 상을 받아 -

**고용노동부**(장관 이가람)는 [누리집](https://example.org/a)에서 상을 준다\\. ![로고](a.png)

| 구분 | 소속<br>기관 | 비고\\|참고 |
|:---|---|---:|
| 최우수 | 통영지청 |  |
|  |  |  |
| 우수 | **창원지청** | 새로 |

| 시상식 개요 |
| --- |

---
> 인용한 줄
* 각주는 그대로
** 두 번째 각주도
"""


def test_markdown_is_read_without_its_marks() -> None:
    document = read_bytes("a.md", MARKDOWN.encode())
    assert document.form == "md"
    assert [block.text for block in document.blocks if isinstance(block, Paragraph)] == [
        "가람 공모전 시상식 열린다",
        "- 여섯 곳이 상을 받아 -",
        "고용노동부(장관 이가람)는 누리집에서 상을 준다.",
        "시상식 개요",
        "인용한 줄",
        "* 각주는 그대로",
        "** 두 번째 각주도",
    ]
    assert rows(document) == [
        [("구분", "소속 기관", "비고|참고"), ("최우수", "통영지청", ""), ("우수", "창원지청", "새로")]
    ]


def test_lines_of_markdown_are_those_of_the_file() -> None:
    (table_block,) = [block for block in read_bytes("a.md", MARKDOWN.encode()).blocks if isinstance(block, Table)]
    assert [row.line for row in table_block.rows] == [7, 9, 11]
    assert table_block.rows[1].quote == "| 최우수 | 통영지청 |  |"


def test_markdown_in_cp949_is_read() -> None:
    assert read_bytes("a.md", MARKDOWN.encode("cp949")).plain == read_bytes("a.md", MARKDOWN.encode()).plain


@pytest.mark.parametrize(
    "text", ["# 하나뿐인 제목\n본문", "가 | 나\n다 | 라", "- 부제 -\n* 각주", "제목\n-----\n본문 **강조** 본문"]
)
def test_text_that_is_not_surely_markdown_is_text(text: str) -> None:
    assert read_bytes("a.md", text.encode()).form == "txt"


def test_contacts_and_cases_come_out_of_pipe_tables() -> None:
    text = MARKDOWN + "\n| 담당 부서 | 혁신과 | 책임자 | 과장 | 이바다 | (044-202-1234) |\n|---|---|---|---|---|---|\n"
    (contact,) = extract(read_bytes("a.md", text.encode())).contacts
    assert (contact.department, contact.rank, contact.name) == ("혁신과", "과장", "이바다")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_byte_order_mark_is_read(encoding: str) -> None:
    text = "보도자료 제목이 여기에 있다\n본문 2026. 4. 15.(수) · 「가람」 ‘나’\n"
    assert read_bytes("a.txt", text.encode(encoding)).plain == text.strip()


def test_bytes_with_zeros_that_are_no_utf_16_are_no_text() -> None:
    with pytest.raises(UnreadableDocument, match="텍스트 파일이 아니에요"):
        read_bytes("a.txt", bytes(range(256)) * 8)


def test_a_line_that_is_too_long_is_cut_with_a_doubt() -> None:
    document = read_bytes("a.txt", ("제목\n" + "가" * 8_001 + "\n" + "나" * 8_000).encode())
    assert [len(line) for line in document.plain.splitlines()] == [2, 8_000, 8_000]
    assert [(doubt.line, "8,000자만" in doubt.text) for doubt in document.doubts] == [(2, True)]


def test_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="너무 길어요"):
        read_bytes("a.txt", b"a b\n" * 3_000_000)
