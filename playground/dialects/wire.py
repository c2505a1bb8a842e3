"""The values that dialects read and write: requests, uploads and outcomes."""

from collections.abc import Mapping
from dataclasses import dataclass
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
    form. The headers of a file and of a form have no content type: whoever sends them chooses the boundary.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: Mapping[str, Any] | FilePart | FormBody | None


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that comes before the request. `answer` is the path of its result in the JSON response."""

    request: WireRequest
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """The uploads, in order, and the request that uses their results; `times` says how often it is sent.

    With a `SeedVariable` in its body the request is sent once for each of the seeds. `remarks` are sentences that a
    snippet prints as comments, such as where a picture comes from that its reader does not have yet.
    """

    uploads: tuple[Upload, ...]
    request: WireRequest
    times: int = 1
    remarks: tuple[str, ...] = ()


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
