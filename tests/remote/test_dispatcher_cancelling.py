"""Progress of a remote generation, and what cancelling and deleting do to it."""

import asyncio
from typing import Any

import pytest

from playground.engines.remote.base import RemoteResult
from playground.generations.models import Generation
from tests.cast import Person
from tests.remote.dispatching import cancel_all, ended, until
from tests.remote.scripted_engines import Asked, Gate, result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("server_key")]


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
