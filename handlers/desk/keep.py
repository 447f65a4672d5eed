"""Test questions: an admin keeps a question with its answer, and no version that answers otherwise comes out unseen."""

from __future__ import annotations

import asyncio

from telegram import CallbackQuery, Message

from bot.context import Context, Desk
from bot.publishing.saved_questions import SavedQuestion, said, saved
from handlers import render
from handlers.admin import admins_press
from handlers.desk import dialogue
from handlers.desk.dialogue import REVIEW, Draft, Form, add_form
from handlers.pager import pager
from handlers.render.wording import word
from handlers.reply import answered_by
from handlers.sending import edit, toast
from knowledge.answers.answer import answer
from knowledge.dialogue import Question

_A_PAGE = 6


@admins_press("keep")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Asks whether to keep what a message answers, lists what is kept, or takes one away."""
    desk = context.desk
    do, _, about = what.partition("-")
    number = int(about) if about.isdigit() else 0
    match do:
        case "ask":
            question = answered_by(message, context)
            found = await asyncio.to_thread(_by_itself, question, desk) if question else None
            if found is None:
                await toast(query, render.plain(render.say("keep_refused")), alert=True)
                return
            await toast(query)
            draft = dialogue.begun(FORM, desk, step=REVIEW, text=found.text)
            await dialogue.send(draft, message, query.from_user.id, context)
        case "drop":
            await toast(query)
            if desk.store.work.forget_question(number):
                desk.store.record(query.from_user.id, "forget question", str(number), desk.clock.now())
            await edit(message, listed(desk))
        case "list":
            await toast(query)
            await edit(message, listed(desk, number))
        case _:
            await dialogue.press(query, message, FORM, what, context)


def listed(desk: Desk, page: int = 0) -> render.Message:
    """The test questions that are kept."""
    every = desk.store.work.saved_questions()
    pages = max(1, -(-len(every) // _A_PAGE))
    page = min(page, pages - 1)
    shown = every[page * _A_PAGE :][:_A_PAGE]
    numbers = tuple(
        render.Button(f"🗑 {n}", f"keep:drop-{one.number}") for n, one in enumerate(shown, page * _A_PAGE + 1)
    )
    keyboard = tuple(row for row in (numbers, pager("keep:list", page, pages)) if row)
    return render.say("keep_list", keyboard=keyboard, shown=shown, first=page * _A_PAGE + 1, total=len(every))


def _by_itself(question: Question, desk: Desk) -> SavedQuestion | None:
    """The question as it can be asked again; None where only what was said before gave it that answer."""
    base, today = desk.library.current, desk.clock.today()
    text = question.asked or question.text
    if not text:
        return None
    found = saved(text, base, today)
    return found if sorted(said(answer(question, base, today), base)) == sorted(found.facts) else None


async def _preview(draft: Draft, _: int, context: Context, __: str | None) -> render.Message:
    question = _again(draft, context.desk)
    buttons = (render.Button(word("desk_button", name=name), f"keep:{name}") for name in ("save", "cancel"))
    return render.say("keep_preview", keyboard=(tuple(buttons),), question=question)


async def _save(draft: Draft, by: int, context: Context) -> render.Message:
    desk, question = context.desk, _again(draft, context.desk)
    desk.store.work.save_question(question, by, desk.clock.now())
    desk.store.record(by, "save question", "", desk.clock.now())
    every = len(desk.store.work.saved_questions())
    button = render.Button(f"{word('desk_button', name='list')} {every}", "keep:list-0")
    return render.say("keep_saved", keyboard=((button,),))


def _again(draft: Draft, desk: Desk) -> SavedQuestion:
    return saved(draft["text"] or "", desk.library.current, desk.clock.today())


FORM = add_form(Form("keep", (), _preview, _save, listed))
