"""What is refused before the application sees it: in the dialect's shape under an API path, elsewhere as a page."""

import json
from dataclasses import dataclass
from functools import cache

from django.template.loader import render_to_string

from playground.api.middleware import CROSS_ORIGIN
from playground.api.registry import find_served
from playground.dialects.errors import WireError
from playground.dialects.registry import get_dialect
from playground.stores.disk_space import NOTHING_KEPT


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered, and when it makes sense to send it again, in seconds."""

    status: int
    title: str
    sentence: str
    retry_after: int


SLOW = Refusal(
    408,
    "That took too long",
    "The request did not arrive in time: 20 seconds are allowed, and a second more for every 8 KB. Send it again.",
    5,
)
BUSY = Refusal(
    429,
    "Too many requests",
    "More requests are open from your address than this server takes at once. Send it again in a few seconds.",
    5,
)
FULL = Refusal(507, "No room left", NOTHING_KEPT, 60)


def write_refusal(refusal: Refusal, path: str, id_: str, *, in_part: bool) -> tuple[list[tuple[str, str]], bytes]:
    """Return header lines and content; `in_part` says that a part of a page is wanted, which is the bare sentence."""
    served = find_served(path)
    lines = [("retry-after", str(refusal.retry_after)), ("cache-control", "no-store"), ("x-request-id", id_)]
    if served:
        error = WireError(refusal.sentence, status=refusal.status)
        lines += [(name.lower(), value) for name, value in CROSS_ORIGIN.items()]
        lines.append(("content-type", "application/json"))
        return lines, json.dumps(get_dialect(served.name).write_error(error)).encode()
    if in_part:
        return [*lines, ("content-type", "text/plain; charset=utf-8")], refusal.sentence.encode()
    return [*lines, ("content-type", "text/html; charset=utf-8")], _render(refusal)


@cache
def _render(refusal: Refusal) -> bytes:
    """Return the page; it is rendered once, since it is needed when there is no time to lose."""
    return render_to_string("outage.html", {"outage": refusal}).encode()
