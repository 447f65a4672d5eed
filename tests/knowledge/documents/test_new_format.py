"""A format that is added to a copy of the house by one file is known wherever formats are told apart."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

KNOWLEDGE = Path(__file__).parents[3] / "knowledge"

FORMAT = """
from dataclasses import replace
from knowledge.documents.formats import text
from knowledge.documents.model import Format

def _read(file, data):
    import made_up_library
    return replace(text.FORMAT.read(file, made_up_library.unpacked(data)), form="made")

FORMAT = Format(
    "made", 5, lambda data: data.startswith(b"%MADE"), _read,
    line_numbers=True,
    libraries=("made-up-library",), modules=("made_up_library",),
)
"""
# It lies where a fork may open nothing, so a file can only be read if this is loaded beforehand.
LIBRARY = "def unpacked(data): return data.removeprefix(b'%MADE')"
READS = """
import json, sys
from pathlib import Path
from knowledge.documents.formats import NUMBERED
from knowledge.folder.reading import read_folder
anew = []
facts = read_folder(Path("files"), Path("readings.sqlite"), lambda *_: anew.append(1))
(release,) = facts.releases
copies = [(warning.file, warning.kind) for warning in facts.warnings if warning.kind == "copy"]
place = release.source.place(release.form in NUMBERED)
print(json.dumps([release.file, release.form, release.title, place, copies, len(anew)]))
"""
RELEASE = """
보도자료
보도시점: 2026. 5. 1.(금) 조간
적극행정 우수사례 경진대회 개최
우수사례 12건 선정
고용노동부는 4월 30일 적극행정 우수사례 경진대회를 열고 우수사례 12건을 선정했다.
담당 부서 고용노동부 혁신행정담당관실 담당자 사무관 김하나 (044-202-7000)
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    (tmp_path / "knowledge" / "documents" / "formats" / "made.py").write_text(FORMAT, "utf-8")
    (tmp_path / "made_up_library.py").write_text(LIBRARY, "utf-8")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.made").write_text(f"%MADE{RELEASE}", "utf-8")
    (tmp_path / "files" / "a.txt").write_text(RELEASE, "utf-8")
    return tmp_path


def read_with(house: Path, version: str) -> list[object]:
    """What is read in the house where the library has this version."""
    metadata = house / "made_up_library.dist-info" / "METADATA"
    metadata.parent.mkdir(exist_ok=True)
    metadata.write_text(f"Metadata-Version: 2.1\nName: made-up-library\nVersion: {version}\n")
    done = subprocess.run([sys.executable, "-c", READS], cwd=house, check=True, capture_output=True, text=True)
    told: list[object] = json.loads(done.stdout)
    return told


def test_a_new_format_touches_one_new_file(house: Path) -> None:
    title = "적극행정 우수사례 경진대회 개최"
    read = ["a.made", "made", title, "4줄", [["a.txt", "copy"]]]
    assert read_with(house, "1.0") == [*read, 2]
    assert read_with(house, "1.0") == [*read, 0]
    assert read_with(house, "2.0") == [*read, 2]
