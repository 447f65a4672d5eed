import os
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from knowledge.folder import cache, reading
from knowledge.folder.cache import Readings
from knowledge.folder.process_pool import Readers
from knowledge.folder.reading import FolderError, fingerprint, read_folder
from knowledge.model import Facts, WarningKind

BUNDLED = Path(__file__).parents[3] / "knowledge" / "releases"
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


def broken(monkeypatch: pytest.MonkeyPatch, ending: str, how: str = "os.abort()") -> None:
    """From now on, files with this ending break their reader."""
    program = f"""
import os, signal
from knowledge.folder.process import read_file, serve
def breaks(path, file):
    if file.endswith({ending!r}):
        {how}
    return read_file(path, file)
serve(breaks)
"""
    monkeypatch.setattr(reading, "Readers", partial(Readers, program=program))


def test_a_file_that_breaks_its_reader_is_a_warning_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, ".csv")
    release(tmp_path, "a.txt")
    csv(tmp_path, "odd.csv", "가 경진대회,시상식,2027-03-01,,,,,")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["a.txt"]
    assert [w.file for w in facts.warnings if "읽다가 멈췄어요" in w.text] == ["odd.csv"]


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
        ("picture.txt", 1),
        ("half.csv", 2),
    ]
    assert [(w.kind, w.place) for w in facts.warnings] == [
        (WarningKind.UNREAD, ""),
        (WarningKind.UNREAD, ""),
        (WarningKind.DOUBT, "2줄"),
    ]
    assert all("요" in w.text for w in facts.warnings)


def test_a_text_that_is_no_release_is_a_warning(tmp_path: Path) -> None:
    release(tmp_path, "a.txt")
    (tmp_path / "memo.txt").write_text("우유, 달걀, 빵\n저녁에 사기\n", encoding="utf-8")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["a.txt"]
    assert ["보도자료로 보이지 않아" in w.text for w in facts.warnings if w.file == "memo.txt"] == [True]


NOTE = """2026. 11. 20. 회의 메모 (내부)
고용노동부 적극행정 우수사례 경진대회 시상식은 12월 22일(화) 10시 시민회관으로 하자는 의견. 아직 확정 아님
1등 후보는 서울청 "하루 만에 끝낸다"
작년 시상식은 2025. 12. 3.(수) 10:00 시민회관에서 개최
"""


def test_a_note_about_a_ceremony_is_no_release_and_what_it_lacks_is_said(tmp_path: Path) -> None:
    release(tmp_path, "a.txt")
    (tmp_path / "note.txt").write_text(NOTE, encoding="utf-8")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["a.txt"]
    (said,) = [w.text for w in facts.warnings if w.file == "note.txt"]
    assert "찾지 못한 것: 낸 기관" in said


def test_a_correction_stands_beside_the_release_it_corrects(tmp_path: Path) -> None:
    release(tmp_path, "a.txt")
    text = (tmp_path / "a.txt").read_text(encoding="utf-8")
    old = read_folder(tmp_path).contacts[0].phone
    assert old
    (tmp_path / "정정.txt").write_text(text.replace(old, "044-000-0000"), encoding="utf-8")
    facts = read_folder(tmp_path)
    assert {old, "044-000-0000"} <= {contact.phone for contact in facts.contacts}
    assert any(f"전화번호 044-000-0000 / {old}" in w.text for w in facts.warnings if w.kind is WarningKind.CONFLICT)


def test_files_that_look_like_releases_are_named_first_of_those_that_cannot_be_read(tmp_path: Path) -> None:
    release(tmp_path, "z.txt")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (tmp_path / "b.hwpx").write_bytes(b"")
    unread = [w.file for w in read_folder(tmp_path).warnings if w.kind is WarningKind.UNREAD]
    assert unread == ["b.hwpx", "a.png"]


def test_what_is_no_release_is_passed_over(tmp_path: Path) -> None:
    csv(tmp_path, "good.csv", "가 경진대회,시상식,2027-03-01,,,,,")
    for name in (
        ".hidden",
        "README.md",
        "~$lock.hwp",
        "a.gold.json",
        "old.txt~",
        "x.bak",
        ".git/config",
        "desktop.ini",
        "Thumbs.db",
    ):
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


def told(tmp_path: Path) -> tuple[Facts, list[tuple[int, int]]]:
    """What the folder says, and what was reported meanwhile."""
    reports: list[tuple[int, int]] = []
    facts = read_folder(tmp_path / "releases", tmp_path / "readings.sqlite", lambda *report: reports.append(report))
    return facts, reports


