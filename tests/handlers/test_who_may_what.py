"""The table of who may do what: every command, button, file and kind of update against everybody, in every mode.

What there is is taken from the code, so that nothing new is forgotten. **Have you added a command, a button or a
handler?** Then a test below fails until you have said here for whom it is: `Right.STAFF` is whoever is let in,
`Right.PRIVATE` too but not in a group, `Right.DECIDES` who may decide about the reminders of a chat (in private anybody
who is let in, in a group its administrators), `Right.ADMIN` an admin, in private. The rest follows: it is tried by a
stranger, a member, one who was removed, one who was barred, a former admin and an admin, in private, in the staff's
group, in one that an admin took in and in one that nobody did.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from enum import Enum
from typing import Any

import pytest

from bot.app import ALLOWED_UPDATES, build_application
from bot.clock import SettableClock
from bot.context import Desk
from bot.library import Library
from bot.settings import Settings, StaffAccess
from bot.state.rows import GroupState
from bot.state.store import Store
from handlers import register
from handlers.buttons import VERBS
from handlers.commands import COMMANDS
from handlers.registration import CALLBACKS
from handlers.render import plain, say
from tests.handlers.conftest import ADMIN, STAFF, STRANGER
from tests.transport import GROUP, USERNAME, Call, Room, Transport, make_bot

QUESTION = "시상식 언제예요?"


class Right(Enum):
    STAFF = "whoever is let in"
    PRIVATE = "whoever is let in, in private"
    DECIDES = "who may decide about a chat's reminders"
    ADMIN = "an admin, in private"


RIGHTS_OF_COMMANDS: dict[str, Right] = {
    "start": Right.STAFF,
    "help": Right.STAFF,
    "schedule": Right.STAFF,
    "cases": Right.STAFF,
    "contacts": Right.STAFF,
    "contests": Right.STAFF,
    "why": Right.STAFF,
    "subscribe": Right.DECIDES,
    "unsubscribe": Right.DECIDES,
    "upcoming": Right.STAFF,
    "calendar": Right.STAFF,
    "original": Right.STAFF,
    "again": Right.STAFF,
    "reload": Right.ADMIN,
    "event": Right.ADMIN,
    "versions": Right.ADMIN,
    "cancel": Right.STAFF,  # who has nothing open, as only admins have, is told so
    "correct": Right.ADMIN,
    "alias": Right.ADMIN,
    "unanswered": Right.ADMIN,
    "status": Right.ADMIN,
    "invite": Right.ADMIN,
    "revoke": Right.ADMIN,
    "groups": Right.ADMIN,
    "admins": Right.ADMIN,
    "audit": Right.ADMIN,
    "month": Right.ADMIN,
    "privacy": Right.STAFF,
    "mydata": Right.PRIVATE,
    "forget": Right.PRIVATE,
}
"""By the name of a command in commands.toml."""

RIGHTS_OF_BUTTONS: dict[str, tuple[Right, tuple[str, ...]]] = {
    "show": (Right.STAFF, ("EVENT",)),
    "contacts": (Right.STAFF, ("EVENT",)),
    "cases": (Right.STAFF, ("CONTEST",)),
    "browse": (Right.STAFF, ("schedule", "contact")),
    "page": (Right.STAFF, ("0",)),
    "pick": (Right.STAFF, ("0",)),
    "asis": (Right.STAFF, ("",)),
    "mended": (Right.STAFF, ("",)),
    "why": (Right.STAFF, ("",)),
    "coming": (Right.STAFF, ("all-0",)),
    "ics": (Right.STAFF, ("EVENT",)),
    "card": (Right.STAFF, ("CONTACT",)),
    "original": (Right.STAFF, ("RELEASE",)),
    "ack": (Right.STAFF, ("",)),
    "again": (Right.STAFF, ("",)),
    "wish": (Right.DECIDES, ("menu", "on-digest", "off-all")),
    "follow": (Right.DECIDES, ("EVENT",)),
    "plan": (Right.ADMIN, ("apply-00000000", "cancel-00000000", "facts-00000000-0", "doubts-serving-0")),
    "version": (Right.ADMIN, ("list-0", "back-1")),
    "keep": (Right.ADMIN, ("ask", "save", "list-0", "drop-1")),
    "fix": (Right.ADMIN, ("answer", "show-EVENT", "date-EVENT", "save", "list-0")),
    "person": (Right.ADMIN, ("new-EVENT", "save")),
    "alias": (Right.ADMIN, ("new", "list-0", "save")),
    "missed": (Right.ADMIN, ("list-0", "show-1", "dismiss-1", "only-1")),
    "curate": (Right.ADMIN, ("save", "asked")),
    "answerback": (Right.ADMIN, ("save", "cancel")),
    "reason": (Right.ADMIN, ("save", "cancel")),
    "good": (Right.STAFF, ("",)),
    "bad": (Right.STAFF, ("", "date")),
    "hand": (Right.STAFF, ("",)),
    "later": (Right.STAFF, ("",)),
    "forget": (Right.STAFF, ("no",)),  # in a group it means nothing, and says so
    "audit": (Right.ADMIN, ("all-0",)),
    "month": (Right.ADMIN, ("2026-11",)),
    "event": (Right.ADMIN, ("new", "list", "save", "drop-x")),
    "group": (
        Right.ADMIN,
        ("list-0", "pick", "show-GROUP", "leave-OTHER", "drop-OTHER", "admit-FOREIGN", "refuse-FOREIGN"),
    ),
    "invite": (Right.ADMIN, ("list", "pick", "cancel-CODE")),
    "admin": (Right.ADMIN, ("list", "remove-1005", "drop-1005")),
}
"""By what a button's data begins with, and examples of what follows; EVENT and the like are put in below."""

