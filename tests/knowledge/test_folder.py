import dataclasses
import os
from pathlib import Path

import pytest

import knowledge.folder
from knowledge.base import KnowledgeBase
from knowledge.folder import Changes, FolderError, changes, fingerprint, read_folder
from knowledge.model import Facts

BUNDLED = Path(__file__).parents[2] / "knowledge" / "releases"
HEADER = "contest,event,date,end_date,start,end,place,note\n"


def csv(folder: Path, name: str, *rows: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def release(folder: Path, name: str) -> None:
    (folder / name).write_bytes(sorted(BUNDLED.glob("*.txt"))[0].read_bytes())


def test_the_bundled_releases_are_read_whole_and_the_same_every_time() -> None:
    facts = read_folder(BUNDLED)
    assert len(facts.releases) == len(list(BUNDLED.glob("*.txt"))) >= 2
    assert facts.events
    assert facts.cases
    assert facts.contacts
    assert read_folder(BUNDLED) == facts


def test_a_file_that_breaks_its_reader_is_a_warning_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(path: Path, file: str) -> Facts:
        if file.endswith(".csv"):
            raise OverflowError("a day that no calendar has")
        return read(path, file)

    read = knowledge.folder._read_file
    monkeypatch.setattr(knowledge.folder, "_read_file", breaks)
    release(tmp_path, "a.txt")
    csv(tmp_path, "odd.csv", "가 경진대회,시상식,2027-03-01,,,,,")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["a.txt"]
    assert [w.file for w in facts.warnings if "OverflowError" in w.text] == ["odd.csv"]


def test_releases_and_schedules_are_joined_and_every_id_is_its_own(tmp_path: Path) -> None:
    release(tmp_path, "a.txt")
    csv(tmp_path, "2027.csv", "가 경진대회,시상식,2027-03-01,,,,,")
    csv(tmp_path, "below/2027.csv", "가 경진대회,시상식,2027-03-01,,,,,")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["2027.csv", "a.txt", "below/2027.csv"]
    assert [e.source.file for e in facts.events if e.source.file.endswith("csv")] == [
        "2027.csv",
        "below/2027.csv",
    ]
    ids = [fact.id for kind in (facts.releases, facts.events, facts.contests, facts.contacts) for fact in kind]
    assert len(set(ids)) == len(ids)
    base = KnowledgeBase(facts)
    assert all(base.get(event.release_id) for event in facts.events)


def test_a_bad_file_among_good_ones_is_a_warning_with_its_name(tmp_path: Path) -> None:
    csv(tmp_path, "good.csv", "가 경진대회,시상식,2027-03-01,,,,,")
    csv(tmp_path, "half.csv", "가 경진대회,심사,someday,,,,,")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4)
    (tmp_path / "empty.txt").write_bytes(b"")
    facts = read_folder(tmp_path)
    assert len(facts.events) == 1
    assert [(w.file, w.line) for w in facts.warnings] == [
        ("empty.txt", 1),
        ("half.csv", 2),
        ("picture.txt", 1),
    ]
    assert all("요" in w.text for w in facts.warnings)


def test_a_text_that_is_no_release_is_a_warning(tmp_path: Path) -> None:
    release(tmp_path, "a.txt")
    (tmp_path / "memo.txt").write_text("우유, 달걀, 빵\n저녁에 사기\n", encoding="utf-8")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["a.txt"]
    assert ["보도자료로 보이지 않아" in w.text for w in facts.warnings if w.file == "memo.txt"] == [True]


def test_what_is_no_release_is_passed_over(tmp_path: Path) -> None:
    csv(tmp_path, "good.csv", "가 경진대회,시상식,2027-03-01,,,,,")
    for name in (".hidden", "README.md", "~$lock.hwp", "a.gold.json", "old.txt~", "x.bak", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("아무 글")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["good.csv"]
    assert facts.warnings == ()


def test_the_same_release_twice_is_read_once_and_said(tmp_path: Path) -> None:
    release(tmp_path, "b.txt")
    release(tmp_path, "a.txt")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["a.txt"]
    assert [w.file for w in facts.warnings if "같은 보도자료" in w.text] == ["b.txt"]


def test_a_missing_an_empty_and_a_useless_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="폴더가 없어요"):
        read_folder(tmp_path / "none")
    with pytest.raises(FolderError, match="읽을 수 있는") as empty:
        read_folder(tmp_path)
    assert empty.value.details == ()
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(FolderError, match="읽을 수 있는") as useless:
        read_folder(tmp_path)
    assert [detail.file for detail in useless.value.details] == ["a.txt"]


def test_the_fingerprint_changes_with_the_files_and_only_with_them(tmp_path: Path) -> None:
    csv(tmp_path, "a.csv", "가,시상식,2027-03-01,,,,,")
    first = fingerprint(tmp_path)
    assert first
    assert fingerprint(tmp_path) == first
    (tmp_path / "README.md").write_text("no release")
    assert fingerprint(tmp_path) == first
    os.utime(tmp_path / "a.csv", ns=(1, 1))
    assert fingerprint(tmp_path) != first
    assert fingerprint(tmp_path / "none") == ""


def facts_of(tmp_path: Path, *rows: str) -> Facts:
    csv(tmp_path, "a.csv", *rows)
    return read_folder(tmp_path)


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
    old = read_folder(BUNDLED)
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
