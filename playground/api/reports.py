"""The address at which public APIs report that a job has ended; it knows no session, no key and no person.

The view never reads the body, so no signature in it or beside it is checked; `generations.reports` says why that is
enough.
"""

import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from playground.generations.reports import note_report, read_token

# The server need not receive a longer body: nothing in it counts.
REPORTS_PATH, MOST_REPORT_BYTES = "/hooks/", 64 * 1024
UNKNOWN = "This address is unknown or has expired."
TOO_MANY = "This job has been reported too often. Try again in a minute."
# An API reports a job once, and a few times more if an answer is lost. Each web process counts by itself.
MOST_A_MINUTE = 10


class ReportLimit:
    """Counts the reports of each generation, for a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._ends = 0.0
        self._counts: dict[UUID, int] = {}

    def allows(self, id: UUID) -> bool:
        """Count a report; return False if it is one too many in this minute."""
        with self._lock:
            now = self._clock()
            if now >= self._ends:
                self._ends = now + 60
                self._counts.clear()
            self._counts[id] = self._counts.get(id, 0) + 1
            return self._counts[id] <= MOST_A_MINUTE


LIMIT = ReportLimit()


@csrf_exempt
@never_cache
def report(request: HttpRequest, api: str, token: str) -> HttpResponse:
    """Note that an API has reported a job."""
    if request.method != "POST":
        return _answer(405, "Only POST is accepted.", Allow="POST")
    id_ = read_token(api, token)
    if id_ is None:
        return _answer(404, UNKNOWN)
    if not LIMIT.allows(id_):
        return _answer(429, TOO_MANY, **{"Retry-After": "60"})
    # The API gets the same answer for a job that has ended or is gone, since that is not the API's fault.
    note_report(id_)
    return HttpResponse(status=204)


def _answer(status: int, sentence: str, **headers: str) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", "text/plain; charset=utf-8", status, headers=headers)
