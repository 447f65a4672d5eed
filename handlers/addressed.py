"""What was said to the bot: in private everything, in a group only what is addressed to it."""

from __future__ import annotations

import re

from telegram import Chat, Message, MessageEntity, Update
from telegram.ext import filters

from handlers.commands import Command, find_command

_PARTICLE = "(?:(?:님|봇)?(?:은|는|이|가|을|를|도|의|아|야|께|에게|한테)?(?![가-힣]))?"
_ANY_COMMAND = re.compile(r"/(?P<name>[A-Za-z0-9_]+)(?:@(?P<bot>[A-Za-z0-9_]+))?(?=\s|$)")


def heard(message: Message) -> str | None:
    """The text that is meant for the bot, or a file's caption, without its @name; None where it was not spoken to.

    In a group it is spoken to by a mention anywhere, by a reply to one of its messages, or by one of its
    commands (`/schedule`, `/schedule@this_bot`). Another bot's command is not meant for it, even in a reply.
    A mention is found in the text itself, and its particle goes with it: Telegram marks none in `@bot은`.
    What somebody sent by an inline query to this bot is its own answer. The text may be empty.
    """
    bot, text = message.get_bot(), message.text or message.caption or ""
    if message.via_bot and message.via_bot.id == bot.id:
        return None
    if message.chat.type == Chat.PRIVATE:
        return text
    command = _ANY_COMMAND.match(text)
    named = command["bot"].lower() if command and command["bot"] else None
    if named and named != bot.username.lower():
        return None
    mention = re.compile(rf"(?<![A-Za-z0-9_.])@{re.escape(bot.username)}(?![A-Za-z0-9_]){_PARTICLE}", re.I)
    is_command = bool(named) or (text.startswith("/") and find_command(text, bot.username) is not None)
    mentioned = not is_command and mention.search(text) is not None
    marked = message.parse_entities if message.text else message.parse_caption_entities
    for entity, name in (marked([MessageEntity.TEXT_MENTION]) if text else {}).items():
        if entity.user and entity.user.id == bot.id:
            mentioned, text = True, text.replace(name, " ", 1)
    answered = message.reply_to_message
    replied = answered is not None and answered.from_user is not None and answered.from_user.id == bot.id
    if not (is_command or mentioned or replied):
        return None
    return text if is_command else mention.sub(" ", text).strip()


def concerns(update: Update) -> bool:
    """Whether an update is the bot's business: it was spoken to, or something happened that it should know."""
    message = update.message or update.edited_message
    return message is None or is_service(message) or heard(message) is not None


def is_service(message: Message) -> bool:
    """Whether a message only says that something happened to its chat; these answer nobody."""
    return bool(
        message.migrate_to_chat_id
        or message.migrate_from_chat_id
        or message.new_chat_members
        or message.left_chat_member
        or message.group_chat_created
        or message.supergroup_chat_created
        or message.forum_topic_created
        or message.pinned_message
        or message.new_chat_title
    )


def called(message: Message) -> tuple[Command, str] | None:
    """The command in what was said to the bot, with the words after it; a forwarded message commands nothing."""
    if message.forward_origin:
        return None
    text = heard(message) if message.text else None
    return find_command(text, message.get_bot().username) if text else None


def words_after_command(message: Message) -> str:
    """What stands after the command; empty where the message is none."""
    found = called(message)
    return found[1] if found else ""


def thread_of(message: Message) -> int | None:
    """The topic a message stands in. Replies outside of forums have an id too that must not be sent to."""
    return message.message_thread_id if message.is_topic_message else None


def unknown_command(message: Message) -> str | None:
    """The name of a command that was sent to the bot and is none of its; None for anything else."""
    text = (heard(message) or "") if message.text and not message.forward_origin else ""
    found = _ANY_COMMAND.match(text)
    return found["name"] if found and find_command(text, message.get_bot().username) is None else None


class Called(filters.MessageFilter):
    """Lets through the messages that are one command, under any of its names."""

    def __init__(self, command: Command) -> None:
        super().__init__(name=f"Called({command.name})")
        self._command = command

    def filter(self, message: Message) -> bool:
        """Whether the message is this command."""
        found = called(message)
        return found is not None and found[0] is self._command


class UnknownCommand(filters.MessageFilter):
    """Lets through the messages that are a command which there is not."""

    def filter(self, message: Message) -> bool:
        """Whether the message is one."""
        return unknown_command(message) is not None
