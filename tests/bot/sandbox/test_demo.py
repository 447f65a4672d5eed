from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.reminders.results import News
from bot.reminders.working_days import is_working_day
from bot.sandbox.demo import begun_anew, jumps, put_sample
from bot.settings import BUNDLED_RELEASES, Settings
from bot.state.rows import Wishes
from knowledge.folder.reading import read_folder
from tests.bot.reminders.dates import CONTEST, DAY, Ledger, begun, event, seoul, wishing


def test_a_try_finds_nothing_of_the_one_before(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = begun_anew(settings)
    put_sample(first.releases_dir, DAY)
    (first.data_dir / "schedule.csv").write_text("contest,event,date\n", encoding="utf-8")
    second = begun_anew(settings)
    assert {path.name for path in second.releases_dir.iterdir()} == {path.name for path in BUNDLED_RELEASES.iterdir()}
    assert [path.name for path in second.data_dir.iterdir()] == ["releases"]
    assert second.data_dir == tmp_path / "sandbox"


def test_a_folder_of_ones_own_is_read_in_place(tmp_path: Path, folder: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", releases_dir=folder)
    assert begun_anew(settings).releases_dir == folder
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("today", [DAY, date(2026, 9, 11), date(2026, 12, 31)])
def test_the_sample_is_read_without_a_doubt(folder: Path, today: date) -> None:
    before = read_folder(folder)
    put_sample(folder, today)
    facts = read_folder(folder)
    (release,) = (one for one in facts.releases if one.file.startswith(str(today.year)) and "예시" in one.file)
    assert release.date == today
    assert [case.grade for case in facts.cases if case.release_id == release.id] == ["최우수", "우수", "장려"]
    assert [contest.received for contest in facts.contests if contest.release_id == release.id] == [41]
    (ceremony,) = (one for one in facts.events if one.release_id == release.id)
    assert ceremony.contests == ("일터 안전 아이디어 공모전",)
    assert ceremony.date is not None
    assert today < ceremony.date <= today + timedelta(days=14)
    assert is_working_day(ceremony.date)
    assert facts.warnings == before.warnings


def test_each_time_at_which_something_will_be_told_is_offered_once() -> None:
    agenda = begun(event())
    monday = wishing(Wishes(digest=True))
    assert jumps(Ledger().situation(agenda, monday), seoul(3, 2, 12)) == [
        ("🔔 시상식 D-7", seoul(3, 3)),
        ("🔔 시상식 D-1 외 1건", seoul(3, 9)),
        ("🔔 시상식 당일", seoul(3, 10)),
    ]


def test_what_waits_for_the_next_working_day_is_offered_then() -> None:
    news = News("results-1", CONTEST, 2026, None, 3, "release-1", seoul(3, 7, 12), date(2026, 4, 1))
    offered = jumps(Ledger().situation(begun(news=(news,))), seoul(3, 7, 13))
    assert offered == [(f"🏆 수상 결과: {CONTEST}", seoul(3, 9))]


def test_without_anyone_to_tell_a_week_before_the_nearest_dates_is_offered() -> None:
    dates = [date(2026, 3, 10), date(2026, 3, 24), date(2026, 10, 14)]
    agenda = begun(*(event(day, name=f"{day.month}월 {day.day}일 시상식") for day in dates))
    nobody = wishing(Wishes(contests=frozenset()))
    assert jumps(Ledger().situation(agenda, nobody), seoul(5, 1)) == [
        ("3월 10일 시상식 일주일 전", seoul(3, 3)),
        ("3월 24일 시상식 일주일 전", seoul(3, 17)),
    ]
