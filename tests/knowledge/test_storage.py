import dataclasses
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Literal

import pytest
from sqlite_utils import Database

from knowledge.model import (
    Attendee,
    CalendarEntry,
    Contact,
    Contest,
    Event,
    EventKind,
    ExtractionWarning,
    Facts,
    HalfCount,
    Holiday,
    Passage,
    ProgrammeItem,
    Release,
    Revision,
    Source,
    Stage,
    WinningCase,
)
from knowledge.storage import (
    DamagedBase,
    OutdatedBase,
    load,
    read_facts,
    save,
    stored_digest,
    stored_kept,
    write_facts,
)

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
    revision = Revision("1@google.com", "2027-03-02T14:00", "2027-03-02", 1, "2027-02-01T00:00:00Z", cancelled=False)
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
        holidays=(Holiday("holiday-1", "release-2", "임시공휴일", date(2027, 1, 27), source()),),
        calendar_entries=(
            CalendarEntry("entry-1", "release-2", revision, ("event-1", "event-0"), source()),
            CalendarEntry("entry-0", "release-2", dataclasses.replace(revision, cancelled=True), (), source()),
        ),
        warnings=(ExtractionWarning("a.txt", 3, "의심"), ExtractionWarning("a.txt", 2, "의심")),
    )


def test_what_is_saved_comes_back_equal_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "knowledge.sqlite"
    save(everything(), path, BUILT)
    assert load(path) == (everything(), BUILT)


def test_nothing_at_all_can_be_saved_too(tmp_path: Path) -> None:
    save(Facts(), tmp_path / "k.sqlite", BUILT)
    assert load(tmp_path / "k.sqlite") == (Facts(), BUILT)


def test_the_file_has_names_anybody_can_read_and_keys_that_join_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    save(everything(), path, BUILT)
    with closing(sqlite3.connect(path)) as db:
        case = db.execute(
            "SELECT cases.title, contests.name, cases.source_line"
            " FROM cases JOIN contests ON contests.id = cases.contest_id"
        ).fetchone()
        halves = db.execute(
            "SELECT contests.year, contest_stages.name, contest_stage_halves.half, contest_stage_halves.count"
            " FROM contests JOIN contest_stages ON contest_id = contests.id"
            " JOIN contest_stage_halves ON contest_stage_id = contest_stages.id ORDER BY contest_stage_halves.position"
        ).fetchall()
        start = db.execute("SELECT date, start, kind, contests FROM events ORDER BY position").fetchone()
        pointed_at = {
            table: {key[2] for key in db.execute(f"PRAGMA foreign_key_list({table})")}
            for table in ("cases", "contest_stage_halves", "event_programme")
        }
    assert case == ("제목", "2024년 적극행정 경진대회", 20)
    assert halves == [(2024, "접수", "상반기", 14), (2024, "접수", "하반기", 15)]
    assert start == ("2024-11-14", "10:00:00", "시상식", '["적극행정 경진대회"]')
    assert pointed_at == {
        "cases": {"releases", "contests"},
        "contest_stage_halves": {"contest_stages"},
        "event_programme": {"events"},
    }


@dataclasses.dataclass(frozen=True, slots=True)
class Prize:
    """A dataclass that the model does not have, with everything a field may be."""

    name: str
    given_by: str | None
    worth: float
    day: date | None
    at: datetime
    certain: bool | None
    kind: EventKind | None
    form: Literal["현금", "상품권"]
    source: Source
    earlier: Source | None
    members: tuple[Attendee, ...]
    shares: tuple[int, ...] | None
    days: tuple[date, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class CaseWithPrizes(WinningCase):
    prizes: tuple[Prize, ...] = ()
    team: tuple[str, ...] = ()
    event_id: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class MoreFacts(Facts):
    winners: tuple[CaseWithPrizes, ...] = ()


def more_facts() -> MoreFacts:
    known = everything()
    prize = Prize(
        "대통령상",
        None,
        1.5,
        date(2024, 12, 1),
        BUILT,
        False,
        EventKind.CEREMONY,
        "현금",
        source(3),
        source(4),
        (Attendee("홍길동", 2), Attendee("김철수", None)),
        (1, 2),
        (date(2024, 1, 1),),
    )
    bare = dataclasses.replace(prize, day=None, certain=None, kind=None, earlier=None, members=(), shares=None, days=())
    fields = {field.name: getattr(known.cases[0], field.name) for field in dataclasses.fields(WinningCase)}
    winner = CaseWithPrizes(**fields, prizes=(prize, bare), team=("홍", "김"), event_id="event-1")
    parts = {field.name: getattr(known, field.name) for field in dataclasses.fields(Facts)}
    return MoreFacts(**parts, winners=(winner, dataclasses.replace(winner, id="case-9", prizes=(), event_id=None)))


def test_what_a_dataclass_gets_is_kept_without_a_word_about_it_in_the_storage() -> None:
    with closing(Database(memory=True)) as db:
        write_facts(more_facts(), db)
        assert read_facts(MoreFacts, db) == more_facts()
        assert {key.other_table for key in db.table("winners").foreign_keys} == {"releases", "contests", "events"}


def test_a_file_written_for_other_dataclasses_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr("knowledge.storage.Facts", MoreFacts)
        save(more_facts(), tmp_path / "k.sqlite", BUILT)
        assert load(tmp_path / "k.sqlite") == (more_facts(), BUILT)
    with pytest.raises(OutdatedBase):
        load(tmp_path / "k.sqlite")


@dataclasses.dataclass(frozen=True)
class Seat:
    name: str
    position: str


@dataclasses.dataclass(frozen=True)
class Hall:
    seats: tuple[Seat, ...] = ()


def test_a_field_that_would_hide_the_order_of_rows_is_refused() -> None:
    with closing(Database(memory=True)) as db, pytest.raises(TypeError, match="position"):
        write_facts(Hall((Seat("장관", "앞"),)), db)


def test_only_the_finished_file_lies_in_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    save(Facts(), path, BUILT)
    save(everything(), path, BUILT, "second")
    assert [p.name for p in tmp_path.iterdir()] == ["k.sqlite"]
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
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedBase):
        load(path)


def test_a_file_of_the_first_edition_is_refused_but_what_was_computed_is_of_use(tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    save(everything(), path, BUILT, "abc", {"vectors": b"1"})
    assert stored_digest(path) == "abc"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE meta SET value = '4' WHERE key = 'schema_version'")
    with pytest.raises(OutdatedBase):
        load(path)
    assert stored_digest(path) is None
    assert stored_kept(path) == {"vectors": b"1"}


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
