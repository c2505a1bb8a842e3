"""The decorator of all API endpoints: checks method, key and rate, and writes errors in the dialect's format."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from playground.accounts.models import ApiKey, Owner
from playground.accounts.owners import OwnerGone
from playground.accounts.public_origin import public_origin
from playground.accounts.visitors import visitor_network
from playground.api.admission import admit
from playground.api.bodies import read_file, read_json
from playground.dialects.base import Dialect
from playground.dialects.errors import WireError
from playground.dialects.registry import get_dialect
from playground.errors import SubmissionRefused
from playground.logs.context import with_cause
from playground.work_limits import Person, TooBusy

type View = Callable[..., HttpResponseBase | Mapping[str, Any]]
type DjangoView = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """An admitted request to the API, which views get instead of the plain `http` request."""

    http: HttpRequest
    dialect: Dialect
    key: ApiKey | None
    # The monotonic time of arrival, before the database was queried for the key. Deadlines count from here.
    started: float = field(default_factory=time.monotonic)

    def time_left(self, seconds: float) -> float:
        """Return how many of these seconds are left, counted from the arrival of the request."""
        return max(0.0, self.started + seconds - time.monotonic())

    @property
    def owner(self) -> Owner:
        """The owner of the key; not available at endpoints that need no key."""
        assert self.key is not None, "This endpoint needs no key, so it has no owner."  # noqa: S101
        return self.key.owner

    @property
    def person(self) -> Person:
        """The person whose limits on costly work apply."""
        return Person(self.owner.id, visitor_network(self.http))

    @property
    def origin(self) -> str:
        """The scheme and host for URLs in the response, without a trailing slash."""
        return public_origin(self.http)

    def json(self) -> dict[str, Any]:
        return read_json(self.http)

    def file(self, field: str) -> "UploadedFile[bytes]":
        return read_file(self.http, field)


def endpoint(dialect_name: str, *methods: str, needs_key: bool = True) -> Callable[[View], DjangoView]:
    """Make a Django view from a function `view(request, **path_values)` that returns JSON (status 200) or a response.

    A `WireError` becomes an error response of the dialect. The middleware adds cross-origin headers, `x-request-id`
    and compression, and writes unexpected errors.
    """
    dialect = get_dialect(dialect_name)
    allowed = (*methods, "HEAD") if "GET" in methods else methods

    def decorate(view: View) -> DjangoView:
        # A request needs a key in a header, which another site cannot add, so there is no CSRF token.
        @csrf_exempt
        @wraps(view)
        def answer_request(request: HttpRequest, **path_values: Any) -> HttpResponseBase:  # noqa: ANN401
            started = time.monotonic()

            def call() -> HttpResponseBase | Mapping[str, Any]:
                key = admit(request) if needs_key else None
                return view(ApiRequest(request, dialect, key, started), **path_values)

            try:
                # Checked before the key, so that a wrong method does not count towards the rate limit.
                _check_method(request, allowed)
                answer = _call_as_current_owner(call)
            except WireError as error:
                return refuse(dialect, error)
            except TooBusy as error:
                headers = {"Retry-After": str(error.retry_after)}
                return refuse(dialect, WireError(error.sentence, status=429, headers=headers))
            return answer if isinstance(answer, HttpResponseBase) else JsonResponse(answer)

        return answer_request

    return decorate


def _call_as_current_owner[R](call: Callable[[], R]) -> R:
    """Call the function, and once more if the owner was adopted or removed meanwhile."""
    # Views write nothing before they have locked the owner. The second time the key is looked up again: it belongs to
    # the account that adopted the guest, or it is unknown.
    try:
        return call()
    except OwnerGone:
        pass
    try:
        return call()
    except OwnerGone as error:
        raise WireError("The account of this API key was removed.", status=401) from error


def as_wire_error(error: SubmissionRefused, path_of: Callable[[str], str]) -> WireError:
    """Return the error for a client; `path_of` gives the path in its request of a parameter."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    path = path_of(error.field) if error.field else ""
    return WireError(error.sentence, status=error.status, field=path, headers=headers)


def refuse(dialect: Dialect, error: WireError) -> JsonResponse:
    """Return the error as a response of the dialect."""
    response = JsonResponse(dialect.write_error(error), status=error.status, headers=error.headers)
    return with_cause(response, str(error))


def not_found_view(dialect_name: str) -> DjangoView:
    """Return the view for the paths that a dialect does not have."""
    dialect = get_dialect(dialect_name)

    # Otherwise a POST to an unknown path would be refused for its missing CSRF token.
    @csrf_exempt
    def view(request: HttpRequest, **path_values: Any) -> HttpResponseBase:  # noqa: ANN401
        return refuse(dialect, WireError(f"The path {request.path[:200]} does not exist.", status=404))

    return view


def _check_method(request: HttpRequest, allowed: tuple[str, ...]) -> None:
    if request.method not in allowed:
        # The middleware answers OPTIONS for all paths.
        shown = ", ".join((*allowed, "OPTIONS"))
        sentence = f"{request.method} is not allowed at {request.path[:200]}. Use one of {shown}."
        raise WireError(sentence, status=405, headers={"Allow": shown})
