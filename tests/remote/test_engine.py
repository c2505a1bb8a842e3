"""The remote engine sends what a dialect writes, follows the job, fetches the pictures and tells the journal."""

import base64
import logging
import traceback

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.base import Answer
from playground.dialects.registry import get_dialect
from playground.engines.errors import Cancelled, EngineError, Refused
from playground.engines.remote.base import Account, running_job
from tests.remote.scripted_api import (
    DONE,
    JOB,
    KEY,
    LINK,
    PICTURE,
    POLL,
    QUEUED,
    RECORD,
    REQUEST_ID,
    SUCCESSES,
    Script,
    ScriptedJournal,
    body_of,
    job,
    make,
    make_account,
)

ONEMIN, APIFRAME, BFL, FAL = (get_dialect(name) for name in ("onemin", "apiframe", "bfl", "fal"))
FLEX = get_spec("onemin/flux-2-flex/generate")
JOB_FLEX = get_spec("apiframe/flux-2-flex/generate")


def test_a_synchronous_api_is_asked_once() -> None:
    script, journal = Script(RECORD), ScriptedJournal()
    result = make(script, FLEX, make_account(ONEMIN), journal)
    assert (result.files, result.answer.urls, result.answer.id) == ((PICTURE,), (LINK,), JOB)
    [request] = script.requests
    assert (request.method, str(request.url)) == ("POST", "https://api.1min.ai/api/features")
    assert request.headers["API-KEY"] == KEY
    assert body_of(request)["promptObject"] == {"prompt": "a cat", "seed": 7}
    [accepted] = [answer for name, answer in journal.lines if name == "accepted"]
    assert (journal.names, accepted.urls) == (["sending", "accepted"], (LINK,))
    assert journal.reports == [(None, "1min.ai is at work")]


def test_an_answer_that_was_kept_is_fetched_without_asking() -> None:
    script, journal = Script(), ScriptedJournal()
    said = Answer(JOB, "done", 100, (LINK,), "", seed=11, cost=3.0)
    # Nor does it take a key.
    result = make(script, FLEX, make_account(ONEMIN, key=""), journal, resume=said)
    assert (result.answer.urls, result.answer.id) == ((LINK,), JOB)
    assert (result.answer.seed, result.answer.cost) == (11, 3.0)
    assert (script.requests, journal.names) == ([], [])


def test_a_job_is_asked_after_at_growing_pauses() -> None:
    script = Script(QUEUED, *[job("PROCESSING", progress=percent) for percent in (10, 10, 60, 60, 60, 60)], DONE)
    journal = ScriptedJournal()
    result = make(script, JOB_FLEX, make_account(APIFRAME), journal)
    assert script.moments == [0, 2, 4, 6, 8, 10, 12.5, 15.625]
    assert script.requests[0].headers["Idempotency-Key"] == REQUEST_ID
    assert {request.url.path for request in script.requests[1:]} == {f"/v2/jobs/{JOB}"}
    assert journal.names == ["sending", "accepted"]
    assert journal.accepted_jobs == [(JOB, "")]
    assert journal.reports[1:] == [
        (None, "Queued at apiframe"),
        (10, "apiframe is at work"),
        (60, "apiframe is at work"),
    ]
    assert result.answer.id == JOB


def test_a_job_that_was_taken_on_is_resumed_without_sending() -> None:
    script, journal = Script(job("PROCESSING"), DONE), ScriptedJournal()
    make(script, JOB_FLEX, make_account(APIFRAME), journal, resume=running_job(JOB))
    assert script.moments == [0, 2]
    assert script.count("POST") == 0
    assert journal.names == []


def test_pictures_go_through_the_asset_api_first() -> None:
    uploaded = httpx.Response(200, json={"fileContent": {"path": "images/in.png"}})
    script, journal = Script(uploaded, RECORD), ScriptedJournal()
    make(script, get_spec("onemin/flux-2-flex/edit"), make_account(ONEMIN), journal, inputs=[PICTURE])
    upload, request = script.requests
    assert upload.url.path == "/api/assets"
    assert upload.headers["Content-Type"].startswith("multipart/form-data; boundary=")
    assert b'name="asset"; filename="picture-1.png"' in upload.content
    assert PICTURE in upload.content
    assert body_of(request)["promptObject"]["imageUrl"] == "images/in.png"
    assert [stage for _, stage in journal.reports] == ["Sending a picture to 1min.ai", "1min.ai is at work"]


