"""What the stand-in keeps: people, chats, messages, files and pressed buttons, with their form in the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import entities

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal in Telegram's own words; `parameters` as in the API's ResponseParameters."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot. `role` is what the page writes beside the name."""

    id: int
    name: str
    role: str = ""
    is_bot: bool = False
    username: str | None = None
    language: str | None = "ko"

    def api(self) -> Json:
        """The API's User."""
        found: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username is not None:
            found["username"] = self.username
        if self.language is not None and not self.is_bot:
            found["language_code"] = self.language
        return found


@dataclass(slots=True, eq=False)
class Chat:
    """A chat with what was said in it. `members` maps ids to the API's status, `pinned` are numbers of messages."""

    id: int
    type: str
    title: str
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    last_id: int = 0
    pinned: list[int] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        """Whether it is a talk of one person with the bot."""
        return self.type == "private"

    def next_id(self) -> int:
        """An id that was never used in this chat."""
        self.last_id += 1
        return self.last_id

    def api(self) -> Json:
        """The API's Chat."""
        return {"id": self.id, "type": self.type, "first_name" if self.is_private else "title": self.title}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An uploaded file; `path` is where the bot downloads it from."""

    id: str
    name: str
    mime_type: str
    content: bytes
    path: str

    def api(self) -> Json:
        """The API's Document."""
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_name": self.name,
            "mime_type": self.mime_type,
            "file_size": len(self.content),
        }

    @property
    def unique_id(self) -> str:
        """The id that is the same for every bot."""
        return self.id[-12:]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is now; an edit replaces it. `text` is the caption where there is a file; `contact` is a card.

    `date` and `edit_date` are Unix seconds; `rewritten` tells an edit that a phone shows from one of the buttons alone;
    `entities` and `keyboard` are in the API's form; `thread` is the first message of the replies it stands in,
    `reaction` the bot's.
    """

    chat: Chat
    message_id: int
    date: int
    sender: User
    text: str = ""
    entities: tuple[Json, ...] = ()
    keyboard: tuple[tuple[Json, ...], ...] = ()
    reply_to: Message | None = None
    thread: int | None = None
    document: StoredFile | None = None
    contact: Json | None = None
    as_photo: bool = False
    forward_origin: Json | None = None
    edit_date: int | None = None
    rewritten: bool = False
    reaction: str | None = None

    @property
    def html(self) -> str:
        """The text as escaped HTML with the entities a phone would show."""
        return entities.to_html(self.text, self.entities)

    def _file(self) -> Json:
        """Its file, as the API has it."""
        if self.document is None:
            return {}
        return {"photo": [_photo(self.document)]} if self.as_photo else {"document": self.document.api()}

    def button(self, data: str) -> Json | None:
        """The button with this callback data."""
        return next((one for row in self.keyboard for one in row if one.get("callback_data") == data), None)

    def api(self, *, nested: bool = False) -> Json:
        """The API's Message; a nested one does not carry what it replies to."""
        found: Json = {
            "message_id": self.message_id,
            "date": self.date,
            "chat": self.chat.api(),
            "from": self.sender.api(),
        }
        if self.thread is not None:
            found["message_thread_id"] = self.thread
        if self.reply_to is not None and not nested:
            found["reply_to_message"] = self.reply_to.api(nested=True)
        if self.edit_date is not None:
            found["edit_date"] = self.edit_date
        body, marks = ("text", "entities") if self.document is None else ("caption", "caption_entities")
        if self.text:
            found[body] = self.text
        if self.entities:
            found[marks] = list(self.entities)
        if self.document is not None:
            found |= self._file()
        if self.forward_origin is not None:
            found["forward_origin"] = self.forward_origin
        if self.contact is not None:
            found["contact"] = self.contact
        if self.keyboard:
            found["reply_markup"] = {"inline_keyboard": [list(row) for row in self.keyboard]}
        return found


def _photo(stored: StoredFile) -> Json:
    """The API's PhotoSize; how large it is nobody here asks."""
    return {"width": 1280, "height": 1280} | {
        name: value for name, value in stored.api().items() if name in ("file_id", "file_unique_id", "file_size")
    }


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot answered to a pressed button; an alert is a box that has to be closed."""

    text: str
    alert: bool


@dataclass(slots=True, eq=False)
class PressedButton:
    """A callback query; `answer` is None until the bot answers it."""

    id: str
    user: User
    message: Message
    data: str
    answer: Answer | None = None

    def api(self) -> Json:
        """The API's CallbackQuery."""
        return {
            "id": self.id,
            "from": self.user.api(),
            "message": self.message.api(),
            "chat_instance": str(self.message.chat.id * 7919),
            "data": self.data,
        }


@dataclass(slots=True, eq=False)
class InlineQuery:
    """What somebody types behind the bot's name in any chat; `results` and `button` are None until it is answered."""

    id: str
    user: User
    text: str
    results: tuple[Json, ...] | None = None
    button: Json | None = None

    def api(self) -> Json:
        """The API's InlineQuery."""
        return {"id": self.id, "from": self.user.api(), "query": self.text, "offset": ""}
