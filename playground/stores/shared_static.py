"""Shares the static files of each release between machines, through the bucket of the pictures.

While machines are updated one after the other, a page of one release asks any machine for its scripts and styles, and
a page that stays open asks days later. In the home of each machine the files of earlier releases remain. A machine
with an empty home, or still with the code before, gets them from the bucket.
"""

import logging
import secrets
import threading
import time
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from playground.stores.folder import write_whole
from playground.stores.listing import list_files
from playground.stores.static_files import list_collected

logger = logging.getLogger(__name__)

FOLDER = "static"
# A name that the bucket did not have is looked up again after this many seconds, so that guesses cost little.
LIST_SECONDS = 10.0


def share_static_files() -> None:
    """Put the collected files that are missing there into the bucket. Raises `OSError`."""
    if isinstance(default_storage, FileSystemStorage):
        return
    root = Path(settings.STATIC_ROOT)
    for name in sorted(list_collected(root) - _list_names()):
        default_storage.save(f"{FOLDER}/{name}", ContentFile((root / name).read_bytes()))


def _list_names() -> set[str]:
    return {name.removeprefix(f"{FOLDER}/") for name in list_files(FOLDER)}


class SharedStaticFiles:
    """The names of the static files in the bucket, as they were a moment ago."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: set[str] = set()
        self._listed_at = float("-inf")

    def fetch(self, name: str, target: Path) -> bool:
        """Write the file of this name to the target; return False if the bucket or the disk does not allow it."""
        if isinstance(default_storage, FileSystemStorage):
            return False
        try:
            if not self._has(name):
                return False
            with default_storage.open(f"{FOLDER}/{name}") as file:
                # Another process may fetch or send the same file.
                write_whole(target.with_name(f".{secrets.token_hex(8)}"), target, [file.read()])
        except OSError:
            logger.warning("could not fetch the static file %s", name, exc_info=True)
            return False
        return True

    def _has(self, name: str) -> bool:
        with self._lock:
            if name not in self._names and time.monotonic() - self._listed_at >= LIST_SECONDS:
                self._listed_at = time.monotonic()
                self._names = _list_names()
            return name in self._names
