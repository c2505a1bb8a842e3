"""The worker of this folder's tests, and a disk that is full."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from playground.generations.models import Worker


@pytest.fixture
def worker(db: None) -> Worker:
    """Return a worker that lives."""
    return Worker.objects.create()


@pytest.fixture
def limit(settings: Any, folder: Path) -> Callable[[int, int], None]:
    """Return a function that leaves room for so many files, and says what the system calls the end of it."""

    def act(room: int, code: int) -> None:
        options = {"location": folder, "room": room, "code": code}
        full = {"BACKEND": "tests.generations.full_storage.FullStorage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": full}

    return act
