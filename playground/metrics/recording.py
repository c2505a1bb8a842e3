"""What processes count for Prometheus. Nothing of it is loaded while `PLAYGROUND_METRICS_ADDRESS` is empty.

Each process writes into files of its own below the home folder, one folder a machine or container, since two of those
may give processes the same number; the listener adds up what all of them wrote.
"""

import os
import shutil
import socket
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from playground.metrics.instruments import Instruments


# Files of another machine, of which nobody here can tell whether its processes run, are left for so long, in seconds.
UNUSED = 7 * 24 * 3600


def is_on() -> bool:
    """Return whether anybody collects metrics."""
    return bool(settings.METRICS_ADDRESS)


def counts_folder() -> Path:
    """Return the folder that holds one folder of counts for each machine that shares the home."""
    return Path(settings.HOME) / "metrics"


def own_folder() -> Path:
    """Return where the processes of this machine count."""
    return counts_folder() / (socket.gethostname() or "machine")


def drop_old_counts() -> None:
    """Remove the counts of machines whose processes have all ended; a process that runs would count into nothing."""
    for folder in counts_folder().glob("*"):
        files = list(folder.glob("*.db"))
        if folder == own_folder():
            is_used = any(Path(f"/proc/{file.stem.rpartition('_')[2]}").exists() for file in files)
        else:
            is_used = any(time.time() - file.stat().st_mtime < UNUSED for file in files)
        if not is_used:
            shutil.rmtree(folder, ignore_errors=True)


@cache
def instruments() -> "Instruments":
    """Return what this process counts with, made at the first use."""
    folder = own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # Where the library writes.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    made: Instruments = import_string("playground.metrics.instruments.Instruments")()
    return made


def count_refusal(door: str, status: int) -> None:
    """Count an answer of 400 or more of a page or the API."""
    if is_on():
        instruments().refusals.labels(door, str(status)).inc()


def count_job(engine: str, outcome: str, seconds: float) -> None:
    """Count a job that ended."""
    if is_on():
        instruments().jobs.labels(engine, outcome).observe(seconds)


def note_cache(size: int) -> None:
    """Note how much memory this process's fragments take, in bytes."""
    if is_on():
        instruments().cache.set(size)
