"""Runs the steps of deploy/Containerfile in an empty folder, where there is no container engine.

`python -m tests.deployment.containerfile [FOLDER]`: takes a minute or two, and the package index. The folder takes the
place of the image's; at the end its bot says what it makes of its settings, and answers a question.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "Containerfile"


class Step(NamedTuple):
    """An instruction and what stands behind it, in the stage `stage` from 0."""

    stage: int
    name: str
    rest: str


def steps() -> list[Step]:
    """The instructions, with lines joined that go on."""
    text = re.sub(r"^\s*#.*\n", "", FILE.read_text(encoding="utf-8"), flags=re.M).replace("\\\n", " ")
    stage, found = -1, []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, _, rest = line.partition(" ")
        stage += name == "FROM"
        found.append(Step(stage, name, rest.strip()))
    return found


def copied(step: Step) -> tuple[list[str], str]:
    """What a COPY takes out of the project, and where it goes."""
    words = [word for word in shlex.split(step.rest) if not word.startswith("--")]
    return words[:-1], words[-1]


def run(folder: Path) -> None:
    """Runs the first stage as the user who calls, in `folder`, which is made. Raises CalledProcessError."""
    folder.mkdir(parents=True)
    for step in (one for one in steps() if one.stage == 0):
        print(step.name, step.rest, flush=True)  # noqa: T201
        if step.name == "COPY":
            sources, target = copied(step)
            for source in sources:
                to = folder / target
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, to, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(ROOT / source, to)
        elif step.name == "RUN":
            _do(folder, "/bin/sh", "-ec", step.rest)
    bot = str(folder / ".venv" / "bin" / "award-bot")
    data = folder / "data"
    data.mkdir()
    for words in (["check"], ["ask", "시상식 언제예요?"]):
        _do(data, bot, *words, DATA_DIR=str(data))


def _do(place: Path, *command: str, **settings: str) -> None:
    environment = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **settings}
    subprocess.run(command, cwd=place, env=environment, check=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as made:
            run(Path(made) / "image")
