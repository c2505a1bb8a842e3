"""The worker of this folder's tests."""

import pytest

from playground.generations.models import Worker


@pytest.fixture
def worker(db: None) -> Worker:
    """Return a worker that lives."""
    return Worker.objects.create()
