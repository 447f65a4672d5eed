"""`build`, `rollback` and `evaluate` keep to the test questions that admins saved."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import cli
from bot.clock import SEOUL, SettableClock
from bot.library import Library
from bot.publishing.saved_questions import saved
from bot.settings import BUNDLED_RELEASES
from bot.state.store import STATE, Store

QUESTION = "혁신행정담당관실 과장 전화번호"
OLD, NEW = "044-202-7047", "044-202-7999"
NOON = datetime(2026, 3, 2, 12, tzinfo=SEOUL)


pytestmark = pytest.mark.usefixtures("a_folder_that_has_changed")


@pytest.fixture
def a_folder_that_has_changed(tmp_path: Path) -> None:
    """A folder that is published, with a question saved, and has changed since."""
    folder = tmp_path / "releases"
    shutil.copytree(BUNDLED_RELEASES, folder)
    assert call(tmp_path, "build").exit_code == 0
    library = Library(folder, tmp_path / "data", SettableClock())
    library.open_stored()
    store = Store(tmp_path / "data" / STATE)
    store.work.save_question(saved(QUESTION, library.current, NOON.date()), 1003, NOON)
    store.close()
    library.close()
    release = next(folder.glob("2024-11-14*.txt"))
    release.write_text(release.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")


def call(place: Path, *command: str) -> Result:
    return CliRunner().invoke(
        cli, command, env={"RELEASES_DIR": str(place / "releases"), "DATA_DIR": str(place / "data")}
    )


def test_a_build_that_breaks_a_saved_question_is_refused_unless_it_is_forced(tmp_path: Path) -> None:
    refused = call(tmp_path, "build")
    assert refused.exit_code == 1
    assert QUESTION in refused.stderr
    assert OLD in call(tmp_path, "ask", QUESTION).stdout  # and no other command publishes it by the way
    forced = call(tmp_path, "build", "--force")
    assert forced.exit_code == 0, forced.output
    assert f"전화번호 {OLD} → {NEW}" in forced.stdout
    assert NEW in call(tmp_path, "ask", QUESTION).stdout


def test_a_rollback_says_what_changes_and_twice_is_where_it_began(tmp_path: Path) -> None:
    call(tmp_path, "build", "--force")
    back = call(tmp_path, "rollback")
    assert back.exit_code == 0, back.output
    assert f"전화번호 {NEW} → {OLD}" in back.stdout
    assert OLD in call(tmp_path, "ask", QUESTION).stdout
    assert call(tmp_path, "rollback", "--force").exit_code == 0
    assert NEW in call(tmp_path, "ask", QUESTION).stdout
    assert call(tmp_path, "rollback", "99").exit_code == 1


def test_evaluate_asks_the_saved_questions_too(tmp_path: Path) -> None:
    right = call(tmp_path, "evaluate")
    assert right.exit_code == 0, right.output
    assert "1/1" in right.stdout
    call(tmp_path, "build", "--force")
    wrong = call(tmp_path, "evaluate")
    assert wrong.exit_code == 1
    assert QUESTION in wrong.stdout
    assert "0/1" in wrong.stdout
