"""The request id in every log line of a request or job. It is passed on to the worker and to the calls to APIs."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.http import HttpResponse, HttpResponseBase
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars, get_contextvars


def begin_request() -> str:
    """Create a request id and add it to every log line of this thread until `end_request`."""
    clear_contextvars()
    id_ = uuid4().hex
    bind_contextvars(request_id=id_)
    return id_


def end_request() -> None:
    # The server reuses its threads, so the next request must not inherit the id.
    clear_contextvars()


def current_request_id() -> str:
    """Return the id of the current request or job, or ""."""
    return str(get_contextvars().get("request_id", ""))


def with_cause[R: HttpResponseBase](response: R, cause: str) -> R:
    """Attach the cause of a refusal to the response, for the log line. It must not contain secrets."""
    vars(response)["cause"] = cause
    return response


def cause_of(response: HttpResponseBase) -> str:
    """Return why a request was refused, or "". Without an attached cause, a plain-text error response is the cause."""
    cause = str(vars(response).get("cause", ""))
    if cause or response.status_code < 400 or not isinstance(response, HttpResponse):
        return cause
    return response.content.decode() if response.get("Content-Type", "").startswith("text/plain") else ""


@contextmanager
def bind_generation(request_id: str, generation: object) -> Iterator[None]:
    """Add the generation, and the id of the request that submitted it, to every log line of the block."""
    with bound_contextvars(generation=str(generation), **({"request_id": request_id} if request_id else {})):
        yield
