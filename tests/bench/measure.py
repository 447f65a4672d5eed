"""The bench: our search and others over the same synthetic base and the same questions, as Markdown tables.

    python -m tests.bench.measure                    100,000 cases, about ten minutes
    python -m tests.bench.measure --cases 1000       a quick look
    python -m tests.bench.measure --failures         also every question of ours that was not answered right

Times are CPU time of one question in this process, so that a busy machine does not count.
"""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click

from bot.settings import BUNDLED_RELEASES
from knowledge.base import KnowledgeBase
from knowledge.folder.reading import read_folder
from knowledge.storage import save
from tests.bench import genuine
from tests.bench.methods import MAKERS, Found, Method, texts_of
from tests.bench.questions import KINDS, SEED, Asked, questions_on
from tests.bench.synthetic import Size, World, make_world

ROOT = Path(__file__).parents[2]
CASES_TO_A_COPY = 1000  # of the genuine releases, which then have about as many records


@dataclass(frozen=True, slots=True)
class Taken:
    """One question, what a method gave for it, and the milliseconds of CPU it took."""

    asked: Asked
    found: Found
    milliseconds: float

    @property
    def hit(self) -> bool:
        """Whether the first record stated is a right one."""
        return bool(self.found.stated) and self.found.stated[0].partition("#")[0] in self.asked.expected

    @property
    def offered(self) -> bool:
        """Whether nothing is stated, but a right record is among the choices."""
        return not self.found.stated and bool(self.asked.expected & set(self.found.offered[:5]))

    @property
    def wrong(self) -> bool:
        """Whether a record is stated that was not asked for."""
        return bool(self.found.stated) and not self.hit


@dataclass(frozen=True, slots=True)
class Measured:
    """What one method did; `built` is the CPU seconds it took to get ready."""

    method: Method
    built: float
    taken: tuple[Taken, ...]

    @property
    def median(self) -> float:
        """Of the milliseconds."""
        return median(t.milliseconds for t in self.taken)

    @property
    def p99(self) -> float:
        """The time that one question in a hundred exceeds, in milliseconds."""
        times = sorted(t.milliseconds for t in self.taken)
        return times[min(len(times) - 1, int(len(times) * 0.99))]


