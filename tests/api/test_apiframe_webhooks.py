"""webhookUrl and webhookEvents of an order: who is told, of what, and what is refused."""

from typing import Any

import pytest
from django.utils import timezone

from playground.accounts.api_keys import digest_key
from playground.generations.models import Generation, WebhookSubscription
from tests.api.calling import Program
from tests.api.ordering import assert_apiframe_error, find_row, get_job, order, read_job_id
from tests.cast import work_off
from tests.generations.webhooks.receivers import Receiver, deliver_due

HOOK = "https://hooks.example.com/apiframe?token=1"


def test_a_job_subscribes_with_the_key_of_its_request(program: Program) -> None:
    row = find_row(order(program, top={"webhookUrl": HOOK, "webhookEvents": ["progress", "completed"]}))
    subscription = WebhookSubscription.objects.get(generation=row)
    assert subscription.url == HOOK
    assert subscription.events == ["completed", "progress"]
    assert subscription.signing_key == digest_key(program.key)


def test_without_events_the_final_event_is_sent(program: Program) -> None:
    read_job_id(order(program, top={"webhookUrl": HOOK}))
    assert WebhookSubscription.objects.get().events == ["completed", "failed"]


@pytest.mark.parametrize("top", [{}, {"webhookUrl": None}, {"webhookEvents": ["completed"]}, {"webhookEvents": None}])
def test_without_a_url_nothing_is_sent(program: Program, top: Any) -> None:
    job_id = read_job_id(order(program, top=top))
    assert not WebhookSubscription.objects.exists()
    assert get_job(program, job_id)["webhookStatus"] is None


@pytest.mark.parametrize(("answer", "status"), [(200, "delivered"), (410, "failed"), (500, "pending")])
def test_a_job_has_the_state_of_its_webhook(program: Program, answer: int, status: str) -> None:
    job_id = read_job_id(order(program, top={"webhookUrl": HOOK}))
    assert get_job(program, job_id)["webhookStatus"] == "pending"
    work_off()
    receiver = Receiver([answer])
    deliver_due(timezone.now(), receiver)
    assert receiver.events == ["completed"]
    assert get_job(program, job_id)["webhookStatus"] == status
    assert program.get("/v2/jobs").json()["jobs"][0]["webhookStatus"] == status


@pytest.mark.parametrize(
    ("top", "at", "words"),
    [
        ({"webhookUrl": ""}, "webhookUrl", []),
        ({"webhookUrl": 7}, "webhookUrl", ["7"]),
        ({"webhookUrl": "hooks.example.com"}, "webhookUrl", ["http"]),
        ({"webhookUrl": "ftp://example.com"}, "webhookUrl", ["http"]),
        ({"webhookUrl": "javascript:alert(1)"}, "webhookUrl", ["http"]),
        ({"webhookUrl": "http://127.0.0.1/hook"}, "webhookUrl", ["127.0.0.1"]),
        ({"webhookUrl": "http://[::1]/hook"}, "webhookUrl", []),
        ({"webhookUrl": "https://" + "x" * 9000}, "webhookUrl", []),
        ({"webhookUrl": HOOK, "webhookEvents": "completed"}, "webhookEvents", ["list"]),
        ({"webhookUrl": HOOK, "webhookEvents": []}, "webhookEvents", ["one or more"]),
        ({"webhookUrl": HOOK, "webhookEvents": ["complete"]}, "webhookEvents", ["did you mean completed?"]),
        ({"webhookUrl": HOOK, "webhookEvents": [7]}, "webhookEvents", ["7"]),
        ({"webhookUrl": HOOK, "webhookEvents": [{}]}, "webhookEvents", []),
        ({"webhook_url": HOOK}, "webhook_url", ["did you mean webhookUrl?"]),
    ],
    ids=str,
)
def test_refuses_a_wrong_address_or_event(program: Program, top: Any, at: str, words: list[str]) -> None:
    assert_apiframe_error(order(program, top=top), 400, *words, at=at)
    assert not Generation.objects.exists()


def test_accepts_a_private_url_if_the_setting_allows_it(program: Program, settings: Any) -> None:
    settings.ALLOW_PRIVATE_URLS = True
    read_job_id(order(program, top={"webhookUrl": "http://127.0.0.1:9/hook"}))
    assert WebhookSubscription.objects.exists()


def test_a_repeated_request_sends_one_webhook(program: Program) -> None:
    for _ in range(2):
        order(program, key="one", top={"webhookUrl": HOOK})
    assert WebhookSubscription.objects.count() == 1
