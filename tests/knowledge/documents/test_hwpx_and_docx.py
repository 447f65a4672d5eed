"""What dochan must keep doing: each of these is a thing that a release has and another version may lose."""

import pytest

from knowledge.documents import Document, Paragraph, Table, UnreadableDocument, read_bytes
from tests.knowledge.documents.made import WORD, docx, hwpx, p, packed, tbl, wp

HEADS = (
    '<hh:numbering id="1"><hh:paraHead level="1" start="1" numFormat="DIGIT">^1.</hh:paraHead>'
    '<hh:paraHead level="2" start="1" numFormat="HANGUL_SYLLABLE">^2)</hh:paraHead></hh:numbering>'
    '<hh:bullet id="1" char="-"/>'
    '<hh:paraPr id="1"><hh:heading type="NUMBER" idRef="1" level="0"/></hh:paraPr>'
    '<hh:paraPr id="2"><hh:heading type="NUMBER" idRef="1" level="1"/></hh:paraPr>'
    '<hh:paraPr id="3"><hh:heading type="BULLET" idRef="1" level="0"/></hh:paraPr>'
)


def told(document: Document) -> list[str | list[tuple[str, ...]]]:
    """The document's paragraphs as text, its tables as rows of texts with merged cells filled."""
    return [
        block.text if isinstance(block, Paragraph) else [row.filled for row in block.rows] for block in document.blocks
    ]


def test_merged_cells_of_hwpx_are_filled_and_marked() -> None:
    rows = [(2, 1, "최우수"), (1, 1, "통영지청")], [(1, 1, "공주지청")], [(1, 2, "모두 두 곳")]
    (table,) = read_bytes("a.hwpx", hwpx(p(tbl(*rows)))).blocks
    assert isinstance(table, Table)
    assert [row.filled for row in table.rows] == [
        ("최우수", "통영지청"),
        ("최우수", "공주지청"),
        ("모두 두 곳", "모두 두 곳"),
    ]
    assert [row.texts for row in table.rows][1:] == [("", "공주지청"), ("모두 두 곳", "")]
    assert not table.recovered


def test_a_box_around_a_table_is_opened_in_reading_order() -> None:
    inner = tbl([(1, 1, "가"), (1, 1, "나")], [(1, 1, "다"), (1, 1, "라")])
    box = tbl([(1, 1, p("상자 머리") + p(inner) + p("상자 끝"))])
    assert told(read_bytes("a.hwpx", hwpx(p("앞") + p(box) + p("뒤")))) == [
        "앞",
        "상자 머리",
        [("가", "나"), ("다", "라")],
        "상자 끝",
        "뒤",
    ]


def test_a_table_inside_a_real_cell_becomes_lines_of_that_cell() -> None:
    inner = tbl([(1, 1, "가"), (1, 1, "나")], [(1, 1, "다"), (1, 1, "라")])
    (table,) = read_bytes("a.hwpx", hwpx(p(tbl([(1, 1, "왼쪽"), (1, 1, p("안") + p(inner))])))).blocks
    assert isinstance(table, Table)
    assert table.rows[0].cells[1].paragraphs == ("안", "가 나", "다 라")


def test_automatic_numbers_and_bullets_of_hwpx_are_written_out() -> None:
    section = p("하나", shape=1) + p("아래", shape=2) + p("또 아래", shape=2) + p("둘", shape=1) + p("새로", shape=2)
    document = read_bytes("a.hwpx", hwpx(section + p("점", shape=3) + p("없음"), HEADS))
    assert told(document) == ["1. 하나", "가) 아래", "나) 또 아래", "2. 둘", "가) 새로", "- 점", "없음"]


