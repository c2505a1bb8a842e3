"""`/healthz` and `/readyz`: whether this process answers, and whether all that it leans on does.

They are answered by a middleware that stands first: a load balancer asks by address, which no list of hosts knows, and
nothing of the answer depends on the host, a session or a cookie.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from playground.generations.readiness import CHECKS, NotReady

logger = logging.getLogger(__name__)

# How long one answer waits for its checks, and how long what was seen is told again without looking, in seconds.
PATIENCE = 2.0
KEEP = 1.0
SLOW = "no answer in time"
BROKEN = "out of reach"
FORMS = ("application/json", "text/plain", "text/html")

type Look = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check said: the cause in words that may be shown to anybody, "" where all is well."""

    cause: str
    seen: float


class Check:
    """One look in a thread of its own: a look that hangs holds up no answer, and no second one is begun beside it."""

    def __init__(self, name: str, look: Look, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._look = look
        self._clock = clock
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._finding = Finding("", float("-inf"))

    def begin(self) -> None:
        """Look, unless that was done a moment ago or is being done."""
        with self._lock:
            if self._thread is not None or self._clock() - self._finding.seen < KEEP:
                return
            self._thread = threading.Thread(target=self._run, name=f"check {self.name}", daemon=True)
            self._thread.start()

    def cause(self, deadline: float) -> str:
        """Return what is wrong, "" where nothing is; wait for it until the deadline on the clock."""
        thread = self._thread
        if thread is not None:
            thread.join(max(0.0, deadline - self._clock()))
            if thread.is_alive():
                return SLOW
        return self._finding.cause

    def _run(self) -> None:
        cause, detail = "", ""
        try:
            self._look()
        except NotReady as error:
            cause, detail = error.cause, error.detail
        # Whatever a driver throws is a reason not to be ready, and none to end this thread without a word.
        except Exception as error:
            logger.debug("the check %s failed", self.name, exc_info=True)
            cause, detail = BROKEN, f"{type(error).__name__}: {error}"
        self._tell(cause, detail)
        with self._lock:
            self._finding = Finding(cause, self._clock())
            self._thread = None

    def _tell(self, cause: str, detail: str) -> None:
        """Log a cause when it comes and when it goes: those who ask every second need no line a second."""
        if cause and cause != self._finding.cause:
            logger.error("not ready: %s: %s (%s)", self.name, cause, " ".join(detail.split()))
        elif self._finding.cause and not cause:
            logger.warning("ready again: %s", self.name)


class HealthMiddleware:
    """Answers both addresses before any other middleware sees the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._checks = [Check(name, look) for name, look in CHECKS.items()]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or hand the request on."""
        if request.path_info == "/healthz":
            return _write(request, {})
        if request.path_info == "/readyz":
            return _write(request, self._look())
        return self._get_response(request)

    def _look(self) -> dict[str, str]:
        for check in self._checks:
            check.begin()
        deadline = time.monotonic() + PATIENCE
        return {check.name: check.cause(deadline) for check in self._checks}


def _write(request: HttpRequest, causes: Mapping[str, str]) -> HttpResponseBase:
    """Return the answer as JSON, or as lines where the asker would rather read text; 503 where there is a cause."""
    well = not any(causes.values())
    status = 200 if well else 503
    response: HttpResponse
    if request.method not in ("GET", "HEAD"):
        response = HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    elif request.get_preferred_type(FORMS) in ("text/plain", "text/html"):
        lines = ["ok" if well else "not ready", *(f"{name}: {cause or 'ok'}" for name, cause in causes.items())]
        response = HttpResponse("\n".join(lines) + "\n", status=status, content_type="text/plain; charset=utf-8")
    else:
        told = {"checks": {name: cause or "ok" for name, cause in causes.items()}} if causes else {}
        response = JsonResponse({"ok": well} | told, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
