"""`/healthz` and `/readyz`: whether this process answers, and whether everything that it depends on works.

The first middleware answers them, because a load balancer requests them by IP address, which `ALLOWED_HOSTS` does not
contain. The answers do not depend on the host, a session or a cookie.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from playground.generations.readiness import CHECKS, NotReady

logger = logging.getLogger(__name__)

# Seconds that a response waits for its checks, and seconds that a result is cached.
TIMEOUT_SECONDS = 2.0
CACHE_SECONDS = 1.0
SLOW = "no answer in time"
UNREACHABLE = "out of reach"
MEDIA_TYPES = ("application/json", "text/plain", "text/html")

type Probe = Callable[[], None]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check: a cause that may be shown to anybody, or "" when all is well."""

    cause: str
    seen: float


class Check:
    """Runs a probe in its own thread. One that hangs does not delay the response, and no second one is started."""

    def __init__(self, name: str, probe: Probe, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._probe = probe
        self._clock = clock
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._result = CheckResult("", float("-inf"))

    def begin(self) -> None:
        """Start the probe, unless it is running or has a recent result."""
        with self._lock:
            if self._thread is not None or self._clock() - self._result.seen < CACHE_SECONDS:
                return
            # A daemon, so that a probe that hangs in a driver does not keep the process from ending.
            self._thread = threading.Thread(target=self._run, name=f"check {self.name}", daemon=True)
            self._thread.start()

    def cause(self, deadline: float) -> str:
        """Wait for the probe until the deadline and return what is wrong, or "" when nothing is."""
        # Read once, because the probe's thread sets the attribute to None when it ends.
        thread = self._thread
        if thread is not None:
            thread.join(max(0.0, deadline - self._clock()))
            if thread.is_alive():
                return SLOW
        return self._result.cause

    def _run(self) -> None:
        cause, detail = "", ""
        try:
            self._probe()
        except NotReady as error:
            cause, detail = error.cause, error.detail
        # Any error of a driver means "not ready", and must not end this thread without a result.
        except Exception as error:
            logger.debug("the check %s failed", self.name, exc_info=True)
            cause, detail = UNREACHABLE, f"{type(error).__name__}: {error}"
        self._log_change(cause, detail)
        with self._lock:
            self._result = CheckResult(cause, self._clock())
            self._thread = None

    def _log_change(self, cause: str, detail: str) -> None:
        # A load balancer asks every second, so only changes are logged.
        if cause and cause != self._result.cause:
            logger.error("not ready: %s: %s (%s)", self.name, cause, " ".join(detail.split()))
        elif self._result.cause and not cause:
            logger.warning("ready again: %s", self.name)


class HealthMiddleware:
    """Answers both paths before any other middleware sees the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._checks = [Check(name, probe) for name, probe in CHECKS.items()]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":
            return _write(request, {})
        if request.path_info == "/readyz":
            return _write(request, self._probe())
        return self._get_response(request)

    def _probe(self) -> dict[str, str]:
        # All probes start before the first one is awaited, so that they share one time limit.
        for check in self._checks:
            check.begin()
        deadline = time.monotonic() + TIMEOUT_SECONDS
        return {check.name: check.cause(deadline) for check in self._checks}


def _write(request: HttpRequest, causes: Mapping[str, str]) -> HttpResponseBase:
    """Return the result as JSON, or as text for a client that prefers it; the status is 503 if any check failed."""
    well = not any(causes.values())
    status = 200 if well else 503
    response: HttpResponse
    if request.method not in ("GET", "HEAD"):
        response = HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    elif request.get_preferred_type(MEDIA_TYPES) in ("text/plain", "text/html"):
        lines = ["ok" if well else "not ready", *(f"{name}: {cause or 'ok'}" for name, cause in causes.items())]
        response = HttpResponse("\n".join(lines) + "\n", status=status, content_type="text/plain; charset=utf-8")
    else:
        result = {"checks": {name: cause or "ok" for name, cause in causes.items()}} if causes else {}
        response = JsonResponse({"ok": well} | result, status=status)
    response["Cache-Control"] = "no-store"
    # The middleware that adds this to other responses is not reached.
    response["X-Content-Type-Options"] = "nosniff"
    return response
