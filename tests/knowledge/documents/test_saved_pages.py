"""Pages saved with their frames: in a folder beside the page, or in one MIME file."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from knowledge.documents import Document, UnreadableDocument, belongs_to_page, parts_of, read_bytes, read_document
from knowledge.extract import extract

PAGE = """<html><head><meta charset="utf-8"><meta property="og:title" content="가람 공모전 시상식 열린다"></head><body>
<h1>가람 공모전 시상식 열린다</h1><div class="info">2026.04.13 고용노동부</div>
<div class="view_cont"><iframe id="content_press" src="./page_files/doc.html"></iframe></div>
<a href="/common/download.do?fileId=1">가람 공모전.hwpx</a></body></html>"""
SHELL = "<html><body><iframe name=innerWrap src='1.html'></iframe></body></html>"


def frame(number: int) -> str:
    sentence = f"{number}쪽에는 공모전에서 상을 받은 기관과 그 사례가 차례대로 적혀 있고 담당자도 나와 있다. "
    return f"<html><head><meta charset='utf-8'></head><body><p>{sentence * 4}</p></body></html>"


def save(folder: Path, ending: str = "_files", name: str = "page.html") -> Path:
    page = folder / name
    page.write_text(PAGE, encoding="utf-8")
    beside = folder / (page.stem + ending)
    beside.mkdir()
    (beside / "doc.html").write_text(SHELL, encoding="utf-8")
    for number in (10, 2, 1):
        (beside / f"{number}.html").write_text(frame(number), encoding="utf-8")
    (beside / "style.css").write_text("p { color: red }", encoding="utf-8")
    return page


@pytest.mark.parametrize("ending", ["_files", ".files", "_파일"])
def test_the_frames_of_a_page_are_read_in_order_from_the_folder_beside_it(tmp_path: Path, ending: str) -> None:
    document = read_document(save(tmp_path, ending, "보도자료.html"))
    starts = [line[:3] for line in document.plain.splitlines() if "쪽에는" in line]
    assert starts == ["1쪽에", "2쪽에", "10쪽"]
    (release,) = extract(document).releases
    assert (release.title, release.ministry) == ("가람 공모전 시상식 열린다", "고용노동부")


def test_a_page_that_has_its_text_does_not_need_its_frames(tmp_path: Path) -> None:
    page = save(tmp_path)
    page.write_text(PAGE.replace("<iframe", f"<p>{'본문이 여기에 있다. ' * 30}</p><iframe"), encoding="utf-8")
    assert "쪽에는" not in read_document(page).plain


def test_the_parts_of_a_page_begin_with_it_and_leave_out_what_is_no_page(tmp_path: Path) -> None:
    page = save(tmp_path)
    assert [part.name for part in parts_of(page)] == ["page.html", "1.html", "2.html", "10.html", "doc.html"]


def test_a_file_without_frames_is_its_only_part(tmp_path: Path) -> None:
    (tmp_path / "a_files").mkdir()
    for name in ("a.hwpx", "b.html"):
        (tmp_path / name).write_text("x", encoding="utf-8")
        assert parts_of(tmp_path / name) == (tmp_path / name,)


def test_nothing_outside_the_folder_is_a_part(tmp_path: Path) -> None:
    page = save(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.html").write_text(frame(99), encoding="utf-8")
    (tmp_path / "page_files" / "link.html").symlink_to(outside / "secret.html")
    (tmp_path / "page_files" / "folder").symlink_to(outside)
    assert [part.name for part in parts_of(page)] == ["page.html", "1.html", "2.html", "10.html", "doc.html"]


def test_a_folder_that_is_a_link_has_no_parts(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    page = save(outside)
    linked = tmp_path / "page.html"
    linked.write_text(PAGE, encoding="utf-8")
    (tmp_path / "page_files").symlink_to(page.with_name("page_files"))
    assert parts_of(linked) == (linked,)


def test_parts_are_bounded_in_number_and_in_size(tmp_path: Path) -> None:
    page = save(tmp_path)
    for number in range(100, 300):
        (tmp_path / "page_files" / f"{number}.html").write_text(frame(number), encoding="utf-8")
    assert len(parts_of(page)) == 61
    (tmp_path / "page_files" / "1.html").write_bytes(b"x" * 11 * 1024 * 1024)
    assert parts_of(page) == (page,)


def test_what_lies_in_a_pages_folder_belongs_to_the_page(tmp_path: Path) -> None:
    page = save(tmp_path)
    assert belongs_to_page(tmp_path / "page_files" / "1.html")
    assert belongs_to_page(tmp_path / "page_files" / "images" / "logo.png")
    assert not belongs_to_page(page)
    (tmp_path / "2026_files").mkdir()
    assert not belongs_to_page(tmp_path / "2026_files" / "release.hwpx")


def mhtml(*pages: str, subtype: str = "related") -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://www.korea.kr/briefing/pressReleaseView.do?newsId=1"
    message["Subject"] = "가람 공모전"
    message["MIME-Version"] = "1.0"
    message.make_mixed() if subtype == "mixed" else message.make_related()
    for page in pages:
        part = EmailMessage()
        part.set_content(page, subtype="html", cte="quoted-printable")
        message.attach(part)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", maintype="image", subtype="png")
    message.attach(picture)
    return message.as_bytes()


def plain(document: Document) -> list[str]:
    return [line[:3] for line in document.plain.splitlines() if "쪽에는" in line]


@pytest.mark.parametrize("subtype", ["related", "mixed"])
def test_a_page_in_one_file_is_read_with_its_frames_in_order(subtype: str) -> None:
    document = read_bytes("a.mhtml", mhtml(PAGE, SHELL, frame(1), frame(2), subtype=subtype))
    assert document.form == "mhtml"
    assert plain(document) == ["1쪽에", "2쪽에"]
    assert extract(document).releases[0].title == "가람 공모전 시상식 열린다"


def test_a_part_in_base64_and_cp949_is_read() -> None:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message.make_related()
    part = EmailMessage()
    part.set_content(frame(3).replace("<meta charset='utf-8'>", ""), subtype="html", charset="euc-kr", cte="base64")
    message.attach(part)
    assert plain(read_bytes("a.mht", message.as_bytes())) == ["3쪽에"]


def test_a_part_in_an_encoding_that_cannot_be_is_read_as_what_it_is() -> None:
    page = mhtml(PAGE, frame(1)).replace(b'charset="utf-8"', b'charset="utf\x008"')
    assert b"\x00" in page
    assert plain(read_bytes("a.mhtml", page)) == ["1쪽에"]


def test_a_page_in_one_file_without_its_frames_is_refused_like_any_other() -> None:
    with pytest.raises(UnreadableDocument, match=r"가람 공모전\.hwpx"):
        read_bytes("a.mhtml", mhtml(PAGE))


def test_a_message_without_a_page_says_so() -> None:
    with pytest.raises(UnreadableDocument, match="웹페이지가 없어요"):
        read_bytes("a.mhtml", mhtml())


def test_messages_in_messages_without_end_are_refused() -> None:
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(20_000))
    with pytest.raises(UnreadableDocument, match="구조가 이상"):
        read_bytes("a.mhtml", b"MIME-Version: 1.0\n" + nested)


def test_text_that_begins_like_a_letter_is_text() -> None:
    assert read_bytes("a", "From: 홍보담당관\n제목: 보도자료 보냅니다\n\n본문".encode()).form == "txt"
