"""Publishing by plan: `/reload`, or a file sent to the bot, shows what would change; 반영 does just that."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

from telegram import CallbackQuery, Document, Message, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.context import Context, Desk
from bot.publishing.plan import Plan, PlanError
from bot.publishing.trial import RefusedBase
from bot.publishing.versions import Why
from bot.reminders.messages import Item, Results
from bot.reminders.own_dates import is_own_dates
from handlers import render
from handlers.access import is_admin
from handlers.admin import admins_only, admins_press, not_published, some_doubts
from handlers.ask import ask
from handlers.desk import dialogue
from handlers.desk.dialogue import LONGEST, Draft, Fault, Form, Step, Values, add_form
from handlers.pager import pager
from handlers.render.wording import word
from handlers.sending import edit, reply, toast
from knowledge.documents import LARGEST
from knowledge.folder.changes import Changes
from knowledge.folder.reading import FolderError, is_read
from knowledge.folder.schedules import LARGEST as LARGEST_SCHEDULE
from knowledge.folder.schedules import is_schedule
from knowledge.hangul import nfc
from knowledge.model import ExtractionWarning, WarningKind
from knowledge.storage import DamagedBase

REFUSALS = (FolderError, DamagedBase, RefusedBase)
"""Why nothing can be published; `not_published` says it."""

_A_PAGE = 8
_SHOWN_PLACES = 4
_MB = 1024 * 1024
_SERVING = "serving"  # instead of a plan: what answers now
_SHOWN_BROKEN = 5
_PAGED = ("facts", "doubts", "tells")


@dataclass(frozen=True, slots=True)
class Told:
    """Something that publishing would tell: `kind` is the item's class, `places` who, `more` how many besides."""

    kind: str
    item: Item
    places: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Done:
    """What is noted once something of an admin is published: the audit's `action` with its `detail`, and that it
    `settles` missed questions, by their numbers with commas between.
    """

    action: str
    detail: str = ""
    settles: str = ""

    def note(self, by: int, desk: Desk) -> None:
        """Notes it."""
        desk.store.record(by, self.action, self.detail, desk.clock.now())
        desk.store.work.settle_missed(map(int, filter(None, self.settles.split(","))), "answered")


@admins_only
async def reload(message: Message, context: Context) -> None:
    """Reads the releases again, off the loop, and shows what would change; nothing is published yet."""
    if message.from_user:
        await _plan_folder(message, message.from_user.id, context)


async def document(update: Update, context: Context) -> None:
    """A file that was sent: an admin sees what publishing it would change; from others its caption is a question."""
    message, person = update.message, update.effective_user
    if message is None or person is None or message.document is None:
        return
    if not is_admin(update, context) or message.chat.type != ChatType.PRIVATE:
        await (ask(update, context) if message.caption else reply(message, render.say("only_text")))
    else:
        await _take(message, message.document, person.id, context)


