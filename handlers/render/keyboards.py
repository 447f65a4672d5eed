"""The buttons under an answer.

Their data is `page:N`, `pick:N`, `show:ID`, `contacts:ID`, `cases:ID`, `card:ID`, `original:ID`, `browse:INTENT`,
`asis`, `mended`, `why`, and under events `follow:ID` and `ics:ID`, or without an ID for all that the message shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from knowledge.dialogue import (
    Answer,
    Aspect,
    CaseDetail,
    CaseList,
    ContactList,
    ContestDetail,
    ContestList,
    EventDetail,
    EventList,
    Intent,
    OutOfScope,
    Part,
    SmallTalk,
    SmallTalkKind,
    Status,
    Unknown,
)
from knowledge.folder.schedules import is_schedule
from knowledge.model import Contact, Event, Release

from .message import Button
from .wording import one_line, word

Row = tuple[Button, ...]
_FILES = 3  # so many releases' files are offered
_NUMBERS_IN_A_ROW = 5
_LONGEST_NAME = 60
_AT_A_LOSS = (
    SmallTalkKind.GREETING,
    SmallTalkKind.IDENTITY,
    SmallTalkKind.COMPLAINT,
    SmallTalkKind.NO,
    SmallTalkKind.HUMAN,
)
_BROWSABLE = (Intent.SCHEDULE, Intent.CASE, Intent.CONTACT, Intent.CONTEST)


def start_buttons() -> tuple[Row, ...]:
    """The four things one can ask for, two in a row."""
    first, second, third, fourth = (
        Button(word("button", name=intent.value), data=f"browse:{intent.value}") for intent in _BROWSABLE
    )
    return (first, second), (third, fourth)


def buttons(answer: Answer, today: date | None = None, group: bool = False) -> tuple[Row, ...]:
    """Choices where there are some, else what leads on from the first part that leads anywhere.

    Who is lost or only says hello is offered the four things one can ask for, but not in a group. What was read
    otherwise than it was typed can be asked again as it was typed, and back.
    """
    rows = _main_rows(answer, today, group)
    if any(Aspect.SOURCE in getattr(part, "aspects", ()) for part in answer.parts):
        rows += originals(answer.sources[:_FILES])
    asked = answer.question
    undo = (_button("asis", "asis") if asked.repaired else _button("mended", "mended"),) if asked.asked else ()
    why = (_button("why", "why"),) if not group and (undo or _is_one_found(answer)) else ()
    if why and not undo:
        return _with_room_for(why, rows)
    return (*rows, undo + why) if undo else rows


def _with_room_for(why: Row, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with one more button, beside one that stands alone, so that no label needs two lines; else below."""
    for place, row in enumerate(rows):
        if len(row) == 1:
            return (*rows[:place], row + why, *rows[place + 1 :])
    return (*rows, why)


def _main_rows(answer: Answer, today: date | None, group: bool) -> tuple[Row, ...]:
    choices = tuple((Button(choice.label, data=f"pick:{n}"),) for n, choice in enumerate(answer.choices))
    if answer.status is not Status.ANSWERED and choices:
        return choices
    for part in answer.parts:
        if rows := _leading_on(part, answer, today):
            return rows + choices
    if choices:
        return choices
    return start_buttons() if not group and any(map(_is_at_a_loss, answer.parts)) else ()


def originals(releases: Sequence[Release]) -> tuple[Row, ...]:
    """A row with a button for the file of each release, numbered where there are several; none for schedule files."""
    files = [release for release in releases if not is_schedule(release.file)]
    numbers = [f" {n}" if len(files) > 1 else "" for n, _ in enumerate(files, start=1)]
    row = tuple(
        Button(f"{word('button', name='original')}{number}", f"original:{release.id}")
        for release, number in zip(files, numbers, strict=True)
    )
    return (row,) if row else ()


def _is_one_found(answer: Answer) -> bool:
    """Whether one event, case or person was found by words; what was opened by a button explains itself."""
    asked = answer.question
    if len(answer.records) != 1 or asked.record or asked.related:
        return False
    return isinstance(answer.parts[0], EventDetail | CaseDetail | ContactList)


def _is_at_a_loss(part: Part) -> bool:
    match part:
        case SmallTalk(kind=kind):
            return kind in _AT_A_LOSS
        case OutOfScope() | Unknown():
            return True
        case _:
            return False


