"""A disk that is full: the row says so, no half file stays, and once there is room again pictures are made."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.crashes.system import System, dump

pytestmark = pytest.mark.system

# In its own view of the file system the worker has a disk of this size under the folder of files.
SIZE = "512k"
MOUNT = f'mount -t tmpfs -o size={SIZE} tmpfs "$0" && exec "$@"'


def can_mount() -> bool:
    tried = ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return (
        shutil.which("unshare") is not None and not subprocess.run(tried, capture_output=True, check=False).returncode
    )


def fill(ballast: Path) -> None:
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


@pytest.mark.skipif(not can_mount(), reason="only a user with a name space of their own can mount a small disk")
def test_no_room_for_pictures(system: System) -> None:
    folder = system.home / "files"
    folder.mkdir(exist_ok=True)
    with system.worker("unshare", "-rm", "sh", "-c", MOUNT, str(folder)) as worker:
        # The first orders also tell that the disk is there.
        first = system.until_ended(system.order(1))
        disk = Path(f"/proc/{worker.pid}/root{folder}")
        kept = {path.name for path in (disk / "images").iterdir()}
        assert len(kept) >= 1
        fill(disk / "ballast")
        refused = system.until_ended(system.order(5))
        assert {row.status for row in refused.values()} == {"failed"}, dump(refused)
        assert all("disk of this server is full" in row.error for row in refused.values()), dump(refused)
        left = {path.name for path in (disk / "images").iterdir() if path.name.count(".") == 1}
        assert left == {name for name in kept if name.count(".") == 1}
        (disk / "ballast").unlink()
        later = system.until_ended(system.order(3))
    assert {row.status for row in (*first.values(), *later.values())} == {"done"}, dump(later)
    system.forget_pictures((*first, *later))
