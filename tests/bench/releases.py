"""How long a folder of many releases takes, in how much memory, as a Markdown table.

    python -m tests.bench.releases                  10,000 releases, one in a hundred printed as PDF where Chromium is
    python -m tests.bench.releases --count 500      a quick look

Each build runs in a process of its own and does what `award-bot build` does, without embedding the cases: the first
build would spend minutes on that (0.14 s for each of the newest 5,000 cases), the later ones nothing.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from unittest.mock import patch

import click

from bot.clock import Clock
from bot.library import Library
from tests.bench.opening import peak_megabytes
from tests.releases.forms import FORMS
from tests.releases.made_up import made_up_release
from tests.releases.printing import chromium, printer, write_pdf

ROOT = Path(__file__).parents[2]
FIRST_CHANGED = 1_000_000
CHANGED = 10


def write_release(folder: Path, number: int, seed: int) -> None:
    """Release `seed` as the file `number`, in a form that depends on the number; a year's releases in one folder."""
    forms = sorted(FORMS)
    form = forms[number % len(forms)]
    script, _ = made_up_release(seed)
    path = folder / script.board.posted[:4] / f"{number:06}.{form}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FORMS[form](script))


def fill(folder: Path, count: int, printed: int) -> Counter[str]:
    """Write so many releases, some of them printed as PDF; how many there are of each form."""
    for number in range(count - printed):
        write_release(folder, number, number)
    if printed:
        with printer() as browser:
            for number in range(count - printed, count):
                script, _ = made_up_release(number)
                (folder / f"{number:06}.pdf").write_bytes(write_pdf(script, browser))
    return Counter(path.suffix for path in folder.rglob("*.*"))


def change_some(folder: Path) -> None:
    """Other releases under the names of ten that are there."""
    there = sorted(path for path in folder.rglob("*.*") if path.suffix != ".pdf")
    for n, path in enumerate(Random(1).sample(there, CHANGED)):
        script, _ = made_up_release(FIRST_CHANGED + n)
        path.write_bytes(FORMS[path.suffix[1:]](script))


def build(folder: Path, data: Path) -> None:
    """One build in this process; prints what it took as one line of JSON."""
    began = time.perf_counter()
    with patch("bot.publishing.planner.Meanings.of", return_value=None):
        library = Library(folder, data, Clock())
        changes = library.reload()
    seconds = time.perf_counter() - began
    library.close()
    facts = library.current.facts
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    figures = {
        "seconds": seconds,
        "processor": sum(one.ru_utime + one.ru_stime for one in used),
        "megabytes": peak_megabytes(),
        "child": used[1].ru_maxrss / 1024,
        "changed": sum(len(labels) for kinds in (changes.added, changes.changed) for labels in kinds.values()),
        "facts": {name: len(getattr(facts, name)) for name in facts.__slots__},
    }
    click.echo(json.dumps(figures))


def built(folder: Path, data: Path) -> dict[str, float]:
    """The figures of one build in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.releases", "--build", str(folder), str(data)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


@click.command()
@click.option("--count", default=10_000, help="How many releases.")
@click.option("--build", "paths", type=(Path, Path), help="Only build this folder into that one, for this script.")
def main(count: int, paths: tuple[Path, Path] | None) -> None:
    """Write releases, build, change ten, build, build again, and print what that took."""
    if paths:
        build(*paths)
        return
    with tempfile.TemporaryDirectory() as name:
        folder, data = Path(name, "releases"), Path(name, "data")
        forms = fill(folder, count, count // 100 if chromium() else 0)
        click.echo(f"{count} releases: " + ", ".join(f"{n} {form[1:]}" for form, n in sorted(forms.items())))
        rows = [("first", built(folder, data))]
        change_some(folder)
        rows += [(f"{CHANGED} changed", built(folder, data)), ("unchanged", built(folder, data))]
        click.echo(f"found: {rows[0][1]['facts']}\n")
        click.echo("| build | s | s of processors | releases/s | peak MB | of the largest child | labels of changes |")
        click.echo("| --- | --- | --- | --- | --- | --- | --- |")
        for what, took in rows:
            speed = count / took["seconds"]
            times = f"{took['seconds']:.1f} | {took['processor']:.1f} | {speed:.0f}"
            click.echo(f"| {what} | {times} | {took['megabytes']:.0f} | {took['child']:.0f} | {took['changed']} |")
        sizes = {path.name: path.stat().st_size / 2**20 for path in sorted(data.iterdir())}
        click.echo("\n" + ", ".join(f"{name} {size:.0f} MB" for name, size in sizes.items()))


if __name__ == "__main__":
    main()
