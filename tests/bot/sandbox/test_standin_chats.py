from __future__ import annotations

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ChatMember,
    Update,
)
from telegram.error import BadRequest, Forbidden

from bot.sandbox.telegram import ADMIN, BOT, GROUP, GROUP_ADMIN, STAFF, STRANGER
from tests.telegram.standin import StandIn


async def fetch(client: Bot) -> tuple[Update, ...]:
    updates = await client.get_updates(allowed_updates=Update.ALL_TYPES)
    if updates:
        await client.get_updates(offset=updates[-1].update_id + 1)
    return updates


async def heard(client: Bot) -> list[str | None]:
    return [update.effective_message.text for update in await fetch(client) if update.effective_message]


async def test_the_bot_knows_itself(client: Bot, standin: StandIn) -> None:
    me = await client.get_me()
    assert (me.username, me.first_name) == ("award_desk_bot", "시상 안내봇")
    assert me.can_read_all_group_messages is True
    standin.updates.privacy = True
    assert (await client.get_me()).can_read_all_group_messages is False


async def test_in_a_group_the_bot_hears_everything(client: Bot, standin: StandIn) -> None:
    await standin.say(STAFF, "우리끼리 하는 말", chat=GROUP)
    await standin.say(STAFF, "@award_desk_bot은 알아?", chat=GROUP)
    assert await heard(client) == ["우리끼리 하는 말", "@award_desk_bot은 알아?"]


async def test_with_privacy_mode_it_hears_only_commands_and_replies_to_it(client: Bot, standin: StandIn) -> None:
    standin.updates.privacy = True
    answer = await client.send_message(GROUP, "안녕하세요")
    person = await standin.say(STAFF, "우리끼리 하는 말", chat=GROUP)
    for text in ("/upcoming", "/upcoming@award_desk_bot", "/help@other_bot", "@award_desk_bot 언제?"):
        await standin.say(STAFF, text, chat=GROUP)
    await standin.say(STAFF, "@award_desk_botx 언제?", chat=GROUP)
    await standin.say(STAFF, "봇에게 답장", chat=GROUP, reply_to=answer.message_id)
    await standin.say(STAFF, "사람에게 답장", chat=GROUP, reply_to=person)
    assert await heard(client) == ["/upcoming", "/upcoming@award_desk_bot", "봇에게 답장"]


async def test_members_have_the_status_telegram_gives_them(client: Bot) -> None:
    statuses = [(await client.get_chat_member(GROUP, user)).status for user in (GROUP_ADMIN, STAFF, STRANGER, BOT.id)]
    assert statuses == [ChatMember.OWNER, ChatMember.MEMBER, ChatMember.LEFT, ChatMember.MEMBER]
    with pytest.raises(BadRequest, match="User not found"):
        await client.get_chat_member(GROUP, 4711)


async def test_a_reply_without_topics_has_a_thread_that_nothing_can_be_sent_to(client: Bot, standin: StandIn) -> None:
    sent = await client.send_message(GROUP, "가")
    reply = await standin.say(STAFF, "나", chat=GROUP, reply_to=sent.message_id)
    (update,) = await fetch(client)
    assert update.message is not None
    assert (update.message.message_thread_id, update.message.is_topic_message) == (reply.thread, None)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await client.send_message(GROUP, "다", message_thread_id=reply.thread)


async def test_everybody_sees_the_most_specific_list_of_commands(client: Bot, standin: StandIn) -> None:
    await client.set_my_commands([BotCommand("help", "도움말")])
    await client.set_my_commands([BotCommand("cases", "사례")], BotCommandScopeAllPrivateChats())
    await client.set_my_commands([BotCommand("upcoming", "다가오는 일정")], BotCommandScopeAllGroupChats())
    await client.set_my_commands([BotCommand("subscribe", "알림")], BotCommandScopeAllChatAdministrators())
    await client.set_my_commands([BotCommand("reload", "다시 읽기")], BotCommandScopeChat(ADMIN))
    await client.set_my_commands([BotCommand("cases", "cases")], language_code="en")

    def menu(user: int, chat: int) -> list[str]:
        telegram = standin.telegram
        seen = telegram.commands.seen_by(telegram.users[user], telegram.chats[chat])
        return [command["command"] for command in seen]

    assert menu(STAFF, STAFF) == ["cases"]
    assert menu(ADMIN, ADMIN) == ["reload"]
    assert menu(STAFF, GROUP) == ["upcoming"]
    assert menu(GROUP_ADMIN, GROUP) == ["subscribe"]
    await client.delete_my_commands(BotCommandScopeChat(ADMIN))
    assert menu(ADMIN, ADMIN) == ["cases"]
    assert await client.get_my_commands() == (BotCommand("help", "도움말"),)
    assert await client.get_my_commands(BotCommandScopeChat(ADMIN)) == ()


@pytest.mark.parametrize(
    ("name", "description", "refusal"),
    [
        ("일정", "일정", "Bot_command_invalid"),
        ("Help", "도움말", "Bot_command_invalid"),
        ("help", " ", "Bot_command_description_invalid"),
        ("help", "가" * 257, "Bot_command_description_invalid"),
    ],
)
async def test_commands_telegram_refuses_are_refused(client: Bot, name: str, description: str, refusal: str) -> None:
    with pytest.raises(BadRequest, match=refusal):
        await client.set_my_commands([(name, description)])
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.set_my_commands([("help", "도움말")], BotCommandScopeChat(4711))


async def test_a_bot_that_is_brought_into_a_group_or_removed_is_told_by_my_chat_member(
    client: Bot, standin: StandIn
) -> None:
    """Bot API, Update: my_chat_member; ChatMemberUpdated; ChatMemberBanned; ChatMemberAdministrator."""
    telegram = standin.telegram
    chat = telegram.add_group(-1001000000009, "다른 방", {STRANGER: "creator"})
    for status in ("member", "administrator", "kicked"):
        telegram.place_bot(chat, status, STRANGER)
    changes = [update.my_chat_member for update in await fetch(client)]
    assert [(c.old_chat_member.status, c.new_chat_member.status, c.from_user.id) for c in changes if c] == [
        ("left", "member", STRANGER),
        ("member", "administrator", STRANGER),
        ("administrator", "kicked", STRANGER),
    ]
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await client.send_message(chat.id, "안녕")


async def test_a_bot_leaves_a_group_once(client: Bot, standin: StandIn) -> None:
    """Bot API, leaveChat: leaves a group, supergroup or channel."""
    assert await client.leave_chat(GROUP)
    (update,) = await fetch(client)
    assert update.my_chat_member
    assert update.my_chat_member.new_chat_member.status == ChatMember.LEFT
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await client.leave_chat(GROUP)
    with pytest.raises(BadRequest):
        await client.leave_chat(STAFF)
    with pytest.raises(Forbidden):
        await client.get_chat_member(GROUP, STAFF)


async def test_descriptions_are_kept_as_their_sections_have_it(client: Bot) -> None:
    """Bot API, "setMyDescription" (0-512 characters) and "setMyShortDescription" (0-120)."""
    await client.set_my_description("가" * 512)
    await client.set_my_short_description("나" * 120)
    assert (await client.get_my_description()).description == "가" * 512
    assert (await client.get_my_short_description()).short_description == "나" * 120
    for call in (client.set_my_description("가" * 513), client.set_my_short_description("나" * 121)):
        with pytest.raises(BadRequest):
            await call