@pytest.fixture
def kept(tmp_path: Path) -> Facts:
    """The facts of a folder with two releases and a schedule, read once; what was read is kept."""
    (tmp_path / "releases").mkdir()
    for name, path in zip("ab", sorted(BUNDLED.glob("*.txt")), strict=False):
        (tmp_path / "releases" / f"{name}.txt").write_bytes(path.read_bytes())
    csv(tmp_path / "releases", "c.csv", "가 경진대회,시상식,2027-03-01,,,,,")
    (tmp_path / "releases" / "empty.txt").touch()
    facts, reports = told(tmp_path)
    assert reports == [(1, 4), (2, 4), (3, 4), (4, 4)]
    return facts


def test_a_second_reading_reads_only_what_changed(tmp_path: Path, kept: Facts) -> None:
    assert told(tmp_path) == (kept, [])
    csv(tmp_path / "releases", "c.csv", "가 경진대회,시상식,2027-03-02,,,,,")
    facts, reports = told(tmp_path)
    assert reports == [(4, 4)]
    assert facts.events != kept.events
    assert facts.cases == kept.cases


def test_another_time_of_change_alone_changes_nothing(tmp_path: Path, kept: Facts) -> None:
    os.utime(tmp_path / "releases" / "a.txt", ns=(1, 1))
    assert told(tmp_path) == (kept, [])


def test_a_newer_reader_reads_everything_again(tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "code_version", lambda: "newer")
    facts, reports = told(tmp_path)
    assert facts == kept
    assert len(reports) == 4


def test_what_was_known_stays_where_a_newer_reader_breaks(
    tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "code_version", lambda: "newer")
    broken(monkeypatch, "a.txt")
    facts, _ = told(tmp_path)
    assert (facts.releases, facts.cases, facts.contacts) == (kept.releases, kept.cases, kept.contacts)
    (warning,) = set(facts.warnings) - set(kept.warnings)
    assert warning.file == "a.txt"
    assert "읽다가 멈췄어요" in warning.text
    assert "앞서 읽은 내용을 그대로" in warning.text


def test_a_changed_file_that_breaks_its_reader_is_not_served_as_it_was(
    tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, "a.txt")
    with (tmp_path / "releases" / "a.txt").open("a") as file:
        file.write("덧붙인 말\n")
    facts, _ = told(tmp_path)
    assert [r.file for r in facts.releases] == [r.file for r in kept.releases if r.file != "a.txt"]
    assert ["그대로" in w.text for w in facts.warnings if w.file == "a.txt"] == [False]