def test_each_picture_of_a_list_is_uploaded() -> None:
    uploads = [httpx.Response(201, json={"url": f"https://files.example/{place}.jpg"}) for place in (1, 2)]
    script = Script(*uploads, QUEUED, DONE)
    make(script, JOB_FLEX, make_account(APIFRAME), inputs=[b"\xff\xd8 one", b"RIFF\0\0\0\0WEBP two"])
    assert b'filename="picture-1.jpg"' in script.requests[0].content
    assert b'filename="picture-2.webp"' in script.requests[1].content
    named = body_of(script.requests[2])["fluxParams"]["input_images"]
    assert named == ["https://files.example/1.jpg", "https://files.example/2.jpg"]


def test_pictures_travel_in_the_body_where_the_api_has_no_uploads() -> None:
    script = Script(*SUCCESSES["bfl"])
    result = make(script, get_spec("bfl/flux-2-flex/generate"), make_account(BFL), inputs=[PICTURE, b"second"])
    body = body_of(script.requests[0])
    assert base64.b64decode(body["input_image"]) == PICTURE
    assert base64.b64decode(body["input_image_2"]) == b"second"
    assert (result.answer.cost, result.answer.seed) == (6.0, 7)


def test_a_job_is_asked_after_where_its_answer_says() -> None:
    script, journal = Script(*SUCCESSES["bfl"]), ScriptedJournal()
    make(script, get_spec("bfl/flux-2-flex/generate"), make_account(BFL), journal)
    assert str(script.requests[1].url) == POLL
    assert script.requests[1].headers["x-key"] == KEY
    assert journal.accepted_jobs == [(JOB, POLL)]


@pytest.mark.parametrize(
    "address",
    [
        "https://bfl.ai.evil.example/v1/get_result",
        "https://notbfl.ai/v1/get_result",
        "http://api.bfl.ai/v1/get_result",
        "https://api.bfl.ai@evil.example/",
        "https://user@api.bfl.ai/",
        "https://169.254.169.254/latest",
    ],
)
def test_the_key_goes_to_no_other_host(address: str) -> None:
    first = httpx.Response(200, json={"id": JOB, "polling_url": address})
    script = Script(first, SUCCESSES["bfl"][1])
    with pytest.raises(EngineError, match="the key is not sent") as caught:
        make(script, get_spec("bfl/flux-2-flex/generate"), make_account(BFL))
    assert caught.value.code in {"failed", "answer"}
    assert len(script.requests) == 1


def test_the_key_goes_to_the_very_origin_that_was_configured() -> None:
    home = "http://127.0.0.1:9100"
    first = httpx.Response(200, json={"id": JOB, "polling_url": f"{home}/v1/get_result?id=1"})
    script = Script(first, SUCCESSES["bfl"][1])
    make(script, get_spec("bfl/flux-2-flex/generate"), Account(home, KEY, "server"))
    assert [request.url.port for request in script.requests] == [9100, 9100]
    other = Script(httpx.Response(200, json={"id": JOB, "polling_url": "http://127.0.0.1:9101/"}))
    with pytest.raises(EngineError, match="the key is not sent"):
        make(other, get_spec("bfl/flux-2-flex/generate"), Account(home, KEY, "server"))


@pytest.mark.parametrize("seconds", ["9", "Thu, 01 Jan 2099 00:00:00 GMT"])
def test_a_question_is_asked_again_when_its_answer_says(seconds: str) -> None:
    patient = httpx.Response(200, headers={"Retry-After": seconds}, json={"id": JOB, "status": "PROCESSING"})
    script = Script(QUEUED, patient, DONE)
    make(script, JOB_FLEX, make_account(APIFRAME))
    assert script.moments == [0, 2, 2 + (9 if seconds == "9" else 60)]


def test_a_job_that_never_ends_is_left_after_the_patience() -> None:
    script = Script(QUEUED, job("PROCESSING"))
    with pytest.raises(EngineError, match="still at work after 10 minutes") as caught:
        make(script, JOB_FLEX, make_account(APIFRAME))
    assert caught.value.code == "timeout"
    assert "may have been charged" in caught.value.sentence
    assert script.moments[-1] == 600


