"""The errors of the dialects.

DialectError
├── WireError     a request that this server refuses
└── AnswerError   a response of an external API that cannot be read
"""

from collections.abc import Mapping, Sequence
from typing import Any

from playground.errors import SentenceError


class DialectError(SentenceError):
    """A message does not follow the dialect. `sentence` explains the error to a person."""


class WireError(DialectError):
    """This server refuses a request.

    `status` and `headers` are those of the response. `code` is the dialect's own error code, or "". `field` is the
    path of the wrong key, or "" if no single key is wrong. `details` maps paths to messages if there are several.
    """

    def __init__(
        self,
        sentence: str,
        *,
        status: int = 400,
        code: str = "",
        field: str = "",
        details: Mapping[str, Sequence[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code
        self.field = field
        self.details = details or ({field: [sentence]} if field else {})
        self.headers = headers or {}


class AnswerError(DialectError):
    """A field of a response is missing or has a value that the dialect does not know.

    `job` is the API's id of the job that the response is about, or "".
    """

    def __init__(self, sentence: str, *, job: str = "") -> None:
        super().__init__(sentence)
        self.job = job


def write_detail(error: WireError) -> dict[str, Any]:
    """Return the error as FastAPI does: a message or, for a 422, a list of messages with their places."""
    if error.status != 422:
        return {"detail": error.sentence}
    details = error.details or {"": [error.sentence]}
    places = [(path, message) for path, messages in details.items() for message in messages]
    return {"detail": [{"loc": ["body", *path.split(".")], "msg": message} for path, message in places]}
