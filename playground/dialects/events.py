"""What a webhook says: apiframe's notes about a job, with the fields of the job itself."""

from typing import Literal

from playground.dialects.apiframe import Apiframe
from playground.dialects.base import Body
from playground.dialects.wire import Outcome

type Event = Literal["progress", "completed", "failed"]

EVENTS: tuple[Event, ...] = ("progress", "completed", "failed")

_FIELDS: dict[Event, tuple[str, ...]] = {
    "progress": ("status", "progress", "model"),
    "completed": ("status", "progress", "result", "model", "creditCost", "completedAt"),
    "failed": ("status", "error", "model"),
}


def write_event(outcome: Outcome, event: Event) -> Body:
    """Return the JSON that is posted for an event, its keys in the documents' order."""
    job = Apiframe().write_response(outcome)
    return {"event": event, "jobId": job["id"]} | {name: job[name] for name in _FIELDS[event]}


def event_of(outcome: Outcome) -> Event:
    """Return the event that tells of this state; a cancelled job is told of as one that failed."""
    if outcome.status == "done":
        return "completed"
    return "failed" if outcome.status in {"failed", "cancelled"} else "progress"
