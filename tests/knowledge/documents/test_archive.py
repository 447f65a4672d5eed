import io
import zipfile

import pytest

from knowledge.documents.archive import Archive, names_in
from knowledge.documents.model import UnreadableDocument
from tests.knowledge.documents.made import packed

MEGABYTE = 1024 * 1024


def with_claimed_size(name: str, size: int) -> bytes:
    """A zip whose directory claims a size that its part does not have: a bound must hold before unpacking."""
    data = bytearray(packed({name: b"x" * 100}))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = size.to_bytes(4, "little")
    data[place + 20 : place + 24] = size.to_bytes(4, "little")
    return bytes(data)


def sealed() -> bytes:
    data = bytearray(packed({"a.xml": "<a/>"}))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (packed({f"{n}.xml": "" for n in range(2001)}), "너무 많아요"),
        (packed({"first": "", "a.xml": b" " * 2 * MEGABYTE}), "너무 커지는"),
        (with_claimed_size("a.bmp", 201 * MEGABYTE), "너무 커지는"),
        (with_claimed_size("Contents/section0.xml", 33 * MEGABYTE), "너무 커요"),
        (packed({"../../etc/passwd": "x"}), "경로"),
        (packed({"a/../../b": "x"}), "경로"),
        (packed({"/etc/passwd": "x"}), "경로"),
        (packed({"C:\\Windows\\a": "x"}), "경로"),
        (sealed(), "암호"),
        (b"PK\x03\x04 and nothing more", "손상"),
    ],
    ids=["entries", "ratio", "total", "xml", "up", "hidden up", "absolute", "drive", "sealed", "damaged"],
)
def test_an_archive_out_of_bounds_is_refused_before_anything_is_unpacked(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument, match=says):
        Archive(data)


def test_a_small_part_may_shrink_to_nothing() -> None:
    archive = Archive(packed({"first": "", "a.xml": b" " * 500_000}))
    assert len(archive.read("a.xml")) == 500_000


def test_a_part_that_does_not_match_its_checksum_is_damage() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.xml", "<a>text</a>")
    data = out.getvalue().replace(b"<a>text</a>", b"<a>test</a>")
    with pytest.raises(UnreadableDocument, match="손상"):
        Archive(data).read("a.xml")


def test_names_of_what_is_no_zip_are_none() -> None:
    assert names_in(b"text") == frozenset()
    assert names_in(b"PK\x03\x04 broken") == frozenset()
    assert names_in(packed({"a": "", "b": ""})) == {"a", "b"}


@pytest.mark.parametrize(
    "definition",
    [
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE a [<!ENTITY file SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;&l;&l;">]>',
    ],
    ids=["external", "file", "laughs"],
)
def test_xml_with_a_document_type_is_refused(definition: str) -> None:
    with pytest.raises(UnreadableDocument, match="DOCTYPE"):
        Archive(packed({"a.xml": f"{definition}<a>text</a>"})).xml("a.xml")


def test_xml_that_is_broken_or_missing_is_damage_of_the_text_and_not_of_the_archive() -> None:
    archive = Archive(packed({"a.xml": "<a><b></a>"}))
    for name in ("a.xml", "none.xml"):
        with pytest.raises(UnreadableDocument, match="본문이 손상"):
            archive.xml(name)
