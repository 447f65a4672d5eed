"""The settings as an operator gives them: the environment, `.env` in the working directory, files of secrets.

The environment wins over `.env`. An unknown name in `.env` is a mistake; in the environment, which belongs to
everybody, only a name that is nearly one of ours is pointed out.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from rapidfuzz import fuzz, process

from bot.settings import Settings, SettingsError

ENV_FILE = ".env"

_ENCODING = "utf-8-sig"
_KNOWN = tuple(name.upper() for name in Settings.model_fields)
_IN_FILES = {"TELEGRAM_TOKEN": "TELEGRAM_TOKEN_FILE", "WEBHOOK_SECRET": "WEBHOOK_SECRET_FILE"}
_NEAR = 85  # of 100: TELEGRAM_TOKN and ADMIN_ID are, LISTEN_FDS is not
_WORTH_NAMING = 60
_LARGEST_SECRET = 4096  # bytes


class _FromEnvironment(Settings, BaseSettings):
    """The same settings, where what is handed over wins over the environment, and that over the file."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding=_ENCODING, env_ignore_empty=True, extra="ignore"
    )


def load_settings() -> Settings:
    """The settings from the environment and `.env` in the working directory; an empty value is none.

    Raises SettingsError with every fault at once.
    """
    try:
        in_file = _in_file()
    except UnicodeDecodeError:
        raise SettingsError((f"{ENV_FILE}: UTF-8 글자가 아니에요. UTF-8로 다시 저장해 주세요.",)) from None
    except OSError as error:
        sentence = f"{ENV_FILE}: 읽을 수 없어요({error.strerror}). 파일의 권한을 확인해 주세요."
        raise SettingsError((sentence,)) from None
    faults = [_unknown(name) for name in in_file if name not in _KNOWN]
    secrets, unread = _secrets_in_files({**in_file, **_in_environment()})
    faults += unread
    try:
        settings = _FromEnvironment(**secrets)
    except ValidationError as error:
        faults += [f"{str(one['loc'][0]).upper()}: {one['msg']}" for one in error.errors(include_input=False)]
    if faults:
        raise SettingsError(tuple(faults))
    return settings


def doubts(settings: Settings) -> tuple[str, ...]:
    """What is no fault but hardly meant, a Korean line each: names nearly ours, files of secrets that all may read."""
    lines = [_unknown(name) for name in os.environ if name.upper() not in _KNOWN and _nearest(name)]
    secret_files = (Path(ENV_FILE), settings.telegram_token_file, settings.webhook_secret_file)
    lines += [
        f"{file}: 이 컴퓨터의 다른 사용자도 읽을 수 있어요. chmod 600 {file} 로 막아 주세요."
        for file in secret_files
        if file and _is_open_to_all(file)
    ]
    return tuple(lines)


def _in_file() -> dict[str, str]:
    """What `.env` sets to something, and what it names."""
    return {name.upper(): value or "" for name, value in dotenv_values(ENV_FILE, encoding=_ENCODING).items()}


def _in_environment() -> dict[str, str]:
    return {name.upper(): value for name, value in os.environ.items() if value}


def _secrets_in_files(given: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """The secrets that stand in files of their own, by field, and what is wrong with these."""
    found: dict[str, Any] = {}
    faults = []
    for name, file_name in _IN_FILES.items():
        file = given.get(file_name)
        if not file:
            continue
        if given.get(name):
            faults.append(f"{file_name}: {name}도 적혀 있어요. 하나만 적어 주세요.")
            continue
        try:
            with Path(file).expanduser().open("rb") as opened:
                found[name.lower()] = opened.read(_LARGEST_SECRET).decode().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "UTF-8 글자가 아니에요"
            faults.append(f"{file_name}: {file} 파일을 읽을 수 없어요({reason}).")
            continue
        if not found[name.lower()]:
            del found[name.lower()]
            faults.append(f"{file_name}: {file} 파일이 비어 있어요.")
    return found, faults


def _unknown(name: str) -> str:
    nearest = _nearest(name, at_least=_WORTH_NAMING)
    return f"{name}: 모르는 설정이에요." + (f" 이것을 적으려던 건가요? {nearest}" if nearest else "")


def _nearest(name: str, at_least: float = _NEAR) -> str | None:
    found = process.extractOne(name.upper(), _KNOWN, scorer=fuzz.ratio, score_cutoff=at_least)
    return found[0] if found else None


def _is_open_to_all(file: Path) -> bool:
    try:
        return bool(file.expanduser().stat().st_mode & 0o004)
    except OSError:
        return False
