"""Which events are noted, how they are signed, and what a job says about them."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from playground.generations.models import Generation, WebhookDelivery, WebhookSubscription, Worker
from playground.generations.webhooks.events import (
    deliveries_of,
    note_end,
    note_progress,
    sign,
    subscribe,
    webhook_statuses,
)
from tests.cast import JOB, Person, work_off
from tests.generations.webhooks.receivers import Receiver, deliver_due

HOOK = "https://hooks.example/flux?token=x"
KEY = "afk_ThisIsTheRawKeyOfTheTests0123456"
DIGEST = hashlib.sha256(KEY.encode()).hexdigest()
NOW = datetime(2026, 3, 27, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)
# Made with `openssl dgst -sha256 -hmac <digest>`.
SAMPLE = "sha256=35daadc059a87c5a65bc719d31b072c2658b204b7a98256c204d14a155fc8cba"


def hooked(person: Person, *events: str) -> Generation:
    """Return a generation that waits, with somebody to tell."""
    generation = person.ask(JOB)
    subscribe(generation, HOOK, events, DIGEST)
    return generation


def running(generation: Generation) -> Worker:
    """Return the worker that has begun it."""
    worker = Worker.objects.create()
    assert generation.claim(worker)
    return worker


def test_the_final_event_is_signed_as_documented(alice: Person) -> None:
    generation = hooked(alice, "completed", "failed")
    work_off()
    receiver = Receiver()
    assert deliver_due(NOW, receiver) == 1
    [(url, body, headers)] = receiver.posts
    key = hashlib.sha256(KEY.encode()).hexdigest().encode()
    assert url == HOOK
    assert headers == {
        "Content-Type": "application/json",
        "X-Webhook-Event": "completed",
        "X-Webhook-Signature": "sha256=" + hmac.new(key, body, "sha256").hexdigest(),
    }
    payload = json.loads(body)
    assert (payload["event"], payload["status"], payload["jobId"]) == (
        "completed",
        "COMPLETED",
        str(generation.wire_id),
    )
    assert payload["result"]["images"][0].endswith(".png")


def test_the_signature_equals_that_of_openssl() -> None:
    assert sign(b'{"event":"completed"}', DIGEST) == SAMPLE


def test_writes_non_ascii_letters_unescaped(alice: Person) -> None:
    generation = hooked(alice)
    generation.fail(None, "refused", "Größe „zu groß“")
    receiver = Receiver()
    deliver_due(NOW, receiver)
    assert '"error":"Größe „zu groß“"' in receiver.posts[0][1].decode()


@pytest.mark.parametrize("end", ["fail", "cancel"])
def test_records_failures_and_cancellations(alice: Person, end: str) -> None:
    generation = hooked(alice)
    assert generation.cancel() if end == "cancel" else generation.fail(None, "refused", "Not this.")
    assert note_end(generation, NOW)
    payload = json.loads(deliveries_of(generation)[0].body)
    assert (payload["event"], payload["status"]) == ("failed", "CANCELLED" if end == "cancel" else "FAILED")


def test_records_the_end_only_once(alice: Person) -> None:
    generation = hooked(alice)
    generation.fail(None, "refused", "Not this.")
    assert [note_end(generation, NOW), note_end(generation, NOW)] == [True, False]
    receiver = Receiver()
    deliver_due(NOW, receiver)
    assert receiver.events == ["failed"]


def test_records_no_end_while_the_generation_is_active(alice: Person) -> None:
    generation = hooked(alice)
    assert not note_end(generation, NOW)
    work_off()
    assert deliver_due(NOW, Receiver()) == 1


def test_records_only_subscribed_events(alice: Person) -> None:
    generation = hooked(alice, "failed")
    running(generation)
    assert not note_progress(generation, NOW)
    other = hooked(alice, "failed")
    Generation.objects.filter(id=generation.id).update(status="done")
    work_off()
    receiver = Receiver()
    assert deliver_due(NOW, receiver) == 0
    ended = list(Generation.objects.filter(id__in=[generation.id, other.id]))
    assert webhook_statuses(ended) == {}


def test_no_events_mean_all_of_them(alice: Person) -> None:
    generation = hooked(alice)
    assert WebhookSubscription.objects.get().events == ["completed", "failed", "progress"]
    running(generation)
    assert note_progress(generation, NOW)


def test_records_nothing_without_a_subscription(alice: Person) -> None:
    generation = alice.ask(JOB)
    running(generation)
    assert not note_progress(generation, NOW)
    assert not note_end(generation, NOW)
    assert webhook_statuses([generation]).get(generation.id) is None
    assert deliver_due(NOW, Receiver()) == 0


def test_records_progress_at_most_once_a_second(alice: Person) -> None:
    generation = hooked(alice, "progress")
    worker = running(generation)
    generation.report(worker, 40, "Drawing")
    noted = [note_progress(generation, NOW + moment * SECOND) for moment in (0, 0.25, 0.99, 1, 1.5, 2.1)]
    assert noted == [True, False, False, True, False, True]
    payload = json.loads(deliveries_of(generation)[-1].body)
    assert payload == {
        "event": "progress",
        "jobId": str(generation.wire_id),
        "status": "PROCESSING",
        "progress": 40,
        "model": "flux-2-dev",
    }


@pytest.mark.parametrize("seconds", [5, 600, 3600])
def test_a_clock_set_back_delays_no_progress(alice: Person, seconds: int) -> None:
    generation = hooked(alice)
    worker = running(generation)
    assert note_progress(generation, NOW)
    generation.report(worker, 40, "Drawing")
    earlier = NOW - seconds * SECOND
    assert note_progress(generation, earlier)
    Generation.objects.filter(id=generation.id).update(status="done")
    note_end(generation, NOW)
    receiver = Receiver()
    deliver_due(earlier, receiver)
    assert receiver.events == ["completed"]


def test_a_clock_set_back_delays_no_further_try(alice: Person) -> None:
    generation = hooked(alice)
    Generation.objects.filter(id=generation.id).update(status="done")
    deliver_due(NOW, Receiver([500]))
    receiver = Receiver()
    assert deliver_due(NOW + 9 * SECOND, receiver) == 0
    assert deliver_due(NOW - 3600 * SECOND, receiver) == 1
    assert receiver.events == ["completed"]


def test_a_newer_event_replaces_unsent_progress(alice: Person) -> None:
    generation = hooked(alice)
    running(generation)
    for moment in range(3):
        note_progress(generation, NOW + moment * SECOND)
    assert [delivery.event for delivery in deliveries_of(generation)] == ["progress"]
    Generation.objects.filter(id=generation.id).update(status="done")
    receiver = Receiver()
    deliver_due(NOW + 5 * SECOND, receiver)
    assert receiver.events == ["completed"]


def test_records_no_progress_after_the_end(alice: Person) -> None:
    generation = hooked(alice)
    work_off()
    assert not note_progress(generation, NOW)
    note_end(generation, NOW)
    assert not note_progress(generation, NOW + SECOND)


def test_a_job_shows_the_state_of_its_webhook(alice: Person) -> None:
    generation = hooked(alice)
    assert webhook_statuses([generation]).get(generation.id) == "pending"
    work_off()
    generation.refresh_from_db()
    assert webhook_statuses([generation]).get(generation.id) == "pending"
    deliver_due(NOW, Receiver([500]))
    assert webhook_statuses([generation]).get(generation.id) == "pending"
    deliver_due(NOW + 10 * SECOND, Receiver())
    assert webhook_statuses([generation]).get(generation.id) == "delivered"


def test_a_job_shows_that_its_webhook_failed(alice: Person) -> None:
    generation = hooked(alice)
    work_off()
    deliver_due(NOW, Receiver([410]))
    generation.refresh_from_db()
    assert webhook_statuses([generation]).get(generation.id) == "failed"


def test_the_state_is_that_of_the_final_event(alice: Person) -> None:
    generation = hooked(alice)
    running(generation)
    note_progress(generation, NOW)
    deliver_due(NOW, Receiver([500]))
    assert webhook_statuses([generation]).get(generation.id) == "pending"
    Generation.objects.filter(id=generation.id).update(status="done")
    deliver_due(NOW, Receiver())
    generation.refresh_from_db()
    assert webhook_statuses([generation]).get(generation.id) == "delivered"
    assert [delivery.state for delivery in deliveries_of(generation)] == ["failed", "delivered"]


def test_without_a_final_event_the_latest_progress_counts(alice: Person) -> None:
    generation = hooked(alice, "progress")
    running(generation)
    for moment, status in ((0, 500), (1, 200)):
        note_progress(generation, NOW + moment * SECOND)
        deliver_due(NOW + moment * SECOND, Receiver([status]))
    Generation.objects.filter(id=generation.id).update(status="done")
    deliver_due(NOW + 2 * SECOND, Receiver())
    generation.refresh_from_db()
    assert webhook_statuses([generation]).get(generation.id) == "delivered"


def test_many_jobs_need_as_many_queries_as_one(alice: Person, django_assert_num_queries: Any) -> None:
    generations = [hooked(alice) for _ in range(4)]
    work_off()
    deliver_due(NOW, Receiver())
    for some in (generations[:1], generations):
        with django_assert_num_queries(2):
            assert list(webhook_statuses(some).values()) == ["delivered"] * len(some)


def test_a_subscription_is_deleted_with_its_generation(alice: Person) -> None:
    generation = hooked(alice)
    work_off()
    deliver_due(NOW, Receiver())
    generation.delete()
    assert not WebhookDelivery.objects.exists()