HANDLERS = {
    "Doorkeeper.check": "stands before all others and is what is tried here",
    "Decliner.check": "what came too fast or is too old, behind the door: test_late_answers.py",
    "on_my_chat_member": "the bot's own place in a chat: test_admission.py and reminders/test_subscriptions.py",
    "on_migrate": "a group that became a supergroup: test_admission.py",
    "edited": "an edited question: tried below",
    "offer": "inline queries: tried below",
    "people_picked": "people from Telegram's list: tried below",
    "group_picked": "a group from Telegram's list: tried below",
    "press": "buttons, each of which has its row above",
    "hear": "questions, steps of dialogues and replies to what was handed over: tried below",
    "ask": "what is written under a photo or file: tried below",
    "unknown": "commands that there are not: as questions, tried below",
    "document": "files: tried below",
    "other": "whatever is neither text nor file: tried below",
}
"""Handlers beside those of commands, and where it stands who may use them."""

UPDATES = {"message", "edited_message", "callback_query", "inline_query", "my_chat_member"}
"""The kinds of updates that are asked for. Of every other the door has to say who may send it: see `Doorkeeper`."""

OTHER, FOREIGN = -1007777777777, -1009999999999
MEMBER, REMOVED, BARRED, DEMOTED = STAFF, 1011, 1012, 1013
PEOPLE = {
    "a stranger": STRANGER,
    "a member": MEMBER,
    "a removed member": REMOVED,
    "a barred person": BARRED,
    "a demoted admin": DEMOTED,
    "an admin": ADMIN,
}
IN_PRIVATE = None
PLACES = {"private": IN_PRIVATE, "the staff's group": GROUP, "a group taken in": OTHER, "a foreign group": FOREIGN}

MESSAGES: dict[str, dict[str, Any]] = {
    "a question": {"text": QUESTION},
    "an unknown command": {"text": f"/nothing@{USERNAME}"},
    "a file": {"document": {"file_id": "f", "file_unique_id": "u", "file_name": "보도.hwpx", "file_size": 10}},
    "a photo": {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]},
    "a sticker": {
        "sticker": {
            "file_id": "f",
            "file_unique_id": "u",
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
    },
}

PICKED: dict[str, dict[str, Any]] = {
    "picked people": {"users_shared": {"request_id": 1, "users": [{"user_id": 1077}]}},
    "a picked group": {"chat_shared": {"request_id": 2, "chat_id": -1006666666666, "title": "고른 방"}},
}
"""What only an admin may send."""


# What is not in the table


def test_of_every_command_it_is_said_for_whom_it_is() -> None:
    missing = {command.name for command in COMMANDS} ^ RIGHTS_OF_COMMANDS.keys()
    assert not missing, f"RIGHTS_OF_COMMANDS in {__name__}: say for whom is, or take out, {sorted(missing)}"


def test_of_every_button_it_is_said_for_whom_it_is() -> None:
    missing = VERBS ^ RIGHTS_OF_BUTTONS.keys()
    assert not missing, f"RIGHTS_OF_BUTTONS in {__name__}: say for whom is, or take out, {sorted(missing)}"


def test_of_every_other_handler_it_is_said_where_it_is_tried(desk: Desk, transport: Transport) -> None:
    application = build_application(desk, register, bot=make_bot(transport))
    every = {one.callback.__qualname__ for group in application.handlers.values() for one in group}
    others = every - {callback.__qualname__ for callback in CALLBACKS.values()}
    missing = others ^ HANDLERS.keys()
    assert not missing, f"HANDLERS in {__name__}: say where it is tried who may use, or take out, {sorted(missing)}"


