import pytest

from knowledge.documents import Document, Paragraph, Table, UnreadableDocument, read_bytes


def read(body: str) -> Document:
    return read_bytes("a.html", f"<html><body>{body}</body></html>".encode())


def rows(document: Document) -> list[list[tuple[str, ...]]]:
    return [[row.filled for row in block.rows] for block in document.blocks if isinstance(block, Table)]


def test_blocks_and_line_breaks_end_lines_and_spans_do_not() -> None:
    document = read("<div>가<span>나</span><b>다</b> 라<br>마</div>바<p>사\n아</p>")
    assert document.plain == "가나다 라\n마\n바\n사 아"


def test_an_empty_paragraph_is_a_gap_before_the_next() -> None:
    gaps = [block.gap for block in read("<p>가</p><p>&nbsp;</p><p>나</p><p>다<br><br>라</p>").blocks]
    assert gaps == [False, True, False, True]


def test_lines_of_preformatted_text_stay_lines() -> None:
    assert (
        read("<pre>가\n나</pre><div style='white-space: pre-wrap'>다\n라</div><p>마\n바</p>").plain
        == "가\n나\n다\n라\n마 바"
    )


def test_lists_keep_their_marks() -> None:
    document = read("<ol start=3><li>가<li><p>나</p></ol><ul><li>다<ul><li>라</ul><li>ㅇ 마</ul><ol><li>① 바</ol>")
    assert document.plain == "3. 가\n4. 나\n• 다\n• 라\nㅇ 마\n① 바"


def test_a_list_without_marks_gets_none() -> None:
    assert read("<ul style='list-style:none'><li>가</ul>").plain == "가"
    assert read("<ul style='list-style: none inside'><li>가</ul>").plain == "가"
    assert read("<ol style='text-decoration:none'><li style='border:none'>가</ol>").plain == "1. 가"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p style='display: none'>x</p>",
        "<div hidden>x</div>",
        "<span class='blind'>x</span>",
        "<script>x</script>",
        "<style>x</style>",
        "<nav>x</nav>",
        "<footer>x</footer>",
        "<!-- x -->",
        "<noscript>x</noscript>",
    ],
)
def test_what_no_reader_sees_is_no_text(hidden: str) -> None:
    assert read(f"<p>가</p>{hidden}<p>나</p>").plain == "가\n나"


def test_merged_cells_fill_every_place_they_cover() -> None:
    document = read("<table><tr><th rowspan=2>구분<th colspan=2>소속<tr><td>가<td>나<tr><td colspan=3>다</table>")
    assert rows(document) == [[("구분", "소속", "소속"), ("구분", "가", "나"), ("다", "다", "다")]]


def test_unclosed_cells_and_rows_are_told_apart() -> None:
    assert rows(read("<table><tr><td>가<td>나<tr><td>다<td>라")) == [[("가", "나"), ("다", "라")]]


def test_a_row_span_of_zero_reaches_to_the_end() -> None:
    assert rows(read("<table><tr><td rowspan=0>가<td>나<tr><td>다</table>")) == [[("가", "나"), ("가", "다")]]


def test_a_table_that_is_too_wide_or_too_long_is_cut_with_a_doubt() -> None:
    for table in ("<tr>" + "<td>가<td>나" * 101, "<tr><td>가<td>나" * 2_001):
        (doubt,) = read(f"<table>{table}</table>").doubts
        assert "너무 커서" in doubt.text
    assert read(f"<table><tr>{'<td>가<td>나' * 100}</table>").doubts == ()


def test_paragraphs_of_a_cell_stay_apart() -> None:
    (table,) = read("<table><tr><td><p>실</p><p>과</p></td><td>최<br>우<br>수</td></tr></table>").blocks
    assert isinstance(table, Table)
    assert [cell.paragraphs for cell in table.rows[0].cells] == [("실", "과"), ("최", "우", "수")]


