"""API requests that wait for the result: woken at the end, bounded in number, and never in the way of pages."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from playground.generations.models import Generation, Worker
from playground.generations.updates import wait_for_change, watcher
from playground.work_limits import Person as Asker
from tests.api.calling import ASYNC, PROMPT, Program, assert_onemin_error, read_record
from tests.cast import Person, work_off

pytestmark = pytest.mark.django_db(transaction=True)

# Far more than a picture takes to be seen; a test that waits this long has failed.
TIMEOUT_SECONDS = 20.0


@pytest.fixture
def ask(program: Program, settings: Any) -> Iterator[Callable[..., Future[Any]]]:
    """Return a function that asks for a picture in another thread, and waits for it long."""
    settings.API_WAIT_SECONDS = TIMEOUT_SECONDS
    pool = ThreadPoolExecutor(4)

    def act(prompt: str) -> Any:
        try:
            return program.ask({"prompt": prompt})
        finally:
            connection.close()

    yield lambda prompt="a red fox": pool.submit(act, prompt)
    pool.shutdown()
    for thread in threading.enumerate():
        if thread.name == "watcher":
            thread.join(timeout=TIMEOUT_SECONDS)


def until_there_are(count: int) -> None:
    """Return once this number of generations is waiting; fail when it takes too long."""
    gong = threading.Event()
    for _ in range(2000):
        if Generation.objects.active().count() == count:
            return
        gong.wait(0.005)
    pytest.fail("It took too long.")


def test_a_request_is_answered_when_its_picture_is_finished(ask: Callable[..., Future[Any]]) -> None:
    answers = [ask("a red fox"), ask("a blue fox")]
    until_there_are(2)
    assert not any(answer.done() for answer in answers)
    work_off()
    prompts = [
        read_record(answer.result(TIMEOUT_SECONDS))["aiRecordDetail"]["promptObject"]["prompt"] for answer in answers
    ]
    assert prompts == ["a red fox", "a blue fox"]


def test_progress_on_the_way_does_not_end_the_wait(ask: Callable[..., Future[Any]]) -> None:
    answer = ask()
    until_there_are(1)
    row, worker = Generation.objects.get(), Worker.objects.create()
    row.claim(worker)
    row.report(worker, 50, "Step 5")
    assert not answer.done()
    row.fail(worker, "failed", "The engine gave up.")
    assert_onemin_error(answer.result(TIMEOUT_SECONDS), 502, "The engine gave up.")


def test_cancelling_on_the_page_ends_the_wait(ask: Callable[..., Future[Any]]) -> None:
    answer = ask()
    until_there_are(1)
    Generation.objects.get().cancel()
    assert_onemin_error(answer.result(TIMEOUT_SECONDS), 502, "cancelled")


def test_refuses_above_the_limit_of_waiting_requests(
    ask: Callable[..., Future[Any]], program: Program, settings: Any
) -> None:
    settings.API_WAITERS = 1
    held = ask()
    until_there_are(1)
    refused = program.ask()
    assert_onemin_error(refused, 429)
    assert "Retry-After" in refused
    assert read_record(program.ask(PROMPT, **ASYNC))["status"] == "PROCESSING"
    work_off()
    assert held.result(TIMEOUT_SECONDS).status_code == 200


def test_pages_have_a_separate_limit(ask: Callable[..., Future[Any]], alice: Person, settings: Any) -> None:
    settings.HELD_REQUESTS = 1
    held = ask()
    until_there_are(1)
    other = alice.ask()
    assert watcher.waiting == 0
    other.cancel()
    assert wait_for_change({other.id: 0}, TIMEOUT_SECONDS, Asker(other.owner_id, "192.0.2.2"))
    work_off()
    assert held.result(TIMEOUT_SECONDS).status_code == 200
