"""`/alias`: other and short names of organizations, departments, contests and things, as staff use them."""

from __future__ import annotations

from telegram import CallbackQuery, Message

from bot.context import Context, Desk
from handlers import render
from handlers.admin import admins_only, admins_press
from handlers.desk import dialogue, overlay
from handlers.desk.dialogue import LONGEST, REVIEW, Draft, Fault, Form, Step, Values, add_form
from handlers.desk.publish import Done
from handlers.pager import pager
from handlers.render.wording import word
from handlers.sending import edit, reply, toast
from knowledge.folder.corrections import Correction, Doing
from knowledge.hangul import squeeze
from knowledge.model import Alias, fact_id

_A_PAGE = 6


@admins_only
async def alias(message: Message, context: Context) -> None:
    """Lists the names that admins added."""
    await reply(message, listed(context.desk))


@admins_press("alias")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Begins a name, takes one away, or goes on with the dialogue."""
    do, _, about = what.partition("-")
    desk = context.desk
    match do:
        case "list":
            await toast(query)
            await edit(message, listed(desk, int(about) if about.isdigit() else 0))
        case "new":
            await toast(query)
            await dialogue.show(dialogue.begun(FORM, desk), message, query.from_user.id, context)
        case "take":
            await toast(query)
            draft = dialogue.begun(FORM, desk, about=about, step=REVIEW)
            await dialogue.show(draft, message, query.from_user.id, context)
        case _:
            await dialogue.press(query, message, FORM, what, context)


def listed(desk: Desk, page: int = 0) -> render.Message:
    """The names that admins added, the newest first."""
    every = [one for one in desk.library.version.corrections[::-1] if one.alias]
    pages = max(1, -(-len(every) // _A_PAGE))
    page = min(page, pages - 1)
    shown = every[page * _A_PAGE :][:_A_PAGE]
    numbers = tuple(render.Button(f"🗑 {n}", f"alias:take-{one.id}") for n, one in enumerate(shown, page * _A_PAGE + 1))
    new = (render.Button(word("desk_button", name="new"), "alias:new"),)
    keyboard = tuple(row for row in (numbers, pager("alias:list", page, pages), new) if row)
    return render.say(
        "alias_list",
        keyboard=keyboard,
        shown=[one.alias for one in shown],
        first=page * _A_PAGE + 1,
        total=len(every),
    )


def _read_short(text: str, *_: object) -> Values:
    if len(text) > LONGEST:
        raise Fault("long")
    if len(squeeze(text)) < 2:
        raise Fault("short")
    return {"short": text}


def _read_name(text: str, draft: Draft, _: Desk) -> Values:
    if len(text) > LONGEST:
        raise Fault("long")
    if squeeze(text) == squeeze(draft["short"] or ""):
        raise Fault("same")
    return {"name": text}


def _corrections(draft: Draft, by: int, desk: Desk) -> tuple[Correction, ...]:
    if draft.about.startswith("fix-"):
        return tuple(one for one in desk.library.version.corrections if one.id != draft.about)
    short, name = draft["short"] or "", draft["name"] or ""
    new = Alias(fact_id("alias", "", short, name), short, name)
    return overlay.with_correction(
        desk.library.version.corrections, Correction(Doing.ALIAS, desk.clock.today(), by, alias=new)
    )


async def _preview(draft: Draft, by: int, context: Context, fault: str | None) -> render.Message:
    return await overlay.preview(FORM, _corrections(draft, by, context.desk), context, fault, draft=draft)


async def _save(draft: Draft, by: int, context: Context) -> render.Message | Draft:
    desk = context.desk
    taken = draft.about.startswith("fix-")
    # What was missed because of this word is settled with it.
    done = Done("alias", "taken" if taken else "added", draft["missed"] or "")
    reason = await overlay.publish(by, _corrections(draft, by, desk), context, done)
    return reason or render.say(
        "fix_saved", keyboard=((render.Button(word("desk_button", name="list"), "alias:list-0"),),)
    )


FORM = add_form(
    Form(
        "alias",
        (Step("short", _read_short, free=True), Step("name", _read_name, free=True)),
        _preview,
        _save,
        listed,
    )
)
