import datetime as dt
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.settings import BUNDLED_RELEASES
from knowledge.documents import UnreadableDocument
from knowledge.folder.process import FACTS_JSON, Limits, read_file
from knowledge.folder.process_pool import Readers, ReadingFailed, facts_from, read_release
from tests.releases.forms import FORMS
from tests.releases.made_up import made_up_release

LAYOUTS = Path(__file__).parents[4] / "shared" / "layouts"
BUNDLED = sorted(BUNDLED_RELEASES.glob("*.txt"))
SCRIPT, _ = made_up_release(1)


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with Readers(1) as readers:
        yield readers


@pytest.mark.parametrize("form", sorted(FORMS))
def test_what_is_read_in_a_process_of_its_own_is_what_is_read_here(form: str, tmp_path: Path, readers: Readers) -> None:
    path = tmp_path / f"a.{form}"
    path.write_bytes(FORMS[form](SCRIPT))
    facts = facts_from(readers.read(path, "another name"))
    assert facts == read_file(path, "another name")
    assert {release.file for release in facts.releases} == {"another name"}
    assert facts.contacts


@pytest.mark.parametrize("form", ["hwp", "hwpx", "pdf"])
def test_a_genuine_file_is_read_in_a_process_of_its_own_as_it_is_here(form: str, readers: Readers) -> None:
    path = next(iter(sorted(LAYOUTS.glob(f"*.{form}"))), None)
    if path is None:
        pytest.skip("the genuine releases are not here")
    assert facts_from(readers.read(path, path.name)) == read_file(path, path.name)


def test_a_name_from_another_code_page_is_shown_as_far_as_it_is_text(tmp_path: Path, readers: Readers) -> None:
    path = tmp_path / os.fsdecode("가.txt".encode("cp949"))
    try:
        path.write_bytes(BUNDLED[0].read_bytes())
    except OSError:
        pytest.skip("this file system takes no such names")
    (release,) = facts_from(readers.read(path, path.name)).releases
    assert release.file == "??.txt"


