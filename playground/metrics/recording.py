"""Records metrics for Prometheus. Nothing is loaded or recorded while `PLAYGROUND_METRICS_ADDRESS` is empty.

Each process writes its own files below the home folder, and the listener adds them up. There is one folder per machine
or container, because processes of two containers can have the same process id.
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


# Files of another machine are kept for this long, because its processes cannot be seen from here.
UNUSED_SECONDS = 7 * 24 * 3600


def is_on() -> bool:
    return bool(settings.METRICS_ADDRESS)


def counts_folder() -> Path:
    """Return the folder that contains one folder for each machine that shares the home."""
    return Path(settings.HOME) / "metrics"


def own_folder() -> Path:
    return counts_folder() / (socket.gethostname() or "machine")


def drop_old_counts() -> None:
    """Remove the files of machines whose processes have all ended."""
    # A running process keeps its file open, so after a removal its counts would be lost.
    for folder in counts_folder().glob("*"):
        files = list(folder.glob("*.db"))
        if folder == own_folder():
            is_used = any(Path(f"/proc/{file.stem.rpartition('_')[2]}").exists() for file in files)
        else:
            is_used = any(time.time() - file.stat().st_mtime < UNUSED_SECONDS for file in files)
        if not is_used:
            shutil.rmtree(folder, ignore_errors=True)


@cache
def instruments() -> "Instruments":
    folder = own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    # The library reads the folder for its files from this variable.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
    found: Instruments = import_string("playground.metrics.instruments.Instruments")()
    return found


def count_refusal(interface: str, status: int) -> None:
    """Count a response with a status of 400 or more. `interface` is `page` or `api`."""
    if is_on():
        instruments().refusals.labels(interface, str(status)).inc()


def count_job(engine: str, outcome: str, seconds: float) -> None:
    if is_on():
        instruments().jobs.labels(engine, outcome).observe(seconds)


def set_cache_size(size: int) -> None:
    """Record the memory that the cached fragments of this process use, in bytes."""
    if is_on():
        instruments().cache.set(size)
