"""Reads descendants, memory and CPU time of running processes from Linux's /proc."""

import os
import re
from pathlib import Path


def process_tree(root: int) -> list[int]:
    """Return the process and all its descendants."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name in parentheses may contain spaces.
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(status.parent.name))
    found, left = [], [root]
    while left:
        found.append(left.pop())
        left += children.get(found[-1], [])
    return found


def proportional_size(process_id: int) -> float:
    """Return a process's proportional set size in MB."""
    rollup = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.M)
    return int(found[1]) * 1024 / 1e6 if found else 0.0


def cpu_seconds(root: int) -> float:
    """Return the CPU time that the process and its descendants have used so far, with those that have ended."""
    ticks = 0
    for process_id in process_tree(root):
        fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
        # Its own time in user and system mode, and that of its children that have ended.
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def describe(process_id: int) -> str:
    """Return the first words of the command line of a process, without options."""
    words = Path(f"/proc/{process_id}/cmdline").read_text().split("\0")
    names = [Path(word).name for word in words if word and not word.startswith("-")]
    return " ".join(names[:3])