def measure(method: Method, world: World, texts: dict[str, str], asked: Sequence[Asked]) -> Measured:
    """Build a method over the world and ask it everything once; two questions before, to warm up."""
    began = time.process_time()
    search = method.make(world.facts, texts)
    built = time.process_time() - began
    for question in asked[:: max(1, len(asked) // 2)]:
        search(question.text)
    gc.collect()  # what was built before is no part of a question's time; what questions leave behind is
    taken = []
    for question in asked:
        began = time.process_time()
        found = search(question.text)
        taken.append(Taken(question, found, (time.process_time() - began) * 1000))
    return Measured(method, built, tuple(taken))


def sample(asked: Sequence[Asked], per_kind: int) -> list[Asked]:
    """The first so many of each kind; they are in random order already."""
    kept: dict[str, list[Asked]] = defaultdict(list)
    for question in asked:
        if len(kept[question.kind]) < per_kind:
            kept[question.kind].append(question)
    return [question for kind in KINDS for question in kept[kind]]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|---{'|--:' * (len(head) - 1)}|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def percent(share: float) -> str:
    return f"{100 * share:.0f}"


def kinds_of(taken: Sequence[Taken]) -> list[str]:
    """The kinds of questions that were asked, in their order."""
    asked = {t.asked.kind for t in taken}
    return [kind for kind in (*KINDS, *genuine.KINDS) if kind in asked]


def hits_row(name: str, taken: Sequence[Taken], kinds: Sequence[str]) -> list[str]:
    by_kind = [[t.hit for t in taken if t.asked.kind == kind] for kind in kinds]
    shares = [percent(sum(hits) / len(hits)) if hits else "–" for hits in by_kind]
    return [name, *shares, percent(sum(t.hit for t in taken) / len(taken)), str(len(taken))]


def hits_table(measured: Sequence[Measured]) -> str:
    kinds = kinds_of(measured[0].taken)
    rows = [hits_row(m.method.name, m.taken, kinds) for m in measured]
    sampled = {t.asked for m in measured if m.method.slow for t in m.taken}
    if sampled and len(sampled) < len(measured[0].taken):
        same = [t for t in measured[0].taken if t.asked in sampled]
        rows.insert(1, hits_row(f"{measured[0].method.name}, the sample only", same, kinds))
    return table(["hit@1, %", *kinds, "all", "questions"], rows)


def own_table(own: Measured) -> str:
    counts: dict[str, Callable[[Taken], bool]] = {
        "answered right": lambda t: t.hit,
        "offered among at most five": lambda t: t.offered,
        "nothing found": lambda t: not t.hit and not t.offered and not t.wrong,
        "answered wrong": lambda t: t.wrong,
    }
    rows, kinds = [], kinds_of(own.taken)
    for name, counted in counts.items():
        by_kind = [[counted(t) for t in own.taken if t.asked.kind == kind] for kind in kinds]
        every = [x for taken in by_kind for x in taken]
        rows.append([name, *(percent(sum(x) / len(x)) for x in by_kind), percent(sum(every) / len(every))])
    return table(["ours, %", *kinds, "all"], rows)


def times_table(measured: Sequence[Measured]) -> str:
    own = measured[0]
    rows = [
        [
            m.method.name,
            f"{m.median:.2f}",
            f"{m.p99:.2f}",
            f"{own.median / m.median:.1f}",
            f"{own.p99 / m.p99:.1f}",
            f"{m.built:.1f}",
        ]
        for m in measured
    ]
    heads = ["CPU ms per question", "median", "p99", "ours takes so many times that", "at p99", "build, CPU s"]
    return table(heads, rows)


def bundled_table() -> str:
    """How long an answer takes on the releases that come with the bot: one question for every record, five times."""
    facts = read_folder(BUNDLED_RELEASES)
    asked = [Asked("plain", f"{c.name[:20]} 사례 알려줘", frozenset({c.id})) for c in facts.cases]
    asked += [Asked("reverse", f"{c.name} 전화번호", frozenset({c.id})) for c in facts.contacts]
    asked += [Asked("filters", f"{c.name} 접수 몇 건이에요", frozenset({c.id})) for c in facts.contests]
    asked += [Asked("filters", f"{e.name} 어디서 해요", frozenset({e.id})) for e in facts.events]
    world = World(facts, {})
    measured = [measure(method, world, texts_of(facts), asked * 5) for method in (MAKERS[0], MAKERS[2])]
    title = f"The bundled releases alone: {len(asked)} records and questions."
    return f"{title}\n\n{times_table(measured)}"


def opened_by(checkout: Path, cases: int) -> float:
    """The CPU seconds that another edition takes to open its base of this size: the median of three processes."""
    script = [sys.executable, str(ROOT / "tests" / "bench" / "edition.py")]
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "knowledge.db")
        subprocess.run([*script, "save", str(cases), path], cwd=checkout, check=True)
        command = [*script, "open", path]
        runs = [subprocess.run(command, cwd=checkout, check=True, stdout=subprocess.PIPE).stdout for _ in range(3)]
    return median(float(json.loads(output)["open"]) for output in runs)


def opening_table(world: World, texts: Sequence[str], before: Path | None) -> str:
    """What a fresh process needs to open the published base: three of them, the median of each figure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "knowledge.db"
        began = time.process_time()
        save(world.facts, path, datetime.now(UTC), kept=KnowledgeBase(world.facts).dump())
        saved = time.process_time() - began
        size = path.stat().st_size / 1e6
        command = [sys.executable, "-m", "tests.bench.opening", str(path), *texts]
        runs = []
        for _ in range(3):
            output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
            runs.append(json.loads(output))
    opened, first, megabytes = (median(run[name] for run in runs) for name in ("open", "first", "megabytes"))
    rows = [
        ["index and publish, CPU s", f"{saved:.1f}"],
        ["the file, MB", f"{size:.0f}"],
        ["open, CPU s", f"{opened:.2f}"],
        ["the first answer after that, CPU s", f"{first:.2f}"],
        ["resident memory after a few answers, MB", f"{megabytes:.0f}"],
    ]
    if before:
        then = opened_by(before, len(world.facts.cases))
        rows.insert(3, ["the same by the edition to compare with, CPU s", f"{then:.2f}"])
    return table(["a published base", ""], rows)


def failures(own: Measured) -> str:
    lines = []
    for t in own.taken:
        if not t.hit:
            how = "offered" if t.offered else "wrong" if t.wrong else "nothing"
            lines.append(f"- {t.asked.kind}, {how}: {t.asked.text} (wanted {', '.join(sorted(t.asked.expected)[:2])})")
    return "\n".join(lines)


@click.command()
@click.option("--cases", default=100_000, show_default=True, help="How many cases; the rest in proportion.")
@click.option("--contacts", type=int, help="How many contacts, if not a fifth of the cases.")
@click.option("--contests", type=int, help="How many contests, if not a twentieth of the cases.")
@click.option("--questions", default=60, show_default=True, help="How many questions of each kind.")
@click.option("--seed", default=SEED, show_default=True, help="Another number draws other questions on the same base.")
@click.option("--slow-questions", default=10, show_default=True, help="The same for methods that read all records.")
@click.option("--only", multiple=True, help="Only methods with this in their name; may be given several times.")
@click.option("--failures", "show_failures", is_flag=True, help="Print what ours did not answer right.")
@click.option("--base", type=click.Choice(["made-up", "genuine", "both"]), default="both", show_default=True)
@click.option("--before", type=click.Path(path_type=Path), help="A checkout of an edition that opens its base, too.")
@click.option("--write", type=click.Path(path_type=Path), help="Put the tables between this file's bench markers.")
def main(
    cases: int,
    contacts: int | None,
    contests: int | None,
    questions: int,
    seed: int,
    slow_questions: int,
    only: tuple[str, ...],
    show_failures: bool,
    base: str,
    before: Path | None,
    write: Path | None,
) -> None:
    usual = Size.of(cases)
    methods = [method for method in MAKERS if not only or any(part in method.name for part in only)]
    if base != "genuine":
        world = make_world(Size(cases, contacts or usual.contacts, contests or usual.contests))
        asked = questions_on(world, questions, seed)
        random.Random(1).shuffle(asked)
        measured = compared(methods, world, asked, slow_questions if cases > 2000 else questions)
        parts = report(world, asked, measured)
        if measured[0].method is MAKERS[0]:
            parts += [opening_table(world, [q.text for q in sample(asked, 3)], before), bundled_table()]
        finish(parts, measured[0], write, "bench", show_failures=show_failures)
    if base != "made-up" and (repeated := genuine.genuine_world(cases // CASES_TO_A_COPY)):
        asked = genuine.questions_on(repeated, questions)
        random.Random(1).shuffle(asked)
        measured = compared([method for method in methods if not method.slow], repeated, asked, questions)
        finish(report(repeated, asked, measured), measured[0], write, "genuine", show_failures=show_failures)


def compared(methods: Sequence[Method], world: World, asked: Sequence[Asked], few: int) -> list[Measured]:
    """What each method does with the questions, the slow ones with a few of each kind."""
    click.echo(described(world, asked), err=True)
    texts, measured = texts_of(world.facts), []
    for method in methods:
        measured.append(measure(method, world, texts, sample(asked, few) if method.slow else asked))
        click.echo(f"  {method.name}: {measured[-1].median:.2f} ms", err=True)
    return measured


def described(world: World, asked: Sequence[Asked]) -> str:
    facts = world.facts
    told = len(facts.passages) + len(facts.statements)
    return (
        f"{len(facts.cases):,} cases, {len(facts.contacts):,} contacts, {len(facts.contests):,} contests, "
        f"{len(facts.events):,} events, {told:,} passages from {len(facts.releases):,} releases; "
        f"{len(asked)} questions. Python {sys.version.split()[0]}."
    )


def report(world: World, asked: Sequence[Asked], measured: Sequence[Measured]) -> list[str]:
    """The tables of one base."""
    own = [own_table(measured[0])] if measured[0].method is MAKERS[0] else []
    return [described(world, asked), hits_table(measured), *own, times_table(measured)]


def finish(parts: Sequence[str], own: Measured, write: Path | None, marker: str, *, show_failures: bool) -> None:
    """Print the tables of one base, and put them between a document's markers."""
    click.echo("\n\n".join(parts))
    if show_failures:
        click.echo(f"\n{failures(own)}")
    if write:
        put_into(write, "\n\n".join(parts), marker)


def put_into(path: Path, text: str, marker: str) -> None:
    """Replace what stands between two markers of a document."""
    begin, end = f"<!-- {marker}: begin -->", f"<!-- {marker}: end -->"
    before, _, rest = path.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise click.ClickException(f"{path} has no line {begin} … {end}")
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
