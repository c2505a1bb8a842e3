"""Whatever the network or an API does, a person reads one clear sentence."""

import gzip

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.registry import get_dialect
from playground.engines.remote.session import ApiSession
from tests.remote.failing import Stream, fail, status
from tests.remote.scripted_api import JOB, KEY, SUCCESSES, Script, ScriptedJournal, make, make_account


def every_error(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(deeper for one in kind.__subclasses__() for deeper in every_error(one))]


@pytest.mark.parametrize("kind", every_error(httpx.TransportError), ids=lambda kind: kind.__name__)
def test_every_error_of_the_network_has_a_sentence(kind: type[Exception]) -> None:
    error = fail(Script(kind("no")), "onemin", ScriptedJournal())
    assert error.code in {"unreachable", "timeout", "interrupted"}


@pytest.mark.parametrize("code", [418, 451, 405, 408, 415, 425, 501, 504, 520, 599, 304])
def test_every_status_has_a_sentence(code: int) -> None:
    for name in SUCCESSES:
        assert f"{code}" in fail(Script(status(code)), name, ScriptedJournal()).sentence


def test_a_packed_answer_is_read_up_to_the_limit() -> None:
    spec, account = get_spec("onemin/flux-2-flex/generate"), make_account(get_dialect("onemin"))
    packed = {"Content-Encoding": "gzip"}
    whole = httpx.Response(200, headers=packed, stream=Stream(gzip.compress(SUCCESSES["onemin"][0].content)))
    assert make(Script(whole), spec, account).answer.id == JOB
    bomb = httpx.Response(200, headers=packed, stream=Stream(gzip.compress(b" " * 50_000_000)))
    assert fail(Script(bomb), "onemin", ScriptedJournal()).code == "answer"


def test_a_status_that_says_enough_needs_no_whole_body() -> None:
    broken_off = httpx.Response(402, stream=Stream(b'{"err', error=httpx.ReadError("no")))
    assert fail(Script(broken_off), "apiframe", ScriptedJournal()).code == "credits"


def test_a_request_that_is_refused_for_its_content_is_no_fault() -> None:
    answer = httpx.Response(422, json={"detail": "Request Moderated: content policy"})
    script = Script(answer)
    assert fail(script, "bfl", ScriptedJournal()).code == "refused"
    assert len(script.requests) == 1


def test_what_an_api_repeats_of_the_key_is_left_out() -> None:
    api = ApiSession(get_dialect("onemin"), make_account(get_dialect("onemin")))
    assert api.quote(f"The key {KEY} is\nunknown.") == "The key … is unknown."
    assert api.quote(f"The key {KEY[:12]}") == "The key …"
    assert api.quote(f"The key {KEY[:12]}…") == "The key …"
    assert len(api.quote("x" * 5000)) == 301
