"""A large picture is decoded alone on this machine, whichever process does it; a small one does not wait for it."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from playground.imaging.decoding import LARGE_PICTURE, decoding, work_on
from playground.imaging.errors import NotAPicture

ROOT = Path(__file__).resolve().parents[2]
# Says when it has begun, and goes on until its input ends.
ANOTHER_PROCESS = f"""
import sys
from playground.imaging.decoding import decoding
with decoding("png", {LARGE_PICTURE}):
    print("begun", flush=True)
    sys.stdin.read()
"""


def test_one_process_waits_for_another() -> None:
    command = [sys.executable, "-c", ANOTHER_PROCESS]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "begun\n"
        large, small = (begin(pixels) for pixels in (LARGE_PICTURE, LARGE_PICTURE - 1))
        assert small.wait(20)
        assert not large.wait(0.2)
        other.stdin.close()
        assert large.wait(20)


def begin(pixels: int) -> threading.Event:
    """Begin to decode in a thread, and return what is set once it may."""
    begun = threading.Event()

    def decode() -> None:
        with decoding("png", pixels):
            begun.set()

    threading.Thread(target=decode).start()
    return begun


def read_priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has priorities of threads.")
def test_a_large_picture_is_decoded_at_low_priority() -> None:
    own = read_priority()
    assert work_on(LARGE_PICTURE - 1, read_priority) == own
    assert work_on(LARGE_PICTURE, read_priority) > own or own == 19
    assert read_priority() == own


def test_an_error_in_a_large_picture_reaches_the_caller() -> None:
    def fail() -> None:
        raise MemoryError

    with pytest.raises(NotAPicture), decoding("png", LARGE_PICTURE):
        work_on(LARGE_PICTURE, fail)
