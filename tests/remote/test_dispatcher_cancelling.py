"""Progress of a remote generation, and what cancelling and deleting do to it."""

import asyncio
from typing import Any

import pytest

from playground.dialects.registry import get_dialect
from playground.engines.base import CancelOutcome
from playground.engines.remote.base import RemoteResult, running_job
from playground.generations.models import Generation
from tests.cast import Person
from tests.remote.dispatching import cancel_all, ended, until
from tests.remote.further_api import Further, PutInPlace
from tests.remote.scripted_engines import Asked, Gate, result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("server_key")]

SENT = "You cancelled this after it was sent to 1min.ai"


@pytest.fixture
def can_cancel(in_place_of: PutInPlace) -> None:
    """Let the API of these rows be one that can cancel jobs."""
    further = Further()
    further.name, further.title = "onemin", get_dialect("onemin").title
    in_place_of("onemin", further.as_dialect())


def test_progress_is_seen_and_per_cent_may_be_unknown(bob: Person, start: Any) -> None:
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.progress(None, "1min.ai is at work")
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(lambda: Generation.objects.get().stage == "1min.ai is at work")
    shown = Generation.objects.get()
    assert (shown.progress, shown.version) == (None, 2)
    gate.open()
    ended(row)


@pytest.mark.parametrize("sent", [False, True])
def test_cancelling_stops_the_asking_and_says_whether_it_may_be_charged(bob: Person, start: Any, sent: bool) -> None:
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        if sent:
            await asked.journal.sending()
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(gate.reached.is_set)
    row.cancel()
    ended(row)
    late = "You cancelled this after it was sent to 1min.ai, so it may still be charged."
    assert (row.status, row.error) == ("cancelled", late if sent else "You cancelled this.")
    assert not row.pictures.exists()


def test_deleting_stops_it_too(bob: Person, start: Any) -> None:
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(gate.reached.is_set)
    row.delete_softly()
    assert ended(row).status == "cancelled"


def test_what_was_cancelled_is_not_sent(bob: Person, start: Any) -> None:
    sent: list[str] = []

    async def act(asked: Asked) -> RemoteResult:
        await asyncio.to_thread(cancel_all)
        await asked.journal.sending()
        sent.append("POST")
        return result()

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.status, row.error, row.sent, sent) == ("cancelled", "You cancelled this.", None, [])


def test_a_picture_that_was_paid_for_is_kept_though_it_was_cancelled_too_late(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asyncio.to_thread(cancel_all)
        return result()

    row = bob.ask()
    start(act)
    assert ended(row).status == "done"
    assert row.pictures.count() == 1


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        ("taken", f"{SENT}, which was asked to stop. It may still be charged."),
        ("refused", f"{SENT}, which did not stop it, so it may still be charged."),
        ("not asked", f"{SENT}, which could not be asked to stop, so it may still be charged."),
        ("impossible", f"{SENT}, so it may still be charged."),
    ],
)
def test_a_job_that_is_cancelled_is_cancelled_at_its_api(
    bob: Person, start: Any, outcome: CancelOutcome, sentence: str
) -> None:
    gate, job = Gate(), running_job("job-7", "https://api.1min.ai/jobs/7")

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asked.journal.accepted(job)
        await gate.pass_through()
        return result()

    row = bob.ask()
    engine = start(act)
    engine.outcome = outcome
    until(gate.reached.is_set)
    row.cancel()
    assert (ended(row).status, row.error) == ("cancelled", sentence)
    assert engine.cancelled == [job]


def test_a_job_of_an_earlier_worker_is_cancelled_there_too(bob: Person, start: Any) -> None:
    gate, row = Gate(), bob.ask()
    Generation.objects.update(sent=row.created, remote_id="job-7", remote_job={"cancel_url": "https://1min.ai/stop"})

    async def act(asked: Asked) -> RemoteResult:
        await gate.pass_through()
        return result()

    engine = start(act)
    until(gate.reached.is_set)
    row.cancel()
    assert ended(row).status == "cancelled"
    assert [(job.id, job.cancel_url) for job in engine.cancelled] == [("job-7", "https://1min.ai/stop")]


def test_what_a_dead_worker_should_have_cancelled_is_cancelled_by_the_next(bob: Person, start: Any) -> None:
    row = bob.ask()
    Generation.objects.update(sent=row.created, remote_id="job-7", cancel_requested=True)
    engine = start()
    assert ended(row).status == "cancelled"
    assert [job.id for job in engine.cancelled] == ["job-7"]
    assert engine.asked == []


def test_a_request_on_its_way_is_cancelled_once_its_job_has_an_id(bob: Person, start: Any, can_cancel: None) -> None:
    reached, reported = Gate(), Gate()

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await reached.pass_through()
        await asked.journal.accepted(running_job("job-7"))
        await reported.pass_through()
        return result()

    row = bob.ask()
    engine = start(act)
    until(reached.reached.is_set)
    row.cancel()
    until(lambda: Generation.objects.get().cancel_requested)
    reached.open()
    assert ended(row).status == "cancelled"
    assert [job.id for job in engine.cancelled] == ["job-7"]


def test_a_request_whose_job_gets_no_id_does_not_hold_up_its_end(bob: Person, start: Any, can_cancel: None) -> None:
    never = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await never.pass_through()
        return result()

    row = bob.ask()
    engine = start(act)
    until(never.reached.is_set)
    row.cancel()
    assert (ended(row).status, row.error) == ("cancelled", f"{SENT}, so it may still be charged.")
    assert engine.cancelled == []
