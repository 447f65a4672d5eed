"""The real bot over HTTP against the stand-in: what staff, groups, admins and strangers live through."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from bot.context import App, desk_of
from bot.logs import configure_logging
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF, STRANGER
from bot.settings import Settings
from handlers.commands import COMMANDS, Scope
from handlers.render import plain, say
from tests.telegram.standin import StandIn

pytestmark = pytest.mark.usefixtures("at_work")

QUESTION = "시상식 언제예요?"
DAY = "2024. 11. 14.(목)"


def data(message: Message) -> list[str]:
    """What the buttons under a message would send."""
    return [button.get("callback_data", "") for row in message.keyboard for button in row]


def first(message: Message, verb: str) -> str:
    return next(one for one in data(message) if one.startswith(f"{verb}:"))


async def test_a_question_is_answered_and_its_button_edits_the_message(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, QUESTION)
    assert DAY in plain(answer.text).split("\n")[0]
    assert answer.text.endswith("📄 보도자료 2024. 11. 14.")
    press = await standin.press(answer, first(answer, "contacts"))
    edited = await standin.edited(answer)
    assert edited.message_id == answer.message_id
    assert "044-202-7047" in edited.text
    await standin.answered(press)
    await standin.press(edited, first(edited, "show"))
    back = await standin.edited(edited)
    assert "매화홀" in back.text


async def test_a_follow_up_keeps_the_subject(standin: StandIn) -> None:
    await standin.ask(STAFF, QUESTION)
    assert "매화홀" in (await standin.ask(STAFF, "어디서요?")).text


async def test_start_shows_four_buttons_and_a_list_is_paged_in_place(standin: StandIn) -> None:
    start = await standin.ask(STAFF, "/start")
    assert data(start) == [
        "browse:schedule",
        "browse:case",
        "browse:contact",
        "browse:contest",
    ]
    await standin.press(start, "browse:case")
    first_page = await standin.edited(start)
    await standin.press(first_page, "page:1")
    second_page = await standin.edited(first_page)
    assert second_page.text != first_page.text
    assert "page:0" in data(second_page)


async def test_pressing_the_same_button_twice_does_no_harm(standin: StandIn) -> None:
    start = await standin.ask(STAFF, "/start")
    presses = [await standin.press(start, "browse:schedule") for _ in range(2)]
    for press in presses:
        assert (await standin.answered(press)).text == ""
    assert "매화홀" in (await standin.ask(STAFF, "시상식 장소")).text
    assert [m.text for m in standin.messages(ADMIN)] == []


async def test_in_a_group_only_what_is_meant_for_the_bot_is_answered_and_kept(standin: StandIn, at_work: App) -> None:
    store, began = desk_of(at_work).store, standin.clock.now()
    await standin.say(GROUP_ADMIN, QUESTION, chat=GROUP)
    name = standin.telegram.bot.username
    asked = await standin.say(STAFF, f"@{name} 시상식 장소는?", chat=GROUP)
    answer = await standin.wait_for(chat=GROUP)
    assert "매화홀" in answer.text
    assert answer.reply_to == asked
    follow_up = await standin.ask(STAFF, "언제요?", chat=GROUP, reply_to=answer)
    assert DAY in plain(follow_up.text)
    by_bot = [m for m in standin.messages(GROUP) if m.sender.is_bot]
    assert len(by_bot) == 2
    assert store.last_question(GROUP, None, STAFF, began)
    assert store.last_question(GROUP, None, GROUP_ADMIN, began) is None


async def test_in_a_group_with_privacy_mode_commands_and_replies_still_work(standin: StandIn) -> None:
    standin.updates.privacy = True
    await standin.say(STAFF, f"@{standin.telegram.bot.username} 시상식 장소는?", chat=GROUP)
    answer = await standin.ask(STAFF, "/schedule 시상식 언제", chat=GROUP)
    assert DAY in plain(answer.text)
    assert "매화홀" in (await standin.ask(STAFF, "장소는?", chat=GROUP, reply_to=answer)).text
    assert len([m for m in standin.messages(GROUP) if m.sender.is_bot]) == 2


@pytest.mark.parametrize("typed", ["/도움말", "/ㅗ디ㅔ"])
async def test_a_command_typed_in_korean_works_in_private_and_in_a_group(standin: StandIn, typed: str) -> None:
    for chat in (STAFF, GROUP):
        assert "/schedule" in (await standin.ask(STAFF, typed, chat=chat)).text


async def test_a_stranger_is_told_to_join_the_staff_group(standin: StandIn) -> None:
    refusal = await standin.ask(STRANGER, QUESTION)
    assert refusal.text == plain(say("stranger", user_id=STRANGER, access="group"))
    assert DAY not in plain(refusal.text)


async def test_reload_reads_a_file_that_was_added(standin: StandIn, folder: Path) -> None:
    before = await standin.ask(STAFF, "2026년 시상식 언제예요?")
    assert "2026년" in before.text
    assert "2026. " not in before.text
    (folder / "2026.csv").write_text(
        "contest,event,date,end_date,start,end,place,note\n"
        "정부혁신 우수사례 경진대회,시상식,2026-12-03,,14:00,,세종컨벤션센터,\n",
        encoding="utf-8",
    )
    plan = await standin.ask(ADMIN, "/reload")
    assert "정부혁신 우수사례 경진대회 시상식 (날짜 2026-12-03, 시작 14:00, 장소 세종컨벤션센터)" in plan.text
    await standin.press(plan, first(plan, "plan"))
    assert "2판" in (await standin.edited(plan)).text
    after = await standin.ask(STAFF, "2026년 시상식 언제예요?")
    assert "2026. 12. 3.(목)" in plain(after.text)
    assert "2026.csv" in after.text


async def test_a_broken_file_is_told_and_the_rest_is_served(standin: StandIn, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"\x00\x01\x02")
    report = await standin.ask(ADMIN, "/reload")
    assert "broken.pdf" in report.text
    assert DAY in plain((await standin.ask(STAFF, QUESTION)).text)


async def test_a_broken_folder_leaves_the_old_knowledge_serving(standin: StandIn, folder: Path) -> None:
    for file in sorted(folder.iterdir()):  # noqa: ASYNC240 - a handful of files in a test
        file.unlink()
    report = await standin.ask(ADMIN, "/reload")
    assert str(folder) in report.text
    assert DAY in plain((await standin.ask(STAFF, QUESTION)).text)


async def test_html_in_a_question_is_shown_and_not_obeyed(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, '<b>시상식</b> & <a href="x">언제')
    assert answer.text
    why = await standin.ask(STAFF, "왜")
    assert "시상식" in why.text
    assert all(call.error is None for call in standin.called("sendMessage"))


async def test_a_very_long_message_is_refused_politely(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, "시상식은 언제인가요 " * 550)
    assert "1,000자" in answer.text


@pytest.mark.parametrize(
    ("person", "chat", "scope"),
    [(STAFF, STAFF, Scope.ALL_PRIVATE), (STAFF, GROUP, Scope.ALL_GROUP), (ADMIN, ADMIN, Scope.ADMINS)],
)
async def test_menus_are_what_the_table_of_commands_says(
    standin: StandIn, person: int, chat: int, scope: Scope
) -> None:
    await standin.ask(STAFF, "/start")
    telegram = standin.telegram
    menu = telegram.commands.seen_by(telegram.users[person], telegram.chats[chat])
    wanted = {scope, Scope.ALL_PRIVATE} if scope is Scope.ADMINS else {scope}
    assert [c["command"] for c in menu] == [c.name for c in COMMANDS if wanted & set(c.scopes)]


async def test_subscribing_is_for_the_groups_administrators(standin: StandIn) -> None:
    name = standin.telegram.bot.username
    refused = await standin.ask(STAFF, f"/subscribe@{name}", chat=GROUP)
    said = await standin.say(GROUP_ADMIN, f"/subscribe@{name}", chat=GROUP)
    accepted = await standin.wait_for(chat=GROUP, after=said)
    assert accepted.text != refused.text


@pytest.fixture
def quiet_again() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


@pytest.mark.usefixtures("quiet_again")
async def test_an_error_is_reported_to_the_admins_and_nothing_secret_reaches_the_log(
    standin: StandIn,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logging("DEBUG", settings.secrets)

    def understand(text: str, *_: object) -> NoReturn:
        raise RuntimeError(f"{text} {standin.token}")

    await standin.ask(STAFF, QUESTION)
    monkeypatch.setattr("handlers.ask.understand", understand)
    polite = await standin.ask(STAFF, "비밀스러운 질문")
    assert polite.text == plain(say("error"))
    report = await standin.wait_for(chat=ADMIN)
    assert "RuntimeError" in report.text
    log = capsys.readouterr().err
    assert "RuntimeError at handlers/ask.py" in log
    for text in (log, report.text):
        assert standin.token not in text
        assert "비밀스러운" not in text
        assert QUESTION not in text


async def test_an_edited_question_edits_its_answer(standin: StandIn) -> None:
    for chat, name in ((STAFF, ""), (GROUP, "@award_desk_bot ")):
        asked = await standin.say(STAFF, f"{name}우주여행 언제예요?", chat=chat)
        wrong = await standin.wait_for(chat=chat, after=asked)
        await standin.rewrite(asked, f"{name}{QUESTION}")
        right = await standin.edited(wrong)
        assert right.message_id == wrong.message_id
        assert DAY in plain(right.text)


async def test_thanks_in_a_group_get_a_thumb_and_no_words(standin: StandIn) -> None:
    answer = await standin.ask(STAFF, f"@award_desk_bot {QUESTION}", chat=GROUP)
    thanks = await standin.say(STAFF, "고마워요", chat=GROUP, reply_to=answer)
    reacted = await standin.edited(thanks)
    assert reacted.reaction == "👍"
    assert standin.messages(GROUP)[-1] == reacted


async def test_what_is_typed_behind_the_bots_name_is_answered_to_staff_only(standin: StandIn) -> None:
    for person, count in ((STAFF, 1), (STRANGER, 0)):
        query = standin.telegram.inline(person, "시상식")
        await standin.until(lambda: query.results is not None or None)  # noqa: B023 # asked before the next turn
        assert len(query.results or ()) == count
        assert (query.button is None) is (person == STAFF)
