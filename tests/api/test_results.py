"""GET /api/results/{uuid}: what became of a request that did not wait."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.generations.models import Generation
from tests.api.calling import ASYNC, PROMPT, Program, assert_onemin_error, read_record

NOBODY = {"aiRecord": None}


def submit(program: Program, **prompt_object: Any) -> str:
    uuid: str = read_record(program.ask(PROMPT | prompt_object, **ASYNC))["uuid"]
    return uuid


def test_a_request_is_processing_until_it_is_done(program: Program, work: Callable[[], None]) -> None:
    uuid = submit(program)
    before = read_record(program.get(f"/api/results/{uuid}"))
    assert (before["uuid"], before["status"], before["temporaryUrl"]) == (uuid, "PROCESSING", None)
    work()
    after = read_record(program.get(f"/api/results/{uuid}"))
    assert (after["uuid"], after["status"]) == (uuid, "SUCCESS")
    assert len(after["aiRecordDetail"]["resultObject"]) == 1
    assert after["createdAt"] == before["createdAt"]
    assert list(after)[-1] == "temporaryUrl"


@pytest.mark.usefixtures("sketch")
@pytest.mark.parametrize(("trigger", "code"), [("refuse", "CONTENT_REFUSED"), ("fail", "GENERATION_FAILED")])
def test_a_failure_has_its_reason(program: Program, work: Callable[[], None], trigger: str, code: str) -> None:
    uuid = submit(program, prompt=f"[sketch:{trigger}]")
    work()
    response = program.get(f"/api/results/{uuid}")
    assert response.status_code == 200
    body = response.json()
    assert body["aiRecord"]["status"] == "FAILURE"
    assert body["aiRecord"]["aiRecordDetail"]["resultObject"] == []
    assert body["errorCode"] == code
    assert body["message"] == Generation.objects.get().error


def test_a_cancelled_generation_has_failed(program: Program) -> None:
    uuid = submit(program)
    Generation.objects.get().cancel()
    assert program.get(f"/api/results/{uuid}").json()["aiRecord"]["status"] == "FAILURE"


@pytest.mark.parametrize("uuid", ["4fbe3db7-608a-4c7e-8478-e1033336ee57", "0", "not-a-uuid", "%00", "é"])
def test_an_unknown_id_gives_null(program: Program, uuid: str) -> None:
    response = program.get(f"/api/results/{uuid}")
    assert (response.status_code, response.json()) == (200, NOBODY)


def test_other_peoples_and_deleted_results_are_null(program: Program, stranger: Program) -> None:
    uuid = submit(program)
    assert stranger.get(f"/api/results/{uuid}").json() == NOBODY
    assert program.get(f"/api/results/{uuid}").json() != NOBODY
    Generation.objects.get().delete_softly()
    assert program.get(f"/api/results/{uuid}").json() == NOBODY


def test_other_methods_are_refused(program: Program) -> None:
    response = program.post("/api/results/0", {})
    assert_onemin_error(response, 405, "POST", "GET")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_needs_as_many_queries_for_many_pictures_as_for_one(
    program: Program, work: Callable[[], None], django_assert_num_queries: Any
) -> None:
    # The request is counted elsewhere: in Redis, or in SQLite's file of counters.
    queries = 3
    one, four = submit(program), submit(program, n=4)
    work()
    program.get(f"/api/results/{one}")
    for uuid in (one, four):
        with django_assert_num_queries(queries):
            program.get(f"/api/results/{uuid}")
