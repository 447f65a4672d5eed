"""`/audit`: admins read who did what."""

from __future__ import annotations

from telegram import CallbackQuery, Message

from bot.context import Context, Desk
from handlers import render
from handlers.addressed import words_after_command
from handlers.admin import admins_only, admins_press
from handlers.pager import pager
from handlers.sending import edit, reply, toast

_SHOWN = 15
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
    entries = audit.entries(_SHOWN, page * _SHOWN, actor)
    return render.say("audit", entries=entries, total=total, actor=actor, keyboard=(turns,) if turns else ())
