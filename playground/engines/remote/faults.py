"""Turns every network error and every error status of an API into a fault with a sentence."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from playground.dialects.base import Refusal
from playground.engines.base import describe_job
from playground.engines.errors import (
    BadAnswer,
    Busy,
    EngineError,
    Failed,
    Interrupted,
    KeyRefused,
    Lost,
    NoCredits,
    NotConnected,
    Refused,
    Rejected,
    RemoteFault,
    ServerFailed,
    TimedOut,
)
from playground.engines.remote.session import ApiCall, ApiSession, Purpose
from playground.outbound.errors import ForbiddenAddress, Unresolvable

# After these faults nothing was paid for, unless an earlier try was.
UNPAID = (NotConnected, Busy, KeyRefused, NoCredits, Rejected)

TOO_EARLY = 425
# Why no address could be connected to.
UNFOUND = (ForbiddenAddress, Unresolvable, socket.gaierror, UnicodeError)

WAIT = "Try again in a few minutes."
CHARGED = "The picture may have been charged"
CHANGE_CONTENT = "Change the prompt or the pictures."
TELL_ADMINISTRATOR = "Tell the administrator of this server."

# The purposes of requests that are not accepted while an API is over capacity.
SENDING: frozenset[Purpose] = frozenset({"upload", "send", "send again"})

type Meaning = tuple[type[RemoteFault], str, str]

# What a status means: the fault, the cause, the advice. First by the purpose of the request, then for any purpose.
UPLOADS: dict[int, Meaning] = {
    413: (Rejected, "An input picture is too large for {title}", "Use a smaller one."),
}
POLLS: dict[int, Meaning] = {
    404: (Lost, "{title} no longer has this job", "Try again."),
    410: (Lost, "{title} no longer has this job", "Try again."),
}
SENDS: dict[int, Meaning] = {
    404: (Rejected, "{title} has no such model or address", "Choose another model."),
    409: (Rejected, "{title} already received this request with different content", WAIT),
    413: (Rejected, "The request is too large for {title}", "Use smaller or fewer pictures."),
}
STATUSES: dict[Purpose, tuple[dict[int, Meaning], Meaning]] = {
    "upload": (UPLOADS, (Rejected, "{title} did not accept an input picture", "Use another one.")),
    "poll": (POLLS, (Rejected, "{title} does not report the state of the picture", "Try again.")),
    # Everything else in place of a result is the error of the job.
    "result": (POLLS, (Rejected, "{title} does not name the finished picture", "Try again.")),
    "send": (
        SENDS,
        (Rejected, "{title} did not accept this request", "Change the settings, or choose another model."),
    ),
}
ANY: dict[int, Meaning] = {
    408: (TimedOut, "{title} waited too long for the request", WAIT),
    429: (Busy, "{title} is receiving too many requests at the moment", WAIT),
}


def make_fault(
    kind: type[RemoteFault],
    cause: str,
    advice: str,
    call: ApiCall,
    *,
    status: int | None = None,
    retry_after: float | None = None,
    permanent: bool | None = None,
) -> RemoteFault:
    """Return the fault with its sentence: the cause, whether the picture may have been charged, what to do.

    It may have been charged where the request can have arrived and no answer says otherwise. Then the advice is to look
    first, instead of trying again.
    """
    # With 409 the API says that it knows the idempotency key, so an earlier request has arrived.
    is_unpaid = issubclass(kind, UNPAID) and status != 409
    may_be_charged = call.may_be_charged or (call.purpose == "send" and not is_unpaid)
    # At a server that somebody runs themselves the picture may still be made, but it costs nothing.
    if may_be_charged and not call.api.is_free:
        advice = _look(call.api) if advice.startswith("Try") else f"{advice} {CHARGED}.".lstrip()
    elif kind is NotConnected and call.purpose == "send":
        advice = f"Nothing was charged. {advice}"
    # With its id the person finds the job among those of the account.
    where = describe_job(call.api.quote(call.job)) if may_be_charged else ""
    sentence = " ".join(part for part in (cause, advice, where) if part)
    return kind(sentence, status=status, retry_after=retry_after, may_be_charged=may_be_charged, permanent=permanent)


def read_network_error(error: Exception, call: ApiCall, seconds: float) -> RemoteFault:
    """Return the fault for an error of httpx or the system; `seconds` is how long the answer was allowed to take."""
    title = call.api.title
    # This comes first, since ConnectTimeout is also a TimeoutException. Before a connection exists nothing can be
    # charged.
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol | httpx.ProxyError):
        return _not_connected(error, call)
    # A host name that cannot be encoded for DNS raises a UnicodeError.
    if isinstance(error, socket.gaierror | UnicodeError):
        return _not_connected(error, call)
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return make_fault(TimedOut, f"{title} did not answer within {seconds:g} seconds.", WAIT, call)
    if isinstance(error, httpx.ProtocolError | httpx.DecodingError):
        return make_fault(Interrupted, f"{title} sent an incomplete or invalid response.", WAIT, call)
    return make_fault(Interrupted, f"The connection to {title} was lost before the answer was complete.", WAIT, call)


def read_status(status: int, refusal: Refusal, call: ApiCall, retry_after: float | None = None) -> EngineError:
    """Return the error for an answer whose status is not 2xx."""
    api = call.api
    said = _said(api, refusal.sentence)
    # APIs use several statuses for refused content, so what the dialect reads in the body counts first.
    if refusal.content and 400 <= status < 500:
        cause = f"{api.title} refused the content of this request ({status}).{said}"
        return _fail_job(Refused, f"{cause} {CHANGE_CONTENT}", api)
    if status in {401, 403}:
        cause = f"{api.key_name} was refused by {api.title} ({status}): {api.key_advice}."
        if not api.account.key:
            cause = f"{api.title} requires a key ({status}): enter one under Keys."
        return make_fault(KeyRefused, cause + (said if status == 403 else ""), "", call, status=status)
    if status == 402:
        return make_fault(
            NoCredits, f"{api.account_name} has no credits left (402).{said}", _top_up(api), call, status=402
        )
    # Redirects are not followed, because they would send the key to another address.
    if status < 400:
        cause = f"{api.title} answered with {status} instead of a result. Its address may be wrong."
        return make_fault(BadAnswer, cause, _correct_address(call.api), call, status=status, permanent=True)
    if call.purpose == "result" and _is_answer_of_model(status, refusal):
        return read_failure(refusal.sentence, refusal.content, api)
    kind, cause, advice = _meaning(status, refusal, call.purpose)
    cause = f"{cause.format(title=api.title)} ({status}).{said}"
    permanent = _is_permanent(refusal)
    return make_fault(kind, cause, advice, call, status=status, retry_after=retry_after, permanent=permanent)


def _is_answer_of_model(status: int, refusal: Refusal) -> bool:
    """Whether an error in place of a result is that of the job, which ended without a picture."""
    # The picture exists or existed: it may not have reached every machine there yet, or is no longer kept.
    if status in POLLS:
        return False
    if status >= 500:
        # A gateway has errors of its own. An API that says whether a repeat is useful speaks of the job.
        return refusal.retryable is not None
    return status not in ANY and status != TOO_EARLY


def _is_permanent(refusal: Refusal) -> bool | None:
    """Return what the API says about repeating the request; None where the kind of fault decides.

    It never makes a paid request repeatable that may have arrived: `retries.is_unpaid` asks for the kind, too.
    """
    return None if refusal.retryable is None else not refusal.retryable


def _meaning(status: int, refusal: Refusal, purpose: Purpose) -> Meaning:
    # A poll with the same status says nothing about the request.
    if refusal.unsent and purpose in SENDING:
        return ANY[429]
    if status >= 500:
        return ServerFailed, "{title} had an internal error", WAIT
    # What is sent again has the same meanings as what is sent first.
    by_purpose, other = STATUSES.get(purpose, STATUSES["send"])
    # Not every API answers 404 for a job that it does not know.
    if purpose == "poll" and refusal.unknown_job:
        return POLLS[404]
    return ANY.get(status) or by_purpose.get(status, other)


def read_failure(
    error: str, is_refused: bool, api: ApiSession, explanation: str = "", cost: float | None = None
) -> EngineError:
    """Return the error for a job that the API accepted and could not finish.

    `error` is its own sentence, and `explanation` is what this server says where it has none. `cost` is what it said
    that it charged.
    """
    said = _said(api, error) or f" {explanation}".rstrip()
    if is_refused:
        return _fail_job(Refused, f"{api.title} refused the content of this request.{said} {CHANGE_CONTENT}", api, cost)
    sentence = f"{api.title} could not make the picture.{said} Change your settings, or try again."
    return _fail_job(Failed, sentence, api, cost)


def _fail_job(kind: type[EngineError], sentence: str, api: ApiSession, cost: float | None = None) -> EngineError:
    """Return the error with what the API said that it charged, or else what its documents say."""
    is_free = cost is None and not api.dialect.policy.charges_failures
    failure = kind(f"{sentence} Nothing was charged." if is_free else sentence)
    failure.cost = 0 if is_free else cost
    return failure


def lost_job(call: ApiCall) -> RemoteFault:
    """Return the fault for a 2xx answer in which the API says that it does not know the job."""
    kind, cause, advice = POLLS[404]
    return make_fault(kind, f"{cause.format(title=call.api.title)}.", advice, call)


def unreadable(what: str, call: ApiCall, status: int = 200, kind: type[BadAnswer] = BadAnswer) -> RemoteFault:
    """Return the fault for an answer that cannot be read; `what` is a sentence that describes it."""
    return make_fault(kind, what, WAIT, call, status=status)


def lost_result(what: str, call: ApiCall, *, permanent: bool, status: int | None = None) -> RemoteFault:
    """Return the fault for a picture that was made but cannot be read; `what` ends the first sentence."""
    cause = f"{call.api.title} made the picture, but {what}"
    return make_fault(Lost, cause, "Try again.", call, status=status, permanent=permanent)


def _said(api: ApiSession, sentence: str) -> str:
    return f" It says: “{api.quote(sentence)}”" if sentence else ""


def _look(api: ApiSession) -> str:
    if api.account.whose == "own":
        return f"{CHARGED}: check your account at {api.title} before you try again."
    return f"{CHARGED} to this server: {WAIT[0].lower()}{WAIT[1:]}"


def _correct_address(api: ApiSession) -> str:
    if api.account.reach == "configured":
        return TELL_ADMINISTRATOR
    return "Check its address under Keys."


def _top_up(api: ApiSession) -> str:
    if api.account.whose == "own":
        return f"Top it up at {api.title}, then run this again."
    return "Tell the administrator of this server, or enter a key of your own under Keys."


def _not_connected(error: Exception, call: ApiCall) -> RemoteFault:
    title, host = call.api.title, call.api.base.host
    # httpx wraps the errors of httpcore, which wrap those of the system.
    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        cause = f"The secure connection to {title} failed: the certificate or TLS version of {host} was not accepted."
        return make_fault(NotConnected, cause, _correct_address(call.api), call, permanent=True)
    if call.api.account.reach != "configured" and any(isinstance(cause, UNFOUND) for cause in causes):
        # One sentence for unknown names and for names in this server's own network, and the same number of tries:
        # otherwise people could find out which internal names exist.
        cause = f"{title} cannot be reached: {host} was not found, or its address is not allowed."
        return make_fault(NotConnected, cause, _correct_address(call.api), call, permanent=True)
    if any(isinstance(cause, socket.gaierror | UnicodeError) for cause in causes):
        cause = f"{title} cannot be reached: the host name {host} was not found."
    elif isinstance(error, httpx.ConnectTimeout):
        seconds = call.api.timeouts.connect
        cause = f"{title} cannot be reached: {host} did not accept the connection within {seconds:g} seconds."
    else:
        cause = f"{title} cannot be reached: {host} refused the connection."
    return make_fault(NotConnected, cause, WAIT, call)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error, its cause, the cause of that, and so on."""
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__ or current.__context__
