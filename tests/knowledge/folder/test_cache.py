import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.folder.cache import _OURS, DamagedReadings, Readings, code_version, content_hash

ROOT = Path(__file__).parents[3]


def test_all_code_that_reads_files_counts_for_its_version() -> None:
    show = (
        "import sys; from pathlib import Path; from knowledge.folder.process import read_file;"
        "read_file(*[(p, p.name) for p in Path('knowledge/releases').glob('*.txt')][0]);"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('knowledge.')), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", show], cwd=ROOT, check=True, capture_output=True, text=True)
    used = [Path(file).relative_to(ROOT / "knowledge") for file in done.stdout.split()]
    assert [p for p in used if p.name != "__init__.py" and not any(p.is_relative_to(ours) for ours in _OURS)] == []


def test_the_version_stays_while_the_code_does() -> None:
    assert code_version() == code_version()
    assert len(code_version()) == 64


def test_contents_are_told_apart_and_so_are_their_bounds(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    hashes = set()
    for first, second in (("ab", "c"), ("a", "bc"), ("abc", "")):
        one.write_text(first)
        other.write_text(second)
        hashes |= {content_hash([one, other]), content_hash([other, one])}
    assert len(hashes) == 6
    with pytest.raises(OSError, match="none"):
        content_hash([tmp_path / "none"])


def test_what_was_read_is_there_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "below" / "readings.sqlite"
    with Readings.opened(path) as readings:
        readings.put("1", "a.txt", b"{}")
        readings.put("2", "b.txt", "빈 파일이에요.")
        readings.put("2", "b.txt", "다시 읽어도 빈 파일이에요.")
    with Readings.opened(path) as readings:
        assert readings.get("1", "a.txt") == (b"{}", None)
        assert readings.get("2", "b.txt") == (None, "다시 읽어도 빈 파일이에요.")
        assert readings.get("1", "b.txt") == (None, None)
        assert readings.knows("1", "a.txt")
        assert not readings.knows("2", "a.txt")


def test_how_a_reader_broke_is_kept_beside_what_was_read_until_it_is_read_again() -> None:
    with Readings.opened(None) as readings:
        readings.put("1", "a.txt", b"{}")
        readings.put_failure("1", "a.txt", "읽다가 멈췄어요.")
        readings.put_failure("2", "b.txt", "읽다가 멈췄어요.")
        assert readings.get("1", "a.txt") == (b"{}", "읽다가 멈췄어요.")
        assert readings.get("2", "b.txt") == (None, "읽다가 멈췄어요.")
        readings.put("1", "a.txt", b"[]")
        assert readings.get("1", "a.txt") == (b"[]", None)


def put_without_patience(path: Path) -> None:
    with Readings.opened(path) as readings:
        readings._db.execute("PRAGMA busy_timeout = 0")
        readings.put("1", "a.txt", b"{}")


def test_readings_that_another_holds_locked_are_not_taken_for_damaged(tmp_path: Path) -> None:
    path = tmp_path / "readings.sqlite"
    put_without_patience(path)
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OSError, match="locked"):
            put_without_patience(path)


def test_without_a_file_nothing_is_kept() -> None:
    with Readings.opened(None) as readings:
        readings.put("1", "a.txt", b"{}")
        assert readings.knows("1", "a.txt")
    with Readings.opened(None) as readings:
        assert not readings.knows("1", "a.txt")


def test_another_file_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "readings.sqlite").write_text("no database " * 100)
    with pytest.raises(DamagedReadings, match="not a database"), Readings.opened(tmp_path / "readings.sqlite"):
        pass
