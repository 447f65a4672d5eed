import dataclasses
from pathlib import Path

from bot.settings import BUNDLED_RELEASES
from knowledge.changes import Changes, changes
from knowledge.folder import read_folder
from knowledge.model import Facts
from knowledge.schedules import read_schedule
from knowledge.schedules.table_file import HEADER


def facts_of(tmp_path: Path, *rows: str) -> Facts:
    path = tmp_path / "a.csv"
    path.write_text("\n".join([",".join(HEADER), *rows, ""]), encoding="utf-8")
    return read_schedule(path, "a.csv")


def test_changes_name_what_was_added_changed_and_removed(tmp_path: Path) -> None:
    old = facts_of(tmp_path, "가,심사,2027-03-01,,,,,", "가,발표,2027-03-02,,,,,", "가,시상식,2027-03-03,,,,,")
    new = facts_of(
        tmp_path,
        "가,시상식,2027-03-03,,,,,",
        "가,발표,2027-03-09,,,,,",
        "가,설명회,2027-02-01,,,,,",
        "틀린 줄",
    )
    found = changes(old, new)
    assert found.added == {"일정": ("가 설명회",)}
    assert found.changed == {"일정": ("가 발표",)}
    assert found.removed == {"일정": ("가 심사",)}
    assert [w.line for w in found.warnings] == [5]


def test_a_fact_that_only_moved_to_another_line_did_not_change(tmp_path: Path) -> None:
    old = facts_of(tmp_path, "가,시상식,2027-03-03,,,,,")
    new = facts_of(tmp_path, "", "가,시상식,2027-03-03,,,,,")
    assert old != new
    assert not changes(old, new)
    assert changes(old, new) == Changes()


def test_against_nothing_everything_is_added(tmp_path: Path) -> None:
    new = facts_of(tmp_path, "가,시상식,2027-03-03,,,,,")
    found = changes(None, new)
    assert found.added == {"보도자료": ("a (a.csv)",), "일정": ("가 시상식",)}
    assert (found.changed, found.removed) == ({}, {})


def test_another_wording_of_the_body_is_a_change_of_the_release() -> None:
    old = read_folder(BUNDLED_RELEASES)
    first, *rest = old.passages
    new = dataclasses.replace(old, passages=(dataclasses.replace(first, text="다른 글"), *rest))
    found = changes(old, new)
    assert len(found.changed["보도자료"]) == 1
    assert (found.added, found.removed) == ({}, {})


def test_several_facts_of_one_name_are_counted(tmp_path: Path) -> None:
    old = facts_of(tmp_path, "가,심사,2027-03-01,,,,,", "가,심사,2027-03-02,,,,,")
    new = facts_of(tmp_path, "가,심사,2027-03-02,,,,,", "가,심사,2027-03-05,,,,,", "가,심사,2027-03-06,,,,,")
    found = changes(old, new)
    assert found.added == {"일정": ("가 심사",)}
    assert found.changed == {"일정": ("가 심사",)}
    assert found.removed == {}
