"""Measures the memory that a test takes."""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest


@pytest.fixture
def measured_memory() -> Iterator[Callable[[], int]]:
    """Return a function that returns the peak memory in bytes since its last call."""
    tracemalloc.start()

    def peak() -> int:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        return most

    yield peak
    tracemalloc.stop()
