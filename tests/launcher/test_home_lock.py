"""The lock of a home names the process that holds it, and ends with it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from playground.launcher.home_lock import HomeTaken, lock_home

HOLD = (
    "import sys, pathlib; from playground.launcher.home_lock import lock_home; "
    "lock_home(pathlib.Path(sys.argv[1])).write('me');"
)
ROOT = Path(__file__).resolve().parents[2]


def test_a_second_launcher_reads_the_record_of_the_first(tmp_path: Path) -> None:
    lock = lock_home(tmp_path / "home")
    lock.write("process 12 serves it at http://127.0.0.1:8000/")
    with pytest.raises(HomeTaken) as caught:
        lock_home(tmp_path / "home")
    assert caught.value.record == "process 12 serves it at http://127.0.0.1:8000/"
    lock.release()
    again = lock_home(tmp_path / "home")
    assert again.left_over == ""
    again.release()


def test_a_killed_launcher_leaves_its_record_but_no_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", f"{HOLD} print('held', flush=True); sys.stdin.read()", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(HomeTaken):
            lock_home(tmp_path)
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        lock = lock_home(tmp_path)
    assert lock.left_over == "me"
    lock.release()


def test_the_lock_works_on_a_full_disk(tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
    done = subprocess.run([sys.executable, "-c", limit + HOLD, str(tmp_path)], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_the_home_folder_is_private(tmp_path: Path) -> None:
    lock_home(tmp_path / "home").release()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
