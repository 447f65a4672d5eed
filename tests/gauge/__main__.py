"""`python -m tests.gauge`: what each rule is worth, as a table."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace

import click

from tests.gauge.question_sets import question_sets
from tests.gauge.releases import releases
from tests.gauge.worth import Trial, Worth, worths

_TRIALS: dict[str, Callable[[], Trial]] = {"questions": question_sets, "extract": releases}


@click.command()
@click.option("--questions", "chosen", flag_value="questions", help="Only the rules from a question to its answer.")
@click.option("--extract", "chosen", flag_value="extract", help="Only the rules from a document to its facts.")
@click.option("--only", multiple=True, metavar="NAME", help="Only rules whose name holds this; may be repeated.")
@click.option(
    "--enough", default=10, show_default=True, help="Go on to the next rule when so many are worse without one."
)
@click.option("--show", is_flag=True, help="Below each rule what comes out otherwise without it.")
def main(chosen: str | None, only: tuple[str, ...], enough: int, show: bool) -> None:
    """Switches off one rule after the other, asks and reads everything again, and says what each rule is worth.

    A rule is a function or method of knowledge/questions, knowledge/answers and knowledge/words/vocabulary, or of
    knowledge/extract. Off, it returns a neutral value: None, what it was given, something empty, True or False; of
    several the least harmful one counts. Printed are, worst first, how many conversations or files come out worse,
    better and merely otherwise without it. Behind the plus stands the same for made-up releases: they were written
    to the rules and are no witnesses for them.

    Questions are those of tests/questions and of ../shared/questions (over two and over fifteen releases), releases
    those of ../shared and of tests/releases. All of it takes some ten minutes on two cores.

    A rule that changes nothing needs a test that shows what it is for (paging, damaged input, personal numbers), or
    it goes.
    """
    warnings.simplefilter("ignore")
    for name, make in _TRIALS.items():
        if chosen in (None, name):
            _gauge(name, replace(make(), enough=enough), only, show)


def _gauge(name: str, trial: Trial, only: tuple[str, ...], show: bool) -> None:
    rules = [rule for rule in trial.book.rules if not only or any(word in rule.name for word in only)]
    click.echo(f"{name}: {len(rules)} rules, {len(trial.items)} items")
    with click.progressbar(worths(trial, rules), length=len(rules)) as found:
        ordered = sorted(found, key=lambda worth: worth.harm, reverse=True)
    click.echo(f"{'worse':>6}{'better':>7}{'other':>6}  made up       rule")
    for worth in ordered:
        click.echo(_row(worth))
        if show:
            for change in worth.changes:
                click.echo(f"      {'+' if change.made_up else ' '} {change.by:+g} {change.item}")
    nothing = [worth.rule for worth in ordered if worth.is_nothing]
    click.echo(f"{len(nothing)} of {len(rules)} rules are worth nothing" + (":" if nothing else "."))
    for rule in sorted(nothing):
        click.echo(f"  {rule}")


def _row(worth: Worth) -> str:
    worse, better, other = worth.count()
    body = "never called" if worth.body is None else worth.body
    made_up = "…" if worth.enough else "/".join(map(str, worth.count(made_up=True)))
    return f"{worse:6}{better:7}{other:6}  + {made_up:11} {worth.rule} ({body})"


main()
