import dataclasses
import sqlite3
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from knowledge.model import (
    Attendee,
    Contact,
    Contest,
    Event,
    EventKind,
    ExtractionWarning,
    Facts,
    HalfCount,
    Passage,
    ProgrammeItem,
    Release,
    Source,
    Stage,
    WinningCase,
)
from knowledge.storage import DamagedBase, load, previous_of, save, stored_digest

BUILT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def source(line: int = 1) -> Source:
    return Source("2024-11-14-awards.txt", line, "그대로 옮긴 '말'\t과 \"따옴표\"")


def everything() -> Facts:
    release = Release(
        "release-1", "2024-11-14-awards.txt", "제목", ("부제 1", "부제 2"), date(2024, 11, 14), None, source()
    )
    bare = Release("release-2", "plan.csv", "계획", (), None, None, source())
    of_pdf = dataclasses.replace(bare, id="release-3", file="plan.pdf", form="pdf")
    on_page = Source("plan.pdf", 7, "1\t심사", 3)
    halves = (HalfCount("상반기", 14), HalfCount("하반기", 15))
    contest = Contest(
        id="contest-1",
        release_id="release-1",
        name="2024년 적극행정 경진대회",
        series="적극행정 경진대회",
        year=2024,
        purpose=None,
        frequency="연 2회",
        since=2019,
        received=221,
        selected=22,
        unit="건",
        winners=None,
        stages=(Stage("접수", None, 221, "건", halves), Stage("최종", "위원회", None, None)),
        fields=("협업", "소통"),
        eligibility="소속·산하기관",
        notes=("비고",),
        source=source(4),
    )
    plain = dataclasses.replace(contest, id="contest-2", stages=(), fields=(), notes=())
    items = (
        ProgrammeItem(time(10, 9), time(10, 30), "21'", "시상식", "※ 기념촬영", True, source(7)),
        ProgrammeItem(time(10, 30), None, None, "환담", None, None, source(8)),
        ProgrammeItem(None, None, None, "폐회", None, False, source(9)),
        ProgrammeItem(None, None, None, "심사", None, None, on_page),
    )
    event = Event(
        id="event-1",
        release_id="release-1",
        name="시상식",
        kind=EventKind.CEREMONY,
        date=date(2024, 11, 14),
        end_date=None,
        start=time(10, 0),
        end=None,
        place="매화홀",
        contests=("적극행정 경진대회",),
        attendees=(Attendee("장관", None), Attendee("수상자", 43)),
        programme=items,
        openness="일부 공개",
        note=None,
        source=source(6),
    )
    later = dataclasses.replace(
        event, id="event-0", source=on_page, date=None, start=time(9, 30, 15), programme=(), attendees=()
    )
    case = WinningCase(
        id="case-1",
        release_id="release-1",
        contest_id="contest-1",
        contest=contest.name,
        year=2024,
        half="하반기",
        track=None,
        grade="최우수",
        organization=None,
        organization_printed=None,
        title="제목",
        summary=None,
        note=None,
        source=source(20),
    )
    contact = Contact(
        "contact-1",
        "release-1",
        "과",
        "담당자",
        "사무관",
        "홍길동",
        "044-202-0000",
        date(2024, 11, 14),
        source(),
    )
    return Facts(
        releases=(release, bare, of_pdf),
        passages=(
            Passage("passage-2", "release-1", None, "둘째", source()),
            Passage("passage-1", "release-1", "1", "첫째", source()),
        ),
        contests=(contest, plain),
        events=(event, later),
        cases=(
            case,
            dataclasses.replace(case, id="case-0", contest_id=None),
            dataclasses.replace(case, id="case-2", source=dataclasses.replace(on_page, recovered=True)),
        ),
        contacts=(contact,),
        warnings=(ExtractionWarning("a.txt", 3, "의심"), ExtractionWarning("a.txt", 2, "의심")),
    )


def test_what_is_saved_comes_back_equal_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "knowledge.sqlite"
    save(everything(), path, BUILT)
    assert load(path) == (everything(), BUILT)


def test_nothing_at_all_can_be_saved_too(tmp_path: Path) -> None:
    save(Facts(), tmp_path / "k.sqlite", BUILT)
    assert load(tmp_path / "k.sqlite") == (Facts(), BUILT)


def test_the_file_has_foreign_keys_and_names_anybody_can_read(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    save(everything(), path, BUILT)
    with sqlite3.connect(path) as db:
        row = db.execute(
            "SELECT winning_cases.title, contests.name, source_line FROM winning_cases "
            "JOIN contests ON contests.id = winning_cases.contest_id".replace(
                "source_line", "winning_cases.source_line"
            )
        ).fetchone()
        pointed_at = {key[2] for key in db.execute("PRAGMA foreign_key_list(winning_cases)")}
        start = db.execute("SELECT date, start FROM events ORDER BY position").fetchone()
    db.close()
    assert row == ("제목", "2024년 적극행정 경진대회", 20)
    assert pointed_at == {"releases", "contests"}
    assert start == ("2024-11-14", "10:00")


def test_only_the_finished_file_and_the_one_before_lie_in_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    save(Facts(), path, BUILT)
    assert not previous_of(path).exists()
    save(everything(), path, BUILT, "second")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["k.previous.sqlite", "k.sqlite"]
    assert load(previous_of(path))[0] == Facts()
    assert load(path)[0] == everything()


def test_facts_that_do_not_fit_together_are_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    save(everything(), path, BUILT)
    facts = everything()
    for wrong in (
        dataclasses.replace(facts, releases=()),
        dataclasses.replace(facts, cases=(facts.cases[0], facts.cases[0])),
        dataclasses.replace(facts, contests=(dataclasses.replace(facts.contests[0], received=10**20),)),
    ):
        with pytest.raises(DamagedBase, match="맞지 않아"):
            save(wrong, path, BUILT)
    assert load(path)[0] == facts
    assert [p.name for p in tmp_path.iterdir()] == ["k.sqlite"]


def test_a_missing_a_foreign_and_a_cut_file_are_told_apart_from_a_good_one(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    with pytest.raises(DamagedBase, match="없어요"):
        load(path)
    assert stored_digest(path) is None
    path.write_text("이것은 데이터베이스가 아니에요" * 100)
    with pytest.raises(DamagedBase, match="손상"):
        load(path)
    assert stored_digest(path) is None
    save(everything(), path, BUILT)
    assert not previous_of(path).exists()  # what was damaged is not worth keeping
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedBase):
        load(path)


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    save(everything(), path, BUILT, "abc")
    assert stored_digest(path) == "abc"
    db = sqlite3.connect(path)
    with db:
        db.execute("UPDATE meta SET value = '0' WHERE key = 'schema_version'")
    db.close()
    with pytest.raises(DamagedBase, match="다른 판"):
        load(path)
    assert stored_digest(path) is None


def test_a_value_that_is_no_date_means_damage(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    save(everything(), path, BUILT)
    db = sqlite3.connect(path)
    with db:
        db.execute("UPDATE events SET date = 'someday'")
    db.close()
    with pytest.raises(DamagedBase, match="손상"):
        load(path)


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DamagedBase, match="쓸 수 없어요"):
        save(Facts(), tmp_path / "file" / "k.sqlite", BUILT)


def test_a_time_without_a_zone_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        save(Facts(), tmp_path / "k.sqlite", BUILT.replace(tzinfo=None))