def test_what_breaks_its_reader_is_not_tried_again_and_said_again(
    tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(tmp_path / "releases", "d.txt")
    with monkeypatch.context() as broken_for_now:
        broken(broken_for_now, "d.txt")
        first, _ = told(tmp_path)
    assert [w.file for w in first.warnings if "멈췄어요" in w.text] == ["d.txt"]
    assert told(tmp_path) == (first, [])


def test_what_is_known_stays_with_its_warning_while_the_newer_reader_breaks(
    tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "code_version", lambda: "newer")
    broken(monkeypatch, "a.txt")
    first, _ = told(tmp_path)
    assert first.cases == kept.cases
    assert told(tmp_path) == (first, [])


def test_a_reader_that_was_ended_from_outside_is_tried_again(
    tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(tmp_path / "releases", "d.txt")
    for ended_by in ("SIGKILL", "SIGTERM"):
        with monkeypatch.context() as broken_for_now:
            broken(broken_for_now, "d.txt", f"signal.raise_signal(signal.{ended_by})")
            facts, reports = told(tmp_path)
        assert reports == [(5, 5)]
        assert [w.file for w in facts.warnings if "멈췄어요" in w.text] == ["d.txt"]
    facts, reports = told(tmp_path)
    assert reports == [(5, 5)]
    assert not [w for w in facts.warnings if "멈췄어요" in w.text]


def test_a_file_that_is_away_for_a_moment_is_read_when_it_is_back(
    tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "releases" / "d.txt"
    release(path.parent, "d.txt")
    with monkeypatch.context() as moved_meanwhile:
        moved_meanwhile.setattr(reading, "Readers", lambda jobs: path.rename(tmp_path / "away") and Readers(jobs))
        facts, _ = told(tmp_path)
    assert [w.file for w in facts.warnings if "파일이 없어요" in w.text] == ["d.txt"]
    (tmp_path / "away").rename(path)
    facts, reports = told(tmp_path)
    assert reports == [(5, 5)]
    assert ["같은 보도자료" in w.text for w in facts.warnings if w.file == "d.txt"] == [True]


def test_a_full_disk_leaves_what_was_read_earlier(tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Readings, wanted: object) -> None:
        pages = self._db.execute("PRAGMA page_count").fetchone()[0]
        self._db.execute(f"PRAGMA max_page_count = {pages}")
        self.put("1", "a.txt", bytes(1 << 20))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Readings, "keep_only", full)
        with pytest.raises(FolderError, match="full"):
            told(tmp_path)
    assert told(tmp_path) == (kept, [])


@pytest.mark.parametrize("size", [100, 5000])
def test_damaged_readings_are_made_anew(tmp_path: Path, kept: Facts, size: int) -> None:
    path = tmp_path / "readings.sqlite"
    path.write_bytes(path.read_bytes()[:size] + b"\xff" * 20_000)
    facts, reports = told(tmp_path)
    assert facts == kept
    assert len(reports) == 4
    assert told(tmp_path) == (kept, [])


def test_readings_that_another_process_keeps_are_left_alone_and_all_is_read(
    tmp_path: Path, kept: Facts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cache, "_PATIENCE", 0.01)
    before = (tmp_path / "readings.sqlite").stat().st_ino
    (tmp_path / "releases" / "b.txt").touch()
    csv(tmp_path / "releases", "c.csv", "가 경진대회,시상식,2027-03-02,,,,,")
    with closing(sqlite3.connect(tmp_path / "readings.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        facts, reports = told(tmp_path)
    assert facts.events != kept.events
    assert facts.cases == kept.cases
    assert len(reports) >= 4
    assert (tmp_path / "readings.sqlite").stat().st_ino == before
    assert not [record for record in caplog.records if record.levelname != "DEBUG"]


def test_readings_that_cannot_be_kept_are_one_clear_sentence(tmp_path: Path) -> None:
    release(tmp_path, "a.txt")
    with pytest.raises(FolderError, match="적어 둘 수 없어요"):
        read_folder(tmp_path, tmp_path / "a.txt" / "readings.sqlite")


def test_readings_of_files_that_are_gone_are_forgotten(tmp_path: Path, kept: Facts) -> None:
    (tmp_path / "releases" / "a.txt").unlink()
    told(tmp_path)
    db = sqlite3.connect(tmp_path / "readings.sqlite")
    assert sorted(db.execute("SELECT file FROM readings")) == [("b.txt",), ("c.csv",), ("empty.txt",)]
    db.close()


def test_a_name_from_another_code_page_is_read_and_shown(tmp_path: Path) -> None:
    name = os.fsdecode("보도자료.txt".encode("cp949"))
    try:
        release(tmp_path, name)
    except OSError:
        pytest.skip("this file system takes no such names")
    (shown,) = read_folder(tmp_path).releases
    assert shown.file.endswith(".txt")
    assert shown.file.encode("utf-8")


def test_what_is_no_file_of_the_folder_is_not_read_and_named(tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    releases.mkdir()
    release(tmp_path, "outside.txt")
    release(releases, "a.txt")
    (releases / "out.txt").symlink_to(tmp_path / "outside.txt")
    (releases / "null.txt").symlink_to("/dev/zero")
    (releases / "away").symlink_to(tmp_path)
    (releases / "gone.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(releases / "pipe.txt")
    facts = read_folder(releases)
    assert [r.file for r in facts.releases] == ["a.txt"]
    said = {w.file: w.text.partition(" ")[0] for w in facts.warnings if w.kind is WarningKind.UNREAD}
    assert said == {"out.txt": "폴더", "null.txt": "보통", "away": "폴더를", "gone.txt": "가리키는", "pipe.txt": "보통"}


def test_a_pipe_that_was_put_into_the_folder_is_told_at_the_next_start(tmp_path: Path) -> None:
    release(tmp_path, "a.txt")
    first = fingerprint(tmp_path)
    os.mkfifo(tmp_path / "pipe.txt")
    second = fingerprint(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "none")
    assert len({first, second, fingerprint(tmp_path), ""}) == 4


def test_the_name_of_a_file_never_begins_a_line_of_its_own(tmp_path: Path) -> None:
    release(tmp_path, "a\n✅ 다시 읽었어요.txt")
    csv(tmp_path, "b\r\u2028\u202e.csv", "가 경진대회,심사,someday,,,,,")
    (tmp_path / "c\n.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    facts = read_folder(tmp_path)
    assert {r.file for r in facts.releases} == {"a\\n✅ 다시 읽었어요.txt", "b\\r\\u2028\\u202e.csv"}
    assert {w.file for w in facts.warnings if w.kind is WarningKind.UNREAD} == {"c\\n.png"}
    assert all(w.text.isprintable() and w.file.isprintable() for w in facts.warnings)


def test_a_link_within_the_folder_is_read(tmp_path: Path) -> None:
    release(tmp_path, "a.text")
    (tmp_path / "b.text").symlink_to("a.text")
    facts = read_folder(tmp_path)
    assert [r.file for r in facts.releases] == ["a.text"]
    assert [w.file for w in facts.warnings if "같은 보도자료" in w.text] == ["b.text"]
