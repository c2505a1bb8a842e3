"""Tests a key, or a server that somebody runs themselves, with one free request, which takes ten seconds at most."""

import json
import time
from collections.abc import Callable

import httpx
import stamina

from playground.dialects.base import Dialect
from playground.dialects.errors import AnswerError
from playground.engines.errors import KeyRefused
from playground.engines.remote.base import Account, KeyTestResult
from playground.engines.remote.faults import read_network_error
from playground.engines.remote.http import build_request
from playground.engines.remote.retries import KEY_TRIES
from playground.engines.remote.session import ApiCall, ApiSession
from playground.outbound.errors import ForbiddenAddress, OutboundError, Unresolvable
from playground.outbound.network import Deadline, Network
from playground.outbound.transport import GuardedTransport
from playground.outbound.unpacking import read_content

SECONDS = 10.0
# What a server says about itself: a few hundred names of files at most.
MOST_BYTES = 1024 * 1024

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
        return _judge(*_ask(transport, request, api), api)
    except (ForbiddenAddress, Unresolvable) as error:
        if account.reach == "configured":
            return KeyTestResult("unknown", f"We couldn’t reach {api.title}.")
        # The same answer for both, so that nobody learns which names exist in this server's network.
        return KeyTestResult("refused", error.sentence)
    except OutboundError:
        # The reason is about addresses, which says nothing to the person who pasted a key. The log has it.
        return KeyTestResult("unknown", f"We couldn’t reach {api.title}.")
    except (httpx.HTTPError, OSError, UnicodeError) as error:
        return KeyTestResult("unknown", read_network_error(error, ApiCall(api, "test"), SECONDS).sentence)


def _ask(transport: httpx.BaseTransport, request: httpx.Request, api: ApiSession) -> tuple[int, bytes]:
    """Return the status of the answer, and its content if it says what a server offers."""
    for attempt in stamina.retry_context(
        on=(httpx.TransportError, OutboundError), attempts=KEY_TRIES, timeout=SECONDS, wait_initial=0.2, wait_jitter=0.3
    ):
        with attempt:
            response = transport.handle_request(request)
            try:
                # Of an API's answer the status says enough, and the content may be of any size.
                is_read = api.dialect.policy.is_own_server and response.is_success
                return response.status_code, read_content(response, MOST_BYTES) if is_read else b""
            finally:
                response.close()
    raise AssertionError("A repeated call ends with a result or an error.")


def _judge(status: int, content: bytes, api: ApiSession) -> KeyTestResult:
    if api.dialect.policy.is_own_server:
        return _judge_server(status, content, api)
    if 200 <= status < 300 or status in api.dialect.policy.key_test_accepts:
        return KeyTestResult("accepted", f"{api.title} accepts the key.")
    if status in {401, 403}:
        return KeyTestResult(
            "refused", f"{api.title} refused the key ({status}). Check that it is complete and has not expired."
        )
    return KeyTestResult(
        "unknown", f"{api.title} answered with {status}, which says nothing about the key. Try again later."
    )


def _judge_server(status: int, content: bytes, api: ApiSession) -> KeyTestResult:
    where, check = f"{api.title} at {api.base_url}", f"Check that it is {api.title}."
    if status in {401, 403}:
        key = "refused the key" if api.account.key else "requires a key"
        return KeyTestResult("refused", f"{where} {key} ({status}).")
    if not 200 <= status < 300 and status not in api.dialect.policy.key_test_accepts:
        return KeyTestResult("unknown", f"The server at {api.base_url} answered with {status}. {check}")
    try:
        offers = api.dialect.read_offers(json.loads(content or b"null"))
    except AnswerError as error:
        return KeyTestResult("unknown", f"The server at {api.base_url} cannot be used: {api.quote(error.sentence)}")
    except (ValueError, RecursionError):
        return KeyTestResult("unknown", f"The server at {api.base_url} did not answer with JSON. {check}")
    loaded = f" It has loaded {api.quote(offers.model)}." if offers and offers.model else ""
    return KeyTestResult("accepted", f"{where} answers.{loaded}", offers)
