from __future__ import annotations

import re

from tests.drill.scene import ROOT

TABLE = (ROOT / "docs" / "reliability.md").read_text("utf-8")


def test_every_row_of_the_list_of_faults_names_a_test_that_there_is() -> None:
    rows = re.findall(r"^\| ([0-9]+) \|(.*)$", TABLE, re.M)
    assert [int(number) for number, _ in rows] == [1, *range(3, 15), 17, 18]
    for number, row in rows:
        named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)`", row)
        assert named, number
        for file, test in named:
            assert f"def {test}(" in (ROOT / file).read_text("utf-8"), f"{file}::{test}"
