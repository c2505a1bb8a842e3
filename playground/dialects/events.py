"""The bodies of webhooks: apiframe's events about a job, with the fields of the job itself."""

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
    """Return the JSON of an event, with the keys in documented order."""
    # An event must report the same values as the job itself, which its receiver may poll.
    job = Apiframe().write_response(outcome)
    return {"event": event, "jobId": job["id"]} | {name: job[name] for name in _FIELDS[event]}


def event_for(outcome: Outcome) -> Event:
    """Return the event for the outcome's status. There is no event for a cancelled job, so it counts as failed."""
    if outcome.status == "done":
        return "completed"
    return "failed" if outcome.status in {"failed", "cancelled"} else "progress"
