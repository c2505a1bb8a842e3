"""The worker of this folder's tests."""

from typing import Any

import pytest

from playground.generations.models import Worker
from tests.remote.further_api import in_place_of as in_place_of  # noqa: PLC0414  # a fixture of these tests


@pytest.fixture(autouse=True)
def no_hints(tasks: Any) -> None:
    """Begin with an empty queue: how much waits there decides how long a thread goes on by itself."""


@pytest.fixture
def worker(db: None) -> Worker:
    """Return a worker that lives."""
    return Worker.objects.create()
