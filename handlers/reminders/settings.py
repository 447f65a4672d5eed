"""What a chat or topic wants to hear of, chosen by buttons; "알림 받기" under an answer.

One screen has all: which kinds of days, how many days before, the list of a week and the news. How long before is one
choice for all kinds that are on; whoever changes nothing keeps what is usual, where each kind has its own.

A button's data says what shall be, not what shall change (`wish:on-lead-7`), so that two people who press the same
one agree. The menu is about the chat or topic it stands in; who presses is checked each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from telegram import CallbackQuery, Message

from bot.context import Context, Desk
from bot.reminders.agenda import Entry
from bot.reminders.ministry import is_own
from bot.state.rows import LEADS, Subscription, Wishes
from handlers import render
from handlers.addressed import thread_of
from handlers.chat_place import objection, place, subscription_here, where
from handlers.pager import contests_known, key_of, pager
from handlers.reminders.upcoming import events_under
from handlers.render.wording import one_line, word
from handlers.sending import edit, reply, toast
from knowledge.model import Event, EventKind, Facts

_CONTESTS_A_PAGE = 6
_LONGEST_LABEL = 40
_IN_A_ROW = 3
_AT_LEAST = (1,)

Rows = tuple[tuple[render.Button, ...], ...]


async def press(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Shows a page of the menu, or changes a wish and shows it."""
    desk, subscription = context.desk, await _permitted(query, message, context.desk)
    if subscription is None:
        return
    do, _, about = what.partition("-")
    shown: render.Message | None
    if do == "menu":
        shown = menu(message, desk, subscription, "shown")
    elif do == "done":
        shown = menu(message, desk, subscription, "done")
    elif do == "contests" and about.isdigit():
        shown = contests_page(_facts(desk), subscription.wishes, int(about), desk.settings.ministry)
    elif do in ("on", "off") and (wishes := _changed(desk, subscription, do == "on", about)):
        now = desk.clock.now()
        if desk.store.wish(message.chat_id, thread_of(message), wishes, now):
            desk.store.record(query.from_user.id, "wish", f"{place(message)} {what}", now)
        shown = _page_of(message, desk, replace(subscription, wishes=wishes), about)
    else:
        shown = None
    if shown is None:
        await toast(query, render.plain(render.say("old_button")))
        return
    await toast(query)
    await edit(message, shown)


async def follow(query: CallbackQuery, message: Message, what: str, context: Context) -> None:
    """Reminders of the contests that an answer is about, for this chat or topic; says what will arrive and when."""
    desk, person = context.desk, query.from_user
    events = await events_under(message, what, context)
    contests = frozenset(contest for event in events for contest in event.contests)
    if not contests:
        await toast(query, render.plain(render.say("old_button")))
        return
    if why := await objection(message.chat, person):
        await toast(query, render.plain(render.say("subscribe_refused", why=why)), alert=True)
        return
    old, now, thread_id = subscription_here(message, desk), desk.clock.now(), thread_of(message)
    if old is not None and old.wishes.contests is not None:
        wishes = replace(old.wishes, contests=old.wishes.contests | contests)
    elif old is not None:
        wishes = replace(old.wishes, also=old.wishes.also | _not_wanted(events, old.wishes, desk))
    else:
        wishes = Wishes(contests)
    begun = desk.store.subscribe(message.chat_id, thread_id, person.id, now)
    if not (desk.store.wish(message.chat_id, thread_id, wishes, now) or begun):
        already = render.say("followed_already", where=where(message), leads=_leads(wishes))
        await toast(query, render.plain(already), alert=True)
        return
    desk.store.record(person.id, "follow", f"{place(message)} {', '.join(sorted(contests))}", now)
    desk.follow()
    await toast(query)
    await reply(
        message,
        render.say(
            "followed",
            keyboard=((_button("settings", "wish:menu"),),),
            where=where(message),
            contests=sorted(contests),
            wishes=wishes,
            **_told(desk, wishes),
        ),
    )


