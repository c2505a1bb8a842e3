"""The real worker process, killed at each point of a request that is paid for: it is never paid for twice.

The APIs are strict stand-ins on 127.0.0.1 that count what they would be paid for.
"""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from playground.configuration.environment import RemoteApi
from playground.generations.models import Generation, Worker
from playground.standins.server import KEY
from tests.cast import EDIT, FLEX, JOB, Person
from tests.remote.worker_processes import (
    Held,
    HeldApiframe,
    HeldOneMin,
    kill,
    surroundings,
    until,
    worker_process,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.system]

CHARGED = (
    "The worker stopped after this was sent to 1min.ai, so it may have been charged. Check your pictures at 1min.ai"
    " before you try again."
)


@pytest.fixture(autouse=True)
def server_key(settings: Any) -> None:
    """Let new rows be made with this server's key."""
    settings.REMOTE_APIS = {name: RemoteApi(KEY, "", 16) for name in settings.REMOTE_APIS}


@pytest.fixture
def onemin() -> Iterator[HeldOneMin]:
    with HeldOneMin() as standin:
        yield standin
        standin.let_go.set()


@pytest.fixture
def apiframe() -> Iterator[HeldApiframe]:
    with HeldApiframe() as standin:
        yield standin
        standin.let_go.set()


def die_at_the_held_step(standin: Held, home: Path, row: Generation) -> Generation:
    """Have a worker killed where the stand-in holds it, and return the row as it left it."""
    with worker_process(surroundings(home, standin)) as process:
        until(standin.reached.is_set, "the held step")
        kill(process)
    row.refresh_from_db()
    assert row.status == "running"
    # Work whose worker was swept away is taken up at once, and that of a silent one after some looks.
    Worker.objects.all().delete()
    return row


def live_on(standin: Held, home: Path, row: Generation) -> Generation:
    """Have another worker go on with it, and return the row as it ends."""
    standin.hold(None)
    with worker_process(surroundings(home, standin)):
        until(lambda: not Generation.objects.active().exists(), "the end")
    row.refresh_from_db()
    assert standin.violations == []
    return row


def test_killed_before_it_was_sent_it_is_sent_once(
    bob: Person, onemin: HeldOneMin, tmp_path: Path, shared_files: None
) -> None:
    row = bob.ask(EDIT, imageUrl=bob.upload().key)
    onemin.hold("upload")
    assert die_at_the_held_step(onemin, tmp_path, row).sent is None
    assert onemin.paid == 0
    live_on(onemin, tmp_path, row)
    assert (row.status, row.attempts, onemin.paid) == ("done", 2, 1)


def test_killed_before_the_api_heard_it_it_is_given_up(bob: Person, onemin: HeldOneMin, tmp_path: Path) -> None:
    row = bob.ask(FLEX)
    onemin.hold("submit", unheard=True)
    assert die_at_the_held_step(onemin, tmp_path, row).sent is not None
    live_on(onemin, tmp_path, row)
    assert (row.status, row.error_code, row.error, onemin.paid) == ("failed", "lost", CHARGED, 0)


def test_killed_after_it_was_paid_for_it_is_given_up(bob: Person, onemin: HeldOneMin, tmp_path: Path) -> None:
    row = bob.ask(FLEX)
    onemin.hold("submit")
    assert die_at_the_held_step(onemin, tmp_path, row).sent is not None
    live_on(onemin, tmp_path, row)
    assert (row.status, row.error_code, row.error, onemin.paid) == ("failed", "lost", CHARGED, 1)


def test_killed_once_it_was_answered_its_picture_is_fetched(bob: Person, onemin: HeldOneMin, tmp_path: Path) -> None:
    row = bob.ask(FLEX)
    onemin.hold("download")
    sent = die_at_the_held_step(onemin, tmp_path, row).sent
    live_on(onemin, tmp_path, row)
    assert (row.status, row.sent, row.error, onemin.paid) == ("done", sent, "", 1)
    assert len(onemin.steps("submit")) == 1


