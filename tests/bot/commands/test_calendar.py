import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ical.calendar_stream import IcsCalendarStream

from bot.__main__ import cli
from bot.clock import SEOUL, Clock
from bot.library import Library
from bot.state.store import STATE, Store

DAY = Clock().today() + timedelta(days=100)
LATER = DAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    (tmp_path / "releases").mkdir()
    library = Library(tmp_path / "releases", tmp_path / "data", Clock())
    yield library
    library.close()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "data" / STATE


def publish(library: Library, *days: date) -> None:
    rows = "".join(f"가 경진대회,시상식,{day},,10:00,,,\n" for day in days)
    (library.releases_dir / "일정.csv").write_text(f"contest,event,date,end_date,start,end,place,note\n{rows}", "utf-8")
    library.reload()


def follow(store: Store, library: Library) -> None:
    store.reconcile(library.current.facts, library.built_at, Clock().now(), library.read_by)


def call(library: Library) -> Result:
    settings = {"RELEASES_DIR": str(library.releases_dir), "DATA_DIR": str(library.path.parent)}
    return CliRunner().invoke(cli, ["calendar"], env=settings, catch_exceptions=False)


def written(library: Library) -> list[tuple[str, int, date, str]]:
    """UID, SEQUENCE, day and status of each entry in what the command writes."""
    result = call(library)
    assert result.exit_code == 0
    events = IcsCalendarStream.calendar_from_ics(result.stdout_bytes.decode()).events
    assert f"{len(events)}개" in result.stderr
    return [
        (
            one.uid,
            one.sequence or 0,
            one.start_datetime.astimezone(SEOUL).date(),
            one.status.value if one.status else "",
        )
        for one in events
    ]


def promised(store: Store) -> list[tuple[str, int, date, str]]:
    """The same as the bot has them."""
    return [
        (f"{one.uid}@award-desk-bot", one.sequence, one.day, "CANCELLED" if one.cancelled else "CONFIRMED")
        for one in sorted(store.agenda().entries, key=lambda one: one.day)
    ]


def test_before_a_bot_has_run_the_calendar_is_the_one_it_will_have(library: Library, state: Path) -> None:
    publish(library, DAY)
    there = sorted(library.path.parent.iterdir())
    found = written(library)
    assert sorted(library.path.parent.iterdir()) == there
    store = Store(state)
    follow(store, library)
    assert found == promised(store) != []
    store.close()


def test_a_running_bots_calendar_is_written_and_the_bot_left_alone(library: Library, state: Path) -> None:
    store = Store(state)
    publish(library, DAY)
    follow(store, library)
    publish(library, LATER)
    follow(store, library)
    before = state.read_bytes(), state.with_name(f"{STATE}-wal").read_bytes()
    assert [one[1:] for one in written(library)] == [(1, LATER, "CONFIRMED")]
    assert written(library) == promised(store)
    assert (state.read_bytes(), state.with_name(f"{STATE}-wal").read_bytes()) == before
    publish(library, LATER + timedelta(days=200))
    follow(store, library)
    assert written(library) == promised(store)
    assert [one[1:3] for one in promised(store)] == [(2, LATER), (0, LATER + timedelta(days=200))]
    assert promised(store)[0][3] == "CANCELLED"
    store.close()


def test_what_was_published_while_no_bot_ran_is_in_it_as_the_bot_will_have_it(library: Library, state: Path) -> None:
    store = Store(state)
    publish(library, DAY)
    follow(store, library)
    store.close()
    publish(library, LATER, LATER + timedelta(days=60))
    kept = state.read_bytes()
    found = written(library)
    assert state.read_bytes() == kept
    store = Store(state)
    assert [one[1:3] for one in promised(store)] == [(0, DAY)]
    follow(store, library)
    assert found == promised(store)
    assert [one[1:3] for one in found] == [(1, LATER), (0, LATER + timedelta(days=60))]
    store.close()


def test_without_anything_published_it_is_one_clear_sentence_and_no_file(library: Library) -> None:
    result = call(library)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "award-bot build" in result.stderr
    assert not library.path.parent.exists()


def test_a_state_that_cannot_be_read_is_one_clear_sentence_and_stays(library: Library, state: Path) -> None:
    publish(library, DAY)
    state.write_bytes(b"damaged" * 1000)
    result = call(library)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "상태 파일" in result.stderr
    assert state.read_bytes() == b"damaged" * 1000
