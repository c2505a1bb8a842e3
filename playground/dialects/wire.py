"""The values that dialects read and write: requests, uploads and outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, Self

from playground.catalog.spec import ModelSpec

# The states of a job, to which each dialect translates the words of its API. The rows have the same in `models.states`.
type JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]


class EnvironmentVariable(str):
    """A header value that the generated code reads from the environment variable of this name, after a prefix."""

    __slots__ = ("prefix",)
    prefix: str

    def __new__(cls, name: str, prefix: str = "") -> Self:
        variable = super().__new__(cls, name)
        variable.prefix = prefix
        return variable


@dataclass(frozen=True, slots=True)
class FilePart:
    """A multipart body with one file. `field` is the name of the form field."""

    field: str
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class UploadReference:
    """A placeholder in a JSON body for the result of an upload, counted from 0."""

    upload: int


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A placeholder in a JSON body for the Base64 text of an input picture, counted from 0.

    With `is_data_url` the text is a URL: `data:image/png;base64,…`.
    """

    picture: int
    filename: str
    is_data_url: bool = False


@dataclass(frozen=True, slots=True)
class SeedVariable:
    """A placeholder in a body for the seed, which differs in each request of a batch."""

    seeds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FormPicture:
    """The file of an input picture, counted from 0, in a form."""

    picture: int
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class FormBody:
    """A multipart body with texts and pictures. A name may have several values, whose order is kept."""

    fields: tuple[tuple[str, str | FormPicture | SeedVariable], ...]


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One HTTP request: a snippet prints it, a remote engine sends it, a test posts it to this server.

    `body` is JSON, with the keys in documented order and perhaps with placeholders for pictures, or one file, or a
    form. The headers of a file and of a form have no content type: the sender chooses the boundary.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: Mapping[str, Any] | FilePart | FormBody | None


def with_fields(request: WireRequest, **fields: object) -> WireRequest | None:
    """Return the request with further fields at the end of its JSON body, or None if it has another body."""
    return replace(request, body={**request.body, **fields}) if isinstance(request.body, Mapping) else None


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that comes before the request. `answer` is the path of its result in the JSON response."""

    request: WireRequest
    answer: tuple[str, ...]


# The names on the way through a JSON response. `EACH` stands for every item of a list.
type JsonPath = tuple[str, ...]
EACH = "*"


@dataclass(frozen=True, slots=True)
class HeldRequest:
    """How the same request is sent so that its response comes only when the picture is finished.

    `url` replaces the beginning `instead_of` of the request's address, and `headers` are added to it. With `has_result`
    the response is the one that otherwise comes from the job's `result_url`; without, it is the job, which may still be
    unfinished.
    """

    url: str = ""
    instead_of: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    has_result: bool = False

    def read_address(self, url: str) -> str:
        """Return where the request with this address is sent."""
        return self.url + url.removeprefix(self.instead_of) if self.url else url


@dataclass(frozen=True, slots=True)
class JobDescription:
    """How a program gets from the response to a request to its pictures, as data from which snippets print code.

    The job is polled with GET at the address that the response has at `poll_url`. If it names only the job, `poll_url`
    is empty, and what it has at `id` replaces `{id}` in `poll_address`. Without either the API is synchronous: its
    first response is that of a finished job. `headers`, usually with the key, go with every request for the job and
    its result, but not with the download of a picture. `pause` is the time between two polls in seconds.

    `status` is where the job says its state: a word of `done`, a word of `failed`, or any other while it is worked on.
    If it is empty, every response with status 2xx is that of a finished job. `result_url` is where the response to the
    request names a further address that has the pictures of a finished job.

    `pictures` is where the last response has the addresses of the pictures, or with `is_base64` their Base64 texts;
    `extension` is then that of their files, unless the request names the format.
    `error` is where a failed job has its message, and `refused` is where a finished one says `true` if its picture was
    withheld because of its content. `held` is set if the API can also hold the request until the picture is finished.
    If it does so of itself, `at_once` has what the body says in addition for a response at once.
    """

    pictures: JsonPath
    is_base64: bool = False
    extension: str = ".png"
    status: JsonPath = ()
    done: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    error: JsonPath = ()
    refused: JsonPath = ()
    poll_url: JsonPath = ()
    id: JsonPath = ()
    poll_address: str = ""
    result_url: JsonPath = ()
    headers: tuple[tuple[str, str], ...] = ()
    pause: float = 2
    held: HeldRequest | None = None
    at_once: tuple[tuple[str, Any], ...] = ()

    @property
    def is_polled(self) -> bool:
        return bool(self.poll_url or self.poll_address)


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """The uploads, in order, and the request that uses their results; `times` says how often it is sent.

    With a `SeedVariable` in its body the request is sent once for each of the seeds. `remarks` are sentences that a
    snippet prints as comments, such as where a picture comes from that its reader does not have yet. `job` describes
    how code follows the request to its pictures, or is None if that is not known. `extension` is that of their files,
    such as `.png`, or "" if the API chooses it. `saves_as` is the file's name if the response is a picture, not JSON.
    """

    uploads: tuple[Upload, ...]
    request: WireRequest
    times: int = 1
    remarks: tuple[str, ...] = ()
    job: JobDescription | None = None
    extension: str = ""
    saves_as: str = ""


@dataclass(frozen=True, slots=True)
class ResultLink:
    """The links to a finished picture: its path on the server, its URL, and a signed URL that expires."""

    path: str
    url: str
    temporary_url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state and results of a request, independent of a dialect: the input of `write_response`."""

    id: str
    spec: ModelSpec
    params: Mapping[str, Any]
    status: JobStatus
    progress: int
    created: datetime
    completed: datetime | None
    results: tuple[ResultLink, ...]
    error: str
    cost: float
