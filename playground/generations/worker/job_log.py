"""One line a job: which generation ended how, after how long, and for which request."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from playground.generations.models import Generation
from playground.generations.models.finding import REMOTE
from playground.logs.context import bind_generation
from playground.metrics.recording import count_job

logger = logging.getLogger("playground.job")


@contextmanager
def at_job(row: Generation) -> Iterator[None]:
    """Let every line of the block carry the generation and the id of the request that asked for it."""
    with bind_generation(row.request_id, row.id):
        yield


def note_outcome(row: Generation, outcome: str, code: str = "") -> None:
    """Write the line: `done`, `failed`, `cancelled` or `handed back`, with the code of the error."""
    now = timezone.now()
    facts: dict[str, object] = {"outcome": outcome, "engine": row.engine, "spec": row.spec_id, "door": row.source}
    facts["waited_seconds"] = round(((row.started or now) - row.created).total_seconds(), 3)
    facts["seconds"] = round((now - (row.started or now)).total_seconds(), 3)
    facts |= {name: value for name, value in (("key", row.key_source), ("code", code)) if value}
    logger.info("job %s", outcome, extra=facts)
    count_job(row.api if row.engine == REMOTE else row.engine, outcome, max(0.0, float(str(facts["seconds"]))))
