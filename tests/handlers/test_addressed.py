from __future__ import annotations

from typing import Any

import pytest
from telegram import Message

from handlers.addressed import called, heard, thread_of
from handlers.commands import COMMANDS, find_command
from knowledge.hangul import squeeze
from tests.transport import BOT, BOT_ID, GROUP, USERNAME, Transport, make_bot


async def said(text: str, chat: int = GROUP, **more: Any) -> Message:
    bot = make_bot(Transport())
    await bot.initialize()
    return Message.de_json(
        {
            "message_id": 1,
            "date": 0,
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
            "from": {"id": 1, "is_bot": False, "first_name": "사람"},
            "text": text,
            **more,
        },
        bot,
    )


def reply_to(sender: dict[str, Any]) -> dict[str, Any]:
    chat = {"id": GROUP, "type": "supergroup"}
    return {"message_id": 9, "date": 0, "chat": chat, "from": sender, "text": "답"}


async def test_in_private_everything_is_meant_for_the_bot() -> None:
    assert heard(await said("시상식 언제예요?", chat=1)) == "시상식 언제예요?"


async def test_a_groups_own_talk_is_not_heard() -> None:
    assert heard(await said("시상식 언제예요?")) is None
    assert heard(await said("일정")) is None


@pytest.mark.parametrize(
    "text",
    [
        f"@{USERNAME} 시상식 언제",
        f"시상식 언제 @{USERNAME}",
        f"@{USERNAME.upper()}  시상식 언제",
    ],
)
async def test_a_mention_anywhere_is_heard_without_the_name(text: str) -> None:
    assert heard(await said(text)) == "시상식 언제"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (f"@{USERNAME}은 알아? 시상식 언제", "알아? 시상식 언제"),
        (f"이건 @{USERNAME}에게 물어볼게", "이건   물어볼게"),
        (f"@{USERNAME}님, 시상식 언제", ", 시상식 언제"),
        (f"@{USERNAME}시상식 언제", "시상식 언제"),
        (f"@{USERNAME}이번 시상식 언제", "이번 시상식 언제"),
    ],
)
async def test_a_particle_may_follow_the_mention_and_goes_with_it(text: str, meant: str) -> None:
    assert heard(await said(text)) == meant


async def test_an_address_is_no_mention() -> None:
    assert heard(await said(f"desk@{USERNAME} 시상식 언제")) is None


async def test_another_name_that_begins_alike_is_no_mention() -> None:
    assert heard(await said(f"@{USERNAME}_2 시상식 언제")) is None


async def test_a_mention_by_name_without_an_address_is_heard() -> None:
    entity = {"type": "text_mention", "offset": 0, "length": 6, "user": {**BOT, "id": BOT_ID}}
    assert heard(await said("시상식 안내 장소 어디", entities=[entity])) == "장소 어디"


async def test_a_reply_to_the_bot_is_heard_and_one_to_a_person_is_not() -> None:
    person = {"id": 7, "is_bot": False, "first_name": "사람"}
    assert heard(await said("담당자는?", reply_to_message=reply_to(BOT))) == "담당자는?"
    assert heard(await said("담당자는?", reply_to_message=reply_to(person))) is None


async def test_commands_are_heard_in_a_group_unless_they_are_another_bots() -> None:
    assert heard(await said("/schedule 시상식")) == "/schedule 시상식"
    assert heard(await said(f"/schedule@{USERNAME}")) == f"/schedule@{USERNAME}"
    assert heard(await said("/schedule@other_bot")) is None
    assert heard(await said("/schedule@other_bot", reply_to_message=reply_to(BOT))) is None
    assert heard(await said("/weather")) is None
    assert heard(await said("/도움말")) == "/도움말"
    assert heard(await said("/ㅗ디ㅔ")) == "/ㅗ디ㅔ"
    assert heard(await said("/ㅇㅇ")) is None


async def test_a_command_is_found_after_a_mention() -> None:
    found = called(await said(f"@{USERNAME} 일정"))
    assert found is not None
    assert found[0].name == "schedule"


async def test_a_thread_counts_only_where_it_is_a_topic() -> None:
    assert thread_of(await said("글", message_thread_id=5, is_topic_message=True)) == 5
    assert thread_of(await said("글", message_thread_id=5)) is None


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("/schedule", "schedule", ""),
        ("/SCHEDULE 시상식 언제", "schedule", "시상식 언제"),
        (f"/cases@{USERNAME} 최우수", "cases", "최우수"),
        ("/일정 시상식", "schedule", "시상식"),
        ("일정", "schedule", ""),
        (" 다시읽기 ", "reload", ""),
        ("/start abc_DEF-123", "start", "abc_DEF-123"),
        ("/invite\n123", "invite", "123"),
        ("/ㄴㅅㅁㄱㅅ", "start", ""),
        ("/ㅗ디ㅔ", "help", ""),
        (f"/ㄴ촏여ㅣㄷ@{USERNAME} 시상식", "schedule", "시상식"),
        ("／도움말", "help", ""),
    ],
)
def test_a_command_has_a_latin_name_and_korean_ones(text: str, name: str, words: str) -> None:
    found = find_command(text, USERNAME)
    assert found is not None
    assert (found[0].name, found[1]) == (name, words)


@pytest.mark.parametrize(
    "text", ["일정 알려줘", "schedule", "/", "/없는명령", "/schedule@other_bot", "왜요", "/ㅇㅇ", "ㅗ디ㅔ"]
)
def test_what_is_no_command_is_none(text: str) -> None:
    assert find_command(text, USERNAME) is None


def test_names_and_aliases_are_unique_and_fit_telegram() -> None:
    names = [name for command in COMMANDS for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    for command in COMMANDS:
        assert command.name.isascii()
        assert command.name.islower()
        assert len(command.name) <= 32
        assert 1 <= len(command.description) <= 256
        assert command.aliases
        assert command.scopes or command.said


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("알림 꺼줘", "unsubscribe"),
        ("알림켜줘!", "subscribe"),
        ("구독", "subscribe"),
        ("캘린더에 넣어줘", "calendar"),
        ("취소", "cancel"),
        ("다시", "again"),
        ("원문 보내줘", "original"),
        ("📅", "schedule"),
        ("메뉴", "start"),
        ("뭐 물어볼 수 있어?", "help"),
    ],
)
def test_what_people_say_for_a_command_is_that_command(said: str, command: str) -> None:
    found = find_command(said, "award_bot")
    assert found
    assert (found[0].name, found[1]) == (command, "")


def test_a_question_that_holds_what_is_said_for_a_command_is_a_question() -> None:
    assert find_command("정부혁신 시상식 알림 켜줘", "award_bot") is None


def test_what_is_said_for_a_command_is_said_for_no_other() -> None:
    said = [squeeze(words) for command in COMMANDS for words in command.said]
    assert len(said) == len(set(said))
    assert not set(said) & {squeeze(name) for command in COMMANDS for name in (command.name, *command.aliases)}
