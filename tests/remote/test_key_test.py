"""A key is tested by one harmless request, and whatever comes of it is a verdict."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import stamina

from playground.dialects.bfl import Bfl
from playground.dialects.registry import DIALECTS, get_dialect
from playground.dialects.wire import WireRequest
from playground.engines.remote import key_test
from playground.engines.remote.base import KeyTestResult
from playground.outbound.errors import TooSlow
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
        return httpx.Response(answer, json={"message": KEY})


def judge(name: str, api: FakeApi, **wishes: Any) -> KeyTestResult:
    dialect = get_dialect(name)
    return key_test.test_key(dialect, make_account(dialect, **wishes), transport=api)


class Untestable(Bfl):
    """An API without a free request."""

    def write_key_test(self, *, base_url: str = "", key: str = "") -> WireRequest | None:
        return None


TESTABLE = [name for name, dialect in DIALECTS.items() if dialect.write_key_test()]


@pytest.mark.parametrize("name", TESTABLE)
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
    assert judged.verdict == verdict
    assert len(api.requests) == tries
    assert get_dialect(name).title in judged.sentence
    assert KEY not in repr(judged)


def test_the_key_goes_in_a_header_and_never_in_the_address() -> None:
    for name in TESTABLE:
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
