"""Cancelling what waits for a worker while its job is still at an API, and what nobody takes up."""

from typing import Any

import pytest
from django.utils import timezone

from playground.generations.models import Generation
from playground.generations.worker.recovery import CANCELLED_LOOKS, Recovery
from playground.pages.cards import Card
from tests.cast import Person

FAL, BFL = "fal/flux-2-dev/generate", "bfl/flux-2-flex/generate"


def left(person: Person, spec_id: str, **facts: Any) -> Generation:
    """Return a row that was put back into the queue after its request was sent."""
    row = person.ask(spec_id)
    fields = {"engine": "remote", "sent": timezone.now(), "remote_id": "job-7"} | facts
    Generation.objects.filter(id=row.id).update(status="queued", worker=None, **fields)
    return Generation.objects.get(id=row.id)


def test_a_job_that_an_api_works_on_waits_for_the_worker_that_stops_it(bob: Person) -> None:
    row = left(bob, FAL)
    assert row.cancel()
    row.refresh_from_db()
    assert (row.status, row.cancel_requested, row.error) == ("queued", True, "")
    assert Card(row).state_view.text == "Stopping"
    assert not row.cancel()


@pytest.mark.parametrize(
    ("spec_id", "facts"),
    [
        # This API cannot cancel a job, this request was never accepted, and this job has ended.
        (BFL, {}),
        (FAL, {"remote_id": ""}),
        (FAL, {"remote_answer": {"urls": []}}),
    ],
)
def test_what_no_api_can_stop_ends_at_once(bob: Person, spec_id: str, facts: dict[str, Any]) -> None:
    row = left(bob, spec_id, **facts)
    assert row.cancel()
    row.refresh_from_db()
    assert row.status == "cancelled"
    assert "may still be charged" in row.error


def test_a_cancelled_row_that_no_worker_takes_up_ends_nevertheless(bob: Person) -> None:
    row, recovery = left(bob, FAL), Recovery()
    row.cancel()
    for _ in range(CANCELLED_LOOKS):
        recovery.recover()
    assert Generation.objects.get().status == "queued"
    recovery.recover()
    row.refresh_from_db()
    assert (row.status, "may still be charged" in row.error) == ("cancelled", True)
