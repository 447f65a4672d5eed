"""The commands: the single place for their names, Korean aliases, descriptions, and for who sees them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from knowledge.hangul import from_hangul_keys, nfc


class Scope(Enum):
    """Who sees a command in a menu and in the help. A menu is no access control: handlers check again."""

    ALL_PRIVATE = "all_private"
    ALL_GROUP = "all_group"
    ADMINS = "admins"


_STAFF = (Scope.ALL_PRIVATE, Scope.ALL_GROUP)


@dataclass(frozen=True, slots=True)
class Command:
    """A command: `name` as Telegram takes it, `aliases` as people type it, `description` for the menu."""

    name: str
    aliases: tuple[str, ...]
    description: str
    scopes: tuple[Scope, ...]


COMMANDS: tuple[Command, ...] = (
    Command("start", ("시작",), "처음 화면을 보여 드려요", (Scope.ALL_PRIVATE,)),
    Command("help", ("도움말",), "무엇을 물어볼 수 있는지 알려 드려요", _STAFF),
    Command("schedule", ("일정",), "시상식과 접수 일정을 알려 드려요", _STAFF),
    Command("cases", ("사례",), "우수사례를 보여 드려요", _STAFF),
    Command("contacts", ("담당자",), "담당자와 전화번호를 알려 드려요", _STAFF),
    Command("contests", ("대회",), "대회와 공모전을 보여 드려요", _STAFF),
    Command("why", ("왜",), "왜 그렇게 답했는지 보여 드려요", _STAFF),
    Command("subscribe", ("알림켜기",), "일정 알림을 켜고 골라요", _STAFF),
    Command("unsubscribe", ("알림끄기",), "일정 알림을 꺼요", _STAFF),
    Command("upcoming", ("다가오는일정",), "다가오는 일정을 보여 드려요", _STAFF),
    Command("reload", ("다시읽기",), "보도자료 폴더를 다시 읽어요", (Scope.ADMINS,)),
    Command("event", ("일정추가",), "앞으로의 일정을 넣고 고쳐요", (Scope.ADMINS,)),
    Command("status", ("상태",), "봇의 상태를 보여 드려요", (Scope.ADMINS,)),
    Command("invite", ("초대",), "초대 링크를 만들어요. 뒤에 번호를 쓰면 바로 들여보내요", (Scope.ADMINS,)),
    Command("revoke", ("초대취소",), "뒤에 쓴 번호의 사람을 내보내요", (Scope.ADMINS,)),
)

_COMMAND = re.compile(r"/(?P<name>[^\s@/]+)(?:@(?P<bot>[A-Za-z0-9_]+))?(?:\s+(?P<words>.*))?", re.S)
_BY_NAME = {name: command for command in COMMANDS for name in (command.name, *command.aliases)}


def find_command(text: str, username: str) -> tuple[Command, str] | None:
    """The command that a text is, with the words after it; None where it is none, or another bot's.

    `/schedule 시상식`, `/schedule@this_bot`, `/일정 시상식` and the alias alone, `일정`, are one command; so is
    `/ㄴ촏여ㅣㄷ`, which is `/schedule` typed with the Korean keyboard on.
    """
    text = nfc(text).strip()
    alone = _BY_NAME.get(text)
    if alone and text in alone.aliases:
        return alone, ""
    found = _COMMAND.fullmatch(text)
    if not found or (found["bot"] and found["bot"].lower() != username.lower()):
        return None
    command = _BY_NAME.get(found["name"].lower()) or _BY_NAME.get(from_hangul_keys(found["name"]))
    return (command, (found["words"] or "").strip()) if command else None
