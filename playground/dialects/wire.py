"""What goes over the wire: one request, the uploads before it, and what became of it. Pure values, no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from playground.catalog.spec import ModelSpec

type Status = Literal["queued", "running", "done", "failed", "cancelled"]


class EnvironmentVariable(str):
    """A header's value that is not written down: whoever runs the request has it in the variable of this name."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class FilePart:
    """A multipart body with one file: the form field's name, and the file's name and type."""

    field: str
    filename: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Stands in a JSON body for the answer of the upload at that place in the plan."""

    upload: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """Stands in a JSON body for the Base64 text of the input picture at that place, counted from 0."""

    picture: int
    filename: str


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One HTTP request: a snippet prints it, a remote engine sends it, a test posts it to this server.

    `body` is JSON (in the documents' order of keys, perhaps with `Slot`s and `Encoded` pictures) or one file.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: Mapping[str, Any] | FilePart | None


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload that comes before the request; `answer` is the path in its JSON answer to what a `Slot` stands for."""

    request: WireRequest
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """The uploads, in order, and the request that uses their answers."""

    uploads: tuple[Upload, ...]
    request: WireRequest


@dataclass(frozen=True, slots=True)
class ResultLink:
    """A finished picture on the wire: its path under the server's root, its bare URL and a signed, expiring one."""

    path: str
    url: str
    temporary_url: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request, in no API's words: what `write_response` puts into a dialect's own."""

    id: str
    spec: ModelSpec
    params: Mapping[str, Any]
    status: Status
    progress: int
    created: datetime
    completed: datetime | None
    results: tuple[ResultLink, ...]
    error: str
    cost: float
