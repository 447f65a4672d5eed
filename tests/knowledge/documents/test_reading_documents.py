from pathlib import Path

import pytest

from knowledge.documents import Paragraph, Table, UnreadableDocument, read_bytes, read_document

TEXT = "제목\n\n본문 첫 줄\n구분\t소속\n우수\t통영지청\n\n끝\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_text_is_read_in_the_encodings_that_ministries_use(encoding: str) -> None:
    document = read_bytes("a.txt", TEXT.encode(encoding))
    assert document.plain == "제목\n본문 첫 줄\n구분 소속\n우수 통영지청\n끝"


def test_lines_keep_their_numbers_whatever_ends_them() -> None:
    for end in ("\n", "\r\n", "\r"):
        document = read_bytes("a.txt", TEXT.replace("\n", end).encode())
        title, body, table, last = document.blocks
        assert isinstance(table, Table)
        assert isinstance(last, Paragraph)
        assert [row.line for row in table.rows] == [4, 5]
        assert last.line == 7
        assert isinstance(title, Paragraph)
        assert isinstance(body, Paragraph)
        assert (title.gap, body.gap, last.gap) == (False, True, True)


def test_tags_go_and_paragraph_tags_divide_a_cell() -> None:
    document = read_bytes("a.txt", "우수\t<p>제목</p> <p>협업해 <small>소멸시효</small> 정리</p>".encode())
    (table,) = document.blocks
    assert isinstance(table, Table)
    assert table.rows[0].cells[1].paragraphs == ("제목", "협업해 소멸시효 정리")
    assert "<p>제목</p>" in table.rows[0].quote


def test_text_in_angle_brackets_is_no_tag() -> None:
    document = read_bytes("a.txt", "소요▶<협업으로 현장 애로사항 해결>파이썬 &amp; 엑셀 <끝>".encode())
    assert document.plain == "소요▶<협업으로 현장 애로사항 해결>파이썬 & 엑셀 <끝>"


def test_a_broken_syllable_column_and_bold_marks_are_cleaned() -> None:
    assert read_bytes("a.txt", "최<br>우<br>수".encode()).plain == "최 우 수"
    assert read_bytes("a.txt", "붙임 1**시상식 개요**".encode()).plain == "붙임 1 시상식 개요"


def test_decomposed_hangul_is_composed() -> None:
    import unicodedata

    assert read_bytes("a.txt", unicodedata.normalize("NFD", "시상식").encode()).plain == "시상식"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "빈 파일"),
        (b" \n\t\n ", "빈 파일"),
        (b"PK\x03\x04rest", "hwpx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "hwp"),
        (b"\x89PNG\r\n\x1a\n", "그림"),
        (b"abc\x00def", "텍스트 파일이 아니에요"),
        (b"\xff\xfe\x00", "인코딩"),
        ("가나다".encode() + b"\xff\xff", "인코딩"),
    ],
)
def test_what_cannot_be_read_says_what_it_is_in_korean(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes("a.txt", data)
    assert says in caught.value.message_ko
    assert caught.value.message_ko.endswith(("요.", "요"))


def test_a_missing_file_and_a_folder_are_explained(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="파일이 없어요"):
        read_document(tmp_path / "none.txt")
    with pytest.raises(UnreadableDocument, match="폴더"):
        read_document(tmp_path)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    with pytest.raises(UnreadableDocument, match="너무 커요"):
        read_document(huge)


def test_a_document_is_known_by_its_files_name(tmp_path: Path) -> None:
    path = tmp_path / "보도자료.txt"
    path.write_text("제목", encoding="utf-8")
    assert read_document(path).file == "보도자료.txt"
