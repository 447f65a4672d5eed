from __future__ import annotations

from pathlib import Path

import pytest

from bot.mounts import network_file_system

TABLE = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
40 27 0:40 / /srv rw,relatime shared:7 - nfs4 server:/srv rw,vers=4.2
41 40 254:1 / /srv/local rw,relatime - xfs /dev/vdb rw
42 27 0:41 / /mnt/with\\040space rw - cifs //server/share rw
43 27 0:42 / /home/me/far rw - fuse.sshfs me@there:/ rw
44 27 0:43 / /home/me/near rw - fuse.gocryptfs /secret rw
45 27 0:44 / /twice rw - ext4 /dev/vdc rw
46 45 0:45 / /twice rw - nfs server:/twice rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/award-bot", None),
        ("/srv/award-bot/data", "nfs4"),
        ("/srvother", None),
        ("/srv/local/data", None),
        ("/mnt/with space/data", "cifs"),
        ("/home/me/far", "fuse.sshfs"),
        ("/home/me/near/data", None),
        ("/twice/data", "nfs"),
    ],
)
def test_the_disk_that_a_folder_lies_on_is_the_one_mounted_nearest_above_it(
    tmp_path: Path, folder: str, kind: str | None
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(TABLE, encoding="utf-8")
    assert network_file_system(Path(folder), mounts) == kind


def test_where_the_system_does_not_tell_nothing_is_claimed(tmp_path: Path) -> None:
    assert network_file_system(tmp_path, tmp_path / "none") is None


def test_this_machine_is_understood(tmp_path: Path) -> None:
    assert network_file_system(Path("/proc")) is None
