import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.clock import SEOUL, Clock, SettableClock
from bot.library import Library
from bot.publishing.plan import PlanError
from bot.publishing.planner import READING
from bot.publishing.trial import Failure, RefusedBase
from bot.publishing.versions import Why
from knowledge.folder.cache import code_version
from knowledge.folder.reading import FolderError
from knowledge.storage import DamagedBase, load, save, stored_digest

HEADER = "contest,event,date,end_date,start,end,place,note\n"


def put(folder: Path, *events: str) -> None:
    folder.mkdir(exist_ok=True)
    rows = "".join(f"가 경진대회,{event},2027-03-0{n},,,,,\n" for n, event in enumerate(events, 1))
    (folder / "2027.csv").write_text(HEADER + rows, encoding="utf-8")


def names(library: Library) -> list[str]:
    return [event.name.removeprefix("가 경진대회 ") for event in library.current.facts.events]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "releases", "심사")
    return tmp_path / "releases"


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    library = Library(folder, tmp_path / "data", Clock())
    yield library
    library.close()


def again(library: Library) -> Library:
    """The library as a new process finds it."""
    return Library(library.releases_dir, library.path.parent, Clock())


def test_the_first_opening_builds_and_publishes(library: Library) -> None:
    library.open_or_build()
    assert names(library) == ["심사"]
    assert library.built_at.tzinfo is SEOUL
    assert load(library.path) == (library.current.facts, library.built_at)
    assert library.versions.path(1).samefile(library.path)


def test_a_fault_of_the_folder_lasts_until_the_folder_is_published_whatever_is_looked_at(
    library: Library, folder: Path
) -> None:
    library.open_or_build()
    table = (folder / "2027.csv").read_text(encoding="utf-8")
    (folder / "2027.csv").unlink()
    with pytest.raises(FolderError):
        library.reload()
    assert isinstance(library.fault, FolderError)
    library.preview(())
    own = f"\ufeff{HEADER}나,설명회,2027-02-01,,,,,\n".encode()
    library.apply(library.plan_desk(5, Why.DATES, own=own))
    assert isinstance(library.fault, FolderError)
    (folder / "2027.csv").write_text(table, encoding="utf-8")
    library.reload()
    assert library.fault is None


def test_a_preview_is_no_plan_and_a_refused_one_no_fault(library: Library) -> None:
    library.open_or_build()
    waiting = library.plan_desk(5, Why.DATES, own=f"\ufeff{HEADER}나,설명회,2027-02-01,,,,,\n".encode())
    looked_at = library.preview(())
    with pytest.raises(PlanError, match="lost"):
        library.apply(looked_at)
    assert library.plan_of(waiting.id).changes == waiting.changes
    library._planner._trial = lambda *_: Failure("일정", ValueError())
    with pytest.raises(RefusedBase):
        library.preview(())
    assert library.fault is None


def test_a_later_opening_takes_what_was_published(library: Library) -> None:
    library.open_or_build()
    with sqlite3.connect(library.path) as db:
        db.execute("UPDATE events SET name = '가 경진대회 펴낸 것'")
    db.close()
    later = again(library)
    later.open_or_build()
    assert names(later) == ["펴낸 것"]
    assert later.built_at == library.built_at


def test_an_opening_after_the_folder_changed_builds_anew(library: Library, folder: Path) -> None:
    library.open_or_build()
    put(folder, "심사", "시상식")
    later = again(library)
    later.open_or_build()
    assert names(later) == ["심사", "시상식"]


