"""`/audit`: admins read who did what."""

from __future__ import annotations

import re
import tomllib

from telegram import CallbackQuery, Message

from bot.context import Context, Desk
from bot.state.rows import AuditEntry
from handlers import render
from handlers.addressed import words_after_command
from handlers.admin import admins_only, admins_press
from handlers.desk import correct
from handlers.pager import pager
from handlers.render.wording import TEXTS, one_line
from handlers.sending import edit, reply, toast

_SHOWN = 10
_TABLE = tomllib.loads((TEXTS / "audit.toml").read_text(encoding="utf-8"))
ACTIONS: dict[str, str] = _TABLE["actions"]
"""What people read of an action."""

_WORDS: dict[str, str] = _TABLE["words"]
_IN_WORDS = frozenset({"plan", "plan cancelled", "file refused", "correct", "alias", "invite", "publish"})
_RECORD = re.compile(r"(?:contact|event|case|fix)-[0-9a-f]+")
_LONGEST_NAME = 40
_EVERYBODY = "all"


@admins_only
async def audit(message: Message, context: Context) -> None:
    """Shows the last entries, or with a number those of that person."""
    words = words_after_command(message).strip()
    actor = int(words) if words.isascii() and words.isdigit() and len(words) <= 16 else None
    if words and actor is None:
        await reply(message, render.say("needs_number", command="audit"))
        return
    await reply(message, _page(context.desk, actor, 0))


@admins_press("audit")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Turns the page."""
    whose, _, page = what.partition("-")
    if not page.isdigit() or not (whose == _EVERYBODY or whose.isdigit()):
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query)
    await edit(message, _page(context.desk, None if whose == _EVERYBODY else int(whose), int(page)))


def _page(desk: Desk, actor: int | None, page: int) -> render.Message:
    audit = desk.store.audit
    total = audit.count(actor)
    pages = -(-total // _SHOWN)
    page = min(page, max(pages - 1, 0))
    turns = pager(f"audit:{_EVERYBODY if actor is None else actor}", page, pages)
    entries = [
        (entry, ACTIONS.get(entry.action, entry.action), _detail(entry, desk))
        for entry in audit.entries(_SHOWN, page * _SHOWN, actor)
    ]
    return render.say("audit", entries=entries, total=total, actor=actor, keyboard=(turns,) if turns else ())


def _detail(entry: AuditEntry, desk: Desk) -> str:
    """What was done, in words that people read: records by their names, and what the code calls something in Korean."""
    if entry.action not in _IN_WORDS:
        return entry.detail
    if entry.detail in _WORDS:
        return _WORDS[entry.detail]
    words = entry.detail.split()
    ours = 2 if entry.action == "publish" else len(words)  # what follows is an admin's reason, in their own words
    return " ".join(filter(None, (*(_said(word, desk) for word in words[:ours]), *words[ours:])))


def _said(word: str, desk: Desk) -> str:
    if not _RECORD.fullmatch(word):
        return _WORDS.get(word, word)
    fact = correct.fact_called(word, desk)
    return one_line(correct.named(fact), _LONGEST_NAME) if fact else ""
