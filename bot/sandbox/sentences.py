"""What the sandbox says to whoever looks at its page, as `page/sentences.toml` has it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("page")
_TABLES: dict[str, Any] = tomllib.loads((PAGE / "sentences.toml").read_text(encoding="utf-8"))
REFUSED: dict[str, Any] = _TABLES["refused"]


def jump(name: str, /, **values: object) -> str:
    """What happens at a time that is worth going to."""
    return str(_TABLES["jumps"][name]).format(**values)
