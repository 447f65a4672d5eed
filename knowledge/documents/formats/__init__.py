"""One module per file format, each with a FORMAT. A new format is a new module here and nothing else."""

from __future__ import annotations

import importlib
import pkgutil

from knowledge.documents.model import Format

__all__ = ["FORMATS", "NUMBERED"]

FORMATS: tuple[Format, ...] = tuple(
    sorted(
        (importlib.import_module(f"{__name__}.{module.name}").FORMAT for module in pkgutil.iter_modules(__path__)),
        key=lambda known: (not known.signature, known.rank),
    )
)
"""All formats, in the order in which they are asked."""

# By name: that of a file read long ago may be unknown by now.
NUMBERED = {known.name for known in FORMATS if known.line_numbers}
