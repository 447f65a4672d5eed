"""The stand-in's Telegram: its people and chats, and whom the bot reaches.

STAFF, GROUP_ADMIN and ADMIN are members of GROUP; STRANGER is not.
"""

from __future__ import annotations

from bot.clock import Clock, SettableClock
from bot.sandbox.conversations import Conversations
from bot.sandbox.records import ApiError, Chat, User

STAFF = 1001
GROUP_ADMIN = 1002
ADMIN = 1003
STRANGER = 1999
GROUP = -1001000000001

BOT = User(7000000001, "시상 안내봇", "봇", is_bot=True, username="award_desk_bot")

_PEOPLE = (
    User(STAFF, "김주무관", "직원"),
    User(GROUP_ADMIN, "이사무관", "단체방 관리자"),
    User(ADMIN, "박관리자", "봇 관리자"),
    User(STRANGER, "외부인", "외부인"),
)


class Telegram(Conversations):
    """In the beginning: four people, one group with the bot in it, two private chats started."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock or SettableClock(), BOT)
        for person in _PEOPLE:
            self.add_user(person)
        members = {GROUP_ADMIN: "creator", STAFF: "member", ADMIN: "member", BOT.id: "member"}
        self.add_group(GROUP, "혁신행정 단체방", members)
        self.started |= {STAFF, ADMIN}

    def reach(self, chat_id: int) -> Chat:
        """The chat the bot may write to; raises `ApiError` as Telegram refuses."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.is_private and chat_id not in self.started:
            if any({chat_id, self.bot.id} <= group.members.keys() for group in self.chats.values()):
                raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
            raise ApiError(400, "Bad Request: chat not found")
        if not chat.is_private and chat.members.get(self.bot.id, "left") in ("left", "kicked"):
            what = "was kicked from" if chat.members.get(self.bot.id) == "kicked" else "is not a member of"
            raise ApiError(403, f"Forbidden: bot {what} the {chat.type} chat")
        return chat
