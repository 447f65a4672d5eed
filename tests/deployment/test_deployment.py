"""What stands in deploy/, as far as a machine without a container engine can tell."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.__main__ import Misuse, Refused
from bot.http import HttpServer
from bot.settings import Settings
from tests.deployment.containerfile import ROOT, copied, steps

DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "award-bot.service"
ANALYZE = shutil.which("systemd-analyze")


def test_the_image_takes_only_what_is_there() -> None:
    taken = [source for step in steps() if step.name == "COPY" and step.stage == 0 for source in copied(step)[0]]
    assert [source for source in taken if not (ROOT / source).exists()] == []


def test_only_what_is_locked_is_installed() -> None:
    text = (DEPLOY / "install.sh").read_text(encoding="utf-8")
    assert text.count("pip install") == 1
    assert "--require-hashes" in text
    assert "--only-binary :all:" in text
    locks = re.findall(r"^locked (\S+)", text, re.M)
    assert "requirements.lock" in locks
    copies = {source for step in steps() if step.name == "COPY" for source in copied(step)[0]}
    assert copies.issuperset(locks)


def test_the_image_has_every_package_of_the_bot() -> None:
    taken = {source for step in steps() if step.name == "COPY" for source in copied(step)[0]}
    assert {"knowledge", "bot", "handlers"} <= taken


def test_the_image_runs_as_nobody_in_particular_and_is_asked_how_it_is() -> None:
    last = {step.name: step.rest for step in steps() if step.stage == 1}
    assert int(last["USER"]) > 0
    assert "healthcheck" in last["HEALTHCHECK"]
    assert last["STOPSIGNAL"] == "SIGTERM"


async def test_the_health_check_asks_where_the_bot_listens() -> None:
    well = True

    async def healthz(_: Request) -> PlainTextResponse:
        return PlainTextResponse("", 200 if well else 503)

    web = HttpServer("127.0.0.1", 0, [Route("/healthz", healthz)])
    await web.open()

    async def asked(listen: str) -> int:
        environment, nowhere = {**os.environ, "LISTEN": listen}, subprocess.DEVNULL
        command = [sys.executable, str(DEPLOY / "healthcheck")]
        process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=nowhere, stderr=nowhere)
        return await process.wait()

    assert await asked(f"127.0.0.1:{web.port}") == 0
    assert await asked(f"0.0.0.0:{web.port}") == 0
    well = False
    assert await asked(f"127.0.0.1:{web.port}") == 1
    await web.close()
    assert await asked(f"127.0.0.1:{web.port}") == 1


def unit() -> RawConfigParser:
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # its names are case-sensitive
    parser.read(UNIT, encoding="utf-8")
    return parser


def test_the_unit_does_not_start_again_what_cannot_start() -> None:
    given = unit()["Service"]["RestartPreventExitStatus"].split()
    assert {int(one) for one in given} == {Misuse.exit_code, Refused.exit_code}


def test_who_stops_the_bot_waits_longer_than_it_takes() -> None:
    (compose,) = re.findall(r"stop_grace_period: (\d+)s", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert min(int(unit()["Service"]["TimeoutStopSec"]), int(compose)) > Settings().stop_seconds + 1


def test_the_example_of_settings_names_settings_only_and_no_secret() -> None:
    lines = (DEPLOY / "award-bot.env.example").read_text(encoding="utf-8").splitlines()
    names = [line.partition("=")[0].lower() for line in lines if line and not line.startswith("#")]
    assert set(names) <= set(Settings.model_fields)
    assert not {"telegram_token", "webhook_secret", "telegram_token_file", "data_dir"} & set(names)


@pytest.mark.skipif(ANALYZE is None, reason="no systemd here")
@pytest.mark.parametrize("words", [["verify", "--man=no"], ["security", "--offline=true", "--threshold=20"]])
def test_systemd_takes_the_unit_and_finds_it_hardened(tmp_path: Path, words: list[str]) -> None:
    text = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT.read_text(encoding="utf-8"))
    (tmp_path / UNIT.name).write_text(text, encoding="utf-8")
    assert ANALYZE is not None
    done = subprocess.run([ANALYZE, *words, tmp_path / UNIT.name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert "Unknown" not in done.stderr
