"""What a dialect is, and what all of them share: the order of keys, plain numbers, uploads, near misses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any, Protocol

from playground.catalog.spec import ModelSpec
from playground.dialects.errors import WireError
from playground.dialects.wire import FilePart, Outcome, Status, Upload, WireRequest

type Body = dict[str, Any]

# Longer names are cut before they are compared or repeated in a sentence.
LONGEST_NAME = 100

CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a foreign server answered, in no API's words.

    `progress` runs from 0 to 100, or is None where the API tells none; `urls` are absolute addresses of the finished
    pictures, in order; `error` is the API's own sentence, "" where nothing failed; `refused` says that it failed for
    its content. `poll_url` is where the API says to ask on, "" where it says nothing. `seed` and `prompt` are what it
    says it used in the end, `cost` what it says it took, in its own credits; None and "" where it does not say.
    `unknown_job` says that what failed is not the picture: the job that was asked after is not known there.
    """

    id: str
    status: Status
    progress: int | None
    urls: tuple[str, ...]
    error: str
    refused: bool = False
    poll_url: str = ""
    seed: int | None = None
    prompt: str = ""
    cost: float | None = None
    unknown_job: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an error answer of a foreign server says: its own sentence, "" where none can be read, and why.

    `content` says that the prompt or a picture was refused for its content; `unknown_job` that the job that was asked
    after is not known there.
    """

    sentence: str
    content: bool = False
    unknown_job: bool = False


@dataclass(frozen=True, slots=True)
class Manners:
    """How the API wants to be treated by its clients.

    `domain` is the one under which, and nowhere else, a key is sent to an address that an answer names;
    `idempotency_header` makes a repeat of a request safe, "" where there is none; `first_poll` and `slowest_poll` are
    the seconds between two questions after a job, growing from one to the other, `patience` how long a job is asked
    after; `timeout` how long one request may take until its answer is there; `credit` is what one unit of `Answer.cost`
    is called.
    """

    domain: str
    idempotency_header: str = ""
    first_poll: float = 2.0
    slowest_poll: float = 5.0
    patience: float = 600.0
    timeout: float = 120.0
    credit: str = "credits"


class Dialect(Protocol):
    """The wire format of one public API, as its client and as its server. Pure: no verb does any I/O.

    `base_url` carries no slash at its end; where a verb is given no `base_url` or `key`, it takes the API's own
    address and the placeholder of the documents.
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
    def key_placeholder(self) -> str: ...
    @property
    def manners(self) -> Manners: ...
    @property
    def order(self) -> int:
        """Its place among the dialects on the page: smaller numbers come first."""
        ...

    def write_upload(self, filename: str, *, base_url: str = "", key: str = "") -> Upload | None:
        """Return the upload of a picture file; None where pictures travel in the request's body, in Base64."""
        ...

    def write_request(
        self, spec: ModelSpec, params: Mapping[str, Any], *, base_url: str = "", key: str = ""
    ) -> WireRequest:
        """Return the request for the params: nothing but what they hold, in the documents' order."""
        ...

    def read_request(self, request: WireRequest, specs: Iterable[ModelSpec]) -> tuple[str, Body]:
        """Return the id of the spec that is asked for and the params, unknown names among them; raise `WireError`."""
        ...

    def write_response(self, outcome: Outcome) -> Body:
        """Return the JSON in which the API tells what became of the request."""
        ...

    def write_error(self, error: WireError) -> Body:
        """Return the JSON in which the API refuses a request; status and headers are in the error itself."""
        ...

    def read_response(self, answer: object, *, base_url: str = "") -> Answer:
        """Return what a JSON answer says; raise `AnswerError` where a field is missing or a status is unknown."""
        ...

    def write_poll(self, id: str, poll_url: str, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return the request that asks after a job; None where the API knows no jobs."""
        ...

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest | None:
        """Return a request that costs nothing and that a bad key gets 401 or 403 for; None where there is none."""
        ...

    def read_refusal(self, status: int, body: object) -> Refusal:
        """Return what the body of an error answer says: parsed JSON, or None where it was none."""
        ...


def plain(value: Any) -> Any:  # noqa: ANN401
    """Return the JSON value with every whole float as an integer, so that `4.0` goes out as `4`."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return value


def in_order(spec: ModelSpec, params: Mapping[str, Any], first: Sequence[str]) -> Body:
    """Return the params with the names in `first` leading, then those of the spec in its order, then the unknown."""
    names = dict.fromkeys((*first, *(parameter.name for parameter in spec.parameters), *params))
    return {name: plain(params[name]) for name in names if name in params}


def address_of(dialect: Dialect, base_url: str, path: str) -> str:
    """Return the path under `base_url`, or under the API's own address where that is ""."""
    return (base_url or dialect.base_url).rstrip("/") + path


def key_line(dialect: Dialect, key: str) -> tuple[str, str]:
    """Return the header that carries the key, or the placeholder of the documents where there is none."""
    return dialect.key_header, key or dialect.key_placeholder


def file_part(field: str, filename: str) -> FilePart:
    """Return the multipart body for one picture file, its type taken from the end of its name."""
    content_type = CONTENT_TYPES.get(PurePath(filename).suffix.lower(), "application/octet-stream")
    return FilePart(field, filename, content_type)


def timestamp(moment: datetime) -> str:
    """Return the moment in UTC with milliseconds, `2026-03-27T10:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def near_miss(name: object, names: Iterable[str]) -> str:
    """Return `; did you mean …?` with the closest of the names, or "" where none is close.

    What stands before a slash is not compared: `flux-2-flex` is close to `black-forest-labs/flux-2-flex`.
    """
    endings = {known.rpartition("/")[2]: known for known in names}
    close = get_close_matches(shortened(name).rpartition("/")[2], endings, n=1)
    return f"; did you mean {endings[close[0]]}?" if close else ""


def shortened(name: object) -> str:
    """Return a name that somebody sent, short enough for a sentence."""
    text = str(name)
    return text if len(text) <= LONGEST_NAME else text[:LONGEST_NAME] + "…"


def need_object(body: object, name: str) -> Mapping[str, Any]:
    """Return the JSON object, or raise `WireError` naming it."""
    if not isinstance(body, Mapping):
        raise WireError(f"{name} must be a JSON object.", field=name)
    return body