def test_of_every_kind_of_update_it_is_said_who_may_send_it() -> None:
    missing = set(ALLOWED_UPDATES) ^ UPDATES
    assert not missing, f"UPDATES in {__name__}: try here who may send, or take out, {sorted(missing)}"


# The table


def let_in(person: str, access: StaffAccess) -> bool:
    if access is StaffAccess.OPEN and person != "a barred person":
        return True
    return person in ("a member", "a demoted admin", "an admin")


def allowed(right: Right, person: str, place: str, access: StaffAccess) -> bool:
    """Nobody here is an administrator of a group."""
    if place == "a foreign group" or not let_in(person, access):
        return False
    if right is Right.ADMIN:
        return person == "an admin" and place == "private"
    return right is Right.STAFF or place == "private"


@asynccontextmanager
async def scene(access: StaffAccess, settings: Settings, known: Library, clock: SettableClock) -> AsyncIterator[Room]:
    """Everybody became what they are, and the admins were asked about the foreign group."""
    transport, store, now = Transport(), Store(None), clock.now()
    desk = Desk(settings.model_copy(update={"staff_access": access}), known, store, clock)
    admissions = store.admissions
    transport.members = {MEMBER: "member", BARRED: "member", DEMOTED: "member", ADMIN: "member"}
    for person in (MEMBER, REMOVED, BARRED, DEMOTED):
        admissions.admit(person, ADMIN, now)
    admissions.revoke(REMOVED, ADMIN, now)
    admissions.lift(REMOVED)
    admissions.revoke(BARRED, ADMIN, now)
    for person in (DEMOTED, 1005):
        admissions.add_admin(person, ADMIN, now)
    admissions.remove_admin(DEMOTED)
    admissions.meet_group(OTHER, "받아들인 방", MEMBER, now, GroupState.WAITING)
    admissions.decide(OTHER, GroupState.ADMITTED, ADMIN, now)
    for chat in (GROUP, OTHER):
        store.subscribe(chat, None, ADMIN, now)
    async with build_application(desk, register, bot=make_bot(transport)) as application:
        room = Room(application, transport)
        await room.say(f"@{USERNAME} {QUESTION}", by=STRANGER, chat=FOREIGN)
        yield room
    store.close()


REFUSALS = frozenset(
    plain(text)
    for text in (
        *(say("stranger", user_id=one, access=mode.value).text for one in PEOPLE.values() for mode in StaffAccess),
        say("admins_only").text,
        say("in_private").text,
        *(say("subscribe_refused", why=why).text for why in ("anonymous", "member", "unknown")),
    )
)


def kept_out(calls: list[Call]) -> bool:
    """Whether nothing was said but a refusal, or nothing at all."""
    return all(
        call.method in ("sendMessage", "answerCallbackQuery") and plain(call.text) in REFUSALS | {""} for call in calls
    )


def kept(room: Room) -> list[str]:
    """What is remembered, but for what is noted of whoever knocks."""
    store: Store = room.application.bot_data["desk"].store
    lines = "\n".join(store._db.conn.iterdump()).splitlines()
    noted = ("audit", "inbox", "members", "sqlite_sequence", "chats")
    return [line for line in lines if not line.startswith(tuple(f'INSERT INTO "{name}"' for name in noted))]


def is_silent(calls: list[Call]) -> bool:
    return all(call.method == "answerCallbackQuery" and not call.text for call in calls)


