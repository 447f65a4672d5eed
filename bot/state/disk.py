"""What is wrong with the disk, by its name, when the state cannot be written."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from sqlite_utils import Database

from bot.state.faults import StateFault, state_fault

log = logging.getLogger(__name__)

_OF_THE_DISK = (StateFault.FULL, StateFault.UNWRITABLE)
_NUMBERS = {
    errno.ENOSPC: StateFault.FULL,
    errno.EDQUOT: StateFault.FULL,
    errno.EROFS: StateFault.UNWRITABLE,
    errno.EIO: StateFault.UNWRITABLE,
}


class DiskFault(sqlite3.OperationalError):
    """Something could not be remembered, for want of room or since the disk cannot be written."""

    def __init__(self, kind: StateFault) -> None:
        super().__init__(f"the disk is {kind.value}")
        self.kind = kind


def disk_fault_of(error: BaseException) -> DiskFault | None:
    """What of the disk an error comes from, if it does: SQLite's, or one of the system, where it writes a file."""
    if isinstance(error, DiskFault):
        return error
    kind = _NUMBERS.get(error.errno or 0) if isinstance(error, OSError) else state_fault(error)
    return DiskFault(kind) if kind in _OF_THE_DISK else None


@contextmanager
def if_possible() -> Generator[None, None, None]:
    """For what nobody's answer should depend on: where the disk does not let it, it is not remembered."""
    try:
        yield
    except DiskFault as error:
        log.error("something is not remembered: %s", error)


class StateDatabase(Database):
    """A database that raises DiskFault where the disk is the cause, and remembers it until something was written."""

    disk_fault: DiskFault | None = None

    @contextmanager
    def atomic(self) -> Generator[Database, None, None]:
        """As in sqlite-utils."""
        with self._naming_faults(), super().atomic():
            yield self

    def execute(self, sql: str, parameters: Any = None) -> sqlite3.Cursor:
        """As in sqlite-utils."""
        with self._naming_faults():
            return super().execute(sql, parameters)

    @contextmanager
    def lightly(self) -> Generator[None, None, None]:
        """One transaction that waits for the system and not for the disk: a power cut may undo it, a kill does not.

        Within another transaction it is part of that.
        """
        if self.conn.in_transaction:
            yield
            return
        self.execute("PRAGMA synchronous = NORMAL")
        try:
            with self.atomic():
                yield
        finally:
            self.execute("PRAGMA synchronous = FULL")

    @contextmanager
    def _naming_faults(self) -> Generator[None, None, None]:
        before = self.conn.total_changes
        try:
            yield
        except sqlite3.OperationalError as error:
            fault = disk_fault_of(error)
            if fault is None:
                raise
            self.disk_fault = fault
            fault.sqlite_errorcode = error.sqlite_errorcode
            raise fault from error
        if self.conn.total_changes > before and not self.conn.in_transaction:
            self.disk_fault = None
