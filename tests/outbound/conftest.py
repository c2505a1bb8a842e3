"""How much memory a test takes."""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def measured_memory() -> Iterator[Callable[[], int]]:
    """Return a function that tells the most bytes that were in use since it was last asked."""
    tracemalloc.start()

    def peak() -> int:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        return most

    yield peak
    tracemalloc.stop()
