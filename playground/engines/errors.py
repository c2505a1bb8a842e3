"""What can go wrong in an engine.

EngineError
├── Refused           the content was refused; asking again the same way will not help
├── Failed            the engine could not do it
├── Cancelled         the person asked to stop
└── RemoteFault       a public API did not deliver
    ├── KeyRefused    the key opens nothing there: 401, 403
    ├── NoCredits     the account has nothing left to pay with: 402
    ├── Rejected      the request itself is not taken: 400, 404, 409, 413, 422 and their like
    ├── Busy          too many requests: 429
    ├── Unreachable   no connection came about: name, network, TLS
    ├── TimedOut      no whole answer came in time
    ├── Interrupted   the connection broke off once the request was on its way
    ├── ServerFailed  the API itself failed: 5xx
    ├── BadAnswer     what came cannot be read
    └── Lost          the job or the finished picture is not there any more
"""


class EngineError(Exception):
    """A generation that did not become a picture.

    `sentence` says to the person in plain words what happened and what to do; `permanent` that a repeat of the same
    request would end the same way.
    """

    code = "engine"
    permanent = False

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(EngineError):
    """The prompt or a picture was refused for its content."""

    code = "refused"
    permanent = True


class Failed(EngineError):
    """The engine could not finish the work."""

    code = "failed"


class Cancelled(EngineError):
    """The person cancelled while the engine was at work."""

    code = "cancelled"


class RemoteFault(EngineError):
    """A public API did not deliver.

    `status` is that of its answer, None where none came; `retry_after` the seconds that it asked to be left alone;
    `may_be_charged` says that the picture may have been paid for all the same; `tries` how often the step that failed
    was tried; `urls` where pictures lie that were made and could not be fetched.
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
        if permanent is not None:
            self.permanent = permanent


class KeyRefused(RemoteFault):
    """The key was refused, or cannot be one."""

    code = "key"
    permanent = True


class NoCredits(RemoteFault):
    """The account behind the key has no credits left."""

    code = "credits"
    permanent = True


class Rejected(RemoteFault):
    """The API does not take this request."""

    code = "rejected"
    permanent = True


class Busy(RemoteFault):
    """The API takes no more requests for now."""

    code = "busy"


class Unreachable(RemoteFault):
    """The request was never sent, since no connection came about."""

    code = "unreachable"


class TimedOut(RemoteFault):
    """No whole answer came in time."""

    code = "timeout"


class Interrupted(RemoteFault):
    """The connection broke off before the answer was whole."""

    code = "interrupted"


class ServerFailed(RemoteFault):
    """The API answered that it failed itself."""

    code = "server"


class BadAnswer(RemoteFault):
    """The API answered something that cannot be read as an answer."""

    code = "answer"


class Lost(RemoteFault):
    """The job is not known there any more, or its picture cannot be had."""

    code = "lost"
    permanent = True
