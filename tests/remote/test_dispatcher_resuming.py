"""Jobs and answers of an API are kept on the row, so that nothing is sent twice."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from playground.configuration.environment import RemoteApi
from playground.dialects.base import Answer
from playground.engines.remote.base import RemoteResult, running_job
from playground.generations.models import Generation
from playground.generations.worker.remote.job_columns import read_accepted, write_accepted
from tests.cast import Person
from tests.remote.dispatching import ended, until
from tests.remote.scripted_engines import Asked, Gate, result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("server_key")]


def test_the_job_at_the_api_is_kept(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asked.journal.accepted(running_job("job-7", "https://api.1min.ai/jobs/7"))
        return result()

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.remote_id, row.remote_url) == ("job-7", "https://api.1min.ai/jobs/7")


def test_what_the_api_said_about_its_job_is_kept_too(bob: Person, start: Any) -> None:
    said = replace(running_job("job-7"), cancel_url="https://a/1", result_url="https://a/2", cost=0.0, seed=3)

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asked.journal.accepted(said)
        return result()

    row = bob.ask()
    start(act)
    ended(row)
    assert row.remote_job == {"cancel_url": "https://a/1", "result_url": "https://a/2", "cost": 0.0, "seed": 3}
    assert read_accepted(row) == said


def test_a_job_that_was_sent_before_is_asked_after(bob: Person, start: Any) -> None:
    sent = timezone.now() - timedelta(minutes=2)
    row = bob.ask()
    Generation.objects.update(sent=sent, remote_id="job-7", attempts=5)
    engine = start()
    ended(row)
    assert engine.asked[0].resume == running_job("job-7")
    assert (row.status, row.sent) == ("done", sent)


def test_an_answer_is_kept_until_its_pictures_are_here(bob: Person, start: Any) -> None:
    said = Answer("", "done", 100, ("https://1min.ai/1.png",), "", seed=11, prompt="a cat", cost=2.5)
    gate = Gate()

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asked.journal.accepted(said)
        await gate.pass_through()
        return result()

    row = bob.ask()
    start(act)
    until(gate.reached.is_set)
    row.refresh_from_db()
    assert (read_accepted(row), row.can_go_on) == (said, True)
    gate.open()
    assert (ended(row).status, row.remote_answer) == ("done", None)


def test_an_answer_that_was_kept_is_gone_on_with(bob: Person, start: Any) -> None:
    said = Answer("a-17", "done", 100, ("https://1min.ai/1.png",), "")
    row = bob.ask()
    Generation.objects.update(sent=timezone.now(), **write_accepted(said))
    engine = start()
    assert ended(row).status == "done"
    assert engine.asked[0].resume == said


def test_an_answer_that_was_kept_is_gone_on_with_though_the_key_is_gone(bob: Person, start: Any, settings: Any) -> None:
    row = bob.ask()
    said = Answer("a-17", "done", 100, ("https://1min.ai/1.png",), "")
    Generation.objects.update(sent=timezone.now(), **write_accepted(said))
    settings.REMOTE_APIS = {name: RemoteApi("", "", 16) for name in settings.REMOTE_APIS}
    engine = start()
    assert (ended(row).status, row.error) == ("done", "")
    assert engine.asked[0].account.key == ""


def test_a_sent_request_without_a_job_is_never_sent_again(bob: Person, start: Any) -> None:
    row = bob.ask()
    Generation.objects.update(sent=timezone.now())
    engine = start()
    ended(row)
    assert (row.status, row.error_code) == ("failed", "lost")
    assert "may have been charged" in row.error
    assert engine.asked == []
