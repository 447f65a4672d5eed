"""The smoke pass: nothing serves that cannot answer, and whoever published it reads what failed."""

from __future__ import annotations

import logging
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from telegram.ext import ExtBot

from bot.__main__ import cli
from bot.app import build_application
from bot.clock import SEOUL, Clock
from bot.context import Desk
from bot.library import Library
from bot.publishing.trial import RefusedBase
from handlers import register
from handlers.render import plain
from handlers.smoke import smoke_pass, stock_questions
from knowledge.answers import answer as answering
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Intent
from knowledge.model import Facts, WarningKind
from knowledge.storage import load
from tests.factories import CEREMONY, RELEASE
from tests.handlers.conftest import ADMIN, STAFF
from tests.transport import Room, Transport, make_bot

SHARED = Path(__file__).resolve().parents[3] / "shared"
NOON = datetime(2026, 11, 21, 12, tzinfo=SEOUL)
SCHEDULE = "contest,event,date,end_date,start,end,place,note\n가 경진대회,시상식,2027-03-01,,,,,\n"


def break_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on no question about cases can be answered."""

    def fails(_: object) -> None:
        raise KeyError("contest-lost")

    monkeypatch.setitem(answering._BY_INTENT, Intent.CASE, fails)


def test_the_bundled_releases_pass(known: Library) -> None:
    assert smoke_pass(known.current, NOON) is None


def test_knowledge_without_any_facts_passes() -> None:
    assert smoke_pass(KnowledgeBase(Facts()), NOON) is None


def test_some_twenty_questions_are_asked() -> None:
    assert len([text for conversation in stock_questions() for text in conversation]) >= 20


def test_a_menu_that_raises_is_named_with_its_error(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    break_cases(monkeypatch)
    failure = smoke_pass(known.current, NOON)
    assert failure
    assert failure.asked == "/사례"
    assert isinstance(failure.error, KeyError)


def test_a_fact_that_cannot_be_said_fails() -> None:
    nameless: dict[str, Any] = {"name": None}
    events = (replace(CEREMONY, **nameless),)
    assert smoke_pass(KnowledgeBase(Facts(releases=(RELEASE,), events=events)), NOON)


def test_what_is_refused_is_not_published_and_the_old_knowledge_serves(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library = Library(folder, tmp_path / "data", Clock(), trial=smoke_pass)
    library.open_or_build()
    served, published = library.current, library.path.read_bytes()
    break_cases(monkeypatch)
    (folder / "2027.csv").write_text(SCHEDULE, encoding="utf-8")
    with pytest.raises(RefusedBase, match=r"‘/사례’.*KeyError"):
        library.reload()
    assert library.current is served
    assert library.path.read_bytes() == published
    assert isinstance(library.fault, RefusedBase)
    assert "new knowledge is refused: KeyError at test_smoke.py:" in caplog.text
    monkeypatch.undo()
    library.reload()
    assert library.fault is None
    assert len(library.current.facts.releases) == len(served.facts.releases) + 1
    library.close()


def test_a_start_with_knowledge_that_is_refused_serves_what_was_published(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(folder, tmp_path / "data", Clock(), trial=smoke_pass)
    library.open_or_build()
    break_cases(monkeypatch)
    (folder / "2027.csv").write_text(SCHEDULE, encoding="utf-8")
    later = Library(folder, tmp_path / "data", Clock(), trial=smoke_pass)
    later.open_or_build()
    assert later.current.facts == library.current.facts
    assert isinstance(later.fault, RefusedBase)


def test_build_says_what_failed_without_a_traceback(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    break_cases(monkeypatch)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    settings = {"RELEASES_DIR": str(folder), "DATA_DIR": str(tmp_path / "data"), "LOG_LEVEL": "INFO"}
    result = CliRunner().invoke(cli, ["build"], env=settings)
    root.handlers[:] = before
    root.setLevel(level)
    assert result.exit_code == 1
    assert "‘/사례’" in result.stderr
    assert "KeyError" in result.stderr
    assert "Traceback" not in result.output
    assert not (tmp_path / "data" / "knowledge.sqlite").exists()


@pytest.fixture
async def tried_room(desk: Desk, transport: Transport, folder: Path, tmp_path: Path) -> AsyncIterator[Room]:
    """A room whose library tries what it publishes."""
    library = Library(folder, tmp_path / "data", desk.clock, trial=smoke_pass)
    library.open_or_build()
    application = build_application(replace(desk, library=library), register, bot=make_bot(transport))
    async with application:
        yield Room(application, transport)
    library.close()


async def test_an_admin_is_told_what_failed_and_people_go_on_asking(
    tried_room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "2027.csv").write_text(SCHEDULE, encoding="utf-8")
    with monkeypatch.context() as broken:
        break_cases(broken)
        (report,) = await tried_room.say("/reload", by=ADMIN)
    said = plain(report.text)
    assert "읽은 것을 펴내지 않았어요" in said
    assert "‘/사례’" in said
    assert "KeyError" in said
    assert "Traceback" not in said
    (answer,) = await tried_room.say("가 경진대회 시상식 언제예요?", by=STAFF)
    assert "2027" not in answer.text


async def test_admins_are_told_at_the_start_that_older_knowledge_serves(
    desk: Desk, transport: Transport, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Library(folder, tmp_path / "data", desk.clock, trial=smoke_pass).open_or_build()
    (folder / "2027.csv").write_text(SCHEDULE, encoding="utf-8")
    library = Library(folder, tmp_path / "data", desk.clock, trial=smoke_pass)
    with monkeypatch.context() as broken:
        break_cases(broken)
        library.open_or_build()
    bot: ExtBot[int] = make_bot(transport)
    application = build_application(replace(desk, library=library), register, bot=bot)
    async with application:
        assert application.post_init
        assert application.post_stop
        await application.post_init(application)
        await application.bot_data["notices"]
        await application.post_stop(application)
    told = [call for call in transport.sent() if call.place[0] == ADMIN]
    assert ["‘/사례’" in plain(call.text) for call in told] == [True]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository")
def test_genuine_releases_of_many_ministries_are_published_with_every_doubt_named(tmp_path: Path) -> None:
    folder, data = tmp_path / "releases", tmp_path / "data"
    for name in ("layouts", "layouts2"):
        shutil.copytree(SHARED / name, folder / name, copy_function=shutil.copyfile)
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    result = CliRunner().invoke(cli, ["build"], env={"RELEASES_DIR": str(folder), "DATA_DIR": str(data)})
    root.handlers[:] = before
    root.setLevel(level)
    assert result.exit_code == 0, result.output
    facts, _ = load(data / "knowledge.sqlite")
    assert {warning.kind for warning in facts.warnings} >= {WarningKind.UNREAD, WarningKind.DOUBT}
    lines = [line.strip() for line in result.stdout.splitlines()]
    for warning in facts.warnings:
        assert warning.file in lines
        assert any(line.endswith(warning.text) for line in lines)
    # Nothing vanishes without a word: what is in the folder is in the base or named.
    named = {release.file for release in facts.releases} | {warning.file for warning in facts.warnings}
    lying = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {file for file in lying - named if not file.endswith(("README.md", ".gold.json"))} == set()
