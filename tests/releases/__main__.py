"""`python -m tests.releases DIR`: what is read from releases, scored against facts by hand beside them."""

from __future__ import annotations

from pathlib import Path

import click

from knowledge.folder.process_pool import Readers, facts_from
from tests.releases.evaluation import (
    GoldError,
    difference_lines,
    differences,
    measures_below,
    missed_lines,
    read_releases,
    releases_lines,
)

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=FOLDER)
@click.option("--gold", type=FOLDER, help="Another folder with the facts by hand.")
@click.option("--forms", help="Only releases in these formats, for example hwpx,pdf.")
@click.option("--show", is_flag=True, help="Also what was missed in each file, or read too much.")
@click.option("--at-least", type=click.FloatRange(0, 1), default=0.0, help="Exit status 1 where a measure is lower.")
def main(folder: Path, gold: Path | None, forms: str | None, show: bool, at_least: float) -> None:
    """Prints how much was read rightly, per format, and what differs between the formats of one release."""
    only = forms.lower().split(",") if forms else None
    try:
        with Readers(1) as readers:
            readings = read_releases(folder, gold, only, lambda path: facts_from(readers.read(path, path.name)))
    except GoldError as error:
        raise click.UsageError(f"{folder}: {error}") from None
    missed = missed_lines(readings) if show else ()
    for line in (*missed, *releases_lines(readings), *difference_lines(differences(readings))):
        click.echo(line)
    if low := measures_below(readings, at_least):
        listed = ", ".join(f"{name} {value:.2f}" for name, value in low.items())
        raise click.ClickException(f"below {at_least:.2f}: {listed}")


if __name__ == "__main__":
    main()
