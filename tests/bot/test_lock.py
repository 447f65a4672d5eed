import subprocess
import sys
from pathlib import Path

import pytest

from bot.lock import AlreadyRunningError, only_one

HOLD = (
    "import sys; from pathlib import Path; from bot.lock import only_one\n"
    "with only_one(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
)


def test_a_second_process_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "held\n"
    with pytest.raises(AlreadyRunningError, match=str(first.pid)), only_one(tmp_path):
        pass
    first.kill()  # however it ends
    first.communicate()
    with only_one(tmp_path):
        pass


def test_other_folders_are_free(tmp_path: Path) -> None:
    with only_one(tmp_path / "a"), only_one(tmp_path / "b" / "c"):
        pass
