"""`/correct`, or a button under an answer: what a release has wrong or what has changed since is put right.

The release stays as it is; what is put right lies over it, says so under the answer, and can be taken away again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from telegram import CallbackQuery, Message

from bot.context import Context, Desk
from handlers import render
from handlers.admin import admins_only, admins_press
from handlers.desk import dialogue, overlay
from handlers.desk.dialogue import LONGEST, REVIEW, Draft, Fault, Form, Step, Values, add_form
from handlers.desk.publish import Done
from handlers.pager import pager
from handlers.render.wording import one_line, word
from handlers.reply import answered_by
from handlers.sending import edit, reply, toast
from knowledge.answers.answer import answer
from knowledge.dates import told_time
from knowledge.extract.doubtful_names import is_no_name
from knowledge.folder.corrections import FIELDS, Correctable, Correction, Doing, stale
from knowledge.model import Contact, Event, WinningCase, fact_id
from knowledge.said_days import told_day

_A_PAGE = 6
_SHOWN = 8
_PHONE = re.compile(r"(0(?!1)\d{1,2})\D?(\d{3,4})\D?(\d{4})|(1[568]\d\d)\D?(\d{4})")
_NAME = re.compile(r"[가-힣]{2,5}|[A-Za-z][A-Za-z .'-]+")
_NEEDED = ("name", "department")
_DAYS, _TIMES = ("date", "end_date"), ("start", "end")


@admins_only
async def correct(message: Message, context: Context) -> None:
    """Lists what was put right, the newest first."""
    await reply(message, listed(context.desk))


@admins_press("fix")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Shows what can be put right of an answer or a record, or goes on with the dialogue."""
    desk, person = context.desk, query.from_user.id
    do, _, about = what.partition("-")
    if do in _SCREENS:
        said = _SCREENS[do](about, desk)
        await toast(query)
        await edit(message, said)
        return
    if do == "answer":
        question = answered_by(message, context)
        found = answer(question, desk.library.current, desk.clock.today()) if question else None
        await toast(query)
        await reply(message, _records(found.records if found else (), desk))
        return
    draft = _begun(do, about, desk)
    if draft is None:
        await dialogue.press(query, message, FORM, what, context)
        return
    await toast(query)
    await dialogue.show(draft, message, person, context)


