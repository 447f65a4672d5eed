"""`/versions`: what was published, by whom and when; a tap shows the difference, another goes back."""

from __future__ import annotations

from functools import partial

from telegram import CallbackQuery, Message

from bot.context import Context, Desk
from handlers import render
from handlers.admin import admins_only, admins_press, not_published
from handlers.desk.publish import REFUSALS, screen
from handlers.pager import pager
from handlers.render.wording import word
from handlers.sending import edit, reply, toast

_A_PAGE = 5


@admins_only
async def versions(message: Message, context: Context) -> None:
    """Lists the versions that are kept, the newest first."""
    await reply(message, await _listed(context.desk))


@admins_press("versions")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Shows what going back to a version would change, as a plan."""
    do, _, about = what.partition("-")
    desk, library = context.desk, context.desk.library
    await toast(query)
    number = int(about) if about.isdigit() else 0
    if do != "back":
        await edit(message, await _listed(desk, number))
        return
    questions = desk.store.work.saved_questions()
    try:
        plan = await library.off_loop(partial(library.plan_back, query.from_user.id, number, questions))
    except REFUSALS as error:
        await edit(message, not_published(error))
        return
    desk.store.record(query.from_user.id, "plan", f"undo {number}", desk.clock.now())
    await edit(message, await screen(plan, context))


async def _listed(desk: Desk, page: int = 0) -> render.Message:
    every = await desk.library.off_loop(desk.library.versions.listed)
    pages = max(1, -(-len(every) // _A_PAGE))
    page = min(page, pages - 1)
    shown = every[page * _A_PAGE :][:_A_PAGE]
    serving = desk.library.version.number
    numbers = tuple(
        render.Button(word("version_button", number=made.number), f"version:back-{made.number}")
        for made in shown
        if made.number != serving
    )
    keyboard = tuple(row for row in (numbers, pager("version:list", page, pages)) if row)
    return render.say("versions", keyboard=keyboard, shown=shown, serving=serving, total=len(every))
