"""How much work a query is for SQLite, which tells it without a clock."""

from collections.abc import Callable

import pytest
from django.db import connection

STEP = 50

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells its steps")


def steps_of(act: Callable[[], object]) -> int:
    """Return how many steps SQLite's machine takes, counted in fifties."""
    steps: list[int] = []
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: steps.append(1), STEP)
    try:
        act()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(steps)
