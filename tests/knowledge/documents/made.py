"""Smallest files of the formats with structure, written from the raw parts that a test is about."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

OWPML = "http://www.hancom.co.kr/hwpml/2011"
NAMES = f'xmlns:hp="{OWPML}/paragraph" xmlns:hs="{OWPML}/section" xmlns:hh="{OWPML}/head"'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A zip with these parts in this order, the first stored as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, (name, content) in enumerate(parts.items()):
            archive.writestr(name, content, zipfile.ZIP_DEFLATED if n else zipfile.ZIP_STORED)
    return out.getvalue()


def hwpx(section: str, head: str = "", preview: str = "", **more: str | bytes) -> bytes:
    """A hwpx file whose section and reference list hold this XML."""
    parts: dict[str, str | bytes] = {
        "mimetype": "application/hwp+zip",
        "Contents/header.xml": f"<hh:head {NAMES}><hh:refList>{head}</hh:refList></hh:head>",
        "Contents/section0.xml": f"<hs:sec {NAMES}>{section}</hs:sec>",
        "Preview/PrvText.txt": preview,
    }
    return packed(parts | more)


def p(*runs: str, shape: int = 0) -> str:
    """A paragraph of hwpx; a run that is no XML is text."""
    inside = "".join(run if run.startswith("<") else f"<hp:t>{run}</hp:t>" for run in runs)
    return f'<hp:p paraPrIDRef="{shape}" styleIDRef="0"><hp:run charPrIDRef="0">{inside}</hp:run></hp:p>'


def tbl(*rows: Iterable[tuple[int, int, str]]) -> str:
    """A table of hwpx; a cell is how many rows and columns it covers, and its text or the XML of its paragraphs."""
    written, taken = "", set[tuple[int, int]]()
    for y, row in enumerate(rows):
        written += "<hp:tr>"
        x = 0
        for down, across, text in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + i, x + j) for i in range(down) for j in range(across)}
            written += (
                f"<hp:tc><hp:subList>{text if text.startswith('<') else p(text)}</hp:subList>"
                f'<hp:cellAddr colAddr="{x}" rowAddr="{y}"/><hp:cellSpan colSpan="{across}" rowSpan="{down}"/></hp:tc>'
            )
        written += "</hp:tr>"
    width = 1 + max(x for _, x in taken)
    return f'<hp:tbl rowCnt="{len(rows)}" colCnt="{width}">{written}</hp:tbl>'


def docx(body: str, **more: str | bytes) -> bytes:
    """A docx file with this XML in its body."""
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{relations}">'
        f'<Relationship Id="rId1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    return packed(parts | more)


def wp(text: str, more: str = "") -> str:
    """A paragraph of docx."""
    return f"<w:p>{more}<w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(*pages: str) -> bytes:
    """A PDF with these content streams, its one font a Korean one that is not embedded."""
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 595 842] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Batang /Encoding /UniKS-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Batang /DW 1000 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> >>",
    ]
    for n, content in enumerate(pages):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * n} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    out, places = b"%PDF-1.7\n%\x01\x02\xe2\xe3\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{written}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def shown(x: float, y: float, text: str, size: float = 12) -> str:
    """Text at a place of a PDF page."""
    return f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


def dotted(x: float, y: float, to_x: float, to_y: float) -> str:
    """A dotted rule of a PDF page, drawn as Hancom Office does: dot by dot."""
    steps = int(max(to_x - x, to_y - y) / 1.2)
    across, up = (1.2, 0.0) if to_x > x else (0.0, 1.2)
    half = 0.4
    return "".join(
        f"{x + n * across:.2f} {y + n * up:.2f} m {x + n * across + across * half:.2f} "
        f"{y + n * up + up * half:.2f} l S\n"
        for n in range(steps)
    )


def ruled(x: float, y: float, to_x: float, to_y: float) -> str:
    """A rule of a PDF page."""
    return f"{x} {y} m {to_x} {to_y} l S\n"
