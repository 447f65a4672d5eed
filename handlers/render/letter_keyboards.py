"""The buttons under what the bot sends by itself.

Their data is `ack`, `again` and `ics`, which mean all that the message told, `coming:own-0` and `cases:ID`.
"""

from __future__ import annotations

from .message import Button
from .wording import word

Row = tuple[Button, ...]


def letter_buttons(seen: int, again: bool, own: bool, more: bool) -> tuple[Row, ...]:
    """Seen, with how many have; once more tomorrow, if there is a use in it; the calendar file; `more` than is shown.

    Nobody has to be told in their `own` chat that they have seen it.
    """
    ack = () if own else (_button("ack", "ack", f" {seen}" if seen else ""),)
    later = (_button("again", "again"),) if again else ()
    rest = (_button("upcoming_all", "coming:own-0"),) if more else ()
    return tuple(row for row in (ack + later, (_button("calendar", "ics"), *rest)) if row)


def results_buttons(contest_id: str | None) -> tuple[Row, ...]:
    """The winning cases, if it is known whose they are."""
    return ((_button("cases", f"cases:{contest_id}"),),) if contest_id else ()


def _button(name: str, data: str, more: str = "") -> Button:
    return Button(word("button", name=name) + more, data=data)
