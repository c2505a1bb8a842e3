"""A key is tested by one harmless request, and whatever comes of it is a verdict."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import stamina

from playground.dialects.bfl import Bfl
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import WireRequest
from playground.engines.remote import key_test
from playground.engines.remote.base import Account, KeyTestResult
from playground.outbound.errors import ForbiddenAddress, TooSlow
from playground.standins.sdcpp import list_capabilities
from tests.remote.scripted_api import KEY, make_account


@pytest.fixture(autouse=True)
def no_pauses() -> Iterator[None]:
    with stamina.set_testing(True, attempts=9, cap=True):
        yield


class FakeApi(httpx.BaseTransport):
    """Gives its answers in turn, the last one again and again."""

    def __init__(self, *answers: int | Exception) -> None:
        self._answers = list(answers)
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        # What a server of one's own offers; other APIs are judged by the status alone.
        content = json.dumps(list_capabilities() | {"message": KEY}).encode()
        return httpx.Response(answer, stream=httpx.ByteStream(content))


def judge(name: str, api: FakeApi, **wishes: Any) -> KeyTestResult:
    dialect = get_dialect(name)
    return key_test.test_key(dialect, make_account(dialect, **wishes), transport=api)


class Untestable(Bfl):
    """An API without a free request."""

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest | None:
        return None


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize(
    ("answer", "verdict", "tries"),
    [
        (200, "accepted", 1),
        (401, "refused", 1),
        (403, "refused", 1),
        (302, "unknown", 1),
        (404, "unknown", 1),
        (429, "unknown", 1),
        (503, "unknown", 1),
        (httpx.ConnectError("no"), "unknown", 2),
        (httpx.ReadTimeout("no"), "unknown", 2),
        (TooSlow("It took longer than 10 seconds."), "unknown", 2),
    ],
)
def test_every_answer_is_a_verdict(name: str, answer: int | Exception, verdict: str, tries: int) -> None:
    api = FakeApi(answer)
    judged = judge(name, api)
    # Some APIs are asked for a job that does not exist.
    accepts = get_dialect(name).policy.key_test_accepts
    assert judged.verdict == ("accepted" if answer in accepts else verdict)
    assert len(api.requests) == tries
    assert get_dialect(name).title in judged.sentence
    assert KEY not in repr(judged)


def test_the_key_goes_in_a_header_and_never_in_the_address() -> None:
    for name in DIALECTS:
        api = FakeApi(200)
        judge(name, api)
        [request] = api.requests
        assert request.method == "GET"
        dialect = get_dialect(name)
        assert request.headers[dialect.key_header] == dialect.key_prefix + KEY
        assert KEY not in str(request.url)


def test_an_api_without_a_free_request_leaves_a_key_untested() -> None:
    api, dialect = FakeApi(200), Untestable()
    assert key_test.test_key(dialect, make_account(dialect), transport=api).verdict == "untestable"
    assert api.requests == []


def test_what_cannot_be_a_key_is_refused_unasked() -> None:
    api = FakeApi(200)
    assert judge("apiframe", api, key="with\nbreak").verdict == "refused"
    assert api.requests == []


def test_a_connection_that_failed_once_is_tried_again() -> None:
    assert judge("onemin", FakeApi(httpx.ConnectError("no"), 200)).verdict == "accepted"


def serve(content: bytes) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: httpx.Response(200, stream=httpx.ByteStream(content)))


def test_a_server_of_ones_own_says_what_it_offers() -> None:
    dialect = get_dialect("sdcpp")
    judged = key_test.test_key(dialect, Account("http://gpu:1234", "", "own", reach="private"), transport=FakeApi(200))
    assert judged.sentence == ("stable-diffusion.cpp at http://gpu:1234 answers. It has loaded flux-2-klein-4b-Q4_0.")
    assert judged.offers is not None
    assert judged.offers.parameters["sample_steps"].default == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html>", "did not answer with JSON. Check that it is stable-diffusion.cpp."),
        (b"", "cannot be used: stable-diffusion.cpp's response is not a JSON object."),
        (b"[" * 100_000, "did not answer with JSON"),
        (b'{"data": []}', "cannot be used: it did not answer like sd-server."),
        (b" " * 1_100_000, "couldn’t reach"),
    ],
)
def test_another_server_is_not_accepted(content: bytes, words: str) -> None:
    account = Account("http://gpu:1234", "", "own", reach="private")
    judged = key_test.test_key(get_dialect("sdcpp"), account, transport=serve(content))
    assert (judged.verdict, judged.offers) == ("unknown", None)
    assert words in judged.sentence


def test_a_server_of_ones_own_may_want_a_key() -> None:
    account = Account("http://gpu:1234", "", "own", reach="public")
    judged = key_test.test_key(get_dialect("sdcpp"), account, transport=FakeApi(401))
    assert (judged.verdict, judged.sentence) == (
        "refused",
        "stable-diffusion.cpp at http://gpu:1234 requires a key (401).",
    )


def test_an_address_that_is_not_allowed_is_refused_with_its_reason() -> None:
    account = Account("http://gpu", "", "own", reach="public")
    refusal = ForbiddenAddress("gpu cannot be reached at a public internet address.")
    judged = key_test.test_key(get_dialect("sdcpp"), account, transport=FakeApi(refusal))
    assert (judged.verdict, judged.sentence) == ("refused", refusal.sentence)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.1.2.3", "localhost"])
def test_without_a_transport_a_private_address_is_not_asked(host: str) -> None:
    account = Account(f"http://{host}:8080", "", "own", reach="public")
    judged = key_test.test_key(get_dialect("sdcpp"), account)
    assert judged.verdict == "refused"
    assert "cannot be reached at a public internet address" in judged.sentence
