"""The `Dialect` protocol and what the dialects share: key order, numbers, uploads, suggestions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any, Protocol

from playground.catalog.narrowing import Offers
from playground.catalog.spec import ModelSpec

# The dialects import these from here.
from playground.dialects.answers import Answer as Answer  # noqa: PLC0414
from playground.dialects.answers import Refusal as Refusal  # noqa: PLC0414
from playground.dialects.errors import WireError
from playground.dialects.policy import ClientPolicy as ClientPolicy  # noqa: PLC0414
from playground.dialects.wire import (
    EnvironmentVariable,
    FilePart,
    JobDescription,
    Outcome,
    Upload,
    WireRequest,
)

type Body = dict[str, Any]

# Longer names are cut before they are compared, which takes quadratic time, or repeated in a message.
LONGEST_NAME = 100

# A fixed table, because `mimetypes` also reads the tables of the machine.
CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}


class DialectDefaults:
    """What most dialects have in common; a dialect overrides what its API does differently."""

    __slots__ = ()

    @property
    def key_prefix(self) -> str:
        """What comes before the key in its header, such as `Bearer `."""
        return ""

    @property
    def key_variable(self) -> str:
        """The environment variable from which printed code reads the key, as the API's own examples call it."""
        return "API_KEY"

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription | None:
        """Return None: printed code only sends the request."""
        return None

    def is_free(self, spec: ModelSpec | None = None) -> bool:
        """Return False: pictures cost something."""
        return False

    def read_offers(self, answer: object) -> Offers | None:
        """Return None: the response to the key test does not say what the server offers."""
        return None

    def write_upload(self, filename: str, *, base_url: str = "", key: str = "") -> Upload | None:
        """Return None: the pictures are part of the request body."""
        return None

    def write_result(self, answer: Answer, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return None: the last response to a poll names the pictures."""
        return None

    def write_cancel(self, id: str, cancel_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return None: a job cannot be cancelled."""
        return None

    def write_webhook(self, request: WireRequest, url: str, *, base_url: str = "") -> WireRequest | None:
        """Return None: the API does not report that a job has ended."""
        return None

    def read_retryable(self, headers: Mapping[str, str]) -> bool | None:
        """Return None: the headers of an error response do not say whether the same request may succeed later."""
        return None


class Dialect(Protocol):
    """The wire format of one public API, both as its client and as its server. No method does any I/O.

    `base_url` has no trailing slash. Without `base_url` and `key`, methods use the API's own address and the
    placeholder from its documentation.
    """

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def base_url(self) -> str: ...
    @property
    def key_header(self) -> str: ...
    @property
    def key_prefix(self) -> str: ...
    @property
    def key_placeholder(self) -> str: ...
    @property
    def key_variable(self) -> str: ...
    @property
    def policy(self) -> ClientPolicy: ...
    @property
    def order(self) -> int:
        """The position of the dialect on the page. Smaller numbers come first."""
        ...

    def is_free(self, spec: ModelSpec | None = None) -> bool:
        """Return whether the pictures of the model, or of every one, cost nothing."""
        ...

    def write_upload(self, filename: str, *, base_url: str = "", key: str = "") -> Upload | None:
        """Return the upload of a picture file, or None if the API takes pictures as Base64 in the request body."""
        ...

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        """Return the request for the params. Nothing is added, and the keys are in documented order."""
        ...

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the spec id and the params, including unknown names, or raise `WireError`."""
        ...

    def write_response(self, outcome: Outcome) -> Body:
        """Return the API's JSON for the outcome of a request."""
        ...

    def write_error(self, error: WireError) -> Body:
        """Return the API's JSON for a refused request. The status and headers are in the error itself."""
        ...

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Read a JSON response. Raise `AnswerError` if a field is missing or the status is unknown."""
        ...

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request that polls a job, or None if the API has no jobs."""
        ...

    def write_result(self, answer: Answer, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request for the pictures of a finished job, or None if its last response names them."""
        ...

    def write_cancel(self, id: str, cancel_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request that cancels a job, or None if the API cannot cancel one."""
        ...

    def write_webhook(self, request: WireRequest, url: str, *, base_url: str = "") -> WireRequest | None:
        """Return the request with the address to report the end of its job to, or None if it cannot have one."""
        ...

    def describe_job(self, spec: ModelSpec, *, base_url: str = "", key: str = "") -> JobDescription | None:
        """Return how printed code follows a request to its pictures, or None if that is not known."""
        ...

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return a free request that answers 401 or 403 to an invalid key, or None if the API has none."""
        ...

    def read_offers(self, answer: object) -> Offers | None:
        """Read the JSON response to the key test: what the server offers, or None if it does not say so.

        Raise `AnswerError` if it is not the response of such a server.
        """
        ...

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Read the body of an error response: parsed JSON, or None if it is not JSON."""
        ...

    def read_retryable(self, headers: Mapping[str, str]) -> bool | None:
        """Return what the headers of an error response say about a repeat, see `Refusal.retryable`.

        Names are in lower case. It counts where `read_refusal` says nothing.
        """
        ...


def tidy_numbers(value: Any) -> Any:  # noqa: ANN401
    """Return the JSON value with every whole float as an integer, so that `4.0` is sent as `4`."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple):
        return [tidy_numbers(item) for item in value]
    if isinstance(value, Mapping):
        return {name: tidy_numbers(item) for name, item in value.items()}
    return value


def order_params(spec: ModelSpec, params: Mapping[str, Any], first: Sequence[str]) -> Body:
    """Return the params: first the names in `first`, then the others in the order of the spec, then unknown names."""
    # A dict, because unlike a set it keeps the order of the names.
    names = dict.fromkeys((*first, *(parameter.name for parameter in spec.parameters), *params))
    return {name: tidy_numbers(params[name]) for name in names if name in params}


def build_url(dialect: Dialect, base_url: str, path: str) -> str:
    return (base_url or dialect.base_url).rstrip("/") + path


def auth_header(dialect: Dialect, key: str) -> tuple[str, str]:
    """Return the header with the key. A key that the code reads from the environment stays a variable."""
    key = key or dialect.key_placeholder
    if isinstance(key, EnvironmentVariable):
        return dialect.key_header, EnvironmentVariable(key, prefix=dialect.key_prefix)
    return dialect.key_header, dialect.key_prefix + key


def file_part(field: str, filename: str) -> FilePart:
    """Return the multipart body for one picture file."""
    return FilePart(field, filename, content_type_of(filename))


def content_type_of(filename: str) -> str:
    """Return the media type that follows from the file extension."""
    return CONTENT_TYPES.get(PurePath(filename).suffix.lower(), "application/octet-stream")


def timestamp(moment: datetime) -> str:
    """Return the time in UTC with milliseconds: `2026-03-27T10:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def near_miss(name: object, names: Iterable[str]) -> str:
    """Return `; did you mean …?` with the closest name, or "" if none is close.

    A vendor prefix is not compared: `flux-2-flex` is close to `black-forest-labs/flux-2-flex`.
    """
    endings = {known.rpartition("/")[2]: known for known in names}
    close = get_close_matches(shorten_name(name).rpartition("/")[2], endings, n=1)
    return f"; did you mean {endings[close[0]]}?" if close else ""


def missing_name(field: str, names: Iterable[str]) -> str:
    return f"{field} is missing: send one of {', '.join(names)}."


def shorten_name(name: object) -> str:
    text = str(name)
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…"


def need_object(body: object, name: str) -> Mapping[str, Any]:
    """Return the value if it is a JSON object, otherwise raise `WireError`."""
    if not isinstance(body, Mapping):
        raise WireError(f"{name} must be a JSON object.", field=name)
    return body
