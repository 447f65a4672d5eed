from __future__ import annotations

import pytest

from bot.sandbox import entities


def found(text: str) -> list[tuple[str, str]]:
    return [(entity["type"], entities.slice_of(text, entity)) for entity in entities.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/schedule", [("bot_command", "/schedule")]),
        ("🏆 /cases@award_desk_bot 2024", [("bot_command", "/cases@award_desk_bot")]),
        ("@award_desk_bot 언제?", [("mention", "@award_desk_bot")]),
        ("1/2 · 가/나 · https://a.kr/b", [("url", "https://a.kr/b")]),
        ("www.moel.go.kr 참고", [("url", "www.moel.go.kr")]),
        ("a.kim@korea.kr로", []),
        ("a.kim@korea.kr 로", [("email", "a.kim@korea.kr")]),
        ("#적극행정 #1", [("hashtag", "#적극행정")]),
        ("/일정 /sch은 @award_desk_bot은", []),
    ],
)
def test_entities_of_typed_text_are_those_telegram_finds(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_the_page_gets_escaped_text_with_nested_tags_and_links() -> None:
    text = "<가> 나다 /cases 044-202-7315 +82 44-202-7315"
    html = entities.to_html(
        text,
        [
            {"type": "bold", "offset": 4, "length": 2},
            {"type": "italic", "offset": 5, "length": 1},
            {"type": "bot_command", "offset": 7, "length": 6},
        ],
    )
    assert html == (
        '&lt;가&gt; <b>나<i>다</i></b> <a data-command="/cases">/cases</a> '
        '044-202-7315 <a href="tel:+82442027315" target="_blank" rel="noopener noreferrer">+82 44-202-7315</a>'
    )


def test_crossing_entities_still_make_nested_tags() -> None:
    marks = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]
    assert entities.to_html("가나다", marks) == "<b>가<i>나</i></b><i>다</i>"


def test_a_link_to_a_script_is_shown_as_plain_words() -> None:
    mark = {"type": "text_link", "offset": 0, "length": 1, "url": "javascript:alert(1)"}
    assert entities.to_html("가", [mark]) == "가"


def test_trimming_moves_entities_along() -> None:
    marks = [{"type": "bold", "offset": 1, "length": 4}]
    assert entities.trim("  가나 ", marks) == ("가나", ({"type": "bold", "offset": 0, "length": 2},))


def test_a_text_is_cut_by_utf16_units_and_never_inside_a_character() -> None:
    assert entities.shorten("가🏆나", 2) == ("가", "🏆나")
    assert entities.shorten("가🏆나", 3) == ("가🏆", "나")
