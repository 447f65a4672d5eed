"""A script written as hwpx, docx and odt: the smallest packages that their readers accept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from tests.releases.script import Cell, Script, Table
from tests.releases.writers import write_txt

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OWPML = "http://www.hancom.co.kr/hwpml/2011"
WIDTH = 48000  # of the text, in hundredths of a point


def write_hwpx(script: Script) -> bytes:
    names = (
        f'xmlns:hp="{OWPML}/paragraph" xmlns:hs="{OWPML}/section" xmlns:hc="{OWPML}/core" xmlns:hh="{OWPML}/head" '
        'xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf" xmlns:opf="http://www.idpf.org/2007/opf/"'
    )
    version = (
        f'<hv:HCFVersion xmlns:hv="{OWPML}/version" tagetApplication="WORDPROCESSOR" major="5" minor="1" micro="1" '
        'buildNumber="0" os="1" xmlVersion="1.5" application="Hancom Office Hangul" appVersion="12, 0, 0, 4204"/>'
    )
    container = (
        '<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container"><ocf:rootfiles><ocf:rootfile '
        'full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/></ocf:rootfiles></ocf:container>'
    )
    parts = "".join(
        f'<opf:item id="{part}" href="Contents/{part}.xml" media-type="application/xml"/>'
        for part in ("header", "section0")
    )
    package = (
        f'<opf:package {names} version="" unique-identifier="" id=""><opf:metadata>'
        f"<opf:title>{escape(script.board.title)}</opf:title><opf:language>ko</opf:language></opf:metadata>"
        f'<opf:manifest>{parts}</opf:manifest><opf:spine><opf:itemref idref="header" linear="yes"/>'
        '<opf:itemref idref="section0" linear="yes"/></opf:spine></opf:package>'
    )
    head = (
        f'<hh:head {names} version="1.5" secCnt="1"><hh:beginNum page="1" footnote="1" endnote="1" pic="1" tbl="1" '
        'equation="1"/><hh:refList><hh:charProperties itemCnt="1"><hh:charPr id="0" height="1000"/>'
        '</hh:charProperties><hh:paraProperties itemCnt="1"><hh:paraPr id="0"><hh:align horizontal="JUSTIFY" '
        'vertical="BASELINE"/><hh:heading type="NONE" idRef="0" level="0"/></hh:paraPr></hh:paraProperties>'
        '<hh:styles itemCnt="1"><hh:style id="0" type="PARA" name="바탕글" engName="Normal" paraPrIDRef="0" '
        'charPrIDRef="0" nextStyleIDRef="0" langID="1042" lockForm="0"/></hh:styles></hh:refList></hh:head>'
    )
    page = (
        '<hp:run charPrIDRef="0"><hp:secPr id="" textDirection="HORIZONTAL"><hp:pagePr landscape="WIDELY" '
        'width="59528" height="84188" gutterType="LEFT_ONLY"><hp:margin header="2834" footer="2834" gutter="0" '
        'left="5669" right="5669" top="4251" bottom="4251"/></hp:pagePr></hp:secPr></hp:run>'
    )
    text = "".join(_hwpx_paragraph(b) if isinstance(b, str) else _hwpx_table(b) for b in script.blocks)
    return _package(
        {
            "mimetype": "application/hwp+zip",
            "version.xml": XML + version,
            "META-INF/container.xml": XML + container,
            "Contents/content.hpf": XML + package,
            "Contents/header.xml": XML + head,
            "Contents/section0.xml": f"{XML}<hs:sec {names}>{_hwpx_p(page)}{text}</hs:sec>",
            "Preview/PrvText.txt": write_txt(script)[:1000],
        }
    )


def _hwpx_p(runs: str) -> str:
    return f'<hp:p id="0" paraPrIDRef="0" styleIDRef="0" pageBreak="0" columnBreak="0" merged="0">{runs}</hp:p>'


def _hwpx_paragraph(text: str) -> str:
    return _hwpx_p(f'<hp:run charPrIDRef="0"><hp:t>{escape(text)}</hp:t></hp:run>')


def _hwpx_table(block: Table) -> str:
    width = WIDTH // len(block.rows[0])

    def cell_of(cell: Cell, row: int, column: int) -> str:
        return (
            '<hp:tc name="" header="0" hasMargin="0" protect="0" editable="0" dirty="0" borderFillIDRef="1">'
            '<hp:subList id="" textDirection="HORIZONTAL" lineWrap="BREAK" vertAlign="CENTER">'
            f"{''.join(map(_hwpx_paragraph, cell.lines))}</hp:subList>"
            f'<hp:cellAddr colAddr="{column}" rowAddr="{row}"/>'
            f'<hp:cellSpan colSpan="{cell.columns}" rowSpan="{cell.rows}"/>'
            f'<hp:cellSz width="{width * cell.columns}" height="{1000 * cell.rows}"/></hp:tc>'
        )

    rows = "".join(
        "<hp:tr>" + "".join(cell_of(cell, r, c) for c, cell in enumerate(row) if cell) + "</hp:tr>"
        for r, row in enumerate(block.rows)
    )
    return _hwpx_p(
        f'<hp:run charPrIDRef="0"><hp:tbl id="0" zOrder="0" numberingType="TABLE" textWrap="TOP_AND_BOTTOM" '
        f'pageBreak="CELL" repeatHeader="1" rowCnt="{len(block.rows)}" colCnt="{len(block.rows[0])}" cellSpacing="0" '
        f'borderFillIDRef="1"><hp:sz width="{WIDTH}" widthRelTo="ABSOLUTE" height="1000" heightRelTo="ABSOLUTE"/>'
        f'<hp:pos treatAsChar="1"/>{rows}</hp:tbl><hp:t/></hp:run>'
    )


def write_docx(script: Script) -> bytes:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
        'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    text = "".join(_docx_paragraph(b) if isinstance(b, str) else _docx_table(b) for b in script.blocks)
    return _package(
        {
            "[Content_Types].xml": XML + types,
            "_rels/.rels": f'{XML}<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}" '
            'Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'{XML}<w:document xmlns:w="{word}"><w:body>{text}<w:sectPr/></w:body></w:document>',
        }
    )


def _docx_paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _docx_table(block: Table) -> str:
    def cell_of(cell: Cell) -> str:
        down = '<w:vMerge w:val="restart"/>' if cell.rows > 1 else ""
        text = "".join(map(_docx_paragraph, cell.lines))
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.columns}"/>{down}</w:tcPr>{text}</w:tc>'

    def continued(cell: Cell) -> str:
        return f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.columns}"/><w:vMerge/></w:tcPr><w:p/></w:tc>'

    rows = _rows_with_covered(block, cell_of, lambda cell, column: continued(cell) if column == 0 else "")
    grid = '<w:gridCol w:w="1000"/>' * len(block.rows[0])
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"


def write_odt(script: Script) -> bytes:
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    mime = "application/vnd.oasis.opendocument.text"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{oasis}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{mime}"/><manifest:file-entry manifest:full-path="content.xml" '
        'manifest:media-type="text/xml"/></manifest:manifest>'
    )
    text = "".join(_odt_paragraph(b) if isinstance(b, str) else _odt_table(b) for b in script.blocks)
    content = (
        f'<office:document-content xmlns:office="{oasis}:office:1.0" xmlns:text="{oasis}:text:1.0" '
        f'xmlns:table="{oasis}:table:1.0" office:version="1.3"><office:body><office:text>{text}</office:text>'
        "</office:body></office:document-content>"
    )
    return _package({"mimetype": mime, "META-INF/manifest.xml": XML + manifest, "content.xml": XML + content})


def _odt_paragraph(text: str) -> str:
    return f"<text:p>{escape(text).replace('  ', ' <text:s/>')}</text:p>"


def _odt_table(block: Table) -> str:
    def cell_of(cell: Cell) -> str:
        spans = f'table:number-columns-spanned="{cell.columns}" table:number-rows-spanned="{cell.rows}"'
        return f"<table:table-cell {spans}>{''.join(map(_odt_paragraph, cell.lines))}</table:table-cell>"

    rows = _rows_with_covered(block, cell_of, lambda _cell, _column: "<table:covered-table-cell/>")
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    columns = f'<table:table-column table:number-columns-repeated="{len(block.rows[0])}"/>'
    return f"<table:table>{columns}{body}</table:table>"


def _rows_with_covered(block: Table, cell_of: Callable[[Cell], str], covered: Callable[[Cell, int], str]) -> list[str]:
    """Each row written out; `covered` is told the cell that covers a place and how many columns left it begins."""
    owners: dict[tuple[int, int], tuple[Cell, int, int]] = {}
    for r, row in enumerate(block.rows):
        for c, cell in enumerate(row):
            if cell:
                for i in range(cell.rows):
                    for j in range(cell.columns):
                        owners[r + i, c + j] = (cell, r, c)
    out = []
    for r, row in enumerate(block.rows):
        written = []
        for c in range(len(row)):
            cell, top, left = owners[r, c]
            written.append(cell_of(cell) if (top, left) == (r, c) else covered(cell, c - left))
        out.append("".join(written))
    return out


def _package(parts: Mapping[str, str]) -> bytes:
    """A zip with the parts in order; the first, which tells the kind, is stored unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, (name, text) in enumerate(parts.items()):
            kind = zipfile.ZIP_STORED if n == 0 else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text.encode(), kind)
    return out.getvalue()
