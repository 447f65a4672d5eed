"""What can be wrong with the state file, by name: told instead of the database's own words, which nobody can act on."""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from pathlib import Path


class StateFault(StrEnum):
    """Why the state file cannot be used."""

    FULL = "full"
    UNWRITABLE = "unwritable"
    LOCKED = "locked"
    DAMAGED = "damaged"
    FOREIGN = "foreign"

    @property
    def advice(self) -> str:
        """What it is and what to do, for an admin, in Korean."""
        return _ADVICE[self]


_ADVICE = {
    StateFault.FULL: "디스크가 가득 찼어요. 공간을 비우면 저절로 이어서 해요.",
    StateFault.UNWRITABLE: "폴더와 파일의 권한, 남은 용량을 확인해 주세요.",
    StateFault.LOCKED: "다른 프로그램이 쓰고 있어요. 봇이 이미 실행 중인지 확인해 주세요.",
    StateFault.DAMAGED: (
        "파일이 손상되었어요. 봇을 멈추고 백업에서 되돌려 주세요: award-bot restore 백업파일 "
        "(백업이 없다면 파일을 다른 곳으로 옮긴 뒤 다시 시작해 주세요. 기억하던 것은 없어져요.)"
    ),
    StateFault.FOREIGN: "봇이 만든 상태 파일이 아니에요. DATA_DIR을 확인하고, 백업이 있다면 되돌려 주세요.",
}
_BY_CODE = {
    sqlite3.SQLITE_FULL: StateFault.FULL,
    sqlite3.SQLITE_IOERR: StateFault.UNWRITABLE,
    sqlite3.SQLITE_READONLY: StateFault.UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: StateFault.UNWRITABLE,
    sqlite3.SQLITE_PERM: StateFault.UNWRITABLE,
    sqlite3.SQLITE_BUSY: StateFault.LOCKED,
    sqlite3.SQLITE_LOCKED: StateFault.LOCKED,
    sqlite3.SQLITE_CORRUPT: StateFault.DAMAGED,
    sqlite3.SQLITE_NOTADB: StateFault.DAMAGED,
    sqlite3.SQLITE_FORMAT: StateFault.DAMAGED,
}
_PRIMARY = 0xFF  # of an extended code


class StoreError(Exception):
    """The state file cannot be used; `message_ko` says why and what to do, for an admin."""

    def __init__(self, message_ko: str) -> None:
        super().__init__(message_ko)
        self.message_ko = message_ko


def state_fault(error: BaseException) -> StateFault | None:
    """Which fault of the state file an error is; None where it is none, but a mistake in the code."""
    if isinstance(error, UnicodeDecodeError) or "Could not decode to UTF-8" in str(error):
        return StateFault.DAMAGED if isinstance(error, UnicodeDecodeError | sqlite3.Error) else None
    if not isinstance(error, sqlite3.DatabaseError):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _BY_CODE.get(code & _PRIMARY)


def cannot_be_opened(path: Path, fault: StateFault) -> StoreError:
    """The error that says so of a file."""
    return StoreError(f"상태 파일을 쓸 수 없어요({path}). {fault.advice}")


def too_new(form: int, known: int) -> StoreError:
    """The error that a newer release of the bot has written the state."""
    return StoreError(
        f"상태 파일을 더 새로운 버전의 봇이 만들었어요(형식 {form}, 이 봇은 {known}까지 알아요). "
        "봇을 그 버전으로 올리거나, 올리기 전의 백업에서 되돌려 주세요."
    )
