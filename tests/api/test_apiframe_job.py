"""GET /v2/jobs/{id}: every field in every state, and the pictures behind the addresses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from playground.generations.models import Generation, Picture, Worker
from tests.api.calling import ASYNC, Program
from tests.api.ordering import assert_apiframe_error, find_row, get_job, load, order, read_job_id
from tests.cast import FLEX, JOB, Person, work_off

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def check_fields(job: dict[str, Any], **wanted: Any) -> None:
    """Every field is there, in the documents' order, and of its type."""
    assert list(job) == list(load("apiframe_job.answer.json"))
    assert {name: job[name] for name in wanted} == wanted
    assert MOMENT.fullmatch(job["createdAt"])
    assert job["completedAt"] is None or MOMENT.fullmatch(job["completedAt"])
    assert type(job["progress"]) is int
    assert 0 <= job["progress"] <= 100
    assert job["input"] == {"prompt": "a red fox", "fluxParams": {"steps": 9}}
    assert (job["model"], job["webhookStatus"]) == ("flux-2-flex", None)


@pytest.fixture
def row(program: Program) -> Generation:
    """A job that waits."""
    return find_row(order(program, steps=9))


def test_a_queued_job(program: Program, row: Generation) -> None:
    job = get_job(program, str(row.wire_id))
    check_fields(job, status="QUEUED", progress=0, result=None, error=None, creditCost=0, completedAt=None)
    assert job["id"] == str(row.wire_id)


def test_a_running_job(program: Program, row: Generation) -> None:
    worker = Worker.objects.create()
    row.claim(worker)
    row.report(worker, 41, "Drawing")
    job = get_job(program, str(row.wire_id))
    check_fields(job, status="PROCESSING", progress=41, result=None, error=None, creditCost=0, completedAt=None)


def test_a_running_job_with_unknown_progress(program: Program, row: Generation) -> None:
    row.claim(Worker.objects.create())
    check_fields(get_job(program, str(row.wire_id)), status="PROCESSING", progress=0)


def test_a_finished_job(program: Program, row: Generation) -> None:
    work_off()
    job = get_job(program, str(row.wire_id))
    check_fields(job, status="COMPLETED", progress=100, error=None, creditCost=0, expired=False)
    assert job["result"] == {"images": [f"http://testserver/{row.pictures.get().key}"]}
    assert job["completedAt"] >= job["createdAt"]


def test_a_failed_job(program: Program, row: Generation) -> None:
    row.fail(None, "failed", "The engine has no paint left.")
    job = get_job(program, str(row.wire_id))
    check_fields(job, status="FAILED", result=None, error="The engine has no paint left.", creditCost=0, expired=False)
    assert job["completedAt"]


@pytest.mark.usefixtures("sketch")
def test_refused_content_fails_with_a_sentence(program: Program) -> None:
    job_id = read_job_id(order(program, top={"prompt": "[sketch:refuse] a red fox"}))
    work_off()
    job = get_job(program, job_id)
    assert (job["status"], job["result"], job["creditCost"]) == ("FAILED", None, 0)
    assert job["error"].endswith(".")


def test_a_cancelled_job(program: Program, alice: Person, row: Generation) -> None:
    alice.post("cancel", row.id)
    check_fields(get_job(program, str(row.wire_id)), status="CANCELLED", result=None, creditCost=0)


def test_a_finished_job_has_its_cost(program: Program, row: Generation) -> None:
    work_off()
    Generation.objects.update(cost=8.0)
    assert get_job(program, str(row.wire_id))["creditCost"] == 8


def test_the_picture_is_fetched_without_a_key(program: Program, anonymous: Person) -> None:
    job_id = read_job_id(order(program, output_format="jpg"))
    work_off()
    (address,) = get_job(program, job_id)["result"]["images"]
    assert address.endswith(".jpg")
    assert "?" not in address
    fetched = anonymous.fetch(address.removeprefix("http://testserver"))
    assert (fetched.status, fetched.headers["Content-Type"], fetched.picture.format) == (200, "image/jpeg", "JPEG")


def test_urls_begin_with_the_requested_origin(program: Program, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["play.example", "testserver"]
    ordered = program.post(
        "/v2/images/generate", {"prompt": "x", "model": "flux-2-dev"}, headers={"Host": "play.example"}
    )
    work_off()
    assert get_job(program, read_job_id(ordered))["result"]["images"][0].startswith("http://play.example/images/")


def test_a_job_expires_with_its_urls(program: Program, row: Generation, anonymous: Person) -> None:
    work_off()
    address = get_job(program, str(row.wire_id))["result"]["images"][0]
    for hours, expired, status in ((23, False, 200), (25, True, 404)):
        Picture.objects.update(created=timezone.now() - timedelta(hours=hours))
        assert get_job(program, str(row.wire_id))["expired"] is expired
        assert anonymous.fetch(address.removeprefix("http://testserver")).status == status


@pytest.mark.parametrize("id", ["4fbe3db7-608a-4c7e-8478-e1033336ee57", "nothing", "0" * 32, "%00", "x" * 300])
def test_an_unknown_job_is_not_found(program: Program, id: str) -> None:
    assert_apiframe_error(program.get(f"/v2/jobs/{id}"), 404, "You have no job")


def test_another_persons_job_is_not_found(stranger: Program, row: Generation) -> None:
    assert_apiframe_error(stranger.get(f"/v2/jobs/{row.wire_id}"), 404)


def test_a_deleted_job_is_not_found(program: Program, row: Generation) -> None:
    row.delete_softly()
    assert_apiframe_error(program.get(f"/v2/jobs/{row.wire_id}"), 404)


@pytest.mark.parametrize("spec_id", [JOB, FLEX])
def test_a_generation_of_a_page_is_not_a_job(program: Program, alice: Person, spec_id: str) -> None:
    assert_apiframe_error(program.get(f"/v2/jobs/{alice.ask(spec_id).wire_id}"), 404)


def test_a_generation_of_the_other_api_is_not_a_job(program: Program) -> None:
    program.ask(**ASYNC)
    assert_apiframe_error(program.get(f"/v2/jobs/{Generation.objects.get().wire_id}"), 404)


def test_needs_a_key(row: Generation) -> None:
    assert_apiframe_error(Client().get(f"/v2/jobs/{row.wire_id}"), 401)


def test_refuses_another_method(program: Program, row: Generation) -> None:
    assert_apiframe_error(program.call("DELETE", f"/v2/jobs/{row.wire_id}"), 405)
    assert program.call("HEAD", f"/v2/jobs/{row.wire_id}").status_code == 200
