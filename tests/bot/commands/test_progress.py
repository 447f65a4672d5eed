"""How far a long piece of work is: a bar where somebody watches, lines of the log where nobody does."""

import contextlib
import logging
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from bot.publishing.planner import log_report

ROOT = Path(__file__).parents[3]
BUILD = [sys.executable, "-m", "bot", "build"]


def environment(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "DATA_DIR": str(tmp_path / "data"), "TERM": "xterm"}


def test_build_shows_a_bar_on_a_terminal(tmp_path: Path) -> None:
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        BUILD, env=environment(tmp_path), cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs, text=True
    )
    os.close(theirs)
    said, _ = process.communicate()
    shown = b""
    with contextlib.suppress(OSError):  # how the other end of a terminal says that it was closed
        while part := os.read(terminal, 1 << 16):
            shown += part
    os.close(terminal)
    assert process.returncode == 0
    assert "보도자료 읽기" in shown.decode()
    assert "2/2" in shown.decode()
    assert "보도자료 읽기" not in said
    assert "펴냈어요" in said


def test_build_shows_no_bar_where_there_is_no_terminal(tmp_path: Path) -> None:
    done = subprocess.run(BUILD, env=environment(tmp_path), cwd=tmp_path, capture_output=True, check=True)
    assert done.stderr == b""


def test_the_log_says_now_and_then_how_far_a_long_reading_is(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for done in range(1, 451):
        log_report("보도자료 읽기", done, 450)
    for done in range(1, 5):
        log_report("사례의 뜻 읽기", done, 4)
    said = [record.getMessage() for record in caplog.records]
    assert said == [f"보도자료 읽기: {done} / 450" for done in (200, 400, 450)]
