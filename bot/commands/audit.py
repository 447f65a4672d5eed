"""`audit`: who did what, in the terminal; and the noting of what the command line itself does."""

from __future__ import annotations

import getpass
import json
import logging
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from bot.settings import Settings
from bot.state.audit import COMMAND_LINE
from bot.state.faults import StoreError
from bot.state.migrations import STEPS, form_of
from bot.state.store import STATE, Store

log = logging.getLogger(__name__)


def audit_lines(settings: Settings, last: int, actor: int | None, as_json: bool) -> Iterator[str]:
    """The last entries, the oldest first; as JSON one object a line. The state is only read. Raises StoreError."""
    store = Store(settings.data_dir / STATE, copy=True)
    try:
        for entry in reversed(store.audit.entries(last, actor=actor)):
            if as_json:
                yield json.dumps(asdict(entry), ensure_ascii=False, default=str)
                continue
            who = entry.actor or "-"
            again = f" ({entry.times}x, {entry.last_at:%H:%M:%S})" if entry.times > 1 else ""
            yield f"{entry.at:%Y-%m-%d %H:%M:%S} {who} {entry.action} {' '.join(entry.detail.split())}".rstrip() + again
    finally:
        store.close()


def note(settings: Settings, action: str, detail: str, now: datetime) -> None:
    """Notes in the audit, also of a running bot, what was done by which account of this machine.

    Where there is no state yet, or one of another release, which is not ours to change, the log has it.
    """
    state = settings.data_dir / STATE
    level = logging.WARNING if state.exists() else logging.DEBUG  # before the first run there is nothing to note it in
    what = " ".join(filter(None, (detail, f"({_account()})")))
    try:
        if form_of(state) == len(STEPS):
            store = Store(state)
            store.record(COMMAND_LINE, action, what, now)
            store.close()
            return
    except StoreError as error:
        log.warning("the audit was not written: %s", error)
    log.log(level, "done, but not in the audit: %s %s", action, what)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's number without a name
        return "?"
