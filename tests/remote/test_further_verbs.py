"""Results in a further response, pictures in an answer, queue positions, cancelling, and servers without a key."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.base import Answer, ClientPolicy
from playground.dialects.registry import DIALECTS, get_dialect
from playground.engines.errors import EngineError, Failed, KeyRefused, Lost, Refused, ServerFailed
from playground.engines.remote.base import Account, RemoteRequest, RemoteResult, running_job
from playground.engines.remote.engine import RemoteEngine
from playground.engines.remote.key_test import test_key as judge_key
from tests.remote.further_api import BASE, JOB, Further, Keyless, PutInPlace, refuses, says
from tests.remote.samples.registry import SAMPLES
from tests.remote.scripted_api import (
    KEY,
    LINK,
    PICTURE,
    REQUEST_ID,
    Script,
    Scripted,
    ScriptedJournal,
    make,
    make_account,
    make_request,
    play,
)

SPEC = get_spec("bfl/flux-2-flex/generate")
RESULT, CANCEL = f"{BASE}/jobs/{JOB}", f"{BASE}/jobs/{JOB}/cancel"
QUEUED = says("queued", result_url=RESULT, cancel_url=CANCEL, cost=2.5)
FINISHED = says("done")
NAMED = httpx.Response(200, json={"status": "done", "urls": [LINK], "seed": 11})
ENCODED = base64.b64encode(PICTURE).decode()

type Put = Callable[[Further], Further]


@pytest.fixture(autouse=True)
def put(in_place_of: PutInPlace) -> Put:
    """Let another dialect have the place of one in the registry."""

    def put_in_place(further: Further) -> Further:
        in_place_of("bfl", further.as_dialect())
        return further

    put_in_place(Further())
    return put_in_place


def ask(script: Script, journal: ScriptedJournal | None = None, **wishes: Any) -> RemoteResult:
    account = wishes.pop("account", make_account(DIALECTS["bfl"]))
    return make(script, SPEC, account, journal or ScriptedJournal(), **wishes)


def test_pictures_are_named_by_a_further_response() -> None:
    script, journal = Script(QUEUED, says("running"), FINISHED, NAMED), ScriptedJournal()
    result = ask(script, journal)
    assert [request.url.path for request in script.requests[1:]] == [f"/jobs/{JOB}/status"] * 2 + [f"/jobs/{JOB}"]
    assert {request.headers["authorization"] for request in script.requests} == {f"Key {KEY}"}
    assert (result.files, result.answer.urls) == ((PICTURE,), (LINK,))
    assert (result.answer.id, result.answer.seed, result.answer.cost) == (JOB, 11, 2.5)
    assert journal.names == ["sending", "accepted"]


def test_a_response_that_names_its_pictures_needs_no_further_one() -> None:
    script = Script(QUEUED, says("done", urls=[LINK], result_url=RESULT))
    assert ask(script).files == (PICTURE,)
    assert len(script.requests) == 2


def test_a_finished_answer_is_kept_before_its_pictures_are_named() -> None:
    script, journal = Script(says("done", result_url=RESULT), NAMED), ScriptedJournal()
    assert ask(script, journal).files == (PICTURE,)
    [kept] = [answer for name, answer in journal.lines if name == "accepted"]
    assert (kept.status, kept.urls, kept.result_url) == ("done", (), RESULT)
    resumed = Script(NAMED)
    assert ask(resumed, resume=kept).files == (PICTURE,)
    assert [request.method for request in resumed.requests] == ["GET"]
    with pytest.raises(KeyRefused):
        ask(Script(NAMED), resume=kept, account=make_account(DIALECTS["bfl"], key=""))


@pytest.mark.parametrize("status", [400, 409, 422])
def test_an_error_in_place_of_a_result_is_the_failure_of_the_job(status: int) -> None:
    script = Script(QUEUED, FINISHED, refuses(status, "The seed is too large."))
    with pytest.raises(Failed, match=r"Further could not make the picture\. It says: “The seed is too large\.”"):
        ask(script)
    assert script.count("GET") == 2


@pytest.mark.parametrize("status", [404, 410])
def test_a_result_that_is_not_there_is_lost_after_a_few_tries(status: int) -> None:
    script = Script(QUEUED, FINISHED, refuses(status, "No such job.", unknown_job=True))
    with pytest.raises(Lost, match=f"may have been charged.*The job's id there is {JOB}"):
        ask(script)
    assert script.count("GET") == 4


def test_content_may_be_refused_in_place_of_a_result() -> None:
    with pytest.raises(Refused):
        ask(Script(QUEUED, FINISHED, refuses(422, "No.", content=True)))


def test_an_internal_error_in_place_of_a_result_is_the_jobs_where_the_api_says_whether_to_repeat() -> None:
    script = Script(QUEUED, FINISHED, refuses(500, "Out of memory.", retryable=True))
    with pytest.raises(Failed, match="Out of memory"):
        ask(script)
    assert script.count("GET") == 2
    gateway = Script(QUEUED, FINISHED, httpx.Response(502, html="Bad gateway"))
    with pytest.raises(ServerFailed, match=f"The job's id there is {JOB}"):
        ask(gateway)
    assert gateway.count("GET") == 9


def test_a_result_is_asked_for_again_after_a_passing_fault() -> None:
    faults: list[Scripted] = [httpx.ReadError("no"), refuses(429), httpx.Response(503), says("running")]
    script = Script(QUEUED, FINISHED, *faults, NAMED)
    assert ask(script).files == (PICTURE,)


def test_a_picture_in_the_answer_becomes_a_file_and_nothing_is_kept_on_the_row() -> None:
    script, journal = Script(says("done", pictures=[ENCODED, f"{ENCODED[:8]}\n{ENCODED[8:]}"])), ScriptedJournal()
    result = ask(script, journal)
    assert result.files == (PICTURE, PICTURE)
    assert result.answer.pictures == ()
    assert journal.names == ["sending"]


def test_large_pictures_are_read_too_and_the_limit_is_the_policys(put: Put) -> None:
    large = base64.b64encode(bytes(600_000)).decode()
    assert ask(Script(says("done", pictures=[large]))).files == (bytes(600_000),)
    small = put(Further())
    small.policy = replace(Further.policy, largest_answer=700_000)
    with pytest.raises(EngineError, match="larger than 0 MB") as caught:
        ask(Script(says("done", pictures=[large])))
    assert caught.value.code == "answer"


def test_a_picture_that_is_not_base64_is_lost_and_named() -> None:
    with pytest.raises(Lost, match=f"contains invalid Base64.*The job's id there is {JOB}"):
        ask(Script(says("done", pictures=["<html>"])))


def test_pictures_travel_as_data_urls() -> None:
    script = Script(QUEUED, FINISHED, NAMED)
    ask(script, inputs=[PICTURE, b"\xff\xd8 one", b"RIFF\0\0\0\0WEBP two"])
    sent = json.loads(script.requests[0].content)["images"]
    assert [url.partition(",")[0] for url in sent] == [f"data:image/{kind};base64" for kind in ("png", "jpeg", "webp")]
    assert base64.b64decode(sent[0].partition(",")[2]) == PICTURE


def test_the_place_in_the_queue_and_what_the_api_does_are_told() -> None:
    answers = [
        says("queued", queue_position=1_234),
        says("queued", queue_position=0),
        says("running", stage=f"Loading weights {KEY}\0 " + "x" * 100),
        says("running"),
    ]
    journal = ScriptedJournal()
    ask(Script(*answers, says("done", urls=[LINK])), journal)
    assert journal.reports[1:4] == [
        (None, "Position 1,235 in the queue at Further"),
        (None, "Position 1 in the queue at Further"),
        (None, "Further: Loading weights … " + "x" * 41 + "…"),
    ]
    assert journal.reports[4] == (None, "Further is at work")


def test_a_server_without_keys_is_sent_none(put: Put) -> None:
    put(Keyless())
    account = Account("http://127.0.0.1:1234", "", "own")
    script = Script(says("running"), says("done", pictures=[ENCODED]))
    assert ask(script, account=account).files == (PICTURE,)
    assert not any("authorization" in request.headers for request in script.requests)
    with pytest.raises(KeyRefused, match=r"Further requires a key \(401\): enter one under Keys\."):
        ask(Script(refuses(401)), account=account)


def test_a_server_of_ones_own_names_no_other_host(put: Put) -> None:
    put(Keyless())
    script = Script(says("done", result_url="https://elsewhere.example/result"))
    with pytest.raises(Failed, match=r"https://elsewhere\.example"):
        ask(script, account=Account("http://127.0.0.1:1234", "", "own"))


@pytest.mark.parametrize("retryable", [None, True, False])
def test_no_word_of_an_api_has_a_paid_request_repeated_that_may_have_arrived(retryable: bool | None) -> None:
    script = Script(refuses(503, retryable=retryable))
    with pytest.raises(ServerFailed):
        ask(script)
    assert len(script.requests) == 1


def test_a_refusal_that_is_final_is_not_repeated_even_under_a_key_for_repeats(put: Put) -> None:
    safe = put(Further())
    safe.policy = ClientPolicy("further.example", idempotency_header="Idempotency-Key")
    for retryable, tries in ((False, 1), (None, 5), (True, 5)):
        script = Script(refuses(503, retryable=retryable))
        with pytest.raises(ServerFailed):
            ask(script)
        assert len(script.requests) == tries


def test_a_free_request_is_repeated_where_the_api_says_so() -> None:
    script = Script(QUEUED, refuses(409, retryable=True), says("done", urls=[LINK]))
    assert ask(script).files == (PICTURE,)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (httpx.Response(202, json={"status": "CANCELLATION_REQUESTED"}), "taken"),
        (httpx.Response(200, text="OK"), "taken"),
        (refuses(400), "refused"),
        (refuses(404), "refused"),
        (refuses(401), "refused"),
        (httpx.ConnectError("no"), "not asked"),
        (httpx.ReadTimeout("no"), "not asked"),
    ],
)
def test_what_became_of_the_wish_to_cancel(answer: Any, outcome: str) -> None:
    script = Script(answer)
    assert cancel(script, replace(running_job(JOB), cancel_url=CANCEL)) == outcome
    [request] = script.requests
    assert (request.method, str(request.url), request.headers["authorization"]) == ("PUT", CANCEL, f"Key {KEY}")


def test_a_job_without_an_address_for_it_cannot_be_cancelled() -> None:
    assert cancel(Script(httpx.Response(200)), running_job(JOB)) == "impossible"


def test_the_wish_to_cancel_goes_to_no_other_host() -> None:
    script = Script(httpx.Response(200))
    assert cancel(script, replace(running_job(JOB), cancel_url="https://elsewhere.example/")) == "not asked"
    assert script.requests == []


def cancel(script: Script, job: Answer) -> str:
    async def go() -> str:
        engine = RemoteEngine(transport=script.transport)
        asked = RemoteRequest(make_request(SPEC), make_account(DIALECTS["bfl"]), REQUEST_ID)
        return await engine.cancel(asked, job)

    return play(go)


def test_a_status_that_the_policy_names_is_that_of_a_valid_key(put: Put) -> None:
    class Answering(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            return httpx.Response(404)

    further = put(Further())
    for accepted, verdict in ((frozenset(), "unknown"), (frozenset({404}), "accepted")):
        further.policy = replace(Further.policy, key_test_accepts=accepted)
        dialect = further.as_dialect()
        assert judge_key(dialect, make_account(dialect), transport=Answering()).verdict == verdict


def test_what_the_headers_say_counts_where_the_body_says_nothing() -> None:
    error = httpx.Response(500, json={"detail": "Out of memory."}, headers={"X-Fal-Retryable": "false"})
    sample = SAMPLES["fal"]
    first, poll, _ = (httpx.Response(200, json=body) for body in sample.successes.values())
    script = Script(first, poll, error)
    with pytest.raises(Failed, match="Out of memory"):
        make(script, get_spec(sample.order[0]), make_account(get_dialect("fal")))
    assert len(script.requests) == 3