def menu(message: Message, desk: Desk, subscription: Subscription, head: str) -> render.Message:
    """What this chat or topic is told, with the buttons to choose; `head`: started, already, shown or done."""
    wishes = subscription.wishes
    keyboard = (
        ((_button("settings", "wish:menu"),),)
        if head == "done"
        else _menu_rows(wishes, message.chat.type != message.chat.PRIVATE)
    )
    contests = None if wishes.contests is None else sorted(wishes.contests)
    told = _told(desk, wishes)
    return render.say(
        "wishes", keyboard=keyboard, head=head, where=where(message), contests=contests, wishes=wishes, **told
    )


async def _permitted(query: CallbackQuery, message: Message, desk: Desk) -> Subscription | None:
    """The subscription here, if the presser may decide about it; else they were told why not."""
    if why := await objection(message.chat, query.from_user):
        await toast(query, render.plain(render.say("subscribe_refused", why=why)), alert=True)
        return None
    subscription = subscription_here(message, desk)
    if subscription is None:
        said = render.say("subscribe_off", was_on=False, where=where(message))
        await toast(query)
        await edit(message, said)
    return subscription


def _changed(desk: Desk, subscription: Subscription, on: bool, about: str) -> Wishes | None:
    """The wishes with one thing on or off; None for a button that means nothing any more."""
    wishes = subscription.wishes
    if about == "digest":
        return replace(wishes, digest=on)
    if about == "results":
        return replace(wishes, results=on)
    if about == "others":
        return replace(wishes, others=on)
    if about == "contacts":
        return replace(wishes, contacts=on)
    if about == "all":
        return replace(wishes, contests=None, also=frozenset())
    if about in EventKind.__members__:
        return wishes.with_leads(EventKind[about], *(_leads_to_begin_with(wishes, EventKind[about]) if on else ()))
    verb, _, lead = about.partition("-")
    if verb == "lead" and lead in map(str, LEADS):
        return _with_lead(wishes, int(lead), on)
    contest = next((one for one in _known(_facts(desk), wishes) if key_of(one) == about), None)
    if contest is None:
        return None
    chosen = wishes.contests or frozenset()
    return replace(wishes, contests=chosen | {contest} if on else chosen - {contest}, also=frozenset())


def _not_wanted(events: Sequence[Event], wishes: Wishes, desk: Desk) -> frozenset[str]:
    """The contests of these events that the wishes leave out, as another ministry holds them."""
    issuers = {release.id: release.ministry for release in desk.library.current.facts.releases}
    owns = ((event, is_own(issuers.get(event.release_id), desk.settings.ministry)) for event in events)
    return frozenset(one for event, own in owns if not wishes.wants(*event.contests, own=own) for one in event.contests)


def _page_of(message: Message, desk: Desk, subscription: Subscription, about: str) -> render.Message:
    """The page of the menu on which a button stands."""
    if about in ("digest", "results", "others", "contacts", *EventKind.__members__) or about.startswith("lead-"):
        return menu(message, desk, subscription, "shown")
    facts, wishes = _facts(desk), subscription.wishes
    keys = [key_of(contest) for contest in _known(facts, wishes)]
    page = keys.index(about) // _CONTESTS_A_PAGE if about in keys else 0
    return contests_page(facts, wishes, page, desk.settings.ministry)


def _menu_rows(wishes: Wishes, group: bool) -> Rows:
    on = _on(wishes)
    kinds = [_switch("kind", kind in on, kind.name, kind=kind.value) for kind in EventKind]
    leads = [
        _switch("lead", any(lead in wishes.leads(kind) for kind in on), f"lead-{lead}", lead=lead) for lead in LEADS
    ]
    chosen = None if wishes.contests is None else len(wishes.contests)
    contests = render.Button(word("wish_button", name="contests", chosen=chosen), "wish:contests-0")
    # Whoever has chosen contests has chosen whose.
    others: tuple[render.Button, ...] = (_switch("others", wishes.others, "others"),) if chosen is None else ()
    if group:
        others += (_switch("contacts", wishes.contacts, "contacts"),)
    return (
        *_in_rows(kinds),
        *_in_rows(leads),
        (_switch("digest", wishes.digest, "digest"), _switch("results", wishes.results, "results")),
        *((others,) if others else ()),
        (contests, _button("done", "wish:done")),
    )


