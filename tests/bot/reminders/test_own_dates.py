from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.commands.check import check_knowledge
from bot.library import Library
from bot.reminders.own_dates import OwnDate, OwnDateError, OwnDates
from bot.settings import Settings
from knowledge.model import EventKind

DAY = date(2027, 3, 2)
ROW = OwnDate("적극행정 경진대회", "시상식", DAY, start=time(10), end=time(12, 30), place="세종, 매화홀", note="정장")


@pytest.fixture
def own(tmp_path: Path) -> OwnDates:
    return OwnDates(tmp_path / "data")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "schedule.csv"


def test_there_are_none_at_first(own: OwnDates, file: Path) -> None:
    assert own.rows() == ()
    assert not own.removed(ROW)
    assert not own.changed(ROW, ROW)
    assert not file.exists()


def test_what_is_added_changed_and_removed_is_kept_in_the_schedule_files_format(own: OwnDates, file: Path) -> None:
    other = OwnDate(None, "설명회", DAY, end_date=date(2027, 3, 3))
    own.write(own.added(ROW))
    own.write(own.added(other))
    assert OwnDates(file.parent).rows() == (ROW, other)
    moved = replace(ROW, date=date(2027, 3, 9))
    own.write(own.changed(ROW, moved))
    assert own.rows() == (moved, other)
    assert not own.changed(ROW, moved)
    own.write(own.removed(other))
    assert file.read_text("utf-8-sig").splitlines() == [
        "contest,event,date,end_date,start,end,place,note",
        '적극행정 경진대회,시상식,2027-03-09,,10:00,12:30,"세종, 매화홀",정장',
    ]
    assert [path.name for path in file.parent.iterdir()] == ["schedule.csv"]


def test_a_preview_tells_what_will_be_read(own: OwnDates) -> None:
    period = OwnDate("적극행정 경진대회", "접수", DAY, end_date=date(2027, 3, 31), end=time(18))
    assert [(event.kind, event.date, event.end) for event in period.events()] == [
        (EventKind.OPENING, DAY, None),
        (EventKind.DEADLINE, date(2027, 3, 31), time(18)),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (replace(ROW, end_date=date(2027, 3, 1)), "빨라요"),
        (replace(ROW, end=time(9)), "빨라요"),
        (replace(ROW, date=date(9999, 12, 31)), "9999"),
        (replace(ROW, event=" "), "event"),
    ],
)
def test_a_wrong_date_is_refused_with_a_reason_and_nothing_changes(
    own: OwnDates, file: Path, row: OwnDate, reason: str
) -> None:
    own.write(own.added(ROW))
    kept = file.read_bytes()
    with pytest.raises(OwnDateError, match=reason):
        own.added(row)
    with pytest.raises(OwnDateError, match=reason):
        own.changed(ROW, row)
    assert file.read_bytes() == kept


def test_the_same_date_is_not_kept_twice(own: OwnDates) -> None:
    own.write(own.added(ROW))
    with pytest.raises(OwnDateError, match="이미"):
        own.added(replace(ROW, place="다른 홀"))
    assert own.rows() == (ROW,)


def test_no_spreadsheet_runs_what_somebody_typed(own: OwnDates, file: Path) -> None:
    row = replace(ROW, contest=None, event="-심사", place="=HYPERLINK(1)", note="@여기\n'=2\n세 줄\0")
    own.write(own.added(row))
    (kept,) = own.rows()
    assert kept == replace(row, note="@여기 '=2 세 줄")
    (_, line) = file.read_text("utf-8-sig").splitlines()
    assert line == ",'-심사,2027-03-02,,10:00,12:30,'=HYPERLINK(1),'@여기 '=2 세 줄"


def test_a_file_broken_by_hand_is_named_with_its_line_and_left_alone(own: OwnDates, file: Path) -> None:
    own.write(own.added(ROW))
    file.write_text(file.read_text("utf-8-sig") + "가,심사,언젠가,,,,,\n", "utf-8")
    broken = file.read_bytes()
    for act in (own.rows, lambda: own.added(replace(ROW, event="심사")), lambda: own.removed(ROW)):
        with pytest.raises(OwnDateError, match=r"schedule\.csv 3행"):
            act()
    assert file.read_bytes() == broken
    file.write_text("아무 글")
    with pytest.raises(OwnDateError, match="머리글"):
        own.rows()


def test_a_key_belongs_to_one_row_and_fits_a_button(own: OwnDates) -> None:
    own.write(own.added(ROW))
    (kept,) = own.rows()
    assert kept.key == ROW.key
    assert kept.key != replace(ROW, place=None).key
    assert len(kept.key.encode()) <= 24


@pytest.fixture
def releases(tmp_path: Path) -> Path:
    """A folder with a schedule file of the same name."""
    folder = tmp_path / "releases"
    folder.mkdir()
    row = "가,심사,2027-03-01,,,,,"
    (folder / "schedule.csv").write_text(f"contest,event,date,end_date,start,end,place,note\n{row}\n", "utf-8")
    return folder


def test_the_library_answers_from_own_dates_and_notices_their_change(
    tmp_path: Path, own: OwnDates, releases: Path
) -> None:
    own.write(own.added(ROW))
    library = Library(releases, tmp_path / "data", Clock())
    library.open_or_build()
    assert [event.name for event in library.current.facts.events] == ["가 심사", "적극행정 경진대회 시상식"]
    assert library.current.facts.events[1].source.file == "관리자 일정.csv"
    own.write(own.changed(ROW, replace(ROW, date=date(2027, 3, 9))))
    later = Library(releases, tmp_path / "data", Clock())
    later.open_or_build()
    assert later.current.facts.events[1].date == date(2027, 3, 9)
    own.write(own.removed(own.rows()[0]))
    assert later.reload().removed == {
        "일정": ("적극행정 경진대회 시상식 (날짜 2027-03-09, 시작 10:00, 끝 12:30, 장소 세종, 매화홀)",)
    }


def test_a_broken_file_of_own_dates_is_a_warning_and_the_rest_is_known(
    tmp_path: Path, file: Path, releases: Path
) -> None:
    file.parent.mkdir()
    file.write_text("아무 글", "utf-8")
    library = Library(releases, tmp_path / "data", Clock())
    library.open_or_build()
    assert [event.name for event in library.current.facts.events] == ["가 심사"]
    assert [warning.file for warning in library.current.facts.warnings] == ["관리자 일정.csv"]
    facts, faults = check_knowledge(Settings(releases_dir=releases, data_dir=tmp_path / "data"))
    assert facts == library.current.facts
    assert faults == []


def test_a_folder_that_says_nothing_yet_can_be_published(tmp_path: Path, own: OwnDates, releases: Path) -> None:
    (releases / "schedule.csv").write_text("contest,event,date,end_date,start,end,place,note\n", "utf-8")
    own.write(own.added(ROW))
    own.write(own.removed(ROW))
    library = Library(releases, tmp_path / "data", Clock())
    for _ in range(2):
        library.open_or_build()
        assert library.current.facts.events == ()