def test_tracked_deletions_are_left_out() -> None:
    change = '<hh:trackChange type="Delete" id="1" authorID="1" date="2026-01-01T00:00:00Z"/>'
    gone = '<hp:deleteBegin Id="1" TcId="1"/>지운 글 <hp:deleteEnd Id="1" TcId="1" paraend="0"/>'
    deleted = f"<hp:t>남는 글 {gone}끝</hp:t>"
    assert told(read_bytes("a.hwpx", hwpx(p(deleted), change))) == ["남는 글 끝"]
    gone = '<w:del w:id="1"><w:r><w:delText>지운 글</w:delText></w:r></w:del>'
    removed = f"<w:p><w:r><w:t>남는 글</w:t></w:r>{gone}</w:p>"
    assert told(read_bytes("a.docx", docx(removed))) == ["남는 글"]


def test_a_footnote_stands_at_the_end_and_leaves_its_sentence_whole() -> None:
    note = f'<hp:ctrl><hp:footNote number="1"><hp:subList>{p("각주 글")}</hp:subList></hp:footNote></hp:ctrl>'
    assert told(read_bytes("a.hwpx", hwpx(p("문장 앞", note, "뒤") + p("다음")))) == ["문장 앞뒤", "다음", "각주 글"]


def test_headers_and_what_a_picture_shows_are_no_text_but_a_text_box_is() -> None:
    header = f"<hp:ctrl><hp:header><hp:subList>{p('머리말')}</hp:subList></hp:header></hp:ctrl>"
    picture = "<hp:pic><hp:shapeComment>그림입니다. 원본 그림의 이름: a.bmp</hp:shapeComment></hp:pic>"
    box = f"<hp:rect><hp:drawText><hp:subList>{p('글상자')}</hp:subList></hp:drawText></hp:rect>"
    assert told(read_bytes("a.hwpx", hwpx(p("본문", header) + p(picture) + p(box)))) == ["본문", "글상자"]


def test_docx_keeps_merged_cells_nested_tables_and_numbers() -> None:
    levels = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'

    def tc(inside: str, traits: str = "") -> str:
        return f"<w:tc><w:tcPr>{traits}</w:tcPr>{inside}</w:tc>"

    inner = f"<w:tbl><w:tr>{tc(wp('안'))}{tc(wp('쪽'))}</w:tr></w:tbl>"
    first = tc(wp("최우수"), '<w:vMerge w:val="restart"/>') + tc(wp("가")) + tc(wp("나"))
    across = '<w:gridSpan w:val="2"/>'
    second = tc("<w:p/>", "<w:vMerge/>") + tc(wp("다") + inner, across)
    table = f"<w:tbl><w:tr>{first}</w:tr><w:tr>{second}</w:tr></w:tbl>"
    upper = tc(wp("라"), f'{across}<w:vMerge w:val="restart"/>') + tc(wp("마"))
    lower = tc("<w:p/>", f"{across}<w:vMerge/>") + tc(wp("바"))
    both_ways = f"<w:tbl><w:tr>{upper}</w:tr><w:tr>{lower}</w:tr></w:tbl>"
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>지난 제목</dc:title></cp:coreProperties>'
    )
    body = wp("하나", number) + wp("둘", number) + table + wp("셋") + both_ways
    data = docx(body, **{"word/numbering.xml": numbering, "docProps/core.xml": core})
    assert told(read_bytes("a.docx", data)) == [
        "1. 하나",
        "2. 둘",
        [("최우수", "가", "나"), ("최우수", "다 안 쪽", "다 안 쪽")],
        "셋",
        [("라", "라", "마"), ("라", "라", "바")],
    ]


HIDDEN = "<w:rPr><w:vanish/></w:rPr>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


