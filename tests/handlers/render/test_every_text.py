"""Whatever is rendered can be sent: valid HTML, inside of the limits, in every state of the facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, get_args

import pytest

from bot.sandbox.html import parse
from handlers.render import MAX_CALLBACK_BYTES, Button, Message, explain, fit, plain, render, say, units
from handlers.render.message import JOINER, MAX_TEXT_UNITS
from handlers.render.wording import TEXTS
from knowledge.dialogue import (
    Aspect,
    CaseDetail,
    CaseList,
    Choice,
    ContactList,
    ContestDetail,
    ContestList,
    Curated,
    EventDetail,
    EventList,
    Filters,
    Intent,
    Missing,
    NotStated,
    OutOfScope,
    Part,
    PassageQuote,
    Question,
    SmallTalk,
    SmallTalkKind,
    TooLong,
    Unknown,
)
from knowledge.model import Contest, CuratedAnswer, Passage
from tests.factories import (
    ACTIVE_CONTEST,
    BARE_CONTEST,
    BARE_EVENT,
    CEREMONY,
    DIRECTOR,
    NAMELESS_CASE,
    POSTERS,
    RELEASE,
    SERVICE_OFFICER,
    TALK_WITH_WINNERS,
    YOUTH_CASE,
    answered,
    source,
)

TODAY = date(2026, 11, 21)
PASSAGE = Passage("passage-00000001", RELEASE.id, "① 맞춤형 서비스", "역량을 집중했다.", source())
ALL_FILTERS = Filters(2024, "상반기", "우수", "분야", "기관", "대회", "시상식", month=11)


def stated(contest: Contest, aspect: Aspect) -> bool:
    """Whether an answer tells this of a contest; what a release does not say is not asked of its text."""
    return getattr(contest, aspect.value, None) not in (None, ())


ASPECTS = (*((a,) for a in Aspect), (), tuple(Aspect))
PARTS: list[Part] = [
    *(EventDetail(e, a, (), left) for e in (CEREMONY, BARE_EVENT) for a in ASPECTS for left in (None, -1, 0, 5)),
    *(EventDetail(CEREMONY, a, (POSTERS, TALK_WITH_WINNERS), 1) for a in ASPECTS),
    *(EventList((CEREMONY, BARE_EVENT), f, 2, 0, 1, up) for f in (Filters(), ALL_FILTERS) for up in (False, True)),
    *(CaseDetail(YOUTH_CASE, a) for a in ASPECTS),
    *(CaseDetail(NAMELESS_CASE, tuple(b for b in a if b is not Aspect.ORGANIZATION)) for a in ASPECTS),
    *(
        CaseList((YOUTH_CASE, NAMELESS_CASE), f, 9, 1, 3, 4, None, s)
        for f in (Filters(), ALL_FILTERS)
        for s in (None, 15)
    ),
    CaseList((NAMELESS_CASE,), Filters(), 1, 0, 1, 1),
    *(
        ContactList(c, about, a)
        for c in ((DIRECTOR,), (SERVICE_OFFICER,), (DIRECTOR, SERVICE_OFFICER))
        for about in (None, "정부혁신")
        for a in ASPECTS
    ),
    ContactList((replace(DIRECTOR, department=None, role=None, rank=None, phone=None, as_of=None),) * 2),
    *(
        ContestDetail(c, tuple(b for b in a if stated(c, b)), h, 4)
        for c in (ACTIVE_CONTEST, BARE_CONTEST)
        for a in ASPECTS
        for h in (None, "상반기", "가을")
    ),
    ContestList((ACTIVE_CONTEST, BARE_CONTEST), Filters(), 2, 0, 1),
    PassageQuote(PASSAGE, RELEASE),
    *(
        Missing(f.name, "2025", about, ("2024",) * n)
        for f in fields(Filters)
        for about in (None, "시상식")
        for n in (0, 9)
    ),
    *(Missing("year", "2026", about, earlier=(TODAY,)) for about in (None, "시상식")),
    *(NotStated(thing, "시상식") for thing in (*Aspect, "주차")),
    NotStated("상금", None),
    *(SmallTalk(kind) for kind in SmallTalkKind),
    OutOfScope(),
    OutOfScope("날씨"),
    Unknown(),
    *(Unknown(intent) for intent in Intent),
    Curated(CuratedAnswer("answer-1", "질문", "답이에요.", "훈령", TODAY, None)),
    TooLong(1000),
]

HOSTILE = "<b>&lt;script>\"'</b>&amp; <a href='x'>😀"


def hostile(value: Any) -> Any:
    """The same facts with markup and emoji in every text."""
    if isinstance(value, str) and type(value) is str:
        return f"{value}{HOSTILE}"
    if isinstance(value, tuple):
        return tuple(hostile(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"kind", "id", "release_id", "contest_id", "half", "contest", "aspects"}
        return replace(value, **{f.name: hostile(getattr(value, f.name)) for f in fields(value) if f.name not in kept})
    return value


def check(message: Message) -> None:
    text, _ = parse(message.text)
    assert text.strip()
    assert text.replace(JOINER, "") == plain(message)
    assert units(text) <= MAX_TEXT_UNITS
    assert "None" not in text
    assert "\n\n\n" not in text
    assert all(line == line.strip() for line in text.split("\n"))
    for row in message.keyboard:
        assert 1 <= len(row) <= 8
        for button in row:
            assert button.text.strip()
            assert [button.data, button.url, button.copy, button.share].count(None) == 3
            assert button.data is None or len(button.data.encode()) <= MAX_CALLBACK_BYTES


def test_every_kind_of_part_is_rendered_here() -> None:
    assert {type(part) for part in PARTS} == set(get_args(Part))


def test_every_part_is_valid_and_short_enough() -> None:
    for part in PARTS:
        for group in (False, True):
            message = render(answered(part), today=TODAY, group=group)
            check(message)
            assert len(plain(message)) <= 1500


def test_markup_in_facts_is_shown_and_not_obeyed() -> None:
    for part in PARTS:
        message = render(answered(hostile(part), sources=(hostile(RELEASE),)), today=TODAY)
        check(message)
        assert "<a href" not in message.text


@pytest.mark.parametrize("kind", ["choice", "repaired", "why"])
def test_markup_in_what_was_typed_is_shown_and_not_obeyed(kind: str) -> None:
    question = Question(filters=replace(Filters(), person=HOSTILE), words=HOSTILE, repaired=HOSTILE)
    answer = answered(OutOfScope(HOSTILE), question=question, choices=(Choice(HOSTILE, question),))
    message = explain(answer, [(source(1, HOSTILE), RELEASE)]) if kind == "why" else render(answer)
    check(message)
    assert HOSTILE in plain(message) or kind == "choice"


def test_a_very_long_answer_is_cut_at_a_line_and_keeps_its_source() -> None:
    case = replace(YOUTH_CASE, title="가" * 180)
    text = plain(render(answered(CaseList((case,) * 12, Filters(), 12, 0, 1, 1))))
    assert len(text) <= 1500
    assert "\n…\n" in text
    assert text.endswith("보도자료 2024. 11. 14.")


def test_a_single_line_that_is_too_long_is_cut_by_units_and_not_inside_a_character() -> None:
    assert units(fit(f"<b>{'😀' * 100}</b>", 51)) <= 51
    assert plain(fit(f"<b>{'&amp;' * 100}</b>", 50)) == "&" * 49 + "…"
    assert fit("<b>짧은 줄</b>", 50) == "<b>짧은 줄</b>"


def static_texts() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "start", {"examples": (HOSTILE, "시상식 언제예요?")}
    for often in (False, True):
        yield "help", {"commands": (), "group": often, "bot": "bot", "examples": (HOSTILE,), "often": often}
    for access in ("invite", "group"):
        yield "stranger", {"user_id": 1999, "access": access}
    for name in ("unclear", "anonymous", "error", "old_button", "only_text", "nothing_asked"):
        yield name, {}
    for name in ("nothing_to_explain", "admins_only", "in_private"):
        yield name, {}
    yield "needs_number", {"command": "invite"}
    yield "admitted", {"user_id": 1, "barred": True}
    yield "revoked", {"user_id": 1, "was_in": True}
    yield "revoked", {"user_id": 1, "was_in": False}
    for access in ("open", "group"):
        for lifted in (True, False):
            yield "no_invitations", {"access": access, "lifted": lifted, "user_id": 1}
    for name in ("group_waiting", "forwarded"):
        yield name, {}


@pytest.mark.parametrize(("name", "values"), list(static_texts()))
def test_every_fixed_text_is_valid(name: str, values: dict[str, Any]) -> None:
    check(say(name, **values))


def test_every_template_speaks_politely_in_one_style() -> None:
    stiff = re.compile(r"(습니다|입니다|하십시오|까\?)")
    for path in TEXTS.glob("*.j2"):
        words = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert words.strip(), path.name
        assert not stiff.search(words), path.name


def test_page_buttons_lead_to_the_neighbouring_pages_only() -> None:
    def pages(page: int) -> tuple[Button, ...]:
        listed = CaseList((YOUTH_CASE,), Filters(), 3, page, 3, page + 1)
        return render(answered(listed)).keyboard[-1]

    assert [b.data for b in pages(0)] == ["page:0", "page:1"]
    assert [b.data for b in pages(1)] == ["page:0", "page:1", "page:2"]
    assert [b.text for b in pages(1)] == ["◀", "2/3", "▶"]
    assert [b.data for b in pages(2)] == ["page:1", "page:2"]


def test_numbers_under_a_list_open_its_entries() -> None:
    listed = EventList((CEREMONY,), Filters(), 11, 2, 3)
    message = render(answered(listed))
    assert "11. <b>" in message.text
    assert message.keyboard[0] == (Button("11", data=f"show:{CEREMONY.id}"),)


def test_a_case_leads_to_its_contacts_contest_and_neighbours_and_contacts_lead_back() -> None:
    row, shared = render(answered(CaseDetail(YOUTH_CASE))).keyboard
    assert shared == (Button("🔗 공유", share=(YOUTH_CASE.id, str(YOUTH_CASE.title))),)
    assert [b.data for b in row] == [
        f"contacts:{YOUTH_CASE.id}",
        f"show:{YOUTH_CASE.contest_id}",
        f"cases:{YOUTH_CASE.contest_id}",
    ]
    contacts = answered(ContactList((DIRECTOR,)), question=Question(record=YOUTH_CASE.id))
    assert render(contacts).keyboard == (
        (
            Button("📋 번호 복사", copy=DIRECTOR.phone),
            Button("👤 연락처로 받기", data=f"card:{DIRECTOR.id}"),
        ),
        (
            Button("◀ 돌아가기", data=f"show:{YOUTH_CASE.id}"),
            Button("🔗 공유", share=(DIRECTOR.id, f"{DIRECTOR.department} {DIRECTOR.name}")),
        ),
    )


def test_choices_are_one_button_a_row() -> None:
    answer = answered(choices=(Choice("정부혁신", Question()), Choice("적극행정", Question())))
    assert render(answer).keyboard == (
        (Button("정부혁신", data="pick:0"),),
        (Button("적극행정", data="pick:1"),),
    )


def test_who_is_lost_is_offered_four_ways_in_private_and_none_in_a_group() -> None:
    lost = answered(Unknown(), sources=())
    assert [b.data for row in render(lost).keyboard for b in row] == [
        "browse:schedule",
        "browse:case",
        "browse:contact",
        "browse:contest",
    ]
    assert render(lost, group=True).keyboard == ()
