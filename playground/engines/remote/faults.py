"""The border: every error of the network and every status of an API becomes a fault with a sentence of its own."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from playground.dialects.base import Refusal
from playground.engines.errors import (
    BadAnswer,
    Busy,
    EngineError,
    Failed,
    Interrupted,
    KeyRefused,
    Lost,
    NoCredits,
    Refused,
    Rejected,
    RemoteFault,
    ServerFailed,
    TimedOut,
    Unreachable,
)
from playground.engines.remote.session import Api, Call, Step

# Faults after which nothing was paid for, unless an earlier try was.
UNPAID = (Unreachable, Busy, KeyRefused, NoCredits, Rejected)

WAIT = "Try again in a few minutes."
CHARGED = "The picture may have been charged"

type Meaning = tuple[type[RemoteFault], str, str]

# What a status means: the kind, the cause, the advice; by what the request was for, then for any.
UPLOADS: dict[int, Meaning] = {
    413: (Rejected, "An input picture is too large for {title}", "Use a smaller one."),
}
POLLS: dict[int, Meaning] = {
    404: (Lost, "{title} does not know this job any more", "Try again."),
    410: (Lost, "{title} does not know this job any more", "Try again."),
}
SENDS: dict[int, Meaning] = {
    404: (Rejected, "{title} knows no such model or address", "Choose another model."),
    409: (Rejected, "{title} has had this request before, with other content", WAIT),
    413: (Rejected, "The request is too large for {title}", "Use smaller or fewer pictures."),
}
STATUSES: dict[Step, tuple[dict[int, Meaning], Meaning]] = {
    "upload": (UPLOADS, (Rejected, "{title} does not take an input picture", "Use another one.")),
    "poll": (POLLS, (Rejected, "{title} does not say what became of the picture", "Try again.")),
    "send": (SENDS, (Rejected, "{title} does not take this request", "Change what it names, or choose another model.")),
}
ANY: dict[int, Meaning] = {
    408: (TimedOut, "{title} waited too long for the request", WAIT),
    429: (Busy, "{title} takes no more requests at the moment", WAIT),
}


def make_fault(
    kind: type[RemoteFault],
    cause: str,
    advice: str,
    call: Call,
    *,
    status: int | None = None,
    retry_after: float | None = None,
    permanent: bool | None = None,
) -> RemoteFault:
    """Return the fault with its sentence: the cause, whether the picture may have been charged, what to do.

    It may have been charged where the request can have arrived and no answer says otherwise; advice to try again then
    gives way to looking first.
    """
    is_unpaid = issubclass(kind, UNPAID) and status != 409
    may_be_charged = call.may_be_charged or (call.step == "send" and not is_unpaid)
    if may_be_charged:
        advice = _look(call.api) if advice.startswith("Try") else f"{advice} {CHARGED}.".lstrip()
    elif kind is Unreachable and call.step == "send":
        advice = f"Nothing was charged. {advice}"
    sentence = f"{cause} {advice}".strip()
    return kind(sentence, status=status, retry_after=retry_after, may_be_charged=may_be_charged, permanent=permanent)


def read_network_error(error: Exception, call: Call, seconds: float) -> RemoteFault:
    """Return the fault for what httpx, or the system under it, raised; `seconds` is how long an answer may take."""
    title = call.api.title
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol | httpx.ProxyError):
        return _not_connected(error, call)
    if isinstance(error, socket.gaierror | UnicodeError):
        return _not_connected(error, call)
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return make_fault(TimedOut, f"{title} gave no whole answer within {seconds:g} seconds.", WAIT, call)
    if isinstance(error, httpx.ProtocolError | httpx.DecodingError):
        return make_fault(Interrupted, f"{title} broke off its answer, or what came was no HTTP.", WAIT, call)
    return make_fault(Interrupted, f"The connection to {title} broke off before the answer was whole.", WAIT, call)


def read_status(status: int, refusal: Refusal, call: Call, retry_after: float | None = None) -> EngineError:
    """Return the error for an answer that is no success."""
    api = call.api
    said = _said(api, refusal.sentence)
    if refusal.content and 400 <= status < 500:
        return Refused(f"{api.title} refused this for its content ({status}).{said} Change the prompt or the pictures.")
    if status in {401, 403}:
        cause = f"{api.key_name} was refused by {api.title} ({status}): {api.key_advice}."
        return make_fault(KeyRefused, cause + (said if status == 403 else ""), "", call, status=status)
    if status == 402:
        return make_fault(
            NoCredits, f"{api.account_name} has no credits left (402).{said}", _top_up(api), call, status=402
        )
    if status < 400:
        cause = f"{api.title} answered with {status} where a result was due: its address may be wrong."
        return make_fault(BadAnswer, cause, "Tell whoever runs this server.", call, status=status, permanent=True)
    kind, cause, advice = _meaning(status, refusal, call.step)
    cause = f"{cause.format(title=api.title)} ({status}).{said}"
    return make_fault(kind, cause, advice, call, status=status, retry_after=retry_after)


def _meaning(status: int, refusal: Refusal, step: Step) -> Meaning:
    if status >= 500:
        return ServerFailed, "{title} failed on its side", WAIT
    by_step, other = STATUSES.get(step, STATUSES["send"])
    if step == "poll" and refusal.unknown_job:
        return POLLS[404]
    return ANY.get(status) or by_step.get(status, other)


def read_failure(error: str, is_refused: bool, api: Api) -> EngineError:
    """Return the error for a picture that the API took on and did not make; `error` is its own sentence."""
    said = _said(api, error)
    if is_refused:
        return Refused(f"{api.title} refused this for its content.{said} Change the prompt or the pictures.")
    return Failed(f"{api.title} could not make the picture.{said} Change what was asked, or try again.")


def lost_job(call: Call) -> RemoteFault:
    """Return the fault for a job that an API says it does not know, in an answer of success."""
    kind, cause, advice = POLLS[404]
    return make_fault(kind, f"{cause.format(title=call.api.title)}.", advice, call)


def unreadable(what: str, call: Call, status: int = 200) -> RemoteFault:
    """Return the fault for an answer that is none; `what` says in a sentence what came."""
    return make_fault(BadAnswer, what, WAIT, call, status=status)


def lost_result(what: str, api: Api, *, permanent: bool, status: int | None = None) -> RemoteFault:
    """Return the fault for a picture that was made and cannot be had; `what` ends the first sentence."""
    cause = f"{api.title} made the picture, but {what}"
    return make_fault(Lost, cause, "Try again.", Call(api, "poll"), status=status, permanent=permanent)


def _said(api: Api, sentence: str) -> str:
    return f" It says: “{api.quote(sentence)}”" if sentence else ""


def _look(api: Api) -> str:
    if api.account.whose == "own":
        return f"{CHARGED}: look into your account at {api.title} before you try again."
    return f"{CHARGED} to this server: {WAIT[0].lower()}{WAIT[1:]}"


def _top_up(api: Api) -> str:
    if api.account.whose == "own":
        return f"Top it up at {api.title}, then run this again."
    return "Tell whoever runs this server, or enter a key of your own under Keys."


def _not_connected(error: Exception, call: Call) -> RemoteFault:
    title, host = call.api.title, call.api.base.host
    causes = tuple(_causes(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        cause = f"The secure connection to {title} failed: the certificate or the TLS of {host} is not accepted."
        return make_fault(Unreachable, cause, "Tell whoever runs this server.", call, permanent=True)
    if any(isinstance(cause, socket.gaierror | UnicodeError) for cause in causes):
        cause = f"{title} cannot be reached: the name {host} is not known."
    elif isinstance(error, httpx.ConnectTimeout):
        seconds = call.api.limits.connect
        cause = f"{title} cannot be reached: {host} took no connection within {seconds:g} seconds."
    else:
        cause = f"{title} cannot be reached: {host} takes no connection."
    return make_fault(Unreachable, cause, WAIT, call)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk from the error to what caused it, and what caused that."""
    here: BaseException | None = error
    while here is not None:
        yield here
        here = here.__cause__ or here.__context__