def test_hidden_text_of_docx_is_left_out_with_its_number() -> None:
    shown = "<w:rPr><w:vanish w:val='false'/></w:rPr>"
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    levels = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body = (
        f"<w:p>{run('시상식은 ')}{run('3일', HIDDEN)}{run('5일', shown)}</w:p>"
        f"<w:p>{number}{run('숨긴 줄', HIDDEN)}</w:p>"
        f"<w:p>{number}{run('보이는 줄')}</w:p>"
        f"<w:tbl><w:tr><w:tc>{wp('칸')}</w:tc>"
        f"<w:tc><w:p>{run('둘째 칸')}{run('숨긴 칸', HIDDEN)}</w:p></w:tc></w:tr></w:tbl>"
    )
    document = read_bytes("a.docx", docx(body, **{"word/numbering.xml": numbering}))
    assert told(document) == ["시상식은 5일", "1. 보이는 줄", [("칸", "둘째 칸")]]


def test_a_style_of_docx_hides_its_text_as_word_does() -> None:
    def style(kind: str, name: str, inside: str) -> str:
        return f'<w:style w:type="{kind}" w:styleId="{name}">{inside}</w:style>'

    styles = (
        f'<w:styles xmlns:w="{WORD}">'
        + style("paragraph", "Draft", HIDDEN)
        + style("paragraph", "Note", '<w:basedOn w:val="Draft"/>')
        + style("paragraph", "Final", '<w:basedOn w:val="Draft"/><w:rPr><w:vanish w:val="0"/></w:rPr>')
        + style("character", "Secret", HIDDEN)
        + "</w:styles>"
    )
    secret = '<w:rPr><w:rStyle w:val="Secret"/></w:rPr>'

    def styled(name: str, *runs: str) -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{"".join(runs)}</w:p>'

    body = styled("Note", run("숨김"), run("둘 다", secret)) + styled("Final", run("보임"), run("숨김", secret))
    assert told(read_bytes("a.docx", docx(body, **{"word/styles.xml": styles}))) == ["둘 다", "보임"]


def test_the_bytes_tell_the_format_whatever_the_name() -> None:
    assert read_bytes("a.hwp", hwpx(p("본문"))).form == "hwpx"
    assert read_bytes("a.txt", docx(wp("본문"))).form == "docx"


def test_a_preview_that_the_text_lacks_is_a_doubt() -> None:
    section = p("본문에 있는 글은 이것뿐이에요")
    assert read_bytes("a.hwpx", hwpx(section, preview="본문에 있는 글은 이것뿐이에요")).doubts == ()
    (doubt,) = read_bytes("a.hwpx", hwpx(section, preview="미리보기에는 표와 담당자까지 훨씬 더 있었어요")).doubts
    assert "미리보기" in doubt.text


MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"


def sealed() -> bytes:
    """A hwpx file with a password as Hancom Office saves it: only the manifest is no cipher text."""
    names = ("Contents/header.xml", "Contents/section0.xml")
    cipher = bytes(range(256)) * 3
    entries = "".join(
        f'<odf:file-entry odf:full-path="{name}" odf:media-type="application/xml" odf:size="768">'
        '<odf:encryption-data odf:checksum-type="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0#sha256-1k" '
        f'odf:checksum="qg=="><odf:algorithm odf:algorithm-name="{AES}" odf:initialisation-vector="qg=="/>'
        '<odf:key-derivation odf:key-derivation-name="PBKDF2" odf:key-size="32" odf:iteration-count="1024" '
        'odf:salt="qg=="/></odf:encryption-data></odf:file-entry>'
        for name in names
    )
    manifest = f'<?xml version="1.0"?><odf:manifest xmlns:odf="{MANIFEST}">{entries}</odf:manifest>'
    return packed({"mimetype": "application/hwp+zip", "META-INF/manifest.xml": manifest} | dict.fromkeys(names, cipher))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (sealed(), "암호"),
        (hwpx(p("")), "글자가 없는"),
        (hwpx(p("상위 버전의 배포용 문서입니다.")), "배포용"),
        (hwpx("<hp:p>"), "손상"),
        (hwpx(p("본문"))[:300], "손상"),
        (packed({"Contents/section0.xml": "<a/>"}), "손상"),
        (docx(""), "글자가 없는"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says):
        read_bytes("a", data)
