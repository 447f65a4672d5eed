"""`/unanswered`: what could not be answered, by meaning, most frequent first, and what can be done about it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

from telegram import CallbackQuery, Message
from telegram.error import TelegramError

from bot.context import Context, Desk
from bot.state.admin_work import MissedQuestion
from handlers import render
from handlers.admin import admins_only, admins_press
from handlers.desk import dialogue, names, overlay
from handlers.desk.alike import Group, grouped
from handlers.desk.dialogue import LONGEST, Draft, Fault, Form, Step, Values, add_form
from handlers.desk.publish import Done
from handlers.door import Door
from handlers.pager import pager
from handlers.render.wording import one_line, word
from handlers.sending import edit, reply, rewrite, send, toast
from knowledge.folder.corrections import Correction, Doing
from knowledge.model import CuratedAnswer, fact_id
from knowledge.said_days import told_day

log = logging.getLogger(__name__)

_A_PAGE = 6
_LOOKED_AT = 1000  # questions
_LONGEST_ANSWER = 800
_SAMPLES = 5


@admins_only
async def unanswered(message: Message, context: Context) -> None:
    """Lists what could not be answered."""
    await reply(message, await listed(context.desk))


@admins_press("missed")
async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Shows a group of questions, or begins what is to be done about it."""
    desk, person = context.desk, query.from_user.id
    do, _, about = what.partition("-")
    number = int(about) if about.isdigit() else 0
    await toast(query)
    if do == "list":
        await edit(message, await listed(desk, number))
        return
    if do == "only":
        group = next((Group((one,)) for one in desk.store.work.missed() if one.number == number), None)
    else:
        group = next((one for one in await _groups(desk) if any(q.number == number for q in one.questions)), None)
    if group is None:
        await edit(message, render.say("missed_gone"))
        return
    numbers, text = ",".join(str(one.number) for one in group.questions), group.questions[0].text
    match do:
        case "synonym":
            draft = dialogue.begun(names.FORM, desk, missed=numbers, said=text)
        case "answer":
            draft = dialogue.begun(CURATE, desk, missed=numbers, said=text)
        case "reply" | "only":
            draft = dialogue.begun(REPLY, desk, missed=numbers, said=text)
        case "dismiss":
            desk.store.work.settle_missed((one.number for one in group.questions), "dismissed")
            desk.store.record(person, "dismiss question", str(len(group.questions)), desk.clock.now())
            await edit(message, await listed(desk))
            return
        case _:
            await edit(message, _shown(group))
            return
    await dialogue.show(draft, message, person, context)


