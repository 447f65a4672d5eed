import builtins
from collections.abc import Callable, Mapping, Sequence

import pytest

from knowledge.documents import Document, Paragraph, Table, UnreadableDocument, read_bytes
from knowledge.documents.pdf_check import judged, read_with_pdfplumber
from knowledge.documents.pdf_rules import joined
from tests.knowledge.documents.made import dotted, pdf, ruled, shown

LEAD = shown(72, 760, "고용노동부는 우수사례 경진대회에서 뽑힌 사례를 발표했다고 밝혔다.")
FRAME = ruled(72, 600, 400, 600) + ruled(72, 500, 400, 500) + ruled(72, 500, 72, 600) + ruled(400, 500, 400, 600)
CELLS = shown(80, 570, "구분") + shown(210, 570, "소속") + shown(80, 520, "최우수") + shown(210, 520, "통영지청")
ROWS = [("구분", "소속"), ("최우수", "통영지청")]


def table_of(document: Document) -> Table:
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    return table


@pytest.mark.parametrize("rule", [ruled, dotted])
def test_a_table_is_recovered_from_its_rules_even_where_they_are_dotted(
    rule: Callable[[float, float, float, float], str],
) -> None:
    document = read_bytes("a.pdf", pdf(LEAD + FRAME + rule(72, 550, 400, 550) + rule(200, 500, 200, 600) + CELLS))
    table = table_of(document)
    assert table.recovered
    assert [row.texts for row in table.rows] == ROWS
    assert table.rows[0].page == 1


def test_dots_join_to_a_rule_only_where_they_stand_close_and_make_some_length() -> None:
    assert joined((n * 1.2, 10.0, n * 1.2 + 0.5, 10.0) for n in range(100)) == [(0.0, 10.0, 119.3, 10.0)]
    assert joined((n * 5.0, 10.0, n * 5.0 + 0.5, 10.0) for n in range(100)) == []
    assert joined([(3.0, 10.0, 3.0, 10.6), (3.0, 11.2, 3.0, 11.8)]) == []


def test_paragraphs_know_their_page_and_page_numbers_are_left_out() -> None:
    bodies = (
        "첫 쪽에는 지난해 뽑힌 우수사례의 줄거리가 차례로 실려 있다",
        "다음 쪽에는 올해 시상식의 일정과 장소가 하나씩 적혀 있다",
    )
    pages = [shown(72, 700, body) + shown(290, 30, f"- {n} -", 10) for n, body in enumerate(bodies, start=1)]
    told = [(b.text, b.page) for b in read_bytes("a.pdf", pdf(*pages)).blocks if isinstance(b, Paragraph)]
    assert told == [(bodies[0], 1), (bodies[1], 2)]


def test_a_line_broken_before_a_bracket_leaves_no_space_there() -> None:
    document = read_bytes("a.pdf", pdf(LEAD + shown(72, 700, "인공지능 (AI) 사무관 (044-202-0000)")))
    assert "인공지능(AI) 사무관 (044-202-0000)" in document.plain


def test_a_title_in_large_letters_does_not_run_into_the_line_below() -> None:
    title = "가" * 24
    document = read_bytes("a.pdf", pdf(shown(60, 780, title, 20) + shown(60, 750, "- " + "나" * 20, 14)))
    assert [b.text for b in document.blocks if isinstance(b, Paragraph)] == [title, "- " + "나" * 20]


def test_a_pdf_may_begin_with_something_else() -> None:
    assert read_bytes("a.pdf", b"\r\n" * 300 + pdf(LEAD)).form == "pdf"


def test_a_pdf_of_nothing_but_latin_letters_is_no_text_whatever_it_begins_with() -> None:
    latin = pdf(LEAD).replace(b"%\x01\x02\xe2\xe3\n", b"")
    assert latin.isascii()
    for before in (b"", b"\n\n", b"junk", b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n"):
        assert read_bytes("a.pdf", before + latin).form == "pdf"


def test_pages_without_letters_are_a_scan() -> None:
    with pytest.raises(UnreadableDocument, match="스캔"):
        read_bytes("a.pdf", pdf("", "", shown(72, 700, "접수 2026. 1. 5.")))


def test_a_pdf_with_a_password_is_told_from_a_damaged_one() -> None:
    whole = pdf(LEAD)
    sealed = whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P 0 >>")
    with pytest.raises(UnreadableDocument, match="암호"):
        read_bytes("a.pdf", sealed)
    with pytest.raises(UnreadableDocument, match=r"손상|스캔|글자가 없는"):
        read_bytes("a.pdf", whole[:200])


def test_pdfplumber_reads_tables_and_joins_full_lines() -> None:
    full = "".join(shown(72, 740 - 16 * n, "꽉 찬 줄이라 다음 줄로 이어지는 문장이에요") for n in range(2))
    data = pdf(
        full + shown(72, 700, "□ 새 문단") + FRAME + ruled(72, 550, 400, 550) + ruled(200, 500, 200, 550) + CELLS
    )
    document = read_with_pdfplumber("a.pdf", data)
    first, second = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert first.count("꽉 찬 줄") == 2
    assert second == "□ 새 문단"
    assert [row.filled for row in table_of(document).rows] == [("구분 소속", "구분 소속"), ("최우수", "통영지청")]


def reading(text: str) -> Document:
    return Document("a.pdf", (Paragraph(1, text, text),), "pdf")


def test_a_reading_that_lacks_much_of_the_text_is_replaced() -> None:
    better = judged(reading("고용"), pdf(LEAD))
    assert "우수사례 경진대회" in better.plain
    assert "다시 읽었어요" in better.doubts[0].text


def test_a_good_reading_stays_as_it_is() -> None:
    good = read_bytes("a.pdf", pdf(LEAD))
    assert judged(good, pdf(LEAD)) is good


def test_without_the_extra_a_garbled_reading_is_kept_with_a_doubt_that_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = builtins.__import__

    def without_extra(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> object:
        if name == "pypdfium2":
            raise ImportError(name)
        return found(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without_extra)
    assert judged(reading("멀쩡한 글"), b"").doubts == ()
    (doubt,) = judged(reading("\ufffd\ufffd 깨진 글"), b"").doubts
    assert ".[pdf]" in doubt.text
