"""A report of an API ends the pause between two polls, once; without one, polling goes on."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import httpx
import pytest

from playground.catalog.loading import get_spec
from playground.dialects.registry import get_dialect
from playground.engines.errors import TimedOut
from playground.engines.remote.base import Account, RemoteResult, Webhook, running_job
from playground.generations.models import Generation, Status
from playground.generations.reports import note_report, report_address
from tests.cast import JOB as SPEC
from tests.cast import Person
from tests.remote.dispatching import ended, until
from tests.remote.samples.base import LINK
from tests.remote.scripted_api import (
    DONE,
    JOB,
    KEY,
    QUEUED,
    REQUEST_ID,
    Script,
    ScriptedJournal,
    body_of,
    job,
    make,
    make_account,
)
from tests.remote.scripted_engines import Asked, result

URL = "https://play.example.com/hooks/apiframe/0192:1:a-b_c/"
APIFRAME = get_dialect("apiframe")


def ask(script: Script, webhook: Webhook | None, **wishes: Any) -> RemoteResult:
    return make(script, get_spec(SPEC), make_account(APIFRAME), ScriptedJournal(), webhook=webhook, **wishes)


def then_report(answer: httpx.Response, webhook: Webhook, *after: float) -> Callable[[httpx.Request], httpx.Response]:
    """Give the answer, and report the job after this many seconds."""

    def act(request: httpx.Request) -> httpx.Response:
        for seconds in after:
            asyncio.get_running_loop().call_later(seconds, webhook.reported.set)
        return answer

    return act


def pauses(script: Script) -> list[float]:
    return [round(later - earlier, 3) for earlier, later in pairwise(script.moments)]


def test_a_report_lets_the_api_be_asked_at_once() -> None:
    webhook = Webhook(URL)
    script = Script(then_report(QUEUED, webhook, 0.3), DONE)
    assert ask(script, webhook).answer.urls == (LINK,)
    assert pauses(script) == [0.3]


def test_a_report_that_comes_before_the_answer_counts_too() -> None:
    webhook = Webhook(URL)
    webhook.reported.set()
    script = Script(QUEUED, DONE)
    ask(script, webhook)
    assert pauses(script) == [0]


def test_a_job_that_is_still_running_is_polled_as_before() -> None:
    webhook = Webhook(URL)
    working = job("PROCESSING")
    script = Script(then_report(QUEUED, webhook, 0.3), working, working, DONE)
    ask(script, webhook)
    assert pauses(script) == [0.3, 2, 2]


def test_a_thousand_reports_cost_one_poll() -> None:
    webhook = Webhook(URL)
    first = then_report(QUEUED, webhook, *(0.3 + number / 1000 for number in range(1000)))
    script = Script(first, job("PROCESSING"), DONE)
    ask(script, webhook)
    assert pauses(script) == [0.3, 2]


@pytest.mark.parametrize(("webhook", "longest"), [(None, 5), (Webhook(URL), 10)])
def test_a_lost_report_costs_seconds(webhook: Webhook | None, longest: float) -> None:
    script = Script(QUEUED, job("PROCESSING"))
    with pytest.raises(TimedOut):
        ask(script, webhook)
    assert pauses(script)[0] == 2
    assert max(pauses(script)) == longest
    assert script.moments[-1] == APIFRAME.policy.job_timeout


def test_after_a_report_the_pauses_are_the_usual_ones_again() -> None:
    webhook = Webhook(URL)
    script = Script(then_report(QUEUED, webhook, 60), job("PROCESSING"))
    with pytest.raises(TimedOut):
        ask(script, webhook)
    before = sum(moment < 60 for moment in script.moments) - 1
    assert max(pauses(script)[:before]) > 5
    assert max(pauses(script)[before + 1 :]) == 5


def test_a_job_of_an_earlier_worker_is_polled_as_without_a_webhook() -> None:
    script = Script(job("PROCESSING"))
    with pytest.raises(TimedOut):
        ask(script, Webhook(URL), resume=running_job(JOB))
    assert max(pauses(script)) == 5


def test_only_the_request_itself_says_where_to_report() -> None:
    scripts = {webhook: Script(QUEUED, DONE) for webhook in (None, URL)}
    for url, script in scripts.items():
        ask(script, Webhook(url) if url else None)
    (plain, _), (hooked, poll) = (script.requests for script in scripts.values())
    fields = {"webhookUrl": URL, "webhookEvents": ["completed", "failed"]}
    assert body_of(hooked) == body_of(plain) | fields
    assert not fields.keys() & body_of(plain).keys()
    assert hooked.url == plain.url
    assert [request.headers["Idempotency-Key"] for request in (plain, hooked)] == [REQUEST_ID] * 2
    assert poll.content == b""


def test_a_repeat_under_the_idempotency_key_has_the_same_body() -> None:
    script = Script(httpx.Response(500, json={"error": "a mishap"}), QUEUED, DONE)
    ask(script, Webhook(URL))
    first, second, _ = script.requests
    assert first.content == second.content
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"]


def test_an_api_without_webhooks_is_asked_as_ever() -> None:
    answered = {"id": JOB, "polling_url": f"https://api.eu.bfl.ai/v1/get_result?id={JOB}", "cost": 6}
    made = {"id": JOB, "status": "Ready", "result": {"sample": LINK, "seed": 7}}
    script = Script(httpx.Response(200, json=answered), httpx.Response(200, json=made))
    make(script, get_spec("bfl/flux-2-pro/generate"), make_account(get_dialect("bfl")), webhook=Webhook(URL))
    assert "webhook_url" not in body_of(script.requests[0])
    assert pauses(script) == [0.5]


def test_a_cluster_of_bfl_is_asked_by_the_id() -> None:
    webhook = Webhook(URL)
    answered = httpx.Response(200, json={"id": JOB, "status": "registered", "webhook_url": URL, "cost": 6})
    made = {"id": JOB, "status": "Ready", "result": {"sample": LINK, "seed": 7}}
    script = Script(then_report(answered, webhook, 0.1), httpx.Response(200, json=made))
    account = Account("https://api.us1.bfl.ai", KEY, "own")
    assert make(script, get_spec("bfl/flux-2-pro/generate"), account, webhook=webhook).answer.cost == 6
    submitted, polled = script.requests
    assert body_of(submitted)["webhook_url"] == URL
    assert str(polled.url) == f"https://api.us1.bfl.ai/v1/get_result?id={JOB}"
    assert polled.headers["x-key"] == KEY
    assert pauses(script) == [0.1]


async def wait_for_report(asked: Asked) -> RemoteResult:
    """Accept the job, and finish it as soon as its report arrives."""
    await asked.journal.sending()
    await asked.journal.accepted(running_job("job-7"))
    assert asked.webhook is not None
    await asked.webhook.reported.wait()
    return result()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("server_key")
def test_the_worker_hears_of_a_report(bob: Person, start: Any, settings: Any) -> None:
    settings.PUBLIC_URL = "https://play.example.com"
    rows = [bob.ask(SPEC), bob.ask(SPEC)]
    engine = start(wait_for_report)
    until(lambda: Generation.objects.filter(remote_id="job-7").count() == 2)
    assert note_report(rows[0].id)
    assert ended(rows[0]).status == Status.DONE
    # A report is for one generation only.
    rows[1].refresh_from_db()
    assert rows[1].status == Status.RUNNING
    assert {asked.webhook.url for asked in engine.asked} == {report_address(row) for row in rows}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("server_key")
@pytest.mark.parametrize("url", ["", "http://play.example.com", "https://192.168.1.7"])
def test_without_a_public_address_the_engine_gets_none(bob: Person, start: Any, settings: Any, url: str) -> None:
    settings.PUBLIC_URL = url
    row = bob.ask(SPEC)
    engine = start()
    assert ended(row).status == Status.DONE
    assert [asked.webhook for asked in engine.asked] == [None]
