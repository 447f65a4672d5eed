"""hwp 5 is an OLE file of packed records: the genuine ones beside the repository are read where they are there."""

import struct
from pathlib import Path

import pytest

from knowledge.documents import Document, Table, UnreadableDocument, read_bytes, read_document
from knowledge.documents.formats.hwp import FORMAT
from knowledge.documents.hwp_numbering import heads_of_hwp

LAYOUTS = Path(__file__).parents[4] / "shared" / "layouts"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURE = b"HWP Document File"
genuine = pytest.mark.skipif(not LAYOUTS.is_dir(), reason="no genuine files beside the repository")


def tables(document: Document) -> list[list[tuple[str, ...]]]:
    return [[row.filled for row in block.rows] for block in document.blocks if isinstance(block, Table)]


@genuine
def test_the_same_release_as_hwp_and_as_hwpx_reads_the_same() -> None:
    old = read_document(LAYOUTS / "027_fsc_household_debt.hwp")
    new = read_document(LAYOUTS / "027_fsc_household_debt.hwpx")
    assert (old.form, new.form) == ("hwp", "hwpx")
    assert tables(old) == tables(new)
    assert old.plain == new.plain


@genuine
def test_an_automatic_bullet_of_hwp_is_written_out() -> None:
    document = read_document(LAYOUTS / "010_msit_nuri.hwp")
    assert sum(line.startswith("- ") and line.endswith(" -") for line in document.plain.splitlines()) == 2


@genuine
def test_a_hwp_with_a_password_is_told_from_a_damaged_one() -> None:
    whole = (LAYOUTS / "010_msit_nuri.hwp").read_bytes()
    flags = whole.index(SIGNATURE) + 36
    sealed = whole[:flags] + bytes([whole[flags] | 2]) + whole[flags + 1 :]
    with pytest.raises(UnreadableDocument, match="암호"):
        read_bytes("a.hwp", sealed)
    with pytest.raises(UnreadableDocument, match="손상"):
        read_bytes("a.hwp", whole[:4096] + b"\xff" * (len(whole) - 4096))


def test_an_ole_file_is_a_hwp_only_with_the_stream_that_every_hwp_begins_with() -> None:
    assert FORMAT.recognises(OLE + "FileHeader".encode("utf-16-le") + SIGNATURE)
    assert not FORMAT.recognises(OLE + "WordDocument".encode("utf-16-le"))
    assert not FORMAT.recognises(SIGNATURE + b" V3.00")


def record(tag: int, data: bytes) -> bytes:
    return struct.pack("<I", tag | len(data) << 20) + data


def shape(kind: int, which: int, level: int = 0) -> bytes:
    return record(25, struct.pack("<I26xH10x", kind << 23 | level << 25, which))


def level(pattern: str, form: int) -> bytes:
    return struct.pack("<I8xH", form << 5, len(pattern)) + pattern.encode("utf-16-le")


def test_bullets_and_numbers_of_hwp_are_found_in_its_records() -> None:
    numbering = record(23, level("^1.", 0) + level("^2.", 8) + level("(^3)", 1))
    bullet = record(24, bytes(12) + "□".encode("utf-16-le"))
    own_sign = record(24, bytes(12) + "\uf0b7".encode("utf-16-le"))
    shapes = shape(0, 0) + shape(2, 1) + shape(2, 1, 1) + shape(2, 1, 2) + shape(3, 1) + shape(3, 2) + shape(3, 9)
    heads = heads_of_hwp(numbering + bullet + own_sign + shapes)
    asked = [heads.before(n) for n in (0, 1, 2, 2, 3, 1, 2, 4, 5, 6, 99)]
    assert asked == ["", "1. ", "가. ", "나. ", "(①) ", "2. ", "가. ", "□ ", "· ", "", ""]


def test_records_that_are_cut_short_define_what_is_left() -> None:
    whole = record(23, level("^1.", 0)) + shape(2, 1)
    asked = [heads_of_hwp(whole[:length]).before(0) for length in range(len(whole) + 1)]
    assert asked[0] == ""
    assert asked[-1] == "1. "
    assert set(asked) == {"", "1. "}