def test_a_box_of_one_cell_is_opened() -> None:
    document = read("<table><tr><td><p>제목</p><table><tr><td>가</td><td>나</td></tr></table></td></tr></table>")
    first, second = document.blocks
    assert isinstance(first, Paragraph)
    assert isinstance(second, Table)


def test_a_table_in_a_cell_of_another_is_read_as_lines() -> None:
    inner = "<table><tr><td>나</td><td>다</td></tr></table>"
    document = read(f"<table><tr><td>{'가' * 90}</td><td>{inner}</td></tr><tr><td>라</td><td>마</td></tr></table>")
    assert rows(document) == [[("가" * 90, "나 다"), ("라", "마")]]


def test_terms_with_their_definitions_are_rows() -> None:
    assert rows(read("<dl><dt>일시</dt><dd>4월 15일</dd><dt>장소</dt><dd>세종</dd></dl>")) == [
        [("일시", "4월 15일"), ("장소", "세종")]
    ]


def test_a_caption_stands_before_its_table_unless_it_is_for_screen_readers() -> None:
    cells = "<tr><td>가</td><td>나</td></tr>"
    assert read(f"<table><caption>수상 기관</caption>{cells}</table>").plain == "수상 기관\n가 나"
    assert read(f"<table><caption>구분과 소속을 안내하는 표</caption>{cells}</table>").plain == "가 나"


def test_a_piece_of_a_page_is_a_page_and_text_with_a_tag_is_not() -> None:
    assert read_bytes("a", "<p>가</p><p>나</p><p>다</p>".encode()).form == "html"
    assert read_bytes("a", "가 <p>나</p> <p>다</p> <p>라</p>".encode()).form == "txt"


HOSTILE = {
    "a billion laughs": "<!DOCTYPE html [<!ENTITY a 'xxxxxxxxxx'>"
    + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><html><body><p>본문</p>&i;</body></html>",
    "an external entity": "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><html><body>본문&x;</body></html>",
    "nested blocks": "<html><body>" + "<div>" * 100_000 + "본문" + "</div>" * 100_000,
    "nested tables": "<html><body>" + "<table><tr><td>가<td>" * 5_000 + "본문",
    "nested lists": "<html><body>" + "<ul><li>가" * 5_000 + "본문",
    "nested terms": "<html><body>" + "<dl><dt>가<dd>" * 5_000 + "본문",
    "a giant span": "<html><body><table><tr><td rowspan=65535 colspan=65535>가<td>나</table>",
    "many giant spans": "<html><body><table>" + "<tr><td rowspan=65535 colspan=65535>가<td>나" * 500 + "</table>",
    "a span without end": f"<html><body><table><tr><td colspan={'9' * 5_000}>가<td>나</table>",
    "half a million attributes": "<html><body><p " + " ".join(f"a{n}=1" for n in range(500_000)) + ">본문</p>",
    "a million tags": "<html><body>" + "<p>가" * 1_000_000,
    "unclosed tags": "<html><body>" + "<b" * 200_000,
    "unclosed comments": "<html><body>본문" + "<!--" * 200_000,
    "unclosed quotes": "<html><body>" + '<a href="' * 200_000,
    "a long list": "<html><body><ol>" + "<li>가" * 20_000,
    "deep data": '<html><head><script type="application/ld+json">' + "[" * 100_000 + "</script></head><body>본문",
    "too much text": "<html><body>" + "가" * 11_000_000,
}


def test_a_page_that_defines_entities_of_its_own_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="구조가 이상"):
        read_bytes("a.html", "<!DOCTYPE html [<!ENTITY x '가'>]><html><body><p>본문 &x;</p></body></html>".encode())
    strict = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
    )
    assert read_bytes("a.html", f"{strict}<html><body><p>[본문]</p></body></html>".encode()).plain == "[본문]"


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_is_read_within_bounds_or_refused(page: str) -> None:
    try:
        said = read_bytes("a.html", page.encode()).plain
    except UnreadableDocument as error:
        said = error.message_ko
    assert 0 < len(said) < 1_000_000
    assert "root:" not in said
    assert "xxxxxxxxxx" * 10 not in said