def test_an_opening_after_the_folder_broke_serves_what_was_published(
    library: Library, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library.open_or_build()
    (folder / "2027.csv").write_text("깨진 파일")
    later = again(library)
    later.open_or_build()
    assert names(later) == ["심사"]
    (folder / "2027.csv").unlink()
    folder.rmdir()
    last = again(library)
    last.open_or_build()
    assert names(last) == ["심사"]
    assert "failed" in caplog.text


def test_a_damaged_file_is_built_anew(library: Library) -> None:
    library.open_or_build()
    library.path.write_bytes(library.path.read_bytes()[:5000])
    later = again(library)
    later.open_or_build()
    assert names(later) == ["심사"]


def test_nothing_published_and_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    library = Library(tmp_path / "none", tmp_path / "data", Clock())
    with pytest.raises(FolderError):
        library.open_or_build()
    with pytest.raises(RuntimeError):
        _ = library.current


def test_a_reload_publishes_swaps_and_tells_what_changed(library: Library, folder: Path) -> None:
    library.open_or_build()
    held = library.current
    put(folder, "심사", "시상식")
    assert library.reload().added == {"일정": ("가 경진대회 시상식 (날짜 2027-03-02)",)}
    assert names(library) == ["심사", "시상식"]
    assert len(held.facts.events) == 1  # whoever was answering goes on undisturbed
    assert load(library.path)[0] == library.current.facts


def test_a_reload_of_a_broken_folder_leaves_everything_as_it_was(library: Library, folder: Path) -> None:
    library.open_or_build()
    published = library.path.read_bytes()
    (folder / "2027.csv").write_text("깨진 파일")
    with pytest.raises(FolderError) as caught:
        library.reload()
    assert [detail.file for detail in caught.value.details] == ["2027.csv"]
    assert names(library) == ["심사"]
    assert library.path.read_bytes() == published


def test_a_reload_without_an_opening_compares_with_what_was_published(library: Library, folder: Path) -> None:
    assert set(library.reload().added) == {"보도자료", "일정"}
    put(folder, "심사", "시상식")
    assert again(library).reload().added == {"일정": ("가 경진대회 시상식 (날짜 2027-03-02)",)}


async def test_reloads_run_beside_the_event_loop_one_after_the_other(library: Library, folder: Path) -> None:
    await asyncio.to_thread(library.open_or_build)
    put(folder, "심사", "발표", "시상식")
    reports = await asyncio.gather(*(library.off_loop(library.reload) for _ in range(3)))
    assert [bool(report) for report in reports] == [True, False, False]
    assert names(library) == ["심사", "발표", "시상식"]


def test_the_time_of_building_is_the_clocks(tmp_path: Path, folder: Path) -> None:
    clock = SettableClock()
    moment = clock.now().replace(year=2031)
    clock.set(moment)
    library = Library(folder, tmp_path / "data", clock)
    library.open_or_build()
    assert library.built_at >= moment


async def test_rolling_back_serves_the_one_before_and_lasts(library: Library, folder: Path) -> None:
    library.open_or_build()
    put(folder, "심사", "잘못 넣은 것")
    library.reload()
    report = await library.off_loop(library.roll_back)
    assert report.removed == {"일정": ("가 경진대회 잘못 넣은 것 (날짜 2027-03-02)",)}
    assert names(library) == ["심사"]
    later = again(library)
    later.open_or_build()
    assert names(later) == ["심사"]
    later.roll_back()
    assert names(later) == ["심사", "잘못 넣은 것"]


def test_there_is_nothing_to_roll_back_to_at_first(library: Library) -> None:
    library.open_or_build()
    with pytest.raises(DamagedBase):
        library.roll_back()
    assert names(library) == ["심사"]


def test_a_reload_without_a_change_keeps_what_can_be_rolled_back_to(library: Library, folder: Path) -> None:
    library.open_or_build()
    put(folder, "심사", "시상식")
    library.reload()
    built_at = library.built_at
    for same in (library, again(library)):
        assert not same.reload()
        assert names(same) == ["심사", "시상식"]
        assert same.built_at == built_at
    library.roll_back()
    assert names(library) == ["심사"]


def test_a_second_build_reads_only_what_changed(tmp_path: Path, folder: Path) -> None:
    reports: list[tuple[str, int, int]] = []
    library = Library(folder, tmp_path / "data", Clock(), lambda *report: reports.append(report))
    library.open_or_build()
    assert [report for report in reports if report[0] == READING] == [(READING, 1, 1)]
    reports.clear()
    library.reload()
    (folder / "2028.csv").write_text(HEADER + "가 경진대회,심사,2028-03-01,,,,,\n", encoding="utf-8")
    library.reload()
    assert [report for report in reports if report[0] == READING] == [(READING, 2, 2)]
    library.close()


def test_a_base_says_which_edition_has_read_it_also_when_it_comes_back(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        for module in ("bot.publishing.planner", "knowledge.folder.reading"):
            older.setattr(f"{module}.code_version", lambda: "older")
        library.open_or_build()
        assert library.read_by == "older"
    put(folder, "심사", "시상식")
    later = again(library)
    later.open_or_build()
    assert later.read_by == code_version()
    later.roll_back()
    assert (later.read_by, names(later)) == ("older", ["심사"])


def test_a_base_that_does_not_say_who_has_read_it_serves_as_well(library: Library) -> None:
    library.open_or_build()
    facts, built_at = load(library.path)
    save(facts, library.path, built_at, stored_digest(library.path) or "")
    later = again(library)
    later.open_or_build()
    assert (later.read_by, names(later)) == ("", ["심사"])
