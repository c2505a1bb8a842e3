"""What every endpoint of the API does alike: methods, key, limit, and errors in its dialect's own shape."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from playground.accounts.models import ApiKey, Owner
from playground.accounts.public_origin import public_origin
from playground.accounts.visitors import visitor_network
from playground.api.admission import admit
from playground.api.bodies import read_file, read_json
from playground.dialects.base import Dialect
from playground.dialects.errors import WireError
from playground.dialects.registry import get_dialect
from playground.logs.context import with_cause
from playground.work_limits import Person, TooBusy

type View = Callable[..., HttpResponseBase | Mapping[str, Any]]
type DjangoView = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """A request to the API that was admitted: what a view gets in place of the bare `http` request."""

    http: HttpRequest
    dialect: Dialect
    key: ApiKey | None
    # When it came, by the monotonic clock: before anything was asked that may be slow to answer.
    begun: float = field(default_factory=time.monotonic)

    def time_left(self, seconds: float) -> float:
        """Return how much is left of so many seconds since the request came."""
        return max(0.0, self.begun + seconds - time.monotonic())

    @property
    def owner(self) -> Owner:
        """Whose key it is; endpoints without a key have no owner."""
        assert self.key is not None, "This endpoint needs no key, so it has no owner."  # noqa: S101
        return self.key.owner

    @property
    def person(self) -> Person:
        """Who takes a place for costly work."""
        return Person(self.owner.id, visitor_network(self.http))

    @property
    def origin(self) -> str:
        """Scheme and host that addresses in the answer carry, without a slash at the end."""
        return public_origin(self.http)

    def json(self) -> dict[str, Any]:
        """Return the body, which must be a JSON object; raise `WireError` with 400, 413 or 415."""
        return read_json(self.http)

    def file(self, field: str) -> "UploadedFile[bytes]":
        """Return the file in that field of a multipart body; raise `WireError` with 400, 413 or 415."""
        return read_file(self.http, field)


def endpoint(dialect_name: str, *methods: str, needs_key: bool = True) -> Callable[[View], DjangoView]:
    """Make a Django view of a function `view(request, **path_values)`, which returns JSON (status 200) or a response.

    A `WireError` that it raises becomes the dialect's answer. Cross-origin headers, `x-request-id`, compression and
    the shape of what fails unexpectedly are the middleware's part.
    """
    dialect = get_dialect(dialect_name)
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View) -> DjangoView:
        @csrf_exempt
        @wraps(view)
        def answer_request(request: HttpRequest, **path_values: Any) -> HttpResponseBase:  # noqa: ANN401
            begun = time.monotonic()
            try:
                _check_method(request, allowed)
                key = admit(request) if needs_key else None
                answer = view(ApiRequest(request, dialect, key, begun), **path_values)
            except WireError as error:
                return refuse(dialect, error)
            except TooBusy as error:
                headers = {"Retry-After": str(error.retry_after)}
                return refuse(dialect, WireError(error.sentence, status=429, headers=headers))
            return answer if isinstance(answer, HttpResponseBase) else JsonResponse(answer)

        return answer_request

    return decorate


def refuse(dialect: Dialect, error: WireError) -> JsonResponse:
    """Return the error as the dialect writes it."""
    response = JsonResponse(dialect.write_error(error), status=error.status, headers=error.headers)
    return with_cause(response, str(error))


def nothing_here(dialect_name: str) -> DjangoView:
    """Make the view for the paths that a dialect does not have."""
    dialect = get_dialect(dialect_name)

    @csrf_exempt
    def view(request: HttpRequest, **path_values: Any) -> HttpResponseBase:  # noqa: ANN401
        return refuse(dialect, WireError(f"There is nothing at {request.path[:200]}.", status=404))

    return view


def _check_method(request: HttpRequest, allowed: tuple[str, ...]) -> None:
    if request.method not in allowed:
        shown = ", ".join((*allowed, "OPTIONS"))
        sentence = f"{request.method} is not allowed at {request.path[:200]}; allowed: {shown}."
        raise WireError(sentence, status=405, headers={"Allow": shown})
