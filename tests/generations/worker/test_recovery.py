"""What a worker takes up: what dead ones left, and what never reached the queue."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from playground.generations.models import Generation, Worker
from playground.generations.submission.task import run_generation
from playground.generations.worker.process import ATTEMPTS, begin_work, end_work, hand_back, this_worker
from playground.generations.worker.recovery import SILENT_LOOKS, Recovery, wake_dispatcher_for_waiting
from tests.cast import FLEX, JOB, Person
from tests.remote.further_api import Further, PutInPlace

type Commit = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def dead(db: None) -> Worker:
    """Return a worker that does not beat, and whose clock was wrong: nobody goes by it."""
    return Worker.objects.create(heartbeat=timezone.now() + timedelta(hours=1))


@pytest.fixture
def look(tasks: Any, django_capture_on_commit_callbacks: Commit) -> Callable[[], list[str]]:
    """Return a function that looks once, commits, and lists which generations are in the queue then."""
    recovery = Recovery()

    def act() -> list[str]:
        with django_capture_on_commit_callbacks(execute=True):
            recovery.recover()
        return [task.args[1][0] for task in tasks.pending()]

    return act


@pytest.fixture
def recovered(look: Callable[[], list[str]]) -> Callable[[], list[str]]:
    """Return a function that looks as often as it takes to be sure."""
    return lambda: [look() for _ in range(SILENT_LOOKS + 1)][-1]


def running(person: Person, worker: Worker | None, spec_id: str = FLEX, **facts: Any) -> Generation:
    row = person.ask(spec_id)
    Generation.objects.filter(id=row.id).update(status="running", worker=worker, attempts=1, **facts)
    return row


def test_a_dead_workers_row_waits_again_and_is_in_the_queue(
    bob: Person, dead: Worker, recovered: Callable[[], list[str]]
) -> None:
    row = running(bob, dead, progress=40, stage="Step 4")
    assert recovered() == [str(row.id)]
    row.refresh_from_db()
    assert (row.status, row.worker, row.progress, row.stage) == ("queued", None, None, "")


def test_a_living_workers_row_is_left_alone(bob: Person, worker: Worker, look: Callable[[], list[str]]) -> None:
    row = running(bob, worker)
    for _ in range(3 * SILENT_LOOKS):
        worker.write_heartbeat()
        assert look() == []
    row.refresh_from_db()
    assert (row.status, row.worker) == ("running", worker)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_jumps_takes_no_work_from_the_living(
    bob: Person, worker: Worker, look: Callable[[], list[str]], hours: int
) -> None:
    row = running(bob, worker)
    jumped = timezone.now() + timedelta(hours=hours)
    for beat in range(3 * SILENT_LOOKS):
        Worker.objects.update(heartbeat=jumped + timedelta(seconds=3 * (beat // 2)))
        assert look() == []
    row.refresh_from_db()
    assert (row.status, row.worker) == ("running", worker)


def test_an_outage_in_which_nobody_could_look_or_beat_kills_nobody(bob: Person, worker: Worker, tasks: Any) -> None:
    running(bob, worker)
    recovery = Recovery()
    for _ in range(4):
        assert [recovery.recover() for _ in range(SILENT_LOOKS)] == [0] * SILENT_LOOKS
        recovery.forget()


def test_what_this_worker_lost_sight_of_is_taken_up(bob: Person, recovered: Callable[[], list[str]]) -> None:
    this_worker.cache_clear()
    lost, busy = running(bob, this_worker()), running(bob, this_worker())
    begin_work(busy.id)
    assert recovered() == [str(lost.id)]
    end_work(busy.id)
    lost.refresh_from_db()
    busy.refresh_from_db()
    assert (lost.status, busy.status) == ("queued", "running")
    this_worker.cache_clear()


def test_a_row_whose_worker_was_swept_away_is_taken_up_too(bob: Person, recovered: Callable[[], list[str]]) -> None:
    row = running(bob, None)
    assert recovered() == [str(row.id)]


def test_after_the_last_attempt_it_fails_with_the_reason(
    bob: Person, dead: Worker, recovered: Callable[[], list[str]]
) -> None:
    row = running(bob, dead)
    Generation.objects.update(attempts=ATTEMPTS)
    assert recovered() == []
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "lost")
    assert "stopped 3 times" in row.error


@pytest.mark.parametrize(("attempts", "status"), [(1, "queued"), (ATTEMPTS, "cancelled")])
def test_a_cancelled_job_waits_for_a_worker_that_passes_it_on(
    bob: Person,
    dead: Worker,
    recovered: Callable[[], list[str]],
    in_place_of: PutInPlace,
    attempts: int,
    status: str,
) -> None:
    # An API that can cancel.
    in_place_of("apiframe", Further().as_dialect())
    sent = timezone.now()
    row = running(bob, dead, JOB, engine="remote", sent=sent, remote_id="job-7", cancel_requested=True)
    Generation.objects.update(attempts=attempts, started=sent)
    recovered()
    row.refresh_from_db()
    assert (row.status, row.cancel_requested) == (status, True)


def count_deaths(row: Generation, recovered: Callable[[], list[str]]) -> int:
    """Let each worker die that takes the row, until none does any more; return how many did."""
    claims = 0
    while row.claim(Worker.objects.create()):
        claims += 1
        recovered()
    row.refresh_from_db()
    return claims


def test_a_row_that_kills_every_worker_ends_after_three(bob: Person, recovered: Callable[[], list[str]]) -> None:
    row = bob.ask()
    assert (count_deaths(row, recovered), row.status) == (ATTEMPTS, "failed")


def test_what_was_to_be_cancelled_is_cancelled(bob: Person, dead: Worker, recovered: Callable[[], list[str]]) -> None:
    row = running(bob, dead)
    row.cancel()
    assert recovered() == []
    row.refresh_from_db()
    assert (row.status, row.error) == ("cancelled", "You cancelled this.")


def test_what_was_sent_to_a_paid_api_is_never_sent_again(
    bob: Person, dead: Worker, recovered: Callable[[], list[str]]
) -> None:
    row = running(bob, dead, sent=timezone.now())
    assert recovered() == []
    row.refresh_from_db()
    assert row.status == "failed"
    assert "may have been charged" in row.error


@pytest.mark.parametrize(
    ("spec_id", "facts", "released"),
    [
        (FLEX, {}, False),
        (FLEX, {"remote_id": "job-7"}, True),
        (JOB, {}, True),
        (JOB, {"remote_id": "job-7"}, True),
    ],
)
def test_what_was_sent_goes_on_only_where_that_pays_nothing(
    bob: Person,
    dead: Worker,
    recovered: Callable[[], list[str]],
    spec_id: str,
    facts: dict[str, str],
    released: bool,
) -> None:
    row = running(bob, dead, spec_id, sent=timezone.now(), started=timezone.now(), **facts)
    Generation.objects.update(attempts=ATTEMPTS + 5)
    assert recovered() == ([str(row.id)] if released else [])
    row.refresh_from_db()
    assert (row.status, row.sent is not None) == ("queued" if released else "failed", True)


def test_a_repeat_is_not_risked_when_the_api_may_have_forgotten_the_first(
    bob: Person, dead: Worker, recovered: Callable[[], list[str]]
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    row = running(bob, dead, JOB, sent=long_ago, started=long_ago)
    assert recovered() == []
    row.refresh_from_db()
    assert row.status == "failed"
    assert "apiframe" in row.error


def test_a_repeat_is_not_risked_when_a_clock_that_was_set_back_hides_how_long_ago_the_first_was(
    bob: Person, dead: Worker, recovered: Callable[[], list[str]]
) -> None:
    row = running(bob, dead, JOB, sent=timezone.now() + timedelta(hours=1), started=timezone.now())
    assert recovered() == []
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "lost")


def test_a_job_that_kills_every_worker_comes_to_an_end_though_the_clock_was_set_back(
    bob: Person, recovered: Callable[[], list[str]]
) -> None:
    row = bob.ask(JOB)
    Generation.objects.update(sent=timezone.now() + timedelta(hours=1), remote_id="job-7")
    assert (count_deaths(row, recovered), row.status) == (ATTEMPTS, "failed")


def test_a_job_is_looked_at_once_more_after_a_long_outage_and_then_given_up(
    bob: Person, dead: Worker, recovered: Callable[[], list[str]]
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    row = running(bob, dead, JOB, sent=long_ago, started=long_ago, remote_id="job-7")
    assert recovered() == [str(row.id)]
    assert row.claim(dead)
    recovered()
    row.refresh_from_db()
    assert (row.status, row.error_code) == ("failed", "lost")


def test_cancelling_what_was_sent_says_that_it_may_be_charged(
    bob: Person, dead: Worker, recovered: Callable[[], list[str]]
) -> None:
    waiting = running(bob, dead, JOB, sent=timezone.now(), started=timezone.now(), remote_id="job-7")
    waiting.release(dead)
    waiting.cancel()
    at_work = running(bob, dead, sent=timezone.now())
    at_work.cancel()
    recovered()
    for row, title in ((waiting, "apiframe"), (at_work, "1min.ai")):
        row.refresh_from_db()
        late = f"You cancelled this after it was sent to {title}, so it may still be charged."
        assert (row.status, row.error) == ("cancelled", late)


def test_rows_for_public_apis_are_looked_for_and_not_put_into_the_queue(
    bob: Person, recovered: Callable[[], list[str]]
) -> None:
    bob.ask(), bob.ask(JOB), bob.ask(JOB)
    Generation.objects.update(engine="remote")
    heard: list[str] = []
    assert recovered() == []
    wake_dispatcher_for_waiting(heard.append)
    assert sorted(heard) == ["apiframe", "onemin"]


def test_a_row_that_never_reached_the_queue_gets_there(bob: Person, look: Callable[[], list[str]]) -> None:
    row = bob.ask()
    assert look() == []
    assert look() == [str(row.id)]


def test_as_many_rows_are_put_into_a_queue_as_it_lacks(bob: Person, look: Callable[[], list[str]], tasks: Any) -> None:
    rows = [bob.ask() for _ in range(3)]
    run_generation.enqueue(str(rows[0].id))
    look()
    assert len(look()) == 3
    assert len(look()) == 3


def test_a_long_queue_is_not_filled_twice(bob: Person, recovered: Callable[[], list[str]]) -> None:
    bob.ask()
    assert len(recovered()) == 1
    assert len(recovered()) == 1


def test_deleted_ones_are_not_put_into_the_queue(bob: Person, recovered: Callable[[], list[str]]) -> None:
    bob.ask().delete_softly()
    assert recovered() == []


def test_nothing_to_do_is_no_fault(db: None, recovered: Callable[[], list[str]]) -> None:
    assert recovered() == []


def test_a_worker_that_stops_hands_its_rows_back(bob: Person) -> None:
    this_worker.cache_clear()
    mine, others = bob.ask(), bob.ask()
    mine.claim(this_worker())
    others.claim(Worker.objects.create())
    assert [row.id for row in hand_back()] == [mine.id]
    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.status, others.status) == ("queued", "running")
    this_worker.cache_clear()
