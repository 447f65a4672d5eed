"""What is read from releases is scored against gold facts, per form, and the forms are compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.__main__ import cli
from bot.settings import BUNDLED_RELEASES
from knowledge.documents import UnreadableDocument
from knowledge.extract.contract import to_json_dict
from knowledge.model import Facts
from tests.factories import ACTIVE_CONTEST, CEREMONY, DIRECTOR, OFFICER, RELEASE, YOUTH_CASE
from tests.releases.__main__ import main
from tests.releases.evaluation import (
    GoldError,
    Reading,
    difference_lines,
    differences,
    measures_below,
    missed_lines,
    read_releases,
    releases_lines,
    scores,
)

FACTS = Facts(
    releases=(RELEASE,),
    contests=(ACTIVE_CONTEST,),
    events=(CEREMONY,),
    cases=(YOUTH_CASE,),
    contacts=(DIRECTOR, OFFICER),
)


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., list[Reading]]:
    """Scores files, of which these facts are read, against a gold file that states FACTS."""

    def judge(gold: dict[str, Any] | None = None, **files: Facts) -> list[Reading]:
        wanted = to_json_dict(FACTS) | (gold or {})
        (tmp_path / "001.gold.json").write_text(json.dumps(wanted, ensure_ascii=False), "utf-8")
        for form in files:
            (tmp_path / f"001_release.{form}").write_bytes(b"")
        return read_releases(tmp_path, None, None, lambda path: files[path.suffix[1:]])

    return judge


def shares(readings: list[Reading]) -> dict[str, tuple[int, int]]:
    return {name: (share.hit, share.wanted) for name, share in scores(readings)["all"].items()}


def test_what_is_read_as_it_is_stated_is_right_in_every_measure(judged: Callable[..., list[Reading]]) -> None:
    readings = judged(txt=FACTS)
    assert measures_below(readings, 1) == {}
    assert list(missed_lines(readings)) == []
    assert list(releases_lines(readings))[-1] == "score 1.000 (1 files, 0 unread)"
    assert shares(readings) == {
        "title": (1, 1),
        "date": (1, 1),
        "ministry": (1, 1),
        "contacts": (2, 2),
        "department": (2, 2),
        "events": (1, 1),
        "not invented": (1, 1),
        "cases": (1, 1),
        "counts": (2, 2),
    }


@pytest.mark.parametrize(
    ("facts", "measure", "value", "missed"),
    [
        (replace(FACTS, releases=(replace(RELEASE, title="보도자료"),)), "title", 0, "title 취업지원"),
        (replace(FACTS, releases=(replace(RELEASE, date=None),)), "date", 0, "date 2024-11-14: None"),
        (replace(FACTS, releases=(replace(RELEASE, ministry="환경부"),)), "ministry", 0, "ministry 고용노동부: 환경부"),
        (replace(FACTS, contacts=(DIRECTOR,)), "contacts", 2 / 3, "contact 송보영 0442027055"),
        (replace(FACTS, contacts=(DIRECTOR, replace(OFFICER, department="총무과"))), "department", 0.5, "department"),
        (replace(FACTS, events=()), "events", 0, "event 2024-11-14"),
        (
            replace(FACTS, events=(CEREMONY, replace(CEREMONY, date=CEREMONY.date.replace(day=1)))),  # type: ignore[union-attr]  # the ceremony has a day
            "not invented",
            0.5,
            "event + 2024-11-01",
        ),
        (replace(FACTS, cases=()), "cases", 0, "case 경계선지능"),
        (replace(FACTS, cases=(YOUTH_CASE, replace(YOUTH_CASE, title="전혀 다른 것"))), "cases", 2 / 3, ""),
        (replace(FACTS, contests=(replace(ACTIVE_CONTEST, received=44),)), "counts", 0.5, "received 84"),
    ],
)
def test_a_mistake_lowers_its_measure_and_is_shown(
    judged: Callable[..., list[Reading]], facts: Facts, measure: str, value: float, missed: str
) -> None:
    readings = judged(txt=facts)
    assert measures_below(readings, 1) == {measure: pytest.approx(value)}
    assert missed in "\n".join(missed_lines(readings))


def test_other_dates_and_names_that_a_reader_could_defend_are_right(judged: Callable[..., list[Reading]]) -> None:
    notes = {"date_alternatives": ["2024-11-14"], "ministry_alternatives": ["고용노동부"]}
    readings = judged({"date": "2024-11-13", "ministry": "근로복지공단", "_notes": notes}, txt=FACTS)
    assert measures_below(readings, 1) == {}


def test_winners_that_gold_names_without_a_title_are_not_read_too_much(judged: Callable[..., list[Reading]]) -> None:
    cases = [*to_json_dict(FACTS)["cases"], {"title": None, "_awardee": "홍길동"}]
    readings = judged({"cases": cases}, txt=replace(FACTS, cases=(YOUTH_CASE, replace(YOUTH_CASE, title="홍길동"))))
    assert measures_below(readings, 1) == {}


def test_every_form_has_its_column_and_what_they_do_not_share_is_listed(judged: Callable[..., list[Reading]]) -> None:
    readings = judged(hwpx=FACTS, pdf=replace(FACTS, contacts=(DIRECTOR,), cases=()))
    head, *rows = releases_lines(readings)
    assert head.split() == ["hwpx", "(1)", "pdf", "(1)", "all", "(2)"]
    assert [row.split() for row in rows if row.startswith("contacts")] == [
        ["contacts", "1.00", "2/2", "0.67", "1/2", "0.86", "3/4"]
    ]
    assert [(one.kind, one.has, one.lacks) for one in differences(readings)] == [
        ("case", ("hwpx",), ("pdf",)),
        ("contact", ("hwpx",), ("pdf",)),
        ("department", ("hwpx",), ("pdf",)),
    ]
    assert "001 contact 송보영 0442027055: hwpx (not pdf)" in list(difference_lines(differences(readings)))


def test_a_file_that_cannot_be_read_has_missed_everything(tmp_path: Path) -> None:
    (tmp_path / "a.gold.json").write_text(json.dumps(to_json_dict(FACTS)), "utf-8")
    (tmp_path / "a.pdf").write_bytes(b"")

    def refuse(path: Path) -> Facts:
        raise UnreadableDocument("빈 파일이에요.")

    readings = read_releases(tmp_path, None, None, refuse)
    assert next(missed_lines(readings)) == "a.pdf 빈 파일이에요."
    assert list(releases_lines(readings))[-1].endswith("(1 files, 1 unread)")
    assert scores(readings)["pdf"]["contacts"].value == 0


def test_files_are_chosen_by_their_form_and_gold_may_lie_elsewhere(tmp_path: Path) -> None:
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "001.json").write_text(json.dumps(to_json_dict(FACTS)), "utf-8")
    for name in ("001_a.hwpx", "001_b.PDF", "002.pdf"):
        (tmp_path / name).write_bytes(b"")
    found = [reading.file for reading in read_releases(tmp_path, gold, None, lambda _: FACTS)]
    assert found == ["001_a.hwpx", "001_b.PDF"]
    assert [r.file for r in read_releases(tmp_path, gold, ["pdf"], lambda _: FACTS)] == ["001_b.PDF"]
    with pytest.raises(GoldError, match="no file has facts"):
        read_releases(tmp_path, None, None, lambda _: FACTS)
    (gold / "001.json").write_text("no json")
    with pytest.raises(GoldError, match="JSON"):
        read_releases(tmp_path, gold, None, lambda _: FACTS)


def test_the_command_prints_the_scores_and_ends_with_a_status_below_what_is_wanted(tmp_path: Path) -> None:
    release = sorted(BUNDLED_RELEASES.glob("*.txt"))[-1]
    (tmp_path / "a.txt").write_bytes(release.read_bytes())
    (tmp_path / "a.gold.json").write_text(CliRunner().invoke(cli, ["extract", str(release), "--json"]).stdout, "utf-8")
    result = CliRunner().invoke(main, [str(tmp_path), "--at-least", "1"])
    assert result.exit_code == 0
    assert "score 1.000 (1 files, 0 unread)" in result.stdout
    gold = json.loads((tmp_path / "a.gold.json").read_text("utf-8"))
    (tmp_path / "a.gold.json").write_text(json.dumps(gold | {"date": "2001-02-03"}), "utf-8")
    wrong = CliRunner().invoke(main, [str(tmp_path), "--at-least", "0.9", "--show"])
    assert wrong.exit_code == 1
    assert "date 0.00" in wrong.stderr
    assert f"date 2001-02-03: {gold['date']}" in wrong.stdout
    assert CliRunner().invoke(main, [str(tmp_path), "--forms", "pdf"]).exit_code == 2
