"""What a plan shows is what is applied, whatever is published and whenever the process ends."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.clock import SettableClock
from bot.commands.ask import Conversations, run_batch
from bot.library import Library
from bot.publishing.plan import PlanError
from bot.publishing.versions import KEPT, Why
from bot.settings import BUNDLED_RELEASES
from handlers.render import plain, render
from tests.drill import publishing

QUESTIONS = Path(__file__).parents[2] / "questions" / "own.jsonl"
GENUINE = publishing.SHARED.parent
HEADER = publishing.SCHEDULE


@pytest.mark.skipif(not publishing.SHARED.is_dir(), reason="the genuine releases lie beside the repository")
def test_what_is_shown_is_what_is_applied_over_genuine_releases(tmp_path: Path) -> None:
    outcome = publishing.drill(tmp_path, rounds=8, seed=7)
    assert outcome.broken == []
    assert outcome.facts_changed


def test_a_process_that_is_killed_while_it_publishes_leaves_the_old_version_or_the_new_one(tmp_path: Path) -> None:
    assert publishing.kill(tmp_path, kills=2, seed=3).broken == []


def answers(library: Library, dialogs: list[str]) -> list[str]:
    """What these conversations are answered, to the letter."""
    lines = []
    for dialog in map(json.loads, dialogs):
        lines += [json.dumps({"text": turn["say"], "conversation": dialog["id"]}).encode() for turn in dialog["turns"]]
    conversations = Conversations(library.current, lambda answer, day: plain(render(answer, today=day)))
    said = [json.loads(line) for line in run_batch(lines, conversations, date(2026, 11, 30))]
    return [json.dumps({**one, "elapsed_ms": 0}, ensure_ascii=False) for one in said]


@pytest.mark.parametrize(
    ("sets", "releases"),
    [
        ((QUESTIONS,), (BUNDLED_RELEASES,)),
        pytest.param(
            (GENUINE / "questions" / "dev.jsonl", GENUINE / "questions" / "many.jsonl"),
            (GENUINE / "releases", GENUINE / "layouts"),
            marks=pytest.mark.skipif(not GENUINE.is_dir(), reason="the genuine releases lie beside the repository"),
        ),
    ],
    ids=["own", "genuine"],
)
def test_going_back_brings_the_same_answers_to_the_letter_twice_and_both_ways(
    tmp_path: Path, sets: tuple[Path, ...], releases: tuple[Path, ...]
) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    for path in (path for place in releases for path in place.glob("*.txt")):
        shutil.copyfile(path, folder / path.name)
    every = [line for path in sets for line in path.read_text(encoding="utf-8").splitlines()]
    dialogs = every[:60] if sets == (QUESTIONS,) else every
    library = Library(folder, tmp_path / "data", SettableClock())
    library.open_or_build()
    first = answers(library, dialogs)
    release = next(folder.glob("2024-11-14*.txt"))
    release.write_text(release.read_text(encoding="utf-8").replace("044-202-70", "044-202-79"), encoding="utf-8")
    (folder / "2026.csv").write_text(f"{HEADER}정부혁신 우수사례 경진대회,시상식,2026-12-03,,,,,\n", encoding="utf-8")
    library.reload()
    second = answers(library, dialogs)
    assert first != second
    for wanted in (first, second, first, second):
        library.roll_back()
        assert answers(library, dialogs) == wanted
    library.close()


def test_the_last_twenty_versions_are_kept_and_what_only_older_ones_need_is_deleted(tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    library = Library(folder, tmp_path / "data", SettableClock())
    for number in range(1, KEPT + 4):
        (folder / "a.csv").write_text(f"{HEADER}가,심사,2027-01-{number:02},,,,,\n", encoding="utf-8")
        if number == 1:
            library.sent.set_aside(0, "b.csv", f"{HEADER}나,심사,2027-02-01,,,,,\n".encode())
            library.apply(library.plan_folder(0, Why.FILES))
        else:
            if number == 2:
                (tmp_path / "data" / "releases" / "b.csv").unlink()
            library.reload()
    listed = library.versions.listed()
    assert [made.number for made in listed] == list(range(KEPT + 3, 3, -1))
    assert sorted(path.name for path in (tmp_path / "data" / "versions").glob("*.sqlite"))[0] == "000004.sqlite"
    assert list((tmp_path / "data" / "releases" / ".kept").iterdir()) == []
    library.close()


def test_going_back_takes_out_what_was_sent_and_brings_it_again(tmp_path: Path) -> None:
    folder, sent = tmp_path / "releases", tmp_path / "data" / "releases"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{HEADER}가,심사,2027-01-01,,,,,\n", encoding="utf-8")
    library = Library(folder, tmp_path / "data", SettableClock())
    library.open_or_build()
    library.sent.set_aside(5, "b.csv", f"{HEADER}나,심사,2027-02-01,,,,,\n".encode())
    library.apply(library.plan_folder(5, Why.FILES))
    assert (sent / "b.csv").exists()
    library.roll_back()
    assert not (sent / "b.csv").exists()
    assert [event.name for event in library.current.facts.events] == ["가 심사"]
    library.roll_back()
    assert (sent / "b.csv").exists()
    later = Library(folder, tmp_path / "data", SettableClock())
    later.open_or_build()
    assert later.version.number == library.version.number == 4
    assert len(later.current.facts.events) == 2
    for one in (library, later):
        one.close()


def test_what_was_cut_short_after_the_swap_is_made_up_for_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, data = tmp_path / "releases", tmp_path / "data"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{HEADER}가,심사,2027-01-01,,,,,\n", encoding="utf-8")
    library = Library(folder, data, SettableClock())
    library.open_or_build()
    own = f"\ufeff{HEADER}나,설명회,2027-02-01,,,,,\n".encode()

    def ended(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(library._beside, "settle", ended)
        with pytest.raises(KeyboardInterrupt):
            library.apply(library.plan_desk(5, Why.DATES, own=own))
    assert not (data / "schedule.csv").exists()
    later = Library(folder, data, SettableClock())
    later.open_or_build()
    assert (data / "schedule.csv").read_bytes() == own
    assert later.version.number == 2
    assert [event.name for event in later.current.facts.events] == ["가 심사", "나 설명회"]
    for one in (library, later):
        one.close()


def test_of_two_plans_made_on_one_version_only_the_first_is_applied(tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    folder.mkdir()
    (folder / "a.csv").write_text(f"{HEADER}가,심사,2027-01-01,,,,,\n", encoding="utf-8")
    library = Library(folder, tmp_path / "data", SettableClock())
    library.open_or_build()
    (folder / "a.csv").write_text(f"{HEADER}가,심사,2027-01-02,,,,,\n", encoding="utf-8")
    plans = [library.plan_folder(by, Why.RELOAD) for by in (5, 6)]
    library.apply(plans[0])
    with pytest.raises(PlanError, match="older"):
        library.apply(plans[1])
    with pytest.raises(PlanError, match="older"):
        library.plan_of(plans[1].id)
    with pytest.raises(PlanError):
        library.apply(plans[0])
    assert library.version.number == 2
    library.close()
