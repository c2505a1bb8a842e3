"""Requests that wait too long, that are sent again, and that are too many."""

from collections.abc import Callable
from typing import Any

import pytest

from playground.generations.models import Generation
from playground.generations.updates import WAITS
from tests.api.calling import Program
from tests.api.openai_program import assert_error, create, edit, read_pictures
from tests.cast import make_file

AGAIN = {"Idempotency-Key": "once"}


@pytest.mark.usefixtures("no_worker")
def test_what_takes_too_long_goes_on(program: Program, work: Callable[[], None]) -> None:
    response = create(program, n=2)
    rows = list(Generation.objects.order_by("variant"))
    ids = ", ".join(str(row.wire_id) for row in rows)
    assert_error(response, 504, f"They are still being generated (ids {ids}) and will appear", code="still_running")
    # OpenAI's libraries would otherwise send it again, and the pictures would be made twice.
    assert response["x-should-retry"] == "false"
    work()
    assert all(row.pictures.exists() for row in rows)


@pytest.mark.usefixtures("no_worker")
def test_with_an_idempotency_key_it_is_sent_again_for_the_same_pictures(
    program: Program, work: Callable[[], None], settings: Any
) -> None:
    response = create(program, n=2, headers=AGAIN)
    assert_error(response, 504)
    assert response["x-should-retry"] == "true"
    work()
    settings.API_WAIT_SECONDS = 5
    assert len(read_pictures(create(program, n=2, headers=AGAIN))["data"]) == 2
    assert Generation.objects.count() == 2


@pytest.mark.usefixtures("prompt_worker")
def test_the_same_key_with_another_body_is_refused(program: Program) -> None:
    read_pictures(create(program, headers=AGAIN))
    assert_error(create(program, prompt="another", headers=AGAIN), 409, "Idempotency-Key")
    # Another picture is another body, too.
    read_pictures(edit(program, make_file(), headers={"Idempotency-Key": "edit"}))
    read_pictures(edit(program, make_file(), headers={"Idempotency-Key": "edit"}))
    assert_error(edit(program, make_file(90), headers={"Idempotency-Key": "edit"}), 409)
    assert Generation.objects.count() == 2


@pytest.mark.usefixtures("no_worker")
def test_a_full_queue_says_when_to_come_back(program: Program, settings: Any) -> None:
    settings.API_MOST_QUEUED = 4
    response = create(program, n=5)
    assert_error(response, 429, "the limit is 4", code="rate_limit_exceeded")
    assert int(response["Retry-After"]) > 0
    assert not Generation.objects.exists()


def test_too_many_requests_that_wait_leave_nothing_behind(program: Program, settings: Any) -> None:
    settings.API_WAITERS = 0
    response = edit(program, make_file())
    assert_error(response, 429, code="rate_limit_exceeded")
    assert int(response["Retry-After"]) > 0
    assert not Generation.objects.exists()
    assert not WAITS.taken


def test_too_many_requests_a_minute(program: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1
    headers = {"Authorization": f"Bearer {program.key}"}
    assert program.client.get("/v1/models", headers=headers).status_code == 200
    response = program.client.get("/v1/models", headers=headers)
    assert_error(response, 429, "1 requests a minute")
    assert int(response["Retry-After"]) > 0


@pytest.mark.usefixtures("sketch", "prompt_worker")
def test_of_several_pictures_those_that_are_made_are_sent(program: Program) -> None:
    read_pictures(create(program, n=2, headers=AGAIN))
    row = Generation.objects.order_by("variant").last()
    assert row is not None
    Generation.objects.filter(id=row.id).update(status="failed", error="No.")
    assert len(read_pictures(create(program, n=2, headers=AGAIN))["data"]) == 1
