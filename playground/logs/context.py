"""What every line of a request or a job carries: the id that runs through web, worker and the calls to APIs."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from django.http import HttpResponse, HttpResponseBase
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars, get_contextvars


def begin_request() -> str:
    """Make the id of a request and let every line of this thread carry it until `end_request`."""
    clear_contextvars()
    id_ = uuid4().hex
    bind_contextvars(request_id=id_)
    return id_


def end_request() -> None:
    """Let no further line of this thread belong to the request."""
    clear_contextvars()


def current_request_id() -> str:
    """Return the id of the request or job at hand, "" outside of any."""
    return str(get_contextvars().get("request_id", ""))


def with_cause[R: HttpResponseBase](response: R, cause: str) -> R:
    """Return the refusal with its cause, which the line of its request says; it must hold nothing secret."""
    vars(response)["cause"] = cause
    return response


def cause_of(response: HttpResponseBase) -> str:
    """Return why a request was refused, "" where nobody said: what a part of a page is told in plain text is it."""
    cause = str(vars(response).get("cause", ""))
    if cause or response.status_code < 400 or not isinstance(response, HttpResponse):
        return cause
    return response.content.decode() if response.get("Content-Type", "").startswith("text/plain") else ""


@contextmanager
def working_for(request_id: str, generation: object) -> Iterator[None]:
    """Let every line of the block carry the generation, and the request that asked for it."""
    with bound_contextvars(generation=str(generation), **({"request_id": request_id} if request_id else {})):
        yield