class Table:
    """Tries one thing after the other and notes where it came out otherwise than the table says."""

    def __init__(self, room: Room, access: StaffAccess, clock: SettableClock) -> None:
        self.room, self.access, self.clock = room, access, clock
        self.faults: list[str] = []

    async def message(self, name: str, right: Right, person: str, place: str, **message: Any) -> None:
        text, by, chat = message.pop("text", None), PEOPLE[person], PLACES[place]
        if chat is not None and text and not text.startswith("/"):
            text = f"@{USERNAME} {text}"
        if chat is not None and text is None and not message.keys() & {"users_shared", "chat_shared"}:
            message["caption"] = f"@{USERNAME} {QUESTION}"

        async def sent() -> list[Call]:
            return await self.room.say(text, by=by, chat=chat, **message)

        await self._try(name, right, person, place, sent)

    async def edit(self, person: str, place: str) -> None:
        async def edited() -> list[Call]:
            by, chat = PEOPLE[person], PLACES[place] or PEOPLE[person]
            message = {
                "message_id": 9_000,
                "date": 1_700_000_000,
                "edit_date": 1_700_000_001,
                "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
                "from": {"id": by, "is_bot": False, "first_name": "사람"},
                "text": f"@{USERNAME} {QUESTION}",
            }
            return await self.room.give(edited_message=message)

        if place != "private":  # where only an edit of what was answered does something
            await self._try("an edit", Right.STAFF, person, place, edited)

    async def inline(self, person: str) -> None:
        """In whatever chat it is typed: nothing tells the bot which."""
        sender = {"id": PEOPLE[person], "is_bot": False, "first_name": "사람"}
        query = {"id": "q", "from": sender, "query": "시상식", "offset": ""}
        (call,) = await self.room.give(inline_query=query)
        if bool(call.values["results"]) is not let_in(person, self.access):
            self.faults.append(f"{self.access.value}: {person} inline: {call.values}")

    async def press(self, data: str, right: Right, person: str, place: str) -> None:
        async def pressed() -> list[Call]:
            by = PEOPLE[person]
            return await self.room.press(data, by=by, chat=PLACES[place], message_id=77)

        await self._try(f"[{data}]", right, person, place, pressed)

    async def _try(self, name: str, right: Right, person: str, place: str, do: Any) -> None:
        self.clock.set(self.clock.now() + timedelta(hours=2))  # nobody is told to slow down
        before = kept(self.room)
        calls = await do()
        here = f"{self.access.value}: {person} in {place}: {name}"
        if allowed(right, person, place, self.access):
            if (calls == [] and place == "private") or (calls and kept_out(calls) and not is_silent(calls)):
                self.faults.append(f"{here} is refused")
            return
        if not kept_out(calls):
            self.faults.append(f"{here} is answered")
        if place == "a foreign group" and not is_silent(calls):
            self.faults.append(f"{here} is not silent")
        if kept(self.room) != before:
            self.faults.append(f"{here} changed what is remembered")


def filled(room: Room) -> Iterator[tuple[str, Right]]:
    """Every button of the table with what its data needs."""
    desk: Desk = room.application.bot_data["desk"]
    facts = desk.library.current.facts
    now = desk.clock.now()
    names = {
        "EVENT": facts.events[0].id,
        "CONTACT": facts.contacts[0].id,
        "RELEASE": facts.releases[0].id,
        "CONTEST": facts.contests[0].id,
        "GROUP": str(GROUP),
        "OTHER": str(OTHER),
        "FOREIGN": str(FOREIGN),
        "CODE": desk.store.admissions.create_invitation(ADMIN, now, now + timedelta(days=300)),
    }
    for verb, (right, examples) in RIGHTS_OF_BUTTONS.items():
        for example in examples:
            for name, value in names.items():
                example = example.replace(name, value)
            yield f"{verb}:{example}" if example else verb, right


@pytest.mark.parametrize("access", list(StaffAccess))
@pytest.mark.parametrize("person", list(PEOPLE))
async def test_the_table(
    access: StaffAccess, person: str, settings: Settings, known: Library, clock: SettableClock
) -> None:
    async with scene(access, settings, known, clock) as room:
        table = Table(room, access, clock)
        for place in ("a foreign group", "a group taken in", "the staff's group", "private"):
            for command, right in RIGHTS_OF_COMMANDS.items():
                await table.message(f"/{command}", right, person, place, text=f"/{command}")
            for data, right in filled(room):
                await table.press(data, right, person, place)
            await table.edit(person, place)
            for name, message in MESSAGES.items():
                await table.message(name, Right.STAFF, person, place, **message)
            for name, message in PICKED.items():
                await table.message(name, Right.ADMIN, person, place, **message)
        await table.inline(person)
        assert table.faults == []


@pytest.mark.parametrize("access", list(StaffAccess))
async def test_without_words_in_a_group_nothing_is_answered(
    access: StaffAccess, settings: Settings, known: Library, clock: SettableClock
) -> None:
    async with scene(access, settings, known, clock) as room:
        for place in (GROUP, OTHER, FOREIGN):
            for person in PEOPLE.values():
                assert await room.say("우리끼리 하는 말", by=person, chat=place) == []


async def test_the_table_notices_a_door_that_stands_open(
    settings: Settings, known: Library, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def open_door(*_: object) -> None: ...

    monkeypatch.setattr("handlers.access.Doorkeeper.check", open_door)
    async with scene(StaffAccess.INVITE, settings, known, clock) as room:
        table = Table(room, StaffAccess.INVITE, clock)
        await table.message("/schedule", Right.STAFF, "a stranger", "private", text="/schedule")
        await table.press("wish:menu", Right.DECIDES, "a barred person", "private")
        await table.message("/schedule", Right.STAFF, "a member", "a foreign group", text="/schedule")
        assert len(table.faults) >= 3