def _in_rows(buttons: Sequence[render.Button]) -> Rows:
    """As few rows as there may be, as even as they can be: seven are 3, 2 and 2."""
    rows = -(-len(buttons) // _IN_A_ROW)
    ends = [-(-len(buttons) * n // rows) for n in range(rows + 1)]
    return tuple(tuple(buttons[start:end]) for start, end in pairwise(ends))


def _on(wishes: Wishes) -> list[EventKind]:
    """The kinds of days that are told of at all."""
    return [kind for kind in EventKind if wishes.leads(kind)]


def _leads_to_begin_with(wishes: Wishes, kind: EventKind) -> Sequence[int]:
    """How long before a kind is told that is turned on: as it is usual, else as the others are."""
    usual = wishes.leads(kind) or Wishes().leads(kind)
    return usual or sorted({lead for one in _on(wishes) for lead in wishes.leads(one)}) or _AT_LEAST


def _with_lead(wishes: Wishes, lead: int, on: bool) -> Wishes | None:
    """One lead more or less for all kinds that are on; None where none is."""
    kinds = _on(wishes)
    for kind in kinds:
        leads = set(wishes.leads(kind))
        wishes = wishes.with_leads(kind, *(leads | {lead} if on else leads - {lead}))
    return wishes if kinds else None


def contests_page(facts: Facts, wishes: Wishes, page: int, ministry: str) -> render.Message:
    """A page, from 0, of the contests there are to choose from, with those that are wished for marked.

    `ministry` is the one whose staff ask.
    """
    known = _known(facts, wishes)
    pages = max(1, -(-len(known) // _CONTESTS_A_PAGE))
    page = min(page, pages - 1)
    shown = known[page * _CONTESTS_A_PAGE :][:_CONTESTS_A_PAGE]
    chosen = wishes.contests or frozenset()
    rows: list[tuple[render.Button, ...]] = [(_switch("all", wishes.contests is None, "all"),)]
    rows += [(_switch("contest", one in chosen, key_of(one), label=one_line(one, _LONGEST_LABEL)),) for one in shown]
    rows += [row for row in (pager("wish:contests", page, pages), (_button("back", "wish:menu"),)) if row]
    count = None if wishes.contests is None else len(wishes.contests)
    return render.say("wish_contests", keyboard=tuple(rows), count=count, ministry=None if wishes.others else ministry)


def _switch(name: str, on: bool, what: str, **values: object) -> render.Button:
    """A button that shows whether something is wanted; pressed, it shall be the other way."""
    return render.Button(word("wish_button", name=name, on=on, **values), f"wish:{'off' if on else 'on'}-{what}")


def _button(name: str, data: str) -> render.Button:
    return render.Button(word("wish_button", name=name), data)


def _facts(desk: Desk) -> Facts:
    return desk.library.current.facts


def _known(facts: Facts, wishes: Wishes) -> Sequence[str]:
    """The contests to choose from; those that were chosen but are not known any more last."""
    known = contests_known(facts)
    return [*known, *sorted((wishes.contests or frozenset()) - set(known))]


def _told(desk: Desk, wishes: Wishes) -> dict[str, object]:
    """What a text says about reminders: for which kinds, at what time, and what comes next."""
    today = desk.clock.today()
    coming = desk.store.agenda().upcoming(today)
    ministry = desk.settings.ministry
    wanted = (e for e in coming if wishes.wants(*e.contests, own=is_own(e.ministry, ministry)))
    entry: Entry | None = next((e for e in wanted if wishes.leads(e.kind)), None)
    return {
        "ministry": ministry,
        "leads": _leads(wishes),
        "at": desk.settings.reminder_time,
        "next": entry,
        "days_left": (entry.day - today).days if entry else 0,
        "today": today,
    }


def _leads(wishes: Wishes) -> list[tuple[str, tuple[int, ...]]]:
    return [(kind.value, leads) for kind in EventKind if (leads := wishes.leads(kind))]