@pytest.mark.parametrize("start", [":20270301T010000Z", ";TZID=America/New_York:20270228T200000"])
def test_the_time_zones_of_a_calendar_are_known_in_a_process_of_its_own(
    tmp_path: Path, start: str, readers: Readers
) -> None:
    path = tmp_path / "a.ics"
    lines = ("VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:시상식", f"DTSTART{start}", "END:VEVENT")
    path.write_text("\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]), "utf-8")
    facts = facts_from(readers.read(path, path.name))
    assert [event.start for event in facts.events] == [dt.time(10)]
    assert facts.warnings == ()


def test_schedules_are_read_in_a_process_of_their_own_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("contest,event,date,end_date,start,end,place,note\n가,시상식,2027-03-01,,10:00,,홀,\n", "utf-8")
    (event,) = read_release(path, "a.csv").events
    assert event.place == "홀"


def test_the_frames_of_a_saved_page_may_be_read_and_no_other_file(tmp_path: Path, readers: Readers) -> None:
    (tmp_path / "page.html").write_text("<html><iframe src='page_files/a.html'></iframe>", "utf-8")
    (tmp_path / "page_files").mkdir()
    (tmp_path / "page_files" / "a.html").write_bytes(FORMS["html"](SCRIPT))
    assert facts_from(readers.read(tmp_path / "page.html", "page.html")).contacts
    program = """
from knowledge.folder.process import serve
def reads_another(path, file):
    return (path.parent / "other.html").read_bytes()
serve(reads_another)
"""
    (tmp_path / "other.html").touch()
    with Readers(1, program=program) as others, pytest.raises(ReadingFailed, match="PermissionError"):
        others.read(tmp_path / "page.html", "page.html")


def test_a_file_that_cannot_be_read_says_so_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    with pytest.raises(UnreadableDocument, match="빈 파일이에요") as refused:
        read_release(tmp_path / "a.txt", "a.txt")
    assert not isinstance(refused.value, ReadingFailed)


def test_many_are_read_in_their_order_and_few_ahead_of_whoever_takes_them(tmp_path: Path) -> None:
    schedule = tmp_path / "a.csv"
    schedule.write_text("contest,event,date,end_date,start,end,place,note\n가,시상식,2027-03-01,,,,,\n", "utf-8")
    asked = []

    def files() -> Iterator[tuple[Path, str]]:
        for n in range(90):
            asked.append(n)
            yield schedule, f"{n}.csv"

    with Readers(2) as readers:
        answers = readers.read_all(files())
        first = next(answers)
        assert len(asked) < 80
        names = [facts_from(told).releases[0].file for told in (first, *answers) if isinstance(told, bytes)]
    assert names == [f"{n}.csv" for n in range(90)]


def test_readers_end_with_their_context() -> None:
    program = """
import os
from knowledge.folder.process import serve
from knowledge.documents import UnreadableDocument
def tells_its_process(path, file):
    raise UnreadableDocument(str(os.getppid()))
serve(tells_its_process)
"""
    with Readers(1, program=program) as readers:
        with pytest.raises(UnreadableDocument) as told:
            readers.read(BUNDLED[0], "a.txt")
        process = int(str(told.value))
        os.kill(process, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize("told", [b"", b"{", b'{"releases": 1}', b'{"releases": [{"id": 1}]}', b"\xff"])
def test_what_is_no_facts_is_a_failed_reading(told: bytes) -> None:
    with pytest.raises(ReadingFailed):
        facts_from(told)


def test_facts_survive_the_way_as_json() -> None:
    for path in BUNDLED:
        facts = read_file(path, path.name)
        assert facts_from(FACTS_JSON.dump_json(facts)) == facts


HOLDS = """
import fcntl, os, time
import knowledge.folder.process as child
def is_held(path):
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
def holds(path, file):
    with path.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        time.sleep(600)
"""
"""A program whose forks lock the file that they read for as long as they live."""

PATIENT = Limits(wall=600)


def wait_until_held(path: Path, held: bool) -> None:
    """Returns once the file is locked, or no longer is."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with path.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                is_held = False
            except BlockingIOError:
                is_held = True
        if is_held is held:
            return
        time.sleep(0.01)
    pytest.fail(f"{'not held' if held else 'still held'} after 30 seconds")


@pytest.fixture
def held(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").touch()
    return tmp_path / "a.txt"


def test_a_reading_that_nobody_waits_for_any_more_is_ended_at_once(held: Path) -> None:
    with ThreadPoolExecutor(1) as others:
        with Readers(1, PATIENT, f"{HOLDS}\nchild.serve(holds)") as readers:
            reading = others.submit(readers.read, held, "a.txt")
            wait_until_held(held, True)
        assert isinstance(reading.exception(timeout=30), ReadingFailed)
    wait_until_held(held, False)


def test_a_fork_does_not_outlive_the_process_that_made_it(held: Path) -> None:
    dies = f"""{HOLDS}
from pathlib import Path
def dies(*_):
    while not is_held(Path({str(held)!r})):
        time.sleep(0.01)
    os.kill(os.getpid(), 9)
child._listen = dies
child.serve(holds)
"""
    with Readers(1, PATIENT, dies) as readers:
        with pytest.raises(ReadingFailed):
            readers.read(held, "a.txt")
        wait_until_held(held, False)


def test_readers_end_when_whoever_asked_is_killed(held: Path) -> None:
    asks = f"""
from pathlib import Path
from knowledge.folder.process import Limits
from knowledge.folder.process_pool import Readers
Readers(1, Limits(wall=600), {f"{HOLDS}child.serve(holds)"!r}).read(Path({str(held)!r}), "a.txt")
"""
    with subprocess.Popen([sys.executable, "-c", asks], cwd=Path(__file__).parents[3]) as asking:
        wait_until_held(held, True)
        asking.kill()
    wait_until_held(held, False)
