"""Every form that needs no browser, by the ending of its files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.releases.packages import write_docx, write_hwpx, write_odt
from tests.releases.script import Script
from tests.releases.writers import write_board, write_md, write_txt

FORMS: Mapping[str, Callable[[Script], bytes]] = {
    "txt": lambda script: write_txt(script).encode(),
    "md": lambda script: write_md(script).encode(),
    "html": lambda script: write_board(script).encode(),
    "hwpx": write_hwpx,
    "docx": write_docx,
    "odt": write_odt,
}
