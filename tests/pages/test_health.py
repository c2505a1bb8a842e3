"""`/healthz` and `/readyz`: what a load balancer and a person at the console are told."""

import errno
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from playground.generations.models import Worker
from playground.generations.readiness import NotReady
from playground.pages import health
from playground.pages.health import SLOW, UNREACHABLE, Check
from tests.cast import Person

WELL = {"database": "ok", "storage": "ok", "queue": "ok", "worker": "ok"}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a busy machine."""
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 30.0)


@pytest.fixture
def worker(transactional_db: None) -> Worker:
    """Return a worker that has just beaten; the checks look from threads of their own, so it must be committed."""
    return Worker.objects.create()


def ready(**headers: str) -> Any:
    """Ask as a fresh process would, which has looked at nothing yet."""
    return Client().get("/readyz", headers=headers)


def test_is_ready_when_everything_works(worker: Worker) -> None:
    got = ready()
    assert (got.status_code, got.json()) == (200, {"ok": True, "checks": WELL})


def test_is_not_ready_without_a_worker(transactional_db: None) -> None:
    got = ready()
    assert (got.status_code, got.json()) == (503, {"ok": False, "checks": WELL | {"worker": "no worker is alive"}})


def test_a_worker_without_a_recent_heartbeat_does_not_count(worker: Worker) -> None:
    Worker.objects.filter(id=worker.id).update(heartbeat=timezone.now() - timedelta(minutes=1))
    assert ready().json()["checks"]["worker"] == "no worker is alive"
    Worker.objects.create()
    assert ready().json()["ok"] is True


def test_is_not_ready_before_the_database_is_migrated(worker: Worker) -> None:
    migration: Any = MigrationRecorder.Migration.objects.get(app="generations", name="0001_initial")
    MigrationRecorder.Migration.objects.filter(id=migration.id).delete()
    try:
        got = ready()
    finally:
        migration.save(force_insert=True)
    assert (got.status_code, got.json()["checks"]) == (503, WELL | {"database": "not migrated"})


def test_is_ready_with_a_newer_migration(worker: Worker) -> None:
    newer = MigrationRecorder.Migration.objects.create(app="generations", name="9999_from_the_future")
    try:
        assert ready().json()["ok"] is True
    finally:
        newer.delete()


def test_is_not_ready_when_no_file_can_be_written(
    worker: Worker, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write_text("a file where the folder should be")
    got = ready()
    assert (got.status_code, got.json()["checks"]) == (503, WELL | {"storage": UNREACHABLE})
    assert str(folder) not in got.content.decode()
    assert str(folder) in caplog.text


def test_is_not_ready_when_the_disk_is_full(worker: Worker, folder: Path, limit: Callable[[int, int], None]) -> None:
    limit(0, errno.ENOSPC)
    got = ready()
    assert (got.status_code, got.json()["checks"]) == (503, WELL | {"storage": "the disk is full"})
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_the_check_leaves_no_file_behind(worker: Worker, files: Callable[[], list[str]]) -> None:
    assert ready().json()["ok"] is True
    assert files() == []


def test_answers_in_text_if_the_client_prefers_it(worker: Worker) -> None:
    for accept in ("text/plain", "text/html,application/xhtml+xml,*/*;q=0.8"):
        got = ready(accept=accept)
        assert got["Content-Type"] == "text/plain; charset=utf-8"
        assert got.content.decode().splitlines() == ["ok", "database: ok", "storage: ok", "queue: ok", "worker: ok"]
    Worker.objects.all().delete()
    assert ready(accept="text/plain").content.decode().splitlines()[::4] == ["not ready", "worker: no worker is alive"]
    assert ready(accept="*/*")["Content-Type"] == "application/json"


def test_the_process_answers_without_a_database() -> None:
    # This test may not touch the database, so a query would fail it.
    got = Client().get("/healthz")
    assert (got.status_code, got.json()) == (200, {"ok": True})
    assert Client().get("/healthz", headers={"Accept": "text/plain"}).content == b"ok\n"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_load_balancer_may_ask_under_any_host(worker: Worker, address: str, bob: Person) -> None:
    got = bob.client.get(address, headers={"Host": "10.0.0.7:8000"})
    assert got.status_code == 200
    assert got["Cache-Control"] == "no-store"
    assert not got.cookies
    assert "Vary" not in got
    assert "10.0.0.7" not in got.content.decode()
    assert bob.client.get("/", headers={"Host": "10.0.0.7:8000"}).status_code == 400


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_accepts_only_get_and_head(worker: Worker, address: str) -> None:
    assert Client().head(address).status_code == 200
    refused = Client().post(address)
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")


def see(check: Check, seconds: float = 5.0) -> str:
    check.begin()
    return check.cause(time.monotonic() + seconds)


@contextmanager
def hanging() -> Iterator[tuple[Check, list[int]]]:
    """Yield a check that hangs until the block ends, and a list that has an entry for each look."""
    release, looks = threading.Event(), list[int]()

    def look() -> None:
        looks.append(1)
        release.wait(60)

    yield Check("slow", look), looks
    release.set()


def test_a_hanging_check_does_not_delay_the_response() -> None:
    with hanging() as (check, looks):
        begun = time.monotonic()
        assert [see(check, 0.05) for _ in range(3)] == [SLOW] * 3
        # Far less than the check hangs, and far more than a busy machine needs.
        assert time.monotonic() - begun < 30
        assert len(looks) == 1


def test_caches_results_for_a_moment() -> None:
    now, looks = [100.0], list[int]()
    check = Check("counted", lambda: looks.append(1), clock=lambda: now[0])
    for moment in (100.0, 100.5, 101.5):
        now[0] = moment
        check.begin()
        assert check.cause(moment + 5) == ""
    assert len(looks) == 2


def test_logs_a_cause_when_it_begins_and_ends(caplog: pytest.LogCaptureFixture) -> None:
    now, trouble = [0.0], list[Exception]()

    def look() -> None:
        if trouble:
            raise trouble[0]

    check = Check("database", look, clock=lambda: now[0])
    for raised in (OperationalError("db.internal refused"), OperationalError("db.internal refused"), None):
        trouble[:] = [raised] if raised else []
        now[0] += 10
        check.begin()
        check.cause(now[0] + 5)
    lines = [(record.levelno, record.getMessage()) for record in caplog.records if record.levelno > logging.DEBUG]
    assert [level for level, _ in lines] == [logging.ERROR, logging.WARNING]
    assert "db.internal refused" in lines[0][1]


def test_details_are_only_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    def look() -> None:
        raise NotReady("out of reach", "secret.example:5432")

    assert see(Check("database", look)) == "out of reach"
    assert "secret.example:5432" in caplog.text
