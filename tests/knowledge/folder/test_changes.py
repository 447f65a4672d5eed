import dataclasses
from pathlib import Path

from bot.settings import BUNDLED_RELEASES
from knowledge.folder.changes import Changes, changes
from knowledge.folder.reading import read_folder
from knowledge.folder.schedules import read_schedule
from knowledge.folder.schedules.table_file import HEADER
from knowledge.model import ExtractionWarning, Facts
from tests.factories import DIRECTOR, RELEASE


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
    assert found.added == {"일정": ("가 설명회 (날짜 2027-02-01)",)}
    assert found.changed == {"일정": ("가 발표: 날짜 2027-03-02 → 2027-03-09",)}
    assert found.removed == {"일정": ("가 심사 (날짜 2027-03-01)",)}
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
    assert found.added == {"보도자료": ("a (a.csv)",), "일정": ("가 시상식 (날짜 2027-03-03)",)}
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
    assert found.added == {"일정": ("가 심사 (날짜 2027-03-06)",)}
    assert found.changed == {"일정": ("가 심사: 날짜 2027-03-01 → 2027-03-05",)}
    assert found.removed == {}


def test_a_release_under_another_name_is_neither_added_nor_removed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(sorted(BUNDLED_RELEASES.glob("*.txt"))[0].read_bytes())
    old = read_folder(tmp_path)
    (tmp_path / "a.txt").rename(tmp_path / "b.txt")
    found = changes(old, read_folder(tmp_path))
    assert found.changed == {"보도자료": (f"{old.releases[0].title}: 파일 a.txt → b.txt",)}
    assert (found.added, found.removed) == ({}, {})


def test_another_number_of_a_person_is_said_with_the_one_before() -> None:
    old = Facts(releases=(RELEASE,), contacts=(DIRECTOR,))
    new = dataclasses.replace(old, contacts=(dataclasses.replace(DIRECTOR, phone="044-202-9999"),))
    (label,) = changes(old, new).changed["담당자"]
    assert label.endswith(f"김동현 과장: 전화번호 {DIRECTOR.phone} → 044-202-9999")


def test_a_warning_that_was_there_before_is_known_as_told() -> None:
    first, second = (ExtractionWarning("a.txt", n, "의심") for n in (1, 2))
    found = changes(Facts(warnings=(first,)), Facts(warnings=(first, second)))
    assert found.told == {first}
    assert not found
