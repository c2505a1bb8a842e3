"""The bodies of webhooks equal the recorded samples."""

import json

import pytest

from playground.dialects.events import EVENTS, Event, event_for, write_event
from playground.dialects.wire import JobStatus
from tests.dialects.cases import outcome, read_sample

FLEX = "apiframe/flux-2-flex/generate"


@pytest.mark.parametrize(("event", "status"), [("completed", "done"), ("failed", "failed"), ("progress", "running")])
def test_writes_each_event_as_recorded(event: Event, status: JobStatus) -> None:
    written = write_event(outcome(FLEX, status), event)
    assert json.dumps(written) == json.dumps(read_sample(f"apiframe_{event}.event"))


def test_every_event_has_a_sample() -> None:
    assert [read_sample(f"apiframe_{event}.event")["event"] for event in EVENTS] == list(EVENTS)


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("queued", "progress"),
        ("running", "progress"),
        ("done", "completed"),
        ("failed", "failed"),
        ("cancelled", "failed"),
    ],
)
def test_each_state_has_its_event(status: JobStatus, event: Event) -> None:
    assert event_for(outcome(FLEX, status)) == event


def test_the_event_of_a_cancelled_job_has_its_own_status() -> None:
    payload = write_event(outcome(FLEX, "cancelled", error="You cancelled this."), "failed")
    assert (payload["event"], payload["status"], payload["error"]) == ("failed", "CANCELLED", "You cancelled this.")
