"""Choosing what to hear of by buttons, and "알림 받기" under an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import build_application
from bot.context import Desk
from bot.state.rows import Wishes
from handlers import register
from handlers.render import MAX_CALLBACK_BYTES, plain, say
from handlers.render.wording import word
from knowledge.model import EventKind
from tests.handlers.desk import CEREMONY, Desks, seoul, write_schedule
from tests.transport import GROUP, Call, Room, Transport, make_bot

GROUP_ADMIN, OTHER_ADMIN, MEMBER = 1002, 1004, 1001
INNOVATION, ACTIVE = "정부혁신 우수사례 경진대회", "적극행정 우수사례 경진대회"
ROWS = (CEREMONY, f"{ACTIVE},접수 마감,2026-04-01,,,18:00,,\n")

THEIRS = (
    "보도시점\t2026. 2. 20.(금)\n\n「일터 안전 아이디어 공모전」을 연다\n\n"
    "행정안전부(장관 김영훈)는 「일터 안전 아이디어 공모전」을 연다고 밝혔다. "
    "시상식은 4월 10일(금) 오후 2시 한국프레스센터에서 열릴 예정이다.\n"
)


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks(*ROWS)


@pytest.fixture
async def room(desk: Desk, transport: Transport) -> AsyncIterator[Room]:
    transport.members |= {GROUP_ADMIN: "administrator", OTHER_ADMIN: "creator"}
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        yield Room(application, transport)


async def press(
    room: Room, data: str, by: int = GROUP_ADMIN, chat: int | None = GROUP, thread: int | None = None
) -> Call:
    """Presses a button of the menu and returns the last call."""
    return (await room.press(data, by=by, message_id=1001, chat=chat, thread=thread))[-1]


def labels(call: Call) -> dict[str, str]:
    """What the buttons say, by what they send."""
    return {button["callback_data"]: button["text"] for button in call.buttons if "callback_data" in button}


def contest(call: Call, name: str) -> str:
    return next(data for data, text in labels(call).items() if name in text)


def wishes(desk: Desk, chat: int = GROUP, thread: int | None = None) -> Wishes:
    return next(one.wishes for one in desk.store.subscriptions_of(chat) if one.thread_id == thread)


async def test_subscribing_starts_with_what_is_usual_and_offers_to_choose(room: Room, desk: Desk) -> None:
    (call,) = await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    assert wishes(desk) == Wishes()
    assert labels(call)["wish:contests-0"] == "🎯 대회: 모두"
    assert labels(call)["wish:off-DEADLINE"] == "☑ 접수 마감"
    assert labels(call)["wish:on-JUDGING"] == "☐ 심사"
    assert labels(call)["wish:off-lead-7"] == "☑ D-7"
    assert labels(call)["wish:on-lead-30"] == "☐ D-30"
    rows = call.values["reply_markup"]["inline_keyboard"]
    assert max(map(len, rows)) <= 3


async def test_contests_are_chosen_one_by_one_from_the_newest(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    page = await press(room, "wish:contests-0")
    assert [text for text in labels(page).values() if "경진대회" in text] == [f"☐ {ACTIVE}", f"☐ {INNOVATION}"]
    page = await press(room, contest(page, INNOVATION))
    assert wishes(desk).contests == frozenset({INNOVATION})
    assert f"☑ {INNOVATION}" in labels(page).values()
    page = await press(room, contest(page, ACTIVE))
    assert wishes(desk).contests == frozenset({INNOVATION, ACTIVE})
    page = await press(room, "wish:on-all")
    assert wishes(desk).contests is None


async def test_other_ministries_are_switched_and_said(room: Room, desk: Desk) -> None:
    (call,) = await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    assert labels(call)["wish:on-others"] == "☐ 다른 부처 대회도"
    assert "대회: 모두 (고용노동부)" in plain(call.text)
    page = await press(room, "wish:on-others")
    assert wishes(desk) == Wishes(others=True)
    assert "대회: 모두 (모든 부처)" in plain(page.text)
    assert labels(page)["wish:off-others"] == "☑ 다른 부처 대회도"
    assert "모든 부처 대회를 모두" in (await press(room, "wish:contests-0")).text


async def test_whoever_chose_contests_is_not_asked_whose_they_are(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    await press(room, contest(await press(room, "wish:contests-0"), ACTIVE))
    assert not any("others" in data for data in labels(await press(room, "wish:menu")))


async def test_whoever_chose_no_contest_reads_that_nothing_will_come(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    page = await press(room, contest(await press(room, "wish:contests-0"), ACTIVE))
    page = await press(room, contest(page, ACTIVE))
    assert wishes(desk).contests == frozenset()
    assert "⚠️" in page.text
    assert "⚠️" in (await press(room, "wish:menu")).text


async def test_a_tick_switches_its_kind_and_no_screen_opens(room: Room, desk: Desk) -> None:
    (menu,) = await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    page = await press(room, "wish:off-CEREMONY")
    assert wishes(desk).leads(EventKind.CEREMONY) == ()
    assert labels(page)["wish:on-CEREMONY"] == "☐ 시상식"
    assert len(page.buttons) == len(menu.buttons)
    await press(room, "wish:on-CEREMONY")
    assert wishes(desk) == Wishes()
    await press(room, "wish:on-JUDGING")
    assert set(wishes(desk).leads(EventKind.JUDGING)) == {7, 3, 1, 0}


async def test_how_long_before_is_switched_for_all_kinds_that_are_on(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    page = await press(room, "wish:on-lead-14")
    assert wishes(desk).leads(EventKind.DEADLINE) == (14, 7, 3, 1, 0)
    assert wishes(desk).leads(EventKind.CEREMONY) == (14, 7, 1, 0)
    assert wishes(desk).leads(EventKind.JUDGING) == ()
    assert labels(page)["wish:off-lead-14"] == "☑ D-14"
    await press(room, "wish:off-lead-14")
    assert wishes(desk) == Wishes()


async def test_the_digest_and_results_are_switched_and_said(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    await press(room, "wish:on-digest")
    page = await press(room, "wish:off-results")
    assert (wishes(desk).digest, wishes(desk).results) == (True, False)
    assert "월요일마다" in page.text
    assert "수상 결과가" not in page.text
    done = await press(room, "wish:done")
    assert list(labels(done)) == ["wish:menu"]


@pytest.mark.parametrize("data", ["wish:on-digest", "wish:menu", "wish:on-JUDGING", "wish:on-all", "wish:done"])
async def test_a_members_press_changes_nothing(room: Room, desk: Desk, data: str) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    call = await press(room, data, by=MEMBER)
    assert call.method == "answerCallbackQuery"
    assert call.text == plain(say("subscribe_refused", why="member"))
    assert wishes(desk) == Wishes()


async def test_the_right_is_asked_anew_at_each_press(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    await press(room, "wish:on-digest")
    room.transport.members[GROUP_ADMIN] = "member"
    assert (await press(room, "wish:off-digest")).text == plain(say("subscribe_refused", why="member"))
    room.transport.refuse("getChatMember", 409, "Conflict")
    unsure = await press(room, "wish:off-digest", by=OTHER_ADMIN)
    assert unsure.text == plain(say("subscribe_refused", why="unknown"))
    assert wishes(desk).digest


async def test_two_administrators_who_press_the_same_button_agree(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    await press(room, "wish:on-digest")
    await press(room, "wish:on-digest", by=OTHER_ADMIN)
    await press(room, "wish:on-JUDGING", by=OTHER_ADMIN)
    await press(room, "wish:on-JUDGING")
    assert wishes(desk).digest
    assert wishes(desk).leads(EventKind.JUDGING) == (7, 3, 1, 0)
    assert [one.action for one in desk.store.audit.entries(9)] == ["wish", "wish", "subscribe"]


async def test_a_topic_and_its_group_choose_apart(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP, thread=4)
    page = await press(room, "wish:on-digest", thread=4)
    assert "이 주제에서" in page.text
    assert wishes(desk, thread=4).digest
    assert not wishes(desk).digest


async def test_in_private_everybody_chooses_for_themselves(room: Room, desk: Desk) -> None:
    await room.say("알림켜기", by=MEMBER)
    await press(room, "wish:on-digest", by=MEMBER, chat=None)
    assert wishes(desk, MEMBER).digest


@pytest.mark.parametrize(
    "stale",
    [
        "wish",
        "wish:x",
        "wish:kind-PARTY",
        "wish:on-lead-4",
        "wish:on-series-ffffffffffff",
        "wish:on-CEREMONY-5",
        "wish:on-",
        "wish:contests-x",
    ],
)
async def test_a_stale_or_made_up_button_says_so_and_changes_nothing(room: Room, desk: Desk, stale: str) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    assert (await press(room, stale)).text == plain(say("old_button"))
    assert wishes(desk) == Wishes()


async def test_the_menu_of_reminders_that_were_turned_off_says_so(room: Room, desk: Desk) -> None:
    await room.say("/subscribe", by=GROUP_ADMIN, chat=GROUP)
    desk.store.unsubscribe(GROUP, None)
    off = say("subscribe_off", was_on=False, where=word("where", place="group"))
    assert (await press(room, "wish:on-digest")).text == off.text
    assert desk.store.subscriptions_of(GROUP) == ()


async def test_a_chosen_contest_that_is_no_longer_known_can_be_let_go(room: Room, desk: Desk) -> None:
    desk.store.subscribe(GROUP, None, 1, seoul(1, 5))
    desk.store.wish(GROUP, None, Wishes(frozenset({"<b>없어진</b> 대회"})), seoul(1, 5))
    menu = await press(room, "wish:menu")
    assert "<b>없어진" not in menu.text
    page = await press(room, "wish:contests-0")
    await press(room, contest(page, "없어진"))
    assert wishes(desk).contests == frozenset()


async def test_many_long_names_fit_the_buttons_and_are_paged(desks: Desks, transport: Transport) -> None:
    desk = desks(*(f"{'아주 긴 이름의 ' * 9}대회 {n},시상식,2026-04-{n:02},,,,,\n" for n in range(1, 15)))
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        room = Room(application, transport)
        await room.say("/subscribe", by=MEMBER)
        page = await press(room, "wish:contests-1", by=MEMBER, chat=None)
        again = await press(room, list(labels(page))[1], by=MEMBER, chat=None)
    assert "2/3" in labels(page).values()
    assert "2/3" in labels(again).values()
    assert all(len(data.encode()) <= MAX_CALLBACK_BYTES for data in labels(page))
    assert all(len(text) <= 45 for text in labels(page).values())


async def follow_button(room: Room, question: str = "정부혁신 시상식 언제예요?") -> str:
    (answer,) = await room.say(question, by=MEMBER)
    return next(data for data in labels(answer) if data.startswith("follow"))


async def test_following_an_answer_in_private_subscribes_to_its_contest(room: Room, desk: Desk) -> None:
    said = plain((await press(room, await follow_button(room), by=MEMBER, chat=None)).text)
    assert wishes(desk, MEMBER) == Wishes(frozenset({INNOVATION}))
    assert INNOVATION in said
    assert "시상식: D-7, D-1, 당일" in said
    assert "다음 일정: D-8 · 2026. 3. 10.(화)" in said


async def test_following_twice_says_that_it_was_so(room: Room, desk: Desk) -> None:
    button = await follow_button(room)
    await press(room, button, by=MEMBER, chat=None)
    call = await press(room, button, by=MEMBER, chat=None)
    assert call.method == "answerCallbackQuery"
    assert "/subscribe" in call.text
    assert wishes(desk, MEMBER) == Wishes(frozenset({INNOVATION}))


async def test_following_adds_to_the_contests_that_were_chosen(room: Room, desk: Desk) -> None:
    desk.store.subscribe(MEMBER, None, MEMBER, seoul(1, 5))
    desk.store.wish(MEMBER, None, Wishes(frozenset({ACTIVE}), digest=True), seoul(1, 5))
    await press(room, await follow_button(room), by=MEMBER, chat=None)
    assert wishes(desk, MEMBER) == Wishes(frozenset({ACTIVE, INNOVATION}), digest=True)


async def test_who_hears_of_all_contests_hears_of_this_one_already(room: Room, desk: Desk) -> None:
    desk.store.subscribe(MEMBER, None, MEMBER, seoul(1, 5))
    call = await press(room, await follow_button(room), by=MEMBER, chat=None)
    assert call.method == "answerCallbackQuery"
    assert wishes(desk, MEMBER) == Wishes()


async def test_who_hears_of_the_ministrys_own_adds_anothers_contest_by_following_it(room: Room, desk: Desk) -> None:
    (desk.library.releases_dir / "남.txt").write_text(THEIRS, encoding="utf-8")
    desk.library.reload()
    desk.store.subscribe(MEMBER, None, MEMBER, seoul(1, 5))
    button = await follow_button(room, "일터 안전 아이디어 공모전 시상식 언제예요?")
    said = plain((await press(room, button, by=MEMBER, chat=None)).text)
    assert "일터 안전 아이디어 공모전" in said
    assert wishes(desk, MEMBER) == Wishes(also=frozenset({"일터 안전 아이디어 공모전"}))
    assert "이미" in (await press(room, button, by=MEMBER, chat=None)).text
    menu = plain((await press(room, "wish:menu", by=MEMBER, chat=None)).text)
    assert "대회: 모두 (고용노동부, 일터 안전 아이디어 공모전)" in menu
    await press(room, "wish:on-all", by=MEMBER, chat=None)
    assert wishes(desk, MEMBER) == Wishes()


async def test_in_a_group_only_administrators_can_follow(room: Room, desk: Desk) -> None:
    button = await follow_button(room)
    refused = await press(room, button, by=MEMBER)
    assert refused.text == plain(say("subscribe_refused", why="member"))
    assert desk.store.subscriptions_of(GROUP) == ()
    said = await press(room, button, thread=4)
    assert said.place == (GROUP, 4)
    assert wishes(desk, thread=4).contests == frozenset({INNOVATION})


async def test_following_a_list_subscribes_to_the_contests_it_shows(room: Room, desk: Desk) -> None:
    await press(room, await follow_button(room, "/schedule"), by=MEMBER, chat=None)
    assert wishes(desk, MEMBER).contests == frozenset({ACTIVE, INNOVATION})


async def test_following_what_is_gone_says_so(room: Room, desk: Desk, tmp_path: Path) -> None:
    button = await follow_button(room)
    write_schedule(tmp_path, ROWS[1])
    desk.library.reload()
    assert (await press(room, button, by=MEMBER, chat=None)).text == plain(say("old_button"))
    assert desk.store.subscriptions_of(MEMBER) == ()
