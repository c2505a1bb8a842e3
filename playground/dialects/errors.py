"""What can go wrong with a wire format.

DialectError
├── WireError     a request that this server refuses
└── AnswerError   an answer of a foreign server that cannot be read
"""

from collections.abc import Mapping, Sequence


class DialectError(Exception):
    """Something on the wire does not fit the dialect; `sentence` says what, in plain words."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class WireError(DialectError):
    """A request to this server that is refused.

    `status` is the HTTP status of the answer, `code` the dialect's own code for the error ("" where it has none),
    `field` the path of the key that is wrong ("" where no single key is), `details` what is wrong by path where it is
    more than one thing, `headers` what the answer carries besides.
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
    """An answer in which a field is missing or says something that the dialect does not know."""