def test_what_an_api_says_of_a_failed_job_is_quoted() -> None:
    script = Script(QUEUED, job("FAILED", error="The GPU caught fire."))
    with pytest.raises(EngineError, match=r"apiframe could not make the picture\. It says: “The GPU caught fire\.”"):
        make(script, JOB_FLEX, make_account(APIFRAME))


@pytest.mark.parametrize("word", ["Request Moderated", "Content Moderated"])
def test_content_that_is_refused_is_no_failure_and_not_asked_again(word: str) -> None:
    script = Script(SUCCESSES["bfl"][0], httpx.Response(200, json={"id": JOB, "status": word}))
    with pytest.raises(Refused, match="refused the content") as caught:
        make(script, get_spec("bfl/flux-2-flex/generate"), make_account(BFL))
    assert len(script.requests) == 2
    # The API named the price when it took the task, but charges only for those that end as Ready.
    assert caught.value.cost == 0


def test_refused_content_is_free_only_where_the_api_says_so() -> None:
    body = {"detail": [{"loc": ["body", "prompt"], "msg": "Flagged.", "type": "content_policy_violation"}]}
    with pytest.raises(Refused) as caught:
        make(Script(httpx.Response(422, json=body)), get_spec("fal/flux-2-dev/generate"), make_account(FAL))
    assert caught.value.cost is None


def test_what_an_api_charged_for_a_failed_job_goes_with_the_failure() -> None:
    with pytest.raises(EngineError) as caught:
        make(Script(QUEUED, job("FAILED", error="Too hot.", creditCost=3)), JOB_FLEX, make_account(APIFRAME))
    assert caught.value.cost == 3


def test_a_fault_after_one_that_may_have_been_paid_for_stays_unclear() -> None:
    script, journal = Script(httpx.ReadTimeout("no"), httpx.ConnectError("no")), ScriptedJournal()
    with pytest.raises(EngineError, match=r"cannot be reached.*may have been charged"):
        make(script, JOB_FLEX, make_account(APIFRAME), journal)
    assert journal.names == ["sending"]
    assert len({request.headers["Idempotency-Key"] for request in script.requests}) == 1


@pytest.mark.parametrize("call", ["sending", "accepted", "progress"])
def test_a_cancelled_generation_goes_no_further(call: str) -> None:
    script, journal = Script(QUEUED, DONE), ScriptedJournal(**{call: Cancelled("You cancelled this.")})
    with pytest.raises(Cancelled):
        make(script, JOB_FLEX, make_account(APIFRAME), journal)
    assert len(script.requests) == (1 if call == "accepted" else 0)


@pytest.mark.parametrize("key", ["", "two words", "schlüssel", "line\nbreak"])
def test_what_cannot_be_a_key_is_not_sent(key: str) -> None:
    script = Script(RECORD)
    with pytest.raises(EngineError, match="is not valid: check it under Keys") as caught:
        make(script, FLEX, make_account(ONEMIN, key=key))
    assert (caught.value.code, script.requests) == ("key", [])


def test_a_server_key_that_is_refused_is_not_the_persons_to_check() -> None:
    sentences = {}
    for whose in ("own", "server"):
        with pytest.raises(EngineError) as caught:
            make(Script(httpx.Response(401)), FLEX, make_account(ONEMIN, whose))
        sentences[whose] = caught.value.sentence
    assert sentences == {
        "own": "Your key was refused by 1min.ai (401): check it under Keys.",
        "server": "This server's key was refused by 1min.ai (401): tell the administrator of this server, or enter "
        "a key of your own under Keys.",
    }


def test_nothing_that_is_logged_or_shown_holds_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = httpx.Response(403, json={"error": f"The key {KEY} is not known: {'x' * 50}{KEY}"})
    with pytest.raises(EngineError) as caught:
        make(Script(httpx.ReadError("no"), httpx.Response(429), echo), JOB_FLEX, make_account(APIFRAME))
    text = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(vars(caught.value))
    logged = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "It says" in text
    assert "stamina" in logged
    assert KEY[:10] not in text + logged + repr(make_account(APIFRAME))
