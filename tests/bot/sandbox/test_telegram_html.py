from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox.entities import slice_of
from bot.sandbox.html import HtmlError, parse


def marks(source: str) -> list[tuple[Any, ...]]:
    text, entities = parse(source)
    return [(entity["type"], slice_of(text, entity)) for entity in entities]


def test_tags_become_entities_and_the_text_is_plain() -> None:
    text, _ = parse("<b>시상식</b>은 <i>오후</i> 2시")
    assert text == "시상식은 오후 2시"
    assert marks("<b>시상식</b>은 <i>오후</i> 2시") == [("bold", "시상식"), ("italic", "오후")]


def test_offsets_count_utf16_units_so_an_emoji_is_two() -> None:
    _, entities = parse("🏆 <b>대상</b>")
    assert entities == ({"type": "bold", "offset": 3, "length": 2},)


def test_nested_tags_are_both_kept_outermost_first() -> None:
    assert marks("<b>가 <i>나</i></b>") == [("bold", "가 나"), ("italic", "나")]


def test_the_four_named_and_all_numeric_references_are_decoded() -> None:
    assert parse("&lt;b&gt; &amp;amp; &quot;&#44032;&#x1F3C6;")[0] == '<b> &amp; "가🏆'


def test_other_references_and_a_lone_ampersand_stay_as_they_are() -> None:
    assert parse("A&B &nbsp; &copy; &#0;")[0] == "A&B &nbsp; &copy; &#0;"


def test_a_link_keeps_its_address_with_references_decoded() -> None:
    _, entities = parse('<a href="https://www.moel.go.kr/?a=1&amp;b=2">누리집</a>')
    assert entities == ({"type": "text_link", "offset": 0, "length": 3, "url": "https://www.moel.go.kr/?a=1&b=2"},)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "누리집", ""])
def test_what_is_no_address_makes_no_link(address: str) -> None:
    assert marks(f'<a href="{address}">여기</a>') == []


def test_every_tag_telegram_knows_is_taken() -> None:
    source = (
        "<strong>1</strong><em>2</em><ins>3</ins><del>4</del><strike>5</strike><tg-spoiler>6</tg-spoiler>"
        '<span class="tg-spoiler">7</span><code>8</code><blockquote expandable>9</blockquote>'
        '<pre><code class="language-python">10</code></pre>'
    )
    assert [kind for kind, _ in marks(source)] == [
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "strikethrough",
        "spoiler",
        "spoiler",
        "code",
        "expandable_blockquote",
        "pre",
    ]
    assert parse(source)[1][-1]["language"] == "python"


def test_an_empty_tag_leaves_no_entity() -> None:
    assert parse("<b></b>가") == ("가", ())


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("<b>가", 'Can\'t find end tag corresponding to start tag "b"'),
        ("가</b>", "Unexpected end tag at byte offset 3"),
        ("<b><i>가</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'),
        ("가<script>x</script>", 'Unsupported start tag "script" at byte offset 3'),
        ("<p>가</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
        ("가 <b", "Unclosed start tag at byte offset 4"),
        ("<b>가</b", "Unclosed end tag at byte offset 6"),
        ("<span>가</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a "x">가</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=http://x>가</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="http://x', 'Unclosed start tag "a" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(source: str, refusal: str) -> None:
    with pytest.raises(HtmlError) as caught:
        parse(source)
    assert str(caught.value) == refusal


def test_a_moment_is_taken_as_the_section_date_time_entity_formatting_has_it() -> None:
    """Bot API, "HTML style" and "Date-time entity formatting"."""
    _, (plain_one,) = parse('<tg-time unix="1647531900">22:45 tomorrow</tg-time>')
    assert plain_one == {"type": "date_time", "offset": 0, "length": 14, "unix_time": 1647531900}
    for form in ("r", "w", "wDT", "d", "t", "Dt"):
        _, (formed,) = parse(f'<tg-time unix="1647531900" format="{form}">22:45</tg-time>')
        assert formed["date_time_format"] == form
    assert set(marks('<b><tg-time unix="1647531900">22:45</tg-time></b>')) == {
        ("bold", "22:45"),
        ("date_time", "22:45"),
    }


@pytest.mark.parametrize("form", ["x", "rd", "dD", "tw"])
def test_a_format_that_the_section_does_not_know_is_refused(form: str) -> None:
    with pytest.raises(HtmlError, match="ENTITY_DATE_FORMAT_INVALID"):
        parse(f'<tg-time unix="1647531900" format="{form}">22:45</tg-time>')


@pytest.mark.parametrize("unix", ["", "soon", "0", "2378550818", "3822122018"])
def test_what_is_no_second_of_31_bits_is_shown_without_a_moment(unix: str) -> None:
    """So the real server does: tdlib/telegram-bot-api#852."""
    assert marks(f'<tg-time unix="{unix}">2045</tg-time>') == []