@admins_press("plan")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Shows more of a plan, applies it or forgets it."""
    do, _, about = what.partition("-")
    plan_id, _, page = about.partition("-")
    desk = context.desk
    at = int(page) if page.isdigit() else 0
    if plan_id == _SERVING:
        await toast(query)
        await edit(message, _page("doubts", desk.library.current.facts.warnings, plan_id, at))
        return
    try:
        plan = await desk.library.off_loop(partial(desk.library.plan_of, plan_id, desk.store.work.saved_questions()))
        if plan.made.by != query.from_user.id:
            raise PlanError("lost")
    except PlanError as error:
        await toast(query)
        await edit(message, render.say("plan_gone", reason=error.reason))
        return
    except REFUSALS as error:
        await toast(query)
        await edit(message, not_published(error))
        return
    await toast(query)
    match do:
        case "cancel":
            await desk.library.off_loop(partial(desk.library.cancel, plan))
            desk.store.record(query.from_user.id, "plan cancelled", plan.made.why, desk.clock.now())
            await edit(message, render.say("plan_gone", reason="cancelled"))
        case "apply" if plan.broken:
            await dialogue.show(_asking_why(plan, desk), message, query.from_user.id, context)
        case "apply":
            await edit(message, await applied(plan, "", context))
        case _ if do in _PAGED:
            await edit(message, await _paged(plan, do, at, context))
        case _:
            await edit(message, await screen(plan, context))


async def publish_at_once(context: Context, by: int, why: Why, done: Done, **desk_values: Any) -> Draft | None:
    """Publishes own dates or corrections whose preview was seen; None where that is `done`, which is noted.

    Where it breaks saved questions nothing is done yet: the draft that asks for the reason is returned. Raises Fault
    where it cannot be.
    """
    desk = context.desk
    library, questions = desk.library, desk.store.work.saved_questions()
    base = library.version.number
    try:
        plan = await library.off_loop(partial(library.plan_desk, by, why, questions, **desk_values))
        if plan.made.base != base:  # somebody else published while it was made
            raise PlanError("older")
        if plan.broken:
            return _asking_why(plan, desk, done)
        await library.off_loop(partial(library.apply, plan))
    except PlanError as error:
        raise Fault(render.plain(render.say("plan_gone", reason=error.reason))) from error
    except REFUSALS as error:
        raise Fault(render.plain(not_published(error))) from error
    done.note(by, desk)
    desk.follow()
    return None


async def applied(plan: Plan, reason: str, context: Context, done: Done | None = None) -> render.Message:
    """Publishes a plan, notes what is `done` by that, and says so; where it cannot be, why."""
    desk, library = context.desk, context.desk.library
    try:
        tells = desk.foresee(plan.new.facts, plan.made.read_by)
        made = await library.off_loop(partial(library.apply, plan, reason))
    except PlanError as error:
        return render.say("plan_gone", reason=error.reason)
    except REFUSALS as error:
        return not_published(error)
    desk.store.record(made.by, "publish", " ".join(filter(None, (str(made.number), made.why, reason))), made.at)
    if done:
        done.note(made.by, desk)
    desk.follow()
    return render.say("plan_applied", made=made, facts=library.current.facts, tells=len(tells))


async def screen(plan: Plan, context: Context) -> render.Message:
    """A plan as an admin sees it, with buttons to look closer, to apply it and to let it be."""
    doubts = _doubts(plan)
    tells = await tells_of(plan, context)
    closer = [_button("facts", f"plan:facts-{plan.id}-0", len(_facts(plan.changes)))]
    if doubts:
        closer.append(_button("doubts", f"plan:doubts-{plan.id}-0", len(doubts)))
    more = (_button("tells", f"plan:tells-{plan.id}-0", len(tells)),) if len(tells) > _SHOWN_PLACES else ()
    return render.say(
        "plan",
        keyboard=tuple(
            row
            for row in (
                (_button("apply", f"plan:apply-{plan.id}"), _button("cancel", f"plan:cancel-{plan.id}")),
                tuple(closer),
                more,
            )
            if row
        ),
        back_to=plan.made.back_to,
        files=plan.files,
        changes=plan.changes,
        tells=tells,
        broken=plan.broken,
        shown=some_doubts(doubts),
        doubts=len(doubts),
    )


async def offered(message: Message, make: Callable[[], Plan], context: Context) -> Plan | None:
    """Makes a plan off the loop and shows it below; None where it cannot be made, which is said."""
    with contextlib.suppress(TelegramError):  # only to show that something is being done
        await message.chat.send_action(ChatAction.TYPING)
    desk, by = context.desk, message.chat_id
    try:
        plan = await desk.library.off_loop(make)
    except REFUSALS as error:
        desk.store.record(by, "plan", "failed", desk.clock.now())
        await reply(message, not_published(error))
        return None
    if plan.is_same:
        await desk.library.off_loop(partial(desk.library.let_be, plan))
        facts, unread = desk.library.current.facts, plan.files.refused
        doubts = _button("doubts", f"plan:doubts-{_SERVING}-0", len(facts.warnings))
        keyboard = ((doubts,),) if facts.warnings else ()
        said = render.say("plan_nothing", keyboard=keyboard, facts=facts, shown=some_doubts(unread), unread=len(unread))
        await reply(message, said)
        return None
    desk.store.record(by, "plan", plan.made.why, desk.clock.now())
    await reply(message, await screen(plan, context))
    return plan


async def _plan_folder(message: Message, by: int, context: Context) -> None:
    desk, library = context.desk, context.desk.library
    why = Why.FILES if library.sent.aside(by) else Why.RELOAD
    await offered(message, partial(library.plan_folder, by, why, desk.store.work.saved_questions()), context)


async def _take(message: Message, sent: Document, by: int, context: Context) -> None:
    """Sets a file aside that may be one we read, and shows what publishing it would change."""
    desk, library = context.desk, context.desk.library
    name = PurePath(nfc(sent.file_name or "").replace("\\", "/")).name
    limit = LARGEST_SCHEDULE if is_schedule(name) else LARGEST
    why = None if is_read(name) and name.isprintable() and len(name.encode()) <= 200 else "name"
    if is_own_dates(name):
        why = "own"
    if why is None and (sent.file_size or 0) > limit:
        why = "large"
    if why is None:
        content = bytes(await (await sent.get_file()).download_as_bytearray())
        why = "empty" if not content else "large" if len(content) > limit else None
    if why is not None:
        desk.store.record(by, "file refused", why, desk.clock.now())
        await reply(message, render.say("plan_refused", name=name, why=why, limit=limit // _MB))
        return
    await library.off_loop(partial(library.sent.set_aside, by, name, content))
    make = partial(library.plan_folder, by, Why.FILES, desk.store.work.saved_questions())
    try:
        plan = await library.off_loop(make)
    except REFUSALS:
        plan = None  # said below, in the same way as for a folder
    refused = next((w for w in plan.files.refused if w.file == name), None) if plan else None
    if refused:
        await library.off_loop(partial(library.sent.drop, by, name))
        desk.store.record(by, "file refused", "unread", desk.clock.now())
        await reply(message, render.say("plan_refused", name=name, why=refused.text, limit=0))
        if not library.sent.aside(by):
            return
    await offered(message, (lambda: plan) if plan and not refused else make, context)


async def _paged(plan: Plan, kind: str, page: int, context: Context) -> render.Message:
    every: Sequence[str | ExtractionWarning | Told]
    if kind == "facts":
        every = _facts(plan.changes)
    elif kind == "doubts":
        every = _doubts(plan)
    else:
        every = await tells_of(plan, context)
    return _page(kind, every, plan.id, page)


def _page(kind: str, every: Sequence[str | ExtractionWarning | Told], plan_id: str, page: int) -> render.Message:
    pages = max(1, -(-len(every) // _A_PAGE))
    page = min(page, pages - 1)
    back = () if plan_id == _SERVING else (_button("back", f"plan:show-{plan_id}"),)
    keyboard = tuple(row for row in (pager(f"plan:{kind}-{plan_id}", page, pages), back) if row)
    lines = every[page * _A_PAGE :][:_A_PAGE]
    return render.say("plan_page", keyboard=keyboard, kind=kind, lines=lines, total=len(every), page=page, pages=pages)


async def tells_of(plan: Plan, context: Context) -> list[Told]:
    """What publishing would tell, each thing once with the places that hear of it."""
    grouped: dict[object, list[Item]] = {}
    for item in context.desk.foresee(plan.new.facts, plan.made.read_by):
        about = item.news.uid if isinstance(item, Results) else getattr(getattr(item, "entry", None), "uid", "")
        grouped.setdefault((type(item).__name__, about), []).append(item)
    found = []
    for items in grouped.values():
        chats = list(dict.fromkeys(item.chat_id for item in items))
        places = [await _place(chat, context.bot) for chat in chats[:_SHOWN_PLACES]]
        found.append(Told(type(items[0]).__name__, items[0], tuple(places), max(0, len(chats) - _SHOWN_PLACES)))
    return found


async def _place(chat_id: int, bot: ExtBot[Any]) -> str:
    """What a chat is called; its number where Telegram does not say."""
    try:
        chat = await bot.get_chat(chat_id)
    except TelegramError:
        return str(chat_id)
    return chat.title or chat.full_name or str(chat_id)


def _doubts(plan: Plan) -> list[ExtractionWarning]:
    """What to look at before it is applied: the doubts of files that came or changed, and those that are new elsewhere.

    What cannot be read is named at every reading of the folder, as nobody can ask about it.
    """
    told = plan.old.facts.warnings if plan.old else ()
    touched = {*plan.files.added, *plan.files.changed}
    whole = plan.made.why is Why.RELOAD
    return [
        warning
        for warning in plan.new.facts.warnings
        if warning.file in touched or warning not in told or (whole and warning.kind is WarningKind.UNREAD)
    ]


def _facts(changes: Changes) -> list[str]:
    groups = (("➕", changes.added), ("✏️", changes.changed), ("➖", changes.removed))
    return [f"{sign} {kind} · {label}" for sign, kinds in groups for kind, labels in kinds.items() for label in labels]


def _button(name: str, data: str, count: int = 0) -> render.Button:
    return render.Button(word("plan_button", name=name, count=count), data)


def _read_reason(text: str, *_: object) -> Values:
    if len(text) > LONGEST:
        raise Fault("long")
    return {"text": text}


async def _reason_preview(draft: Draft, _: int, __: Context, fault: str | None) -> render.Message:
    keyboard = ((_button("apply", "reason:save"), _button("cancel", "reason:cancel")),)
    return render.say("reason_preview", keyboard=keyboard, draft=draft, fault=fault)


def _asking_why(plan: Plan, desk: Desk, done: Done | None = None) -> Draft:
    """The draft that asks why a plan is applied although it breaks saved questions, and notes then what is `done`."""
    broken = "\n".join(one.text for one in plan.broken[:_SHOWN_BROKEN])
    noted = asdict(done) if done else {}
    return dialogue.begun(REASON, desk, about=plan.id, broken=broken, count=str(len(plan.broken)), **noted)


async def _go_on(draft: Draft, _: int, context: Context) -> render.Message:
    desk = context.desk
    try:
        plan = await desk.library.off_loop(
            partial(desk.library.plan_of, draft.about, desk.store.work.saved_questions())
        )
    except PlanError as error:
        return render.say("plan_gone", reason=error.reason)
    except REFUSALS as error:
        return not_published(error)
    done = Done(draft["action"], draft["detail"] or "", draft["settles"] or "") if draft["action"] else None
    return await applied(plan, draft["text"] or "", context, done)


REASON = add_form(
    Form(
        "reason",
        (Step("text", _read_reason, free=True),),
        _reason_preview,
        _go_on,
        lambda _: render.say("plan_gone", reason="cancelled"),
    )
)