async def listed(desk: Desk, page: int = 0) -> render.Message:
    """The groups of questions, a page of them."""
    every = await _groups(desk)
    pages = max(1, -(-len(every) // _A_PAGE))
    page = min(page, pages - 1)
    shown = every[page * _A_PAGE :][:_A_PAGE]
    numbers = tuple(
        render.Button(str(n), f"missed:show-{one.number}") for n, one in enumerate(shown, page * _A_PAGE + 1)
    )
    keyboard = tuple(row for row in (numbers, pager("missed:list", page, pages)) if row)
    return render.say("missed_list", keyboard=keyboard, shown=shown, first=page * _A_PAGE + 1, total=len(every))


async def _groups(desk: Desk) -> list[Group]:
    lexicon = desk.library.current.vocabulary.lexicon
    return await asyncio.to_thread(grouped, desk.store.work.missed()[:_LOOKED_AT], lexicon)


def _shown(group: Group) -> render.Message:
    def button(name: str) -> render.Button:
        return render.Button(word("desk_button", name=name), f"missed:{name}-{group.number}")

    keyboard = (
        (button("synonym"), button("answer")),
        (button("reply"), button("dismiss")),
        (render.Button(word("desk_button", name="back"), "missed:list-0"),),
    )
    samples = list(dict.fromkeys(one.text for one in group.questions))
    return render.say("missed_group", keyboard=keyboard, group=group, samples=samples[:_SAMPLES])


def _given_up(_: Desk) -> render.Message:
    return render.say("draft_cancelled", keyboard=(_to_list(),), was_open=True)


def _to_list() -> tuple[render.Button]:
    return (render.Button(word("desk_button", name="list"), "missed:list-0"),)


def _numbers(draft: Draft) -> list[int]:
    return [int(number) for number in (draft["missed"] or "").split(",") if number]


# A curated answer


def _read_question(text: str, *_: object) -> Values:
    if len(text) > 2 * LONGEST:
        raise Fault("long")
    return {"question": text}


def _as_asked(draft: Draft, _: Desk) -> dialogue.Rows:
    said = draft["said"]
    return ((render.Button(one_line(said, 60), "curate:asked"),),) if said else ()


def _take_as_asked(what: str, draft: Draft, _: Desk) -> Values | None:
    return {"question": draft["said"]} if what == "asked" and draft["said"] else None


def _read_text(text: str, *_: object) -> Values:
    if len(text) > _LONGEST_ANSWER:
        raise Fault("longer")
    return {"text": text}


def _read_origin(text: str, *_: object) -> Values:
    if len(text) > LONGEST:
        raise Fault("long")
    return {"origin": text}


def _read_until(text: str, _: Draft, desk: Desk) -> Values:
    told = told_day(text, desk.clock.today())
    if told is None or told.day < desk.clock.today():
        raise Fault("day")
    return {"until": (told.last or told.day).isoformat()}


def _with_answer(draft: Draft, by: int, desk: Desk) -> tuple[Correction, ...]:
    """The corrections with the answer, to the question as it was written and in the other ways in which it was asked.

    An answer is given to a question in its own words only.
    """
    numbers, question = set(_numbers(draft)), draft["question"] or ""
    asked = [one.text for one in desk.store.work.missed() if one.number in numbers]
    corrections = desk.library.version.corrections
    for one in list(dict.fromkeys([question, *asked]))[: 1 + _SAMPLES]:
        corrections = overlay.with_correction(corrections, _answer_to(one, draft, by, desk))
    return corrections


def _answer_to(question: str, draft: Draft, by: int, desk: Desk) -> Correction:
    day, until, text = desk.clock.today(), draft["until"], draft["text"] or ""
    answer = CuratedAnswer(
        fact_id("answer", "", question, text),
        question,
        text,
        draft["origin"] or "",
        day,
        date.fromisoformat(until) if until else None,
    )
    return Correction(Doing.ANSWER, day, by, answer=answer)


async def _preview_answer(draft: Draft, by: int, context: Context, fault: str | None) -> render.Message:
    return await overlay.preview(CURATE, _with_answer(draft, by, context.desk), context, fault, draft=draft)


async def _save_answer(draft: Draft, by: int, context: Context) -> render.Message | Draft:
    done = Done("answer", settles=draft["missed"] or "")
    reason = await overlay.publish(by, _with_answer(draft, by, context.desk), context, done)
    return reason or render.say("fix_saved", keyboard=(_to_list(),))


CURATE = add_form(
    Form(
        "curate",
        (
            Step("question", _read_question, _as_asked, _take_as_asked, free=True),
            Step("text", _read_text, free=True),
            Step("origin", _read_origin, without={"origin": None}, free=True),
            Step("until", _read_until, without={"until": None}, free=True),
        ),
        _preview_answer,
        _save_answer,
        _given_up,
    )
)


# A reply to those who asked


async def _preview_reply(draft: Draft, _: int, context: Context, fault: str | None) -> render.Message:
    waiting = _waiting(draft, context.desk)
    keyboard = (
        (
            render.Button(word("desk_button", name="send"), "answerback:save"),
            render.Button(word("desk_button", name="cancel"), "answerback:cancel"),
        ),
    )
    return render.say("answerback_preview", keyboard=keyboard, draft=draft, count=len(waiting), fault=fault)


def _waiting(draft: Draft, desk: Desk) -> list[MissedQuestion]:
    """One question of each person in each chat that is not settled yet."""
    numbers = set(_numbers(draft))
    found = {(one.chat_id, one.user_id): one for one in desk.store.work.missed() if one.number in numbers}
    return list(found.values())


async def _send_reply(draft: Draft, by: int, context: Context) -> render.Message:
    desk, waiting = context.desk, _waiting(draft, context.desk)
    door: Door = context.application.bot_data["door"]
    # Settled first: of the two risks, that a crash loses one is smaller here than that people hear it twice.
    settled = set(desk.store.work.settle_missed(_numbers(draft), "replied"))
    if not settled:  # another admin was faster, or it is gone
        return render.say("missed_gone")
    sent = 0
    for one in (one for one in waiting if one.number in settled):
        if not await door.asker(one.user_id, one.chat_id, context.bot, desk):
            continue
        said = render.say("answerback", question=one.text, text=draft["text"] or "")
        reply_to = None if one.chat_id == one.user_id else one.message_id
        try:
            await send(context.bot, one.chat_id, said, thread_id=one.thread_id, reply_to=reply_to)
            sent += 1
        except TelegramError as error:
            log.warning("a reply could not be sent: %s", type(error).__name__)
    desk.store.record(by, "reply", f"{sent}/{len(waiting)}", desk.clock.now())
    await _tell_whom_it_was_handed(waiting, by, context)
    return render.say("answerback_sent", keyboard=(_to_list(),), sent=sent, count=len(waiting))


async def _tell_whom_it_was_handed(questions: Sequence[MissedQuestion], by: int, context: Context) -> None:
    """What was handed over to the admins says that it is answered, so that none of them writes in vain."""
    for one in questions:
        for chat_id, message_id in context.desk.store.work.handed(one.number):
            with suppress(TelegramError):  # it only spares them a look
                said = render.say("handed_answered", question=one.text, by=by)
                await rewrite(context.bot, chat_id, message_id, said)


async def begin_reply(number: int, message: Message, context: Context) -> None:
    """Shows what an admin wrote as the reply to a question, before it is sent."""
    desk, by = context.desk, message.chat_id
    one = next((one for one in desk.store.work.missed() if one.number == number), None)
    if one is None:
        await reply(message, render.say("missed_gone"))
        return
    draft = dialogue.begun(REPLY, desk, missed=str(number), said=one.text)
    try:
        draft = dialogue.onward(draft.having(_read_text((message.text or "").strip())))
    except Fault as fault:
        await dialogue.send(draft, message, by, context, str(fault))
    else:
        await dialogue.send(draft, message, by, context)


REPLY = add_form(Form("answerback", (Step("text", _read_text, free=True),), _preview_reply, _send_reply, _given_up))
