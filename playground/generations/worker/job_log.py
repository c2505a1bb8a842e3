"""One line in the log for each job: which generation ended how, after how long, and for which request."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from playground.generations.models import Generation
from playground.generations.models.states import REMOTE
from playground.logs.context import bind_generation
from playground.metrics.recording import count_job

logger = logging.getLogger("playground.job")


@contextmanager
def log_for_job(row: Generation) -> Iterator[None]:
    """Add the ids of the generation and of its request to every line that is logged in the block."""
    with bind_generation(row.request_id, row.id):
        yield


def log_outcome(row: Generation, outcome: str, code: str = "") -> None:
    """Log that the job ended as `done`, `failed`, `cancelled` or `handed back`, and the error's code."""
    now = timezone.now()
    waited = round(((row.started or now) - row.created).total_seconds(), 3)
    seconds = round((now - (row.started or now)).total_seconds(), 3)
    facts: dict[str, object] = {
        "outcome": outcome,
        "engine": row.engine,
        "spec": row.spec_id,
        "interface": row.source,
        "waited_seconds": waited,
        "seconds": seconds,
    }
    facts |= {name: value for name, value in (("key", row.key_source), ("code", code)) if value}
    logger.info("job %s", outcome, extra=facts)
    # The clock may have been set back while the job ran.
    count_job(row.dialect if row.engine == REMOTE else row.engine, outcome, max(0.0, seconds))