def listed(desk: Desk, page: int = 0) -> render.Message:
    """What was put right, with what may be taken away."""
    every = desk.library.version.corrections[::-1]
    old = stale(desk.library.raw, every)
    pages = max(1, -(-len(every) // _A_PAGE))
    page = min(page, pages - 1)
    shown = every[page * _A_PAGE :][:_A_PAGE]
    numbers = tuple(render.Button(f"🗑 {n}", f"fix:take-{one.id}") for n, one in enumerate(shown, page * _A_PAGE + 1))
    keyboard = tuple(row for row in (numbers, pager("fix:list", page, pages)) if row)
    return render.say(
        "fix_list",
        keyboard=keyboard,
        shown=[(one, old.get(one.id)) for one in shown],
        first=page * _A_PAGE + 1,
        total=len(every),
    )


def _records(ids: tuple[str, ...], desk: Desk) -> render.Message:
    """The records of an answer to choose from; the one, where there is one."""
    facts = [fact for record in ids if (fact := _fact(record.partition("#")[0], desk))]
    if len(facts) == 1:
        return _record(facts[0].id, desk)
    rows = tuple((render.Button(one_line(named(fact), 60), f"fix:show-{fact.id}"),) for fact in facts[:_SHOWN])
    return render.say("fix_choose", keyboard=rows, count=len(rows))


def _record(about: str, desk: Desk) -> render.Message:
    """One record, with a button for each thing that can be put right."""
    fact = _fact(about, desk)
    if fact is None:
        return render.say("fix_gone")
    is_read = _raw(about, desk) is not None
    fields = [
        render.Button(word("fix_field", name=name), f"fix:{name.replace('_', '')}-{fact.id}")
        for name in (FIELDS[type(fact)] if is_read else ())
    ]
    rows = [tuple(fields[n : n + 3]) for n in range(0, len(fields), 3)]
    last = [render.Button(word("desk_button", name="retire"), f"fix:retire-{fact.id}")]
    rows.append(tuple(last))
    if isinstance(fact, Contact) and is_read:
        rows.append((render.Button(word("desk_button", name="add"), f"person:new-{fact.id}"),))
    return render.say("fix_record", keyboard=tuple(rows), fact=fact, values=_values(fact), named=named(fact))


_SCREENS: dict[str, Callable[[str, Desk], render.Message]] = {
    "list": lambda about, desk: listed(desk, int(about) if about.isdigit() else 0),
    "show": _record,
}


def _begun(do: str, about: str, desk: Desk) -> Draft | None:
    """The draft that a button begins; None where it begins none."""
    if do == "take" or (do == "retire" and _fact(about, desk)):
        return dialogue.begun(FORM, desk, about=about, step=REVIEW, doing=do)
    fact = _fact(about, desk)
    field = next((name for name in FIELDS[type(fact)] if name.replace("_", "") == do), None) if fact else None
    return dialogue.begun(FORM, desk, about=about, doing="change", field=field) if field else None


def _read(text: str, draft: Draft, desk: Desk) -> Values:
    """The new value, as a correction keeps it."""
    field = draft["field"] or ""
    if field == "phone":
        return {"new": phone_of(text)}
    if field in _DAYS:
        told = told_day(text, desk.clock.today())
        if told is None:
            raise Fault("day")
        return {"new": told.day.isoformat()}
    if field in _TIMES:
        found = told_time(text)
        if found is None:
            raise Fault("time")
        return {"new": f"{found.at:%H:%M}"}
    if len(text) > LONGEST:
        raise Fault("long")
    return {"new": text}


def _without(_: str, draft: Draft, __: Desk) -> Values | None:
    """That there is no such value, where there may be none."""
    return None if draft["field"] in _NEEDED else {"new": ""}


def _none_row(draft: Draft, _: Desk) -> dialogue.Rows:
    if draft["field"] in _NEEDED:
        return ()
    return ((render.Button(word("fix_field", name="none"), "fix:none"),),)


def _is_doubtful(name: str) -> bool:
    """Whether this is hardly what a person is called."""
    return not _NAME.fullmatch(name) or is_no_name("담당자", name)


def phone_of(text: str) -> str:
    """An office's number with hyphens; mobile numbers are nobody's office."""
    found = _PHONE.fullmatch(text.strip())
    if found is None:
        raise Fault("phone")
    return "-".join(part for part in found.groups() if part)


def _corrections(draft: Draft, by: int, desk: Desk) -> tuple[Correction, ...]:
    """What lies over the releases once this draft is done. Raises Fault where what it is about is gone."""
    now = desk.library.version.corrections
    doing, raw = draft["doing"], _raw(draft.about, desk)
    if doing == "take":
        return tuple(one for one in now if one.id != draft.about)
    if raw is None:  # somebody who was added
        return tuple(one for one in now if not (one.doing is Doing.ADD and one.fact and one.fact.id == draft.about))
    day = desk.clock.today()
    if doing == "retire":
        return overlay.with_correction(desk.library.version.corrections, Correction(Doing.RETIRE, day, by, raw))
    new = Correction(Doing.CHANGE, day, by, raw, draft["field"] or "", draft["new"] or "")
    corrections = overlay.with_correction(desk.library.version.corrections, new)
    return corrections[:-1] if new.value == getattr(raw, new.field) else corrections


async def _preview(draft: Draft, by: int, context: Context, fault: str | None) -> render.Message:
    desk, name = context.desk, draft["new"] if draft["field"] == "name" else None
    doubtful = isinstance(_raw(draft.about, desk), Contact) and _is_doubtful(name or "")
    values = {"draft": draft, "doubtful": doubtful and name}
    return await overlay.preview(FORM, _corrections(draft, by, desk), context, fault, **values)


async def _save(draft: Draft, by: int, context: Context) -> render.Message | Draft:
    desk = context.desk
    detail = " ".join(filter(None, (draft["doing"], draft["field"], draft.about)))
    reason = await overlay.publish(by, _corrections(draft, by, desk), context, Done("correct", detail))
    buttons = [render.Button(word("desk_button", name="list"), "fix:list-0")]
    if draft["doing"] == "change":
        buttons.insert(0, render.Button(word("desk_button", name="back"), f"fix:show-{draft.about}"))
    keyboard = (tuple(buttons),)
    return reason or render.say("fix_saved", keyboard=keyboard)


FORM = add_form(Form("fix", (Step("new", _read, _none_row, _without, free=True),), _preview, _save, listed))


# Somebody who is in no release


@admins_press("person")
async def press_person(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Begins to add a person beside another of the same department, or goes on with it."""
    do, _, about = what.partition("-")
    if do == "new" and isinstance(_raw(about, context.desk), Contact):
        await toast(query)
        await dialogue.show(dialogue.begun(PERSON, context.desk, about=about), message, query.from_user.id, context)
    else:
        await dialogue.press(query, message, PERSON, what, context)


def _read_as(name: str) -> Callable[[str, Draft, Desk], Values]:
    def read(text: str, *_: object) -> Values:
        if name == "phone":
            return {name: phone_of(text)}
        if len(text) > LONGEST:
            raise Fault("long")
        return {name: text}

    return read


def _with_person(draft: Draft, by: int, desk: Desk) -> tuple[Correction, ...]:
    beside = _raw(draft.about, desk)
    if not isinstance(beside, Contact):
        raise Fault(render.plain(render.say("fix_gone")))
    day = desk.clock.today()
    person = replace(
        beside,
        id=fact_id("contact", beside.source.file, "added", beside.department, draft["name"], draft["phone"]),
        name=draft["name"] or "",
        rank=draft["rank"],
        role=draft["role"],
        phone=draft["phone"],
        as_of=day,
    )
    return overlay.with_correction(desk.library.version.corrections, Correction(Doing.ADD, day, by, person))


async def _preview_person(draft: Draft, by: int, context: Context, fault: str | None) -> render.Message:
    name = draft["name"] or ""
    values = {"draft": draft, "doubtful": _is_doubtful(name) and name}
    return await overlay.preview(PERSON, _with_person(draft, by, context.desk), context, fault, **values)


async def _save_person(draft: Draft, by: int, context: Context) -> render.Message | Draft:
    reason = await overlay.publish(by, _with_person(draft, by, context.desk), context, Done("correct", "add person"))
    keyboard = ((render.Button(word("desk_button", name="list"), "fix:list-0"),),)
    return reason or render.say("fix_saved", keyboard=keyboard)


PERSON = add_form(
    Form(
        "person",
        (
            Step("name", _read_as("name"), free=True),
            Step("rank", _read_as("rank"), without={"rank": None}, free=True),
            Step("role", _read_as("role"), without={"role": None}, free=True),
            Step("phone", _read_as("phone"), without={"phone": None}, free=True),
        ),
        _preview_person,
        _save_person,
        listed,
    )
)


def fact_called(record: str, desk: Desk) -> Correctable | None:
    """What has an id, where it can be put right: as it answers now, else as a release has it."""
    return _fact(record, desk) or _raw(record, desk)


def _fact(record: str, desk: Desk) -> Correctable | None:
    """What answers now under an id, where it can be put right."""
    found = desk.library.current.get(record)
    return found if isinstance(found, Contact | Event | WinningCase) else None


def _raw(record: str, desk: Desk) -> Correctable | None:
    """What a release says under an id."""
    raw = desk.library.raw
    every: tuple[Correctable, ...] = (*raw.contacts, *raw.events, *raw.cases)
    return next((fact for fact in every if fact.id == record), None)


def _values(fact: Correctable) -> list[tuple[str, object]]:
    return [(name, getattr(fact, name)) for name in FIELDS[type(fact)]]


def named(fact: Correctable) -> str:
    """What a fact is called where admins choose it."""
    if isinstance(fact, Contact):
        return " ".join(filter(None, (fact.department, fact.name, fact.rank)))
    return fact.name
