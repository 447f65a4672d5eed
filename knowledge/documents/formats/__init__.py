"""One module per file format, each with a FORMAT. A new format is a new module here and nothing else."""

from __future__ import annotations

import importlib
import pkgutil

from knowledge.documents.model import Format

__all__ = ["FORMATS"]

FORMATS: tuple[Format, ...] = tuple(
    sorted(
        (importlib.import_module(f"{__name__}.{module.name}").FORMAT for module in pkgutil.iter_modules(__path__)),
        key=lambda known: known.rank,
    )
)
"""All formats, the one that leads first."""
