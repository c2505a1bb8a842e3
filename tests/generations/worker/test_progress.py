"""Progress of a local generation: written for the page, now and then, and never more than is known."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.generations.models import Worker
from playground.generations.worker.progress import REPORT_INTERVAL, ProgressReport
from tests.cast import Person
from tests.generations.worker.reporting import report


def test_progress_is_written_for_the_page(bob: Person, worker: Worker) -> None:
    row = bob.ask()
    row.claim(worker)
    report(row, worker)(0.42, "Step 5 of 12")
    row.refresh_from_db()
    assert (row.progress, row.stage, row.version) == (42, "Step 5 of 12", 2)


@pytest.mark.parametrize(("fraction", "percent"), [(None, None), (-1, 0), (1.0, 99), (7, 99)])
def test_progress_is_never_more_than_is_known(
    bob: Person, worker: Worker, fraction: float | None, percent: int | None
) -> None:
    row = bob.ask()
    row.claim(worker)
    report(row, worker)(fraction, "x" * 200)
    row.refresh_from_db()
    assert (row.progress, len(row.stage)) == (percent, 80)


def test_progress_is_written_only_now_and_then(
    bob: Person, worker: Worker, django_assert_num_queries: Callable[..., Any]
) -> None:
    row, now = bob.ask(), 0.0
    row.claim(worker)
    tell = ProgressReport(row, worker, clock=lambda: now)
    with django_assert_num_queries(0):
        for step in range(100):
            tell(step / 100, "Step")
    now = REPORT_INTERVAL
    with django_assert_num_queries(1):
        tell(0.5, "Step")
