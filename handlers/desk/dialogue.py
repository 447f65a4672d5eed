"""The one way in which admins tell the bot something: a draft, step by step, a preview, and only then it is done.

Each admin has one draft at most. It is kept in the state, so that it survives a restart, and belongs to the message
that shows it. What is typed meanwhile answers the open step, unless it is a question: then the question is answered and
the step is asked again. A button, /cancel, 취소 or 그만 gives it up.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from telegram import CallbackQuery, Message, Update

from bot.context import Context, Desk
from handlers import ask, render
from handlers.admin import Pressed, admins_press, is_admins_chat
from handlers.render.wording import word
from handlers.sending import edit, reply, toast
from knowledge.dialogue import Intent
from knowledge.questions.understand import understand

REVIEW = "review"
"""The step that shows the preview."""

LONGEST = 100
"""How many characters a name, a place or a number may have."""

_OPEN_FOR = timedelta(minutes=30)
"""How long what is typed counts as an answer to the step."""

_GIVES_UP = re.compile(r"/?(?:취소|그만|그만둘래|그만두기|관두기|안 ?할래)(?:요|할래요|해|해요|하기)?[.!~]*")
_ASKS = re.compile(r"[?？]|언제|어디|누구|누가|무엇|어떻게|알려|보여|(?:요|줘|까|죠|나|니|래)[.!~ㅎㅋ]*$|^/")
_NO_ANSWERS = (Intent.SMALL_TALK, Intent.OUT_OF_SCOPE)
_ASKS_FOR_PEOPLE = {"who", "contact", "phone"}

Values = Mapping[str, str | None]
Rows = tuple[tuple[render.Button, ...], ...]


class Fault(Exception):  # noqa: N818 - reads as what it is
    """What was typed or is to be saved cannot be; the message is a name its texts know, or a Korean sentence."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an admin has told so far: `values` by name, `about` what it is about (a record, a plan, a group).

    `message_id` shows the present step, with `page` of what there is to choose from. `reviewed`: the preview was seen,
    so that each further answer leads back to it. `at`: when it was last touched.
    """

    form: str
    at: datetime
    step: str
    values: dict[str, str | None] = field(default_factory=dict)
    about: str = ""
    message_id: int = 0
    page: int = 0
    reviewed: bool = False

    def having(self, values: Values) -> Draft:
        """The same with these values."""
        return replace(self, values={**self.values, **values})

    def __getitem__(self, name: str) -> str | None:
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is asked for.

    `read` makes values of what was typed and raises Fault; `rows` are buttons to choose by, `press` makes values of
    what such a button says, None where it means nothing. `free`: any sentence is an answer, also one that asks.
    """

    name: str
    read: Callable[[str, Draft, Desk], Values]
    rows: Callable[[Draft, Desk], Rows] = lambda *_: ()
    press: Callable[[str, Draft, Desk], Values | None] = lambda *_: None
    without: Values | None = None
    """What skipping it comes to; None: there must be an answer."""
    free: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of draft: its steps in order, what is seen before it is done, and the doing.

    `home` is shown where it is given up. `save` does it and is told who does; it raises Fault where it cannot be done,
    which leads back to the preview, and returns what is said then, or a draft to go on with. Its texts are
    `NAME_step.j2`.
    """

    name: str
    steps: tuple[Step, ...]
    preview: Callable[[Draft, int, Context, str | None], Awaitable[render.Message]]
    save: Callable[[Draft, int, Context], Awaitable[render.Message | Draft]]
    home: Callable[[Desk], render.Message]

    def step(self, name: str) -> Step | None:
        """The step of this name."""
        return next((one for one in self.steps if one.name == name), None)


FORMS: dict[str, Form] = {}
"""Every form by its name, which is also the verb of its buttons."""

_DRAFT = TypeAdapter(Draft)


def add_form(form: Form) -> Form:
    """Makes a form known."""
    FORMS[form.name] = form
    return form


def begun(form: Form, desk: Desk, *, about: str = "", step: str | None = None, **values: str | None) -> Draft:
    """A new draft at its first step, or at another; at REVIEW it shows what is to be changed."""
    return Draft(form.name, desk.clock.now(), step or form.steps[0].name, values, about=about, reviewed=step == REVIEW)


async def screen(draft: Draft, user_id: int, context: Context, fault: str | None = None) -> render.Message:
    """The open step, or the preview."""
    desk, form = context.desk, FORMS[draft.form]
    step = form.step(draft.step)
    if step is None:
        try:
            return await form.preview(draft, user_id, context, fault)
        except Fault:  # what it is about is gone
            return form.home(desk)
    last = [button("back", f"{form.name}:back")]
    if step.without is not None:
        last.append(button("skip", f"{form.name}:skip"))
    last.append(button("cancel", f"{form.name}:cancel"))
    return render.say(
        f"{form.name}_step",
        keyboard=(*step.rows(draft, desk), tuple(last)),
        draft=draft,
        fault=fault,
        number=form.steps.index(step) + 1,
        count=len(form.steps),
    )


def button(name: str, data: str) -> render.Button:
    """A button of the dialogues by the name of its label."""
    return render.Button(word("dialogue_button", name=name), data)


async def show(draft: Draft, message: Message, user_id: int, context: Context) -> None:
    """Shows a draft in a message of the bot, which it belongs to from now on."""
    desk = context.desk
    draft = replace(draft, message_id=message.message_id, at=desk.clock.now())
    keep(desk, user_id, draft)
    shown = await edit(message, await screen(draft, user_id, context))
    if shown.message_id != draft.message_id:
        keep(desk, user_id, replace(draft, message_id=shown.message_id))


async def send(draft: Draft, message: Message, user_id: int, context: Context, fault: str | None = None) -> None:
    """Shows a draft below what was said."""
    sent = await reply(message, await screen(draft, user_id, context, fault))
    keep(context.desk, user_id, replace(draft, message_id=sent.message_id, at=context.desk.clock.now()))


def keep(desk: Desk, user_id: int, draft: Draft | None) -> None:
    """Keeps what an admin has told so far; None: it is done or given up."""
    desk.store.work.keep_draft(user_id, None if draft is None else _DRAFT.dump_json(draft).decode())


def kept(desk: Desk, user_id: int) -> Draft | None:
    """The draft of an admin; None where there is none that this edition knows."""
    found = desk.store.work.draft(user_id)
    try:
        draft = _DRAFT.validate_json(found) if found else None
    except ValueError:
        return None
    return draft if draft and draft.form in FORMS else None


async def cancel(update: Update, context: Context) -> None:
    """`/cancel`: gives up what is open; who has nothing open, which only admins have, is told how reminders end."""
    message, person = update.message, update.effective_user
    if message is None or person is None:
        return
    if is_admins_chat(message, person.id, context.desk):
        await _give_up(message, context)
    else:
        await reply(message, render.say("draft_cancelled", was_open=False))


async def hear(update: Update, context: Context) -> None:
    """Takes what an admin types as the answer to the step that is open; everything else, also what is forwarded, is a
    question.
    """
    message, person = update.message, update.effective_user
    if message is None or person is None:
        return
    desk = context.desk
    draft = kept(desk, person.id) if is_admins_chat(message, person.id, desk) else None
    if draft is None or desk.clock.now() - draft.at > _OPEN_FOR:
        await ask.ask(update, context)
        return
    text, forwarded = (message.text or "").strip(), message.forward_origin is not None
    if _GIVES_UP.fullmatch(text) and not forwarded:
        await _give_up(message, context)
        return
    step = FORMS[draft.form].step(draft.step)
    replied = message.reply_to_message
    elsewhere = replied is not None and replied.message_id != draft.message_id
    if step is None or elsewhere or forwarded or not (step.free or await _answers(text, desk)):
        await ask.ask(update, context)
        if step is not None and (now := kept(desk, person.id)) == draft and now is not None:
            await send(now, message, person.id, context)
        return
    try:
        following = onward(draft.having(step.read(" ".join(text.split()), draft, desk)))
    except Fault as fault:
        await send(draft, message, person.id, context, str(fault))
    else:
        await send(following, message, person.id, context)


def pressing(form: Form) -> Pressed:
    """What the buttons of a form do, for admins only."""

    @admins_press(form.name)
    async def pressed(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
        await press(query, message, form, what, context)

    return pressed


async def press(query: CallbackQuery, message: Message, form: Form, what: str, context: Context) -> None:
    """Goes on with a draft by a button under it; `what` is what the button says after the name of its form."""
    desk, person = context.desk, query.from_user.id
    draft = kept(desk, person)
    if draft is None or draft.form != form.name or draft.message_id != message.message_id:
        await toast(query, render.plain(render.say("event_lost")), alert=True)
        return
    if what == "save" and draft.step == REVIEW:
        await toast(query)
        keep(desk, person, None)  # pressed twice, it is done once
        try:
            said = await form.save(draft, person, context)
        except Fault as fault:
            keep(desk, person, draft)
            said = await form.preview(draft, person, context, str(fault))
        except BaseException:
            keep(desk, person, draft)
            raise
        if isinstance(said, Draft):
            await show(said, message, person, context)
        else:
            await edit(message, said)
        return
    following = _pressed(draft, form, what, desk)
    await toast(query)
    if following is None:
        keep(desk, person, None)
        await edit(message, form.home(desk))
    else:
        await show(following, message, person, context)


def onward(draft: Draft) -> Draft:
    """The next step, or the preview again."""
    names = [*(step.name for step in FORMS[draft.form].steps), REVIEW]
    following = REVIEW if draft.reviewed else names[names.index(draft.step) + 1]
    return replace(draft, step=following, reviewed=following == REVIEW, page=0)


async def _give_up(message: Message, context: Context) -> None:
    user_id = message.from_user.id if message.from_user else 0
    was_open = kept(context.desk, user_id) is not None
    keep(context.desk, user_id, None)
    await reply(message, render.say("draft_cancelled", was_open=was_open))


def _back(draft: Draft, form: Form) -> Draft | None:
    """The step before, from a single answer the preview; None from the first one."""
    if draft.reviewed and draft.step != REVIEW:
        return replace(draft, step=REVIEW)
    names = [*(step.name for step in form.steps), REVIEW]
    before = names.index(draft.step) - 1
    return replace(draft, step=names[before], reviewed=False) if before >= 0 else None


def _pressed(draft: Draft, form: Form, what: str, desk: Desk) -> Draft | None:
    """The draft after a button; as it was, where the button does not belong to its step. None: it is given up."""
    do, _, about = what.partition("-")
    step = form.step(draft.step)
    if do == "cancel":
        return None
    if do == "back":
        return _back(draft, form)
    if do == "to" and form.step(about):
        return replace(draft, step=about)
    if step is None:
        return draft
    if do == "skip":
        return draft if step.without is None else onward(draft.having(step.without))
    if do == "page" and about.isdigit():
        return replace(draft, page=int(about))
    values = step.press(what, draft, desk)
    return draft if values is None else onward(draft.having(values))


async def _answers(text: str, desk: Desk) -> bool:
    """Whether what was typed answers a step rather than asks something."""
    if _ASKS.search(text):
        return False
    # Not on the loop: what a text means takes a while to find out.
    meant = await asyncio.to_thread(understand, text, desk.library.current, desk.clock.today(), mending=False)
    return meant.intent not in _NO_ANSWERS and not _ASKS_FOR_PEOPLE & set(meant.asks)
