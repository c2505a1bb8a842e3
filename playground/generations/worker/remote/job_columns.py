"""What a row keeps of what an API has taken on: the job to ask after, or an answer whose pictures are not here yet."""

from typing import Any

from playground.dialects.base import Answer
from playground.engines.remote.base import Ticket
from playground.generations.models import Generation

# Of an answer, what says that the pictures are there and how they came about.
KEPT = ("id", "seed", "prompt", "cost")


def read_ticket(row: Generation) -> Ticket | None:
    """Return what the API took on or made, None where nothing is known of it."""
    if not row.has_ticket:
        return None
    kept = row.remote_answer
    answer = (
        None if kept is None else Answer(status="done", progress=100, error="", **kept | {"urls": tuple(kept["urls"])})
    )
    return Ticket(row.remote_id, row.remote_url, answer)


def write_ticket(ticket: Ticket) -> dict[str, Any]:
    """Return the columns of the row that keep it."""
    answer = ticket.answer
    if answer is None:
        return {"remote_id": ticket.id, "remote_url": ticket.poll_url}
    return {"remote_answer": {"urls": list(answer.urls)} | {name: getattr(answer, name) for name in KEPT}}
