"""The stand-in's Telegram: its people and chats, and who blocks, joins, leaves or moves.

STAFF, GROUP_ADMIN and ADMIN are members of GROUP; STRANGER is not.
"""

from __future__ import annotations

from bot.clock import Clock, SettableClock
from bot.sandbox.conversations import Conversations
from bot.sandbox.records import ApiError, Chat, Json, User
from bot.sandbox.sentences import notice

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
_PRESENT = frozenset({"creator", "administrator", "member"})
_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
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
        self._blocked: set[int] = set()
        self._deactivated: set[int] = set()

    def reach(self, chat_id: int) -> Chat:
        """The chat the bot may write to; raises `ApiError` as Telegram refuses."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        if chat.is_private:
            self._reach_person(chat_id)
        else:
            name = "supergroup" if chat.type == "supergroup" else "group"
            status = chat.members.get(self.bot.id, "left")
            if status == "kicked":
                raise ApiError(403, f"Forbidden: bot was kicked from the {name} chat")
            if status not in _PRESENT:
                raise ApiError(403, f"Forbidden: bot is not a member of the {name} chat")
        return chat

    def _reach_person(self, user_id: int) -> None:
        if user_id in self._deactivated:
            raise ApiError(403, "Forbidden: user is deactivated")
        if user_id in self._blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if user_id in self.started:
            return
        if any(self._together(chat, user_id) for chat in self.chats.values()):
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        raise ApiError(400, "Bad Request: chat not found")

    def _together(self, chat: Chat, user_id: int) -> bool:
        return not chat.is_private and {user_id, self.bot.id} <= {
            i for i, status in chat.members.items() if status in _PRESENT
        }

    def block(self, user_id: int) -> None:
        """A person blocks the bot."""
        if user_id not in self._blocked:
            self._blocked.add(user_id)
            self._bot_changed(self.chats[user_id], self.users[user_id], "member", "kicked")

    def unblock(self, user_id: int) -> None:
        """A person lets the bot write again."""
        if user_id in self._blocked:
            self._blocked.discard(user_id)
            self._bot_changed(self.chats[user_id], self.users[user_id], "kicked", "member")

    def deactivate(self, user_id: int) -> None:
        """A person deletes their account."""
        self._deactivated.add(user_id)

    def kick_bot(self, chat_id: int, by: int) -> None:
        """The bot is removed from a group for good."""
        self._leave(self.chats[chat_id], self.users[by], "kicked")

    def bot_leaves(self, chat: Chat) -> None:
        """The bot leaves a group by itself."""
        self._leave(chat, self.bot, "left")

    def _leave(self, chat: Chat, by: User, status: str) -> None:
        before = chat.members.get(self.bot.id, "left")
        chat.members[self.bot.id] = status
        self._bot_changed(chat, by, before, status)
        self.service(chat, by, {"left_chat_member": self.bot.api()}, notice("bot_left", bot=self.bot.name), heard=False)

    def add_bot(self, chat_id: int, by: int, *, administrator: bool = False) -> None:
        """The bot is added to a group, or made an administrator there, who hears everything."""
        chat, person = self.chats[chat_id], self.users[by]
        before = chat.members.get(self.bot.id, "left")
        after = "administrator" if administrator else "member"
        chat.members[self.bot.id] = after
        self._bot_changed(chat, person, before, after)
        if before not in _PRESENT:
            fields = {"new_chat_members": [self.bot.api()]}
            self.service(chat, person, fields, notice("bot_added", by=person.name, bot=self.bot.name))

    def join(self, chat_id: int, user_id: int, status: str = "member") -> None:
        """A person joins a group or gets another status there (creator, administrator, member)."""
        self._person_changed(self.chats[chat_id], user_id, status)

    def leave(self, chat_id: int, user_id: int) -> None:
        """A person leaves a group."""
        self._person_changed(self.chats[chat_id], user_id, "left")

    def migrate(self, chat_id: int) -> int:
        """A group becomes a supergroup under a new id, which is returned; the old id refuses from now on."""
        old = self.chats[chat_id]
        new_id = min(-1001000000001, *self.chats) - 1
        new = self.add_group(new_id, old.title, old.members)
        creator = next(self.users[i] for i, status in old.members.items() if status == "creator")
        self.service(old, creator, {"migrate_to_chat_id": new_id}, notice("migrated"))
        old.migrated_to = new_id
        self.service(new, creator, {"migrate_from_chat_id": chat_id}, notice("migrated"))
        return new_id

    def current(self, chat_id: int) -> Chat:
        """The chat, under its new id where it has migrated."""
        chat = self.chats[chat_id]
        while chat.migrated_to is not None:
            chat = self.chats[chat.migrated_to]
        return chat

    def open_topic(self, chat_id: int, name: str) -> int:
        """Open a topic, which makes the group a forum; its thread id is returned."""
        chat = self.chats[chat_id]
        chat.is_forum = True
        creator = next(self.users[i] for i, status in chat.members.items() if status == "creator")
        thread = chat.next_id()
        chat.topics[thread] = name
        fields = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        self.service(chat, creator, fields, notice("topic", name=name), thread=thread)
        return thread

    def delete_topic(self, chat_id: int, thread: int) -> None:
        """Delete a topic with its messages."""
        chat = self.chats[chat_id]
        del chat.topics[thread]
        for message in [m for m in chat.messages.values() if m.thread == thread]:
            self.remove(message)

    def _bot_changed(self, chat: Chat, by: User, before: str, after: str) -> None:
        self.updates.push("my_chat_member", self._change(chat, by, self.bot, before, after))

    def _person_changed(self, chat: Chat, user_id: int, status: str) -> None:
        user = self.users[user_id]
        before = chat.members.get(user_id, "left")
        chat.members[user_id] = status
        if chat.members.get(self.bot.id) == "administrator":
            self.updates.push("chat_member", self._change(chat, user, user, before, status))
        heard = chat.members.get(self.bot.id) in _PRESENT
        if before not in _PRESENT and status in _PRESENT:
            fields: Json = {"new_chat_members": [user.api()]}
            self.service(chat, user, fields, notice("joined", name=user.name), heard=heard)
        elif before in _PRESENT and status not in _PRESENT:
            fields = {"left_chat_member": user.api()}
            self.service(chat, user, fields, notice("left", name=user.name), heard=heard)

    def _change(self, chat: Chat, by: User, whom: User, before: str, after: str) -> Json:
        return {
            "chat": chat.api(),
            "from": by.api(),
            "date": self.now(),
            "old_chat_member": member_api(whom, before),
            "new_chat_member": member_api(whom, after),
        }


def member_api(user: User, status: str) -> Json:
    """The API's ChatMember; an administrator of the stand-in may do everything."""
    found: Json = {"user": user.api(), "status": status}
    if status == "creator":
        found["is_anonymous"] = False
    elif status == "administrator":
        found |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
    elif status == "kicked":
        found["until_date"] = 0
    return found
