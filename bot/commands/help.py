"""Help screens in one language: what click writes around the Korean descriptions is Korean, too."""

from __future__ import annotations

from collections.abc import Iterable

import click

_HEADINGS = {"Options": "옵션", "Commands": "명령"}
_WORDS = {"Show this message and exit.": "이 도움말을 보여 줘요.", "Show the version and exit.": "판 번호를 보여 줘요."}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "사용법: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str | None]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(term, _WORDS.get(words or "", words or "")) for term, words in rows], col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help is in Korean."""

    context_class = _Context


class Group(click.Group):
    """Commands whose help is in Korean."""

    context_class = _Context
    command_class = Command
