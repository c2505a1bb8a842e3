"""What can go wrong in an engine.

EngineError
├── Refused           the content was refused; the same request would be refused again
├── Failed            the engine could not make the picture
├── Cancelled         the person cancelled
└── RemoteFault       a public API did not deliver
    ├── KeyRefused    the key was refused: 401, 403
    ├── NoCredits     the account has no credits left: 402
    ├── Rejected      the request was refused: 400, 404, 409, 413, 422 and similar
    ├── Busy          too many requests: 429
    ├── NotConnected  no connection could be opened: name, network, TLS
    ├── TimedOut      no complete answer came in time
    ├── Interrupted   the connection was lost after the request was sent
    ├── ServerFailed  the API had an internal error: 5xx
    ├── BadAnswer     the answer cannot be read
    │   └── Undocumented  it is JSON, but not what the API documents
    └── Lost          the job or the finished picture is no longer there
"""

from playground.errors import SentenceError


class EngineError(SentenceError):
    """The engine made no picture.

    `sentence` tells the person what happened and what to do. `permanent` means that the same request would fail again.
    `cost` is what the API said that it charged nevertheless, in its own unit, None if it said nothing.
    """

    code = "engine"
    permanent = False
    cost: float | None = None


class Refused(EngineError):
    """The content of the prompt or of a picture was refused."""

    code = "refused"
    permanent = True


class Failed(EngineError):
    """The engine could not make the picture."""

    code = "failed"


class Cancelled(EngineError):
    """The person cancelled while the engine was working."""

    code = "cancelled"


class RemoteFault(EngineError):
    """A public API did not deliver.

    `status` is the HTTP status, None where no answer came. `retry_after` is the pause in seconds that the API asked
    for. `may_be_charged` means that the picture may have been paid for. `tries` is how often the failed step was tried.
    `urls` are the addresses of pictures that were made, but could not be downloaded.
    """

    code = "remote"

    def __init__(
        self,
        sentence: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        may_be_charged: bool = False,
        permanent: bool | None = None,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.retry_after = retry_after
        self.may_be_charged = may_be_charged
        self.tries = 1
        self.urls: tuple[str, ...] = ()
        # One kind of fault can be either: a refused certificate stays refused, a server that restarts comes back.
        if permanent is not None:
            self.permanent = permanent


class KeyRefused(RemoteFault):
    """The key was refused, or is not valid."""

    code = "key"
    permanent = True


class NoCredits(RemoteFault):
    """The account of the key has no credits left."""

    code = "credits"
    permanent = True


class Rejected(RemoteFault):
    """The API refused the request."""

    code = "rejected"
    permanent = True


class Busy(RemoteFault):
    """The API is receiving too many requests."""

    code = "busy"


class NotConnected(RemoteFault):
    """The request was not sent, since no connection could be opened."""

    code = "unreachable"


class TimedOut(RemoteFault):
    """No complete answer came in time."""

    code = "timeout"


class Interrupted(RemoteFault):
    """The connection was lost before the answer was complete."""

    code = "interrupted"


class ServerFailed(RemoteFault):
    """The API answered with an internal error."""

    code = "server"


class BadAnswer(RemoteFault):
    """The answer of the API cannot be read."""

    code = "answer"


class Undocumented(BadAnswer):
    """The answer is JSON, but not what the API documents, such as a finished job without a picture."""


class Lost(RemoteFault):
    """The API no longer has the job, or its picture cannot be downloaded."""

    code = "lost"
    permanent = True
