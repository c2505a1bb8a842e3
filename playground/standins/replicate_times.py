"""The durations and moments in requests to Replicate's stand-in and in its answers."""

import re
from time import gmtime, strftime, time

from playground.standins.server import InvalidRequest, Request

# Copied from the OpenAPI document.
WAIT = re.compile(r"wait(=([1-9]|[1-9][0-9]|60))?")
DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")


def read_wait(request: Request) -> float:
    """Return how many seconds the client wants to wait for the picture."""
    text = request.headers.get("prefer", "")
    found = WAIT.fullmatch(text)
    # The pattern also allows 61 to 99, which the text beside it does not.
    if text and (not found or float(found[2] or 60) > 60):
        raise InvalidRequest({"Prefer": [f"{text} is not wait or wait=n with n from 1 to 60"]})
    return float(found[2] or 60) if found else 0.0


def read_deadline(request: Request) -> float:
    """Return the seconds of `Cancel-After`, or 0 without it."""
    text = request.headers.get("cancel-after", "")
    if not text:
        return 0.0
    found = DURATION.fullmatch(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    total = hours * 3600 + minutes * 60 + seconds
    if total < 5:
        raise InvalidRequest({"Cancel-After": [f"{text} is not a duration of at least 5 seconds"]})
    return float(total)


def later(seconds: float) -> str:
    """Return the moment after that many seconds."""
    return strftime("%Y-%m-%dT%H:%M:%S.000Z", gmtime(time() + seconds))
