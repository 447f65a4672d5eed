"""The bench's folder of releases: every file of it is read, and there is something to find in it."""

from pathlib import Path

from knowledge.folder.reading import read_folder
from tests.bench.releases import change_some, fill


def test_every_release_of_the_folder_is_read(tmp_path: Path) -> None:
    assert set(fill(tmp_path, 18, 0).values()) == {3}
    facts = read_folder(tmp_path)
    assert len(facts.releases) == 18
    assert facts.cases
    assert facts.contacts
    change_some(tmp_path)
    changed = read_folder(tmp_path)
    assert len({release.title for release in changed.releases} - {release.title for release in facts.releases}) >= 5
