import io
import zipfile

import pytest

from knowledge.documents import UnreadableDocument, read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


FOREIGN = {
    "hwp 3": (b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05", "옛 한글"),
    "hwpml": (b'<?xml version="1.0"?><HWPML Version="2.8"><BODY/></HWPML>', "HWPML"),
    "hwpml alone": (b"\xef\xbb\xbf<HWPML Version='2.1'/>", "HWPML"),
    "feed": (b'<?xml version="1.0"?><rss><channel/></rss>', "XML"),
    "drm": (b"\x9b\x20DRMONE  This Document is encrypted", "DRM"),
    "drm without mark": (b"DRMONE rest", "DRM"),
    "softcamp": (b"SCDSA002rest", "DRM"),
    "rtf": (b"{\\rtf1\\ansi x}", "RTF"),
    "doc": (OLE + "WordDocument".encode("utf-16-le"), "doc"),
    "xls": (OLE + "Workbook".encode("utf-16-le"), "xls"),
    "ppt": (OLE + "PowerPoint Document".encode("utf-16-le"), "ppt"),
    "encrypted docx": (OLE + "EncryptedPackage".encode("utf-16-le"), "암호"),
    "other ole": (OLE, "한글"),
    "xlsx": (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
    "pptx": (zipped("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
    "zip": (zipped("보도자료.hwpx", "사진.jpg"), "압축을 풀고"),
    "cut zip": (zipped("a", "b")[:40], "손상"),
    "png": (b"\x89PNG\r\n\x1a\n", "그림"),
    "jpeg": (b"\xff\xd8\xff\xe0", "그림"),
    "bmp": (b"BM\x36\x00\x00\x00\x00\x00", "그림"),
    "webp": (b"RIFF\x24\x00\x00\x00WEBP", "그림"),
    "heic": (b"\x00\x00\x00\x18ftypheic", "그림"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "그림"),
    "gzip": (b"\x1f\x8b\x08", "압축"),
    "alz": (b"ALZ\x01", "압축"),
    "sqlite": (b"SQLite format 3\x00", "데이터베이스"),
    "exe": (b"MZ\x90\x00\x03\x00", "실행 파일"),
    "elf": (b"\x7fELF\x02\x01", "실행 파일"),
    "script": (b"#!/bin/sh\necho x\n", "실행 파일"),
}


@pytest.mark.parametrize(("data", "says"), FOREIGN.values(), ids=FOREIGN.keys())
@pytest.mark.parametrize("name", ["보도자료.hwpx", "보도자료.txt"])
def test_a_file_that_is_not_read_is_named_with_what_to_send_instead(data: bytes, says: str, name: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(name, data)
    assert says in caught.value.message_ko
    assert caught.value.message_ko.endswith("보내 주세요.")


@pytest.mark.parametrize("text", ["BMW 코리아와 협약", "MZ세대 간담회 열려", "RIFF라는 낱말", "PK 지역 간담회"])
def test_text_that_begins_with_the_letters_of_another_format_is_text(text: str) -> None:
    assert read_bytes("a.txt", text.encode()).plain == text
