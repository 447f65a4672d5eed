"""Every setting, typed, with all faults reported together; bot.environment reads them."""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode

import knowledge

BUNDLED_RELEASES = Path(knowledge.__file__).parent / "releases"
OPENS, CLOSES = time(9, 0), time(18, 0)
"""No reminder is sent before the one and from the other on."""
MINISTRY = "고용노동부"
"""Whose staff ask, where nothing else is set."""
_LOG_FORMATS = ("text", "json")
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """Settings that cannot be used: `faults` has one Korean line each, beginning with the setting's name."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StaffAccess(StrEnum):
    """Who is answered: everybody, whoever was invited, or the members of the staff groups."""

    OPEN = "open"
    INVITE = "invite"
    GROUP = "group"


def _fault(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{sentence}", {"sentence": sentence})


def _numbers(value: object) -> object:
    """ "1, 2" as a set; a collection of numbers stays what it is."""
    if not isinstance(value, str):
        return value
    words = [word for word in re.split(r"[,\s]+", value) if word]
    wrong = [word for word in words if not re.fullmatch(r"-?[0-9]{1,18}", word)]
    if wrong:
        raise _fault(f"숫자 아이디를 쉼표로 이어 적어 주세요. 잘못된 값: {', '.join(wrong)}")
    return frozenset(int(word) for word in words)


def _clock_time(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"\s*([01]?[0-9]|2[0-3]):([0-5][0-9])\s*", value)
    if not found:
        raise _fault(f"시각은 09:00처럼 HH:MM으로 적어 주세요. 지금 값: {value!r}")
    return time(int(found[1]), int(found[2]))


def _seconds(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"[0-9]{1,2}", value.strip()):
        raise _fault(f"0부터 99까지 초를 숫자로 적어 주세요. 지금 값: {value!r}")
    return int(value)


def _folder(value: object) -> object:
    return Path(value).expanduser() if isinstance(value, str | Path) else value


def _access(value: object) -> object:
    try:
        return StaffAccess(value.strip().lower()) if isinstance(value, str) else value
    except ValueError:
        raise _fault(f"open, invite, group 가운데 하나여야 해요. 지금 값: {value!r}") from None


Numbers = Annotated[frozenset[int], NoDecode, BeforeValidator(_numbers)]
Folder = Annotated[Path, BeforeValidator(_folder)]
File = Annotated[Path | None, BeforeValidator(_folder)]


class Settings(BaseModel):
    """The settings by name, frozen. Made directly it takes only what it is given, never an operator's token.

    `reminder_time` is Asia/Seoul. Secrets are shown as stars wherever a Settings is printed; the files of secrets are
    read by bot.environment, not here.
    """

    model_config = ConfigDict(frozen=True, validate_default=True)

    telegram_token: SecretStr | None = None
    telegram_token_file: File = None
    telegram_base_url: str = "https://api.telegram.org/bot"
    admin_ids: Numbers = frozenset()
    staff_access: Annotated[StaffAccess, BeforeValidator(_access)] = StaffAccess.INVITE
    staff_group_ids: Numbers = frozenset()
    ministry: str = MINISTRY
    releases_dir: Folder = BUNDLED_RELEASES
    data_dir: Folder = Path("data")
    reminder_time: Annotated[time, BeforeValidator(_clock_time)] = time(9, 0)
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_secret_file: File = None
    listen: str = "127.0.0.1:8080"
    alert_url: SecretStr | None = None
    log_level: str = "INFO"
    log_format: str = "text"
    stop_seconds: Annotated[int, BeforeValidator(_seconds)] = 8

    @field_validator("telegram_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        token = value.get_secret_value().strip()
        if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
            raise _fault("봇 토큰의 모양이 아니에요. @BotFather가 준 토큰 전체를 그대로 넣어 주세요.")
        return SecretStr(token)

    @field_validator("telegram_base_url")
    @classmethod
    def _bot_address(cls, value: str) -> str:
        value = value.strip().rstrip("/")
        if not _is_web_address(value) or "/bot" not in urlsplit(value).path:
            raise _fault(f"'https://…/bot' 꼴의 주소를 적어 주세요. 지금 값: {value!r}")
        return value

    @field_validator("admin_ids")
    @classmethod
    def _people_only(cls, value: frozenset[int]) -> frozenset[int]:
        if any(number <= 0 for number in value):
            raise _fault("사람의 아이디는 0보다 커요. 단체방 아이디는 STAFF_GROUP_IDS에 적어 주세요.")
        return value

    @field_validator("staff_group_ids")
    @classmethod
    def _groups_when_needed(cls, value: frozenset[int], info: ValidationInfo) -> frozenset[int]:
        if any(number >= 0 for number in value):
            raise _fault("단체방 아이디는 0보다 작아요(예: -1001234567890).")
        if not value and info.data.get("staff_access") is StaffAccess.GROUP:
            raise _fault("STAFF_ACCESS=group이면 단체방 아이디가 하나는 있어야 해요.")
        return value

    @field_validator("ministry")
    @classmethod
    def _named(cls, value: str) -> str:
        value = " ".join(value.split())
        if not re.search("[가-힣]", value):
            raise _fault(f"부처의 이름을 한글로 적어 주세요. 지금 값: {value!r}")
        return value

    @field_validator("reminder_time")
    @classmethod
    def _while_people_work(cls, value: time) -> time:
        if not OPENS <= value < CLOSES:
            raise _fault(f"알림은 {OPENS:%H:%M}부터 {CLOSES:%H:%M} 전까지만 보내요. 지금 값: {value:%H:%M}")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _safe_webhook(cls, value: str | None) -> str | None:
        if value is None:
            return None
        value = value.strip()
        host = urlsplit(value).hostname if _is_web_address(value) else None
        if host is None or not (value.startswith("https://") or host in _LOOPBACK):
            raise _fault(f"'https://'로 시작하는 주소를 적어 주세요. 지금 값: {value!r}")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_when_needed(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None:
            if info.data.get("webhook_url"):
                raise _fault("WEBHOOK_URL을 쓰려면 비밀 값이 있어야 해요. 영문자와 숫자로 길게 적어 주세요.")
            return None
        # Telegram's own rule for setWebhook's secret_token.
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise _fault("영문자, 숫자, '_', '-'만 256자까지 쓸 수 있어요.")
        return value

    @field_validator("listen")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, _, port = value.strip().rpartition(":")
        if not host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > 65535:
            raise _fault(f"127.0.0.1:8080처럼 '주소:포트'로 적어 주세요. 지금 값: {value!r}")
        return value.strip()

    @field_validator("alert_url")
    @classmethod
    def _web_alert(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _is_web_address(value.get_secret_value().strip()):
            raise _fault("'https://…' 꼴의 주소를 적어 주세요.")
        return value and SecretStr(value.get_secret_value().strip())

    @field_validator("log_format")
    @classmethod
    def _known_format(cls, value: str) -> str:
        name = value.strip().lower()
        if name not in _LOG_FORMATS:
            raise _fault(f"{', '.join(_LOG_FORMATS)} 가운데 하나여야 해요. 지금 값: {value!r}")
        return name

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.strip().upper()
        if level not in _LOG_LEVELS:
            raise _fault(f"{', '.join(_LOG_LEVELS)} 가운데 하나여야 해요. 지금 값: {value!r}")
        return level

    @property
    def base_file_url(self) -> str:
        """Where files are fetched from, as python-telegram-bot takes it: `…/file/bot` beside `…/bot`."""
        before, bot, after = self.telegram_base_url.rpartition("/bot")
        return f"{before}/file{bot}{after}"

    @property
    def listen_host(self) -> str:
        """The host of `listen`, an IPv6 address without its brackets."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def listen_port(self) -> int:
        """The port of `listen`; 0 = any free one."""
        return int(self.listen.rpartition(":")[2])

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be printed or logged."""
        given = (self.telegram_token, self.webhook_secret, self.alert_url)
        return tuple(one.get_secret_value() for one in given if one is not None)


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
