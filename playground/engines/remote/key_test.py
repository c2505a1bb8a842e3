"""Tests a key with one free request, which takes ten seconds at most."""

import time
from collections.abc import Callable

import httpx
import stamina

from playground.dialects.base import Dialect
from playground.engines.errors import KeyRefused
from playground.engines.remote.base import Account, KeyTestResult
from playground.engines.remote.faults import read_network_error
from playground.engines.remote.http import build_request
from playground.engines.remote.retries import KEY_TRIES
from playground.engines.remote.session import ApiCall, ApiSession
from playground.outbound.errors import OutboundError
from playground.outbound.network import Deadline, Network
from playground.outbound.transport import GuardedTransport

SECONDS = 10.0

# Made once, since reading the certificate authorities takes a while.
_NETWORK = Network()


def test_key(
    dialect: Dialect,
    account: Account,
    *,
    transport: httpx.BaseTransport | None = None,  # noqa: PT028
    clock: Callable[[], float] = time.monotonic,  # noqa: PT028
) -> KeyTestResult:
    """Return whether the API accepts the key. Raises nothing, and sends nothing that costs money."""
    api = ApiSession(dialect, account)
    try:
        api.check_key()
    except KeyRefused as fault:
        return KeyTestResult("refused", fault.sentence)
    wire = dialect.write_key_test(base_url=api.base_url, key=account.key)
    if wire is None:
        sentence = f"{api.title} has no free way to test a key. The first picture will show whether it is accepted."
        return KeyTestResult("untestable", sentence)
    request = build_request(wire, api, SECONDS)
    # An address from the settings may be private, such as that of a stand-in.
    allow_private = account.reach != "public"
    transport = transport or GuardedTransport(_NETWORK, Deadline(SECONDS, clock), allow_private=allow_private)
    try:
        return _judge(_ask(transport, request), api)
    except OutboundError:
        # The reason is about addresses, which says nothing to the person who pasted a key. The log has it.
        return KeyTestResult("unknown", f"We couldn’t reach {api.title}.")
    except (httpx.HTTPError, OSError, UnicodeError) as error:
        return KeyTestResult("unknown", read_network_error(error, ApiCall(api, "test"), SECONDS).sentence)


def _ask(transport: httpx.BaseTransport, request: httpx.Request) -> int:
    """Return the status of the answer, whose content is not read."""
    for attempt in stamina.retry_context(
        on=(httpx.TransportError, OutboundError), attempts=KEY_TRIES, timeout=SECONDS, wait_initial=0.2, wait_jitter=0.3
    ):
        with attempt:
            response = transport.handle_request(request)
            # The status says enough, and the content may be of any size.
            response.close()
            return response.status_code
    raise AssertionError("A repeated call ends with a result or an error.")


def _judge(status: int, api: ApiSession) -> KeyTestResult:
    if 200 <= status < 300 or status in api.dialect.policy.key_test_accepts:
        return KeyTestResult("accepted", f"{api.title} accepts the key.")
    if status in {401, 403}:
        return KeyTestResult(
            "refused", f"{api.title} refused the key ({status}). Check that it is complete and has not expired."
        )
    return KeyTestResult(
        "unknown", f"{api.title} answered with {status}, which says nothing about the key. Try again later."
    )
