"""Lives through simulated years and prints what came of them.

python -m tests.bot.simulated_year --seeds 5
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.bot.simulated_year.outcome import live


@click.command()
@click.option("--seeds", default=5, help="How many years, with the seeds 1 to that.")
def main(seeds: int) -> None:
    """Exit status 1 if anything was lost, doubled or settled otherwise than the rules say."""
    wrong: list[object] = []
    rows: list[dict[str, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(1, seeds + 1):
            result = live(seed, Path(folder))
            rows.append(result.row_of_the_table())
            wrong += [*result.lost(), *result.doubled(), *result.settled_otherwise()]
            click.echo(f"seed {seed} done", err=True)
    table = Table("", *(f"seed {seed}" for seed in range(1, seeds + 1)), title="300 dates, 200 chats, one year each")
    for name in rows[0]:
        table.add_row(name, *(f"{row[name]:,}" for row in rows))
    Console().print(table)
    for one in wrong[:20]:
        click.echo(one)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
