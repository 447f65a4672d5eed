"""Where a folder lies: SQLite's WAL and file locks do not hold on a disk of the network."""

from __future__ import annotations

import re
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = {
    "9p", "afs", "beegfs", "ceph", "cifs", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2",
    "orangefs", "smb2", "smb3", "smbfs", "virtiofs", "vboxsf",
}  # fmt: skip
_NETWORK_FUSE = {
    "ceph", "curlftpfs", "davfs2", "gcsfuse", "glusterfs", "goofys", "rclone", "s3fs", "sshfs", "vmhgfs-fuse",
}  # fmt: skip


def network_file_system(folder: Path, mounts: Path | None = None) -> str | None:
    """The kind of network disk that `folder`, which need not exist yet, lies on; None for a disk of this machine.

    Where the system does not tell (other than Linux), None.
    """
    try:
        lines = (mounts or _MOUNTS).read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    there = folder.resolve()
    found, depth = "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        place = Path(_unescaped(before.split(" ")[4]))
        if there.is_relative_to(place) and len(place.parts) >= depth:  # the last one mounted on a place hides others
            found, depth = after.split(" ")[0], len(place.parts)
    kind, _, program = found.partition(".")
    is_network = found in _NETWORK or (kind == "fuse" and program in _NETWORK_FUSE)
    return found if is_network else None


def _unescaped(text: str) -> str:
    """Spaces and the like stand as \\040 there."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
