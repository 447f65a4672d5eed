"""What lies in DATA_DIR beside the versions: brought in step with the one that serves, after it was published."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from bot.publishing.sent_files import SentFiles
from bot.publishing.versions import Made
from bot.reminders.own_dates import OwnDates

_NAME = "settled.json"


class InStep:
    """The own dates' file and the files that were sent, and which version they were last brought in step with.

    The swap of a version comes first, so a process that ends after it leaves them behind; the next start makes up for
    it. What is changed by hand after they were in step is a change like that of any file. Methods may raise OSError.
    """

    def __init__(self, data_dir: Path) -> None:
        self.own = OwnDates(data_dir)
        self.sent = SentFiles(data_dir)
        self._path = data_dir / "versions" / _NAME

    @property
    def folder(self) -> str:
        """What the folders were, by their fingerprint, when a version was last found to say what they say."""
        return self._read()[1]

    def settle(self, made: Made, folder: str) -> None:
        """Bring all in step with a version that was read from `folder`, where that was not done yet."""
        if made.number and self._read()[0] != made.number:
            self.sent.settle(made.sent)
            self.own.write(made.own)
            self.mark(made, folder)

    def mark(self, made: Made, folder: str) -> None:
        """Note that a version says what the folders say."""
        aside = self._path.with_suffix(".new")
        aside.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps({"version": made.number, "folder": folder}), encoding="utf-8")
        aside.replace(self._path)

    def _read(self) -> tuple[int, str]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return int(found["version"]), str(found["folder"])
        return 0, ""
