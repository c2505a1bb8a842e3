"""The bases of the errors that a person can understand.

SentenceError                 `sentence` says what is wrong and what to do
├── SubmissionRefused         this server does not take the request; views show it at a field or as a status
├── DiskFull, TooBusy, NotAllowed, InvalidKey, KeyUnavailable, KeyReused, NotFetched, BackupRefused, PresetRefused
├── PictureError              in `imaging`
├── DialectError              in `dialects`
├── EngineError               in `engines`
└── OutboundError             in `outbound`
"""

from typing import ClassVar


class SentenceError(Exception):
    """An error with a sentence that is shown to a person as it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class SubmissionRefused(SentenceError):
    """A request for pictures is refused before anything is stored.

    `field` is the parameter that is wrong, or "". `status` is the HTTP status that an API answers with. `retry_after`
    is the number of seconds after which another attempt can succeed, or None.
    """

    field: str = ""
    status: ClassVar[int] = 422
    retry_after: int | None = None
