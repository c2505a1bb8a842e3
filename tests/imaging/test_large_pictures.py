"""A large picture is decoded alone on this machine, whichever process does it; a small one does not wait for it."""

import subprocess
import sys
import threading
from pathlib import Path

from playground.imaging.decoding import LARGE, decoding

ROOT = Path(__file__).resolve().parents[2]
# Says when it has begun, and goes on until its input ends.
ANOTHER_PROCESS = f"""
import sys
from playground.imaging.decoding import decoding
with decoding("png", {LARGE}):
    print("begun", flush=True)
    sys.stdin.read()
"""


def test_one_process_waits_for_another() -> None:
    command = [sys.executable, "-c", ANOTHER_PROCESS]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "begun\n"
        large, small = (begin(pixels) for pixels in (LARGE, LARGE - 1))
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
