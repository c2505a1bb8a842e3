"""The remote engine sends what a dialect writes, follows the job, fetches the pictures and tells the ledger."""

import httpx

from playground.catalog.loading import get_spec
from playground.dialects.registry import get_dialect
from playground.engines.remote.base import Ticket
from tests.engines.remote import KEY, PICTURE, REQUEST_ID, Script, ScriptedLedger, body_of, make, make_account

ONEMIN, APIFRAME = get_dialect("onemin"), get_dialect("apiframe")
FLEX = get_spec("onemin/flux-2-flex/generate")
JOB_FLEX = get_spec("apiframe/flux-2-flex/generate")
JOB = "0a4b1c3e-1111-4222-8333-444455556666"
LINK = "https://cdn.example.com/one.png"


def record(status: str = "SUCCESS") -> httpx.Response:
    detail = {"promptObject": {}, "resultObject": ["images/one.png"]}
    return httpx.Response(
        200, json={"aiRecord": {"uuid": JOB, "status": status, "aiRecordDetail": detail, "temporaryUrl": LINK}}
    )


def job(status: str, **more: object) -> httpx.Response:
    return httpx.Response(200, json={"id": JOB, "status": status, "progress": 0, "result": None} | more)


QUEUED = httpx.Response(202, json={"jobId": JOB, "status": "QUEUED"})
DONE = job("COMPLETED", progress=100, result={"images": [LINK]}, creditCost=4)


def test_a_synchronous_api_is_asked_once() -> None:
    script, ledger = Script(record()), ScriptedLedger()
    result = make(script, FLEX, make_account(ONEMIN), ledger)
    [picture] = result.pictures
    assert (picture.content, picture.url, result.id) == (PICTURE, LINK, JOB)
    [request] = script.requests
    assert (request.method, str(request.url)) == ("POST", "https://api.1min.ai/api/features")
    assert request.headers["API-KEY"] == KEY
    assert body_of(request)["promptObject"] == {"prompt": "a cat", "seed": 7}
    assert ledger.names == ["sending"]
    assert ledger.reports == [(None, "1min.ai is at work")]


def test_a_job_is_asked_after_at_growing_pauses() -> None:
    script = Script(QUEUED, *[job("PROCESSING", progress=percent) for percent in (10, 10, 60, 60, 60, 60)], DONE)
    ledger = ScriptedLedger()
    result = make(script, JOB_FLEX, make_account(APIFRAME), ledger)
    assert script.moments == [0, 2, 4, 6, 8, 10, 12.5, 15.625]
    assert script.requests[0].headers["Idempotency-Key"] == REQUEST_ID
    assert {request.url.path for request in script.requests[1:]} == {f"/v2/jobs/{JOB}"}
    assert ledger.lines[1:3] == [("sending", None), ("accepted", Ticket(JOB))]
    assert ledger.reports[1:] == [
        (None, "Queued at apiframe"),
        (10, "apiframe is at work"),
        (60, "apiframe is at work"),
    ]
    assert result.id == JOB


def test_a_job_that_was_taken_on_is_resumed_without_sending() -> None:
    script, ledger = Script(job("PROCESSING"), DONE), ScriptedLedger()
    make(script, JOB_FLEX, make_account(APIFRAME), ledger, resume=Ticket(JOB))
    assert script.moments == [0, 2]
    assert script.count("POST") == 0
    assert ledger.names == []
