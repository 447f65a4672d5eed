"""What corrections, other names and curated answers share: a preview of all that they change, and the doing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from bot.context import Context, Desk
from bot.publishing.saved_questions import changed
from bot.publishing.versions import Why
from handlers import render
from handlers.admin import not_published
from handlers.desk.dialogue import Draft, Form
from handlers.desk.publish import REFUSALS, Done, publish_at_once, tells_of
from handlers.render.wording import word
from knowledge.dialogue import question_from_json
from knowledge.folder.corrections import Correction
from knowledge.questions.masked import masked

_LOOKED_AT = 200  # questions
_ASKED_IN = timedelta(days=30)


def with_correction(corrections: Sequence[Correction], new: Correction) -> tuple[Correction, ...]:
    """Corrections with one more, which takes the place of what it replaces."""
    return (*(one for one in corrections if not new.replaces(one)), new)


async def preview(
    form: Form, corrections: Sequence[Correction], context: Context, fault: str | None, **values: object
) -> render.Message:
    """What publishing these corrections changes, tells and breaks, and which recent questions it answers otherwise.

    `values` are for `NAME_preview.j2`, which says what is to be done.
    """
    desk, library = context.desk, context.desk.library
    questions = desk.store.work.saved_questions()
    try:
        plan = await library.off_loop(partial(library.preview, corrections, questions))
    except REFUSALS as error:
        return not_published(error)
    asked = _recent(desk)
    affected = await asyncio.to_thread(changed, asked, library.current, plan.new, desk.clock.today())
    tells = await tells_of(plan, context)
    save = () if plan.is_same else (render.Button(word("desk_button", name="apply"), f"{form.name}:save"),)
    cancel = render.Button(word("desk_button", name="cancel"), f"{form.name}:cancel")
    return render.say(
        f"{form.name}_preview",
        keyboard=((*save, cancel),),
        changes=plan.changes,
        tells=tells,
        broken=plan.broken,
        affected=[masked(text, library.current) for text in affected],
        same=plan.is_same,
        fault=fault,
        **values,
    )


async def publish(by: int, corrections: Sequence[Correction], context: Context, done: Done) -> Draft | None:
    """Publishes these corrections; where they break test questions, the draft that asks why. Raises Fault."""
    return await publish_at_once(context, by, Why.CORRECTIONS, done, corrections=tuple(corrections))


def _recent(desk: Desk) -> list[str]:
    """What was asked lately, each once, without what a button asked."""
    found: dict[str, None] = {}
    for kept in desk.store.recent_questions(desk.clock.now() - _ASKED_IN, _LOOKED_AT):
        try:
            question = question_from_json(kept)
        except ValueError:  # an earlier edition wrote it differently
            continue
        if text := question.asked or question.text:
            found[text] = None
    return list(found)
