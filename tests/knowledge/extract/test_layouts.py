"""Genuine releases of many makers in several formats, held to a bar, and made-up ones that only show what changes."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from knowledge.documents import read_document
from knowledge.extract import extract
from knowledge.model import Facts
from tests.releases.evaluation import Reading, differences, read_releases, scores
from tests.releases.forms import FORMS
from tests.releases.script import read_script

ROOT = Path(__file__).parents[3]
GENUINE = ROOT.parent / "shared" / "layouts"
SAMPLES = sorted((ROOT / "tests" / "releases").glob("*/*.script"))
BARS = {
    "title": 0.95,
    "date": 0.95,
    "ministry": 0.90,
    "contacts": 0.95,
    "department": 0.90,
    "events": 0.85,
    "not invented": 0.85,
    "cases": 0.95,
    "counts": 0.85,
}
SAMPLE_FLOORS = BARS | {"cases": 0.83, "counts": 0.81}
"""What regression samples keep: they are made up, some in forms that no genuine release has and that are not read."""
OFFICE_FORMS = ("hwpx", "hwp", "pdf")
KNOWN_DIFFERENCES = {
    ("002", "case"),  # the words of a title stand in another order in a PDF's cell
    ("014", "title"),  # a title over two lines of a PDF ends with the first
    ("016", "department"),  # departments over several rows of a PDF's table run together
}
"""What a PDF gives otherwise than the office form of the same document: the document and the kind of fact."""
POSTED_ONLY = {("022", "date"), ("022", "event")}
"""What only a web page gives of a regression sample: the day it was posted, where the release prints no year."""
LOST_AS_TEXT = {
    ("104", "case"),  # a list under headings: where one grade ends stands only in the office form's paragraphs
    ("113", "case"),  # a grade merged over columns and rows is two grades only where merged cells are known
}
"""What an office form of a regression sample and its plain text say differently of the same case: its grade."""

genuine = pytest.mark.skipif(not GENUINE.is_dir(), reason="the genuine releases lie beside the repository")


def read(path: Path) -> Facts:
    return extract(read_document(path))


@cache
def genuine_readings() -> list[Reading]:
    return read_releases(GENUINE, None, None, read)


@pytest.fixture(scope="module")
def sample_readings(tmp_path_factory: pytest.TempPathFactory) -> list[Reading]:
    folder = tmp_path_factory.mktemp("samples")
    for path in SAMPLES:
        shutil.copy(path.parent / f"{path.name.partition('_')[0]}.gold.json", folder)
        script = read_script(path.read_text(encoding="utf-8"))
        for form, write in FORMS.items():
            (folder / path.name).with_suffix(f".{form}").write_bytes(write(script))
    return read_releases(folder, None, None, read)


@genuine
@pytest.mark.parametrize("measure", BARS)
def test_genuine_releases_are_read_as_well_as_wanted(measure: str) -> None:
    assert scores(genuine_readings())["all"][measure].value >= BARS[measure]


@pytest.mark.parametrize("measure", BARS)
def test_regression_samples_are_read_as_before(measure: str, sample_readings: list[Reading]) -> None:
    assert scores(sample_readings)["all"][measure].value >= SAMPLE_FLOORS[measure]


@genuine
def test_the_same_facts_come_out_of_hwpx_hwp_and_pdf_but_for_these() -> None:
    office = [reading for reading in genuine_readings() if reading.form in OFFICE_FORMS]
    assert {(one.document, one.kind) for one in differences(office)} <= KNOWN_DIFFERENCES


def test_the_same_facts_come_out_of_every_form_of_a_regression_sample(sample_readings: list[Reading]) -> None:
    found = {(one.document, one.kind) for one in differences(sample_readings)}
    assert {one for one in found if one[1] not in ("title", "ministry")} <= POSTED_ONLY | LOST_AS_TEXT
