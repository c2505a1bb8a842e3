"""Before a fork, the free blocks within the heap are allocated, so that no process writes to them afterwards."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import ctypes
from playground.launcher.memory import HeapFacts, fill_free_memory
library = ctypes.CDLL(None)
if hasattr(library, "mallinfo2"):
    library.mallinfo2.restype = HeapFacts
    def free_within_heap():
        facts = library.mallinfo2()
        return facts.fordblks - facts.keepcost
    blocks = [bytes(600) for _ in range(20_000)]
    del blocks[::2]
    before = free_within_heap()
    fill_free_memory()
    print(before > 5_000_000, free_within_heap() < 500_000)
else:
    fill_free_memory()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="It is about the heap of GNU's C library.")
def test_free_blocks_within_the_heap_are_filled() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() in (["True", "True"], [])