def test_killed_before_the_api_heard_of_a_job_it_is_sent_under_the_same_key(
    bob: Person, apiframe: HeldApiframe, tmp_path: Path
) -> None:
    row = bob.ask(JOB)
    apiframe.hold("submit", unheard=True)
    die_at_the_held_step(apiframe, tmp_path, row)
    live_on(apiframe, tmp_path, row)
    assert (row.status, apiframe.paid) == ("done", 1)


def test_killed_before_the_job_was_named_it_is_sent_under_the_same_key(
    bob: Person, apiframe: HeldApiframe, tmp_path: Path
) -> None:
    row = bob.ask(JOB)
    apiframe.hold("submit")
    sent = die_at_the_held_step(apiframe, tmp_path, row).sent
    live_on(apiframe, tmp_path, row)
    assert (row.status, row.sent, row.error, apiframe.paid) == ("done", sent, "", 1)


@pytest.mark.parametrize("step", ["poll", "download"])
def test_killed_once_the_job_was_named_it_is_asked_after(
    bob: Person, apiframe: HeldApiframe, tmp_path: Path, step: Any
) -> None:
    row = bob.ask(JOB)
    apiframe.hold(step)
    job = die_at_the_held_step(apiframe, tmp_path, row).remote_id
    assert job != ""
    live_on(apiframe, tmp_path, row)
    assert (row.status, row.remote_id, apiframe.paid) == ("done", job, 1)
    assert len(apiframe.steps("submit")) == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="holds the one lock that SQLite has")
def test_killed_before_it_was_finished_it_is_fetched_again(bob: Person, apiframe: HeldApiframe, tmp_path: Path) -> None:
    row = bob.ask(JOB)
    apiframe.hold("download")
    with worker_process(surroundings(tmp_path, apiframe)) as process:
        until(apiframe.reached.is_set, "the download")
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            apiframe.let_go.set()
            until(lambda: any((tmp_path / "files").rglob("*.png")), "the stored file")
            kill(process)
            other.execute("ROLLBACK")
    Worker.objects.all().delete()
    live_on(apiframe, tmp_path, row)
    assert (row.status, row.pictures.count(), apiframe.paid) == ("done", 1, 1)


def test_a_worker_that_is_asked_to_stop_hands_jobs_on_at_once(
    bob: Person, apiframe: HeldApiframe, tmp_path: Path
) -> None:
    row = bob.ask(JOB)
    apiframe.hold("poll")
    with worker_process(surroundings(tmp_path, apiframe)) as process:
        until(apiframe.reached.is_set, "the poll")
        process.send_signal(signal.SIGTERM)
        until(lambda: Generation.objects.get().status == "queued", "the hand-over")
    row.refresh_from_db()
    assert (row.status, row.remote_id != "") == ("queued", True)
    live_on(apiframe, tmp_path, row)
    assert (row.status, apiframe.paid) == ("done", 1)


def test_a_worker_that_is_asked_to_stop_waits_for_what_is_paid_for(
    bob: Person, onemin: HeldOneMin, tmp_path: Path
) -> None:
    row, late = bob.ask(FLEX), bob.ask(EDIT, imageUrl=bob.upload().key)
    Generation.objects.filter(id=late.id).update(status="cancelled")
    onemin.hold("submit")
    with worker_process(surroundings(tmp_path, onemin)) as process:
        until(onemin.reached.is_set, "the request")
        process.send_signal(signal.SIGTERM)
        Generation.objects.filter(id=late.id).update(status="queued")
        onemin.let_go.set()
        process.wait(60)
    row.refresh_from_db()
    late.refresh_from_db()
    assert (row.status, late.status, onemin.paid) == ("done", "queued", 1)


def test_a_worker_that_is_asked_to_stop_does_not_wait_for_ever(bob: Person, onemin: HeldOneMin, tmp_path: Path) -> None:
    row = bob.ask(FLEX)
    onemin.hold("submit")
    with worker_process(surroundings(tmp_path, onemin, PLAYGROUND_STOP_SECONDS="0.2")) as process:
        until(onemin.reached.is_set, "the request")
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    row.refresh_from_db()
    assert (row.status, row.error_code, row.error, onemin.paid) == ("failed", "lost", CHARGED, 1)
