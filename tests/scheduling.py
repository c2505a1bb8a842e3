"""Which tests one of the processes gets together, and which come first: those that wait overlap with all the others."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

from xdist.scheduler import LoadFileScheduling

TESTS = Path(__file__).resolve().parent
# Each half of the browser's files starts a server and a Chromium.
HALVES = 2
# Files and folders that mostly wait, the longest first; the others follow in their order and fill what is left.
FIRST = (
    "browser/",
    "crashes/",
    "remote/test_never_paid_twice.py",
    "launcher/test_launcher.py",
    "launcher/test_supervision.py",
    "deploy/",
    "load/",
    "upgrade/",
    "stores/test_several_processes.py",
    "remote/test_faults.py",
    "remote/test_every_spec.py",
    "api/test_documents_examples.py",
)
# What runs in one process, since its files share what takes long to start.
TOGETHER = {
    "crashes/": "crashes",
    "api/test_documents_examples.py": "examples",
    "api/test_apiframe_examples.py": "examples",
}
# CI runs one part of the thorough tests for each commit.
THOROUGH_PARTS = 6


class ByFile(LoadFileScheduling):
    """Gives a process whole files, and all files that share a server."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid.partition("::")[0].removeprefix("tests/"))


def scope_of(path: str) -> str:
    """Return what is given to a process as a whole: a file by its path in the folder of tests, or several."""
    if path.startswith("browser/"):
        return f"browser {browser_halves().get(path, 0)}"
    return next((scope for start, scope in TOGETHER.items() if path.startswith(start)), path)


@cache
def browser_halves() -> dict[str, int]:
    """Deal the browser's files out, the largest first, each to the half that has the least."""
    halves, loads = {}, [0] * HALVES
    files = sorted(TESTS.glob("browser/test_*.py"), key=lambda file: (-file.stat().st_size, file.name))
    for file in files:
        least = loads.index(min(loads))
        halves[f"browser/{file.name}"] = least
        loads[least] += file.stat().st_size
    return halves


def part_of(nodeid: str) -> str:
    """Return which part of the thorough tests this one belongs to, "0" to "5".

    The steps of a walk are dealt out one by one. Other files go as a whole, since their tests share what takes long.
    """
    is_step = "[" in nodeid or nodeid.startswith("tests/browser/")
    return str(crc32((nodeid if is_step else nodeid.partition("::")[0]).encode()) % THOROUGH_PARTS)


def sort_items(items: list[Any]) -> None:
    """Put first what waits longest."""
    items.sort(key=lambda item: rank(item.nodeid.removeprefix("tests/"), FIRST))


def rank(path: str, first: Sequence[str]) -> tuple[int, str]:
    """Return the place of a path: where its group begins, and there by group."""
    place = next((place for place, start in enumerate(first) if path.startswith(start)), len(first))
    return place, scope_of(path.partition("::")[0]) if place < len(first) else ""
