"""Passes the wish to cancel a job on to its API: once, within a few seconds, whatever comes of it."""

import asyncio
import logging

import httpx

from playground.dialects.base import Answer
from playground.engines.base import CancelOutcome
from playground.engines.errors import EngineError, RemoteFault
from playground.engines.remote.connections import Connections
from playground.engines.remote.http import build_request, send_request
from playground.engines.remote.session import ApiCall, ApiSession

logger = logging.getLogger(__name__)

# The person waits for the end of the generation, so the API has this many seconds in all.
SECONDS = 5.0


async def cancel_job(api: ApiSession, job: Answer, connections: Connections) -> CancelOutcome:
    """Ask the API to cancel the job. Raises nothing."""
    wire = api.dialect.write_cancel(job.id, job.cancel_url, base_url=api.base_url, key=api.account.key)
    if wire is None:
        return "impossible"
    try:
        api.check_key()
        request = build_request(wire, api, SECONDS)
        async with asyncio.timeout(SECONDS):
            # A new connection, since a reused one may be closed by the server at this moment, and there is one try.
            await send_request(
                connections.choose(api.account.reach, is_fresh=True), request, ApiCall(api, "cancel", job.id), SECONDS
            )
    except RemoteFault as fault:
        return _read_fault(fault)
    except (EngineError, TimeoutError, httpx.HTTPError):
        return "not asked"
    return "taken"


def _read_fault(fault: RemoteFault) -> CancelOutcome:
    logger.info("an API did not confirm that a job is cancelled: %s", fault.sentence)
    if fault.status is None:
        return "not asked"
    # Some answer without JSON.
    return "taken" if 200 <= fault.status < 300 else "refused"