def _leading_on(part: Part, answer: Answer, today: date | None) -> tuple[Row, ...]:
    match part:
        case EventDetail(event=event):
            follow = (_button("follow", f"follow:{event.id}"),) if _may_follow((event,), today) else ()
            file = (_button("calendar", f"ics:{event.id}"),) if event.date else ()
            ask = (_button("contacts", f"contacts:{event.id}"), _share(event.id, event.name))
            return (ask, follow + file) if follow or file else (ask,)
        case CaseDetail(case=case):
            row = [_button("contacts", f"contacts:{case.id}")]
            if case.contest_id:
                row += [
                    _button("contest", f"show:{case.contest_id}"),
                    _button("cases", f"cases:{case.contest_id}"),
                ]
            return tuple(row), (_share(case.id, case.title or case.awardee or case.contest),)
        case ContestDetail(contest=contest, listed=listed):
            row = [_button("contacts", f"contacts:{contest.id}")]
            if listed:
                row.insert(0, _button("cases", f"cases:{contest.id}"))
            return (tuple(row),)
        case ContactList(contacts=contacts, page=page, pages=pages):
            back = _subject(answer)
            call = _to_call(contacts[0]) if len(contacts) == 1 else ()
            last: Row = (_button("back", f"show:{back}"),) if back else ()
            if len(contacts) == 1:
                last += (_share(contacts[0].id, " ".join(filter(None, (contacts[0].department, contacts[0].name)))),)
            return tuple(row for row in (call, *_pager(page, pages), last) if row)
        case CaseList(cases=cases, first=first, page=page, pages=pages):
            return _numbers([case.id for case in cases], first) + _pager(page, pages)
        case EventList(events=shown) | ContestList(contests=shown):
            first = first_number(part.page, part.pages, part.total, len(shown))
            rows = _numbers([fact.id for fact in shown], first) + _pager(part.page, part.pages)
            return rows + _of_events(part, today) if isinstance(part, EventList) else rows
        case _:
            return ()


def _share(record: str, name: str) -> Button:
    return Button(word("button", name="share"), share=(record, one_line(name, _LONGEST_NAME)))


def _may_follow(events: Sequence[Event], today: date | None) -> bool:
    """Whether there is something to be reminded of: a day of a contest that is not past."""
    return any(e.contests and e.date and (today is None or (e.end_date or e.date) >= today) for e in events)


def _to_call(person: Contact) -> Row:
    """A number to copy, and, if it can be called from anywhere, a card for the phone's contacts."""
    if not person.phone:
        return ()
    copied = Button(word("button", name="copy"), copy=person.phone)
    return (copied, _button("card", f"card:{person.id}")) if international(person.phone) else (copied,)


def international(phone: str) -> str | None:
    """A Korean number as it is called from anywhere: +82442027047; None for what has no area code (1350)."""
    digits = re.sub(r"\D", "", phone)
    return f"+82{digits[1:]}" if re.fullmatch(r"0\d{8,10}", digits) else None


def _of_events(listed: EventList, today: date | None) -> tuple[Row, ...]:
    """Reminders of the contests in a list, and its days as a file."""
    follow = (_button("follow", "follow"),) if _may_follow(listed.events, today) else ()
    file = (_button("calendar", "ics"),) if any(event.date for event in listed.events) else ()
    return (follow + file,) if follow or file else ()


def first_number(page: int, pages: int, total: int, shown: int) -> int:
    """The number, from 1, of the first of the `shown` items on a page; only the last page may be shorter."""
    return page * shown + 1 if page + 1 < pages else total - shown + 1


def _button(name: str, data: str) -> Button:
    return Button(word("button", name=name), data=data)


def _numbers(ids: list[str], first: int) -> tuple[Row, ...]:
    all_buttons = [Button(str(first + n), data=f"show:{record}") for n, record in enumerate(ids)]
    return tuple(
        tuple(all_buttons[start : start + _NUMBERS_IN_A_ROW]) for start in range(0, len(all_buttons), _NUMBERS_IN_A_ROW)
    )


def _pager(page: int, pages: int) -> tuple[Row, ...]:
    if pages <= 1:
        return ()
    row = [Button(f"{page + 1}/{pages}", data=f"page:{page}")]
    if page > 0:
        row.insert(0, Button("◀", data=f"page:{page - 1}"))
    if page + 1 < pages:
        row.append(Button("▶", data=f"page:{page + 1}"))
    return (tuple(row),)


def _subject(answer: Answer) -> str | None:
    """What the contacts are asked about, where that was one record that can be shown again."""
    named = (answer.question.record, *answer.question.related)
    records = (record.partition("#")[0] for record in named if record)
    return next((r for r in records if r.startswith(("case-", "contest-", "event-"))), None)
