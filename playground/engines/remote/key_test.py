"""Whether an API takes a key: one harmless request, ten seconds at most."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import httpx
import stamina

from playground.dialects.base import Dialect
from playground.engines.errors import KeyRefused
from playground.engines.remote.base import Account
from playground.engines.remote.faults import read_network_error
from playground.engines.remote.http import build_request
from playground.engines.remote.retries import KEY_TRIES
from playground.engines.remote.session import Api, Call
from playground.outbound.errors import OutboundError
from playground.outbound.network import Deadline, Network
from playground.outbound.transport import GuardedTransport

SECONDS = 10.0

# The trusted authorities are read once.
_NETWORK = Network()


@dataclass(frozen=True, slots=True)
class KeyVerdict:
    """What an API says of a key, and a sentence about it for the page."""

    verdict: Literal["accepted", "refused", "untestable", "unknown"]
    sentence: str


def test_key(
    dialect: Dialect,
    account: Account,
    *,
    transport: httpx.BaseTransport | None = None,  # noqa: PT028
    clock: Callable[[], float] = time.monotonic,  # noqa: PT028
) -> KeyVerdict:
    """Return whether the API takes the key; nothing is raised, and nothing that costs is asked."""
    api = Api(dialect, account)
    try:
        api.check_key()
    except KeyRefused as fault:
        return KeyVerdict("refused", fault.sentence)
    wire = dialect.write_key_test(base_url=api.base_url, key=account.key)
    if wire is None:
        sentence = f"{api.title} has no free way to test a key: the first picture will show whether it is taken."
        return KeyVerdict("untestable", sentence)
    request = build_request(wire, api, SECONDS)
    transport = transport or GuardedTransport(_NETWORK, Deadline(SECONDS, clock), allow_private=True)
    try:
        return _judge(_ask(transport, request), api)
    except OutboundError as error:
        return KeyVerdict("unknown", f"{api.title} could not be asked about the key. {error.sentence}")
    except (httpx.HTTPError, OSError, UnicodeError) as error:
        return KeyVerdict("unknown", read_network_error(error, Call(api, "test"), SECONDS).sentence)


def _ask(transport: httpx.BaseTransport, request: httpx.Request) -> int:
    """Return the status; what is answered is not read."""
    for attempt in stamina.retry_context(
        on=(httpx.TransportError, OutboundError), attempts=KEY_TRIES, timeout=SECONDS, wait_initial=0.2, wait_jitter=0.3
    ):
        with attempt:
            response = transport.handle_request(request)
            response.close()
            return response.status_code
    raise AssertionError("A repeated call ends with a result or an error.")


def _judge(status: int, api: Api) -> KeyVerdict:
    if 200 <= status < 300:
        return KeyVerdict("accepted", f"{api.title} takes the key.")
    if status in {401, 403}:
        return KeyVerdict("refused", f"{api.title} refused the key ({status}): check that it is whole and still holds.")
    return KeyVerdict(
        "unknown", f"{api.title} answered with {status}, which says nothing about the key: try again later."
    )
