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


def test_tells_of_the_end_signed_as_documented(alice: Person) -> None:
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
    told = json.loads(body)
    assert (told["event"], told["status"], told["jobId"]) == ("completed", "COMPLETED", str(generation.wire_id))
    assert told["result"]["images"][0].endswith(".png")


def test_the_signature_is_that_of_another_program() -> None:
    assert sign(b'{"event":"completed"}', DIGEST) == SAMPLE


def test_writes_letters_as_they_are(alice: Person) -> None:
    generation = hooked(alice)
    generation.fail(None, "refused", "Größe „zu groß“")
    receiver = Receiver()
    deliver_due(NOW, receiver)
    assert '"error":"Größe „zu groß“"' in receiver.posts[0][1].decode()


@pytest.mark.parametrize("end", ["fail", "cancel"])
def test_tells_of_a_failure_and_of_a_cancellation(alice: Person, end: str) -> None:
    generation = hooked(alice)
    assert generation.cancel() if end == "cancel" else generation.fail(None, "refused", "Not this.")
    assert note_end(generation, NOW)
    told = json.loads(deliveries_of(generation)[0].body)
    assert (told["event"], told["status"]) == ("failed", "CANCELLED" if end == "cancel" else "FAILED")


def test_notes_the_end_once_however_often_it_is_asked(alice: Person) -> None:
    generation = hooked(alice)
    generation.fail(None, "refused", "Not this.")
    assert [note_end(generation, NOW), note_end(generation, NOW)] == [True, False]
    receiver = Receiver()
    deliver_due(NOW, receiver)
    assert receiver.events == ["failed"]


def test_does_not_note_the_end_before_it_is_there(alice: Person) -> None:
    generation = hooked(alice)
    assert not note_end(generation, NOW)
    work_off()
    assert deliver_due(NOW, Receiver()) == 1


def test_tells_only_of_events_that_were_asked_for(alice: Person) -> None:
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


def test_nobody_is_told_of_a_generation_without_a_subscription(alice: Person) -> None:
    generation = alice.ask(JOB)
    running(generation)
    assert not note_progress(generation, NOW)
    assert not note_end(generation, NOW)
    assert webhook_statuses([generation]).get(generation.id) is None
    assert deliver_due(NOW, Receiver()) == 0


def test_notes_progress_at_most_once_a_second(alice: Person) -> None:
    generation = hooked(alice, "progress")
    worker = running(generation)
    generation.report(worker, 40, "Drawing")
    noted = [note_progress(generation, NOW + moment * SECOND) for moment in (0, 0.25, 0.99, 1, 1.5, 2.1)]
    assert noted == [True, False, False, True, False, True]
    told = json.loads(deliveries_of(generation)[-1].body)
    assert told == {
        "event": "progress",
        "jobId": str(generation.wire_id),
        "status": "PROCESSING",
        "progress": 40,
        "model": "flux-2-dev",
    }


@pytest.mark.parametrize("seconds", [5, 600, 3600])
def test_a_clock_that_was_set_back_holds_up_nothing(alice: Person, seconds: int) -> None:
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


def test_another_try_waits_no_longer_than_any_pause_where_the_clock_was_set_back(alice: Person) -> None:
    generation = hooked(alice)
    Generation.objects.filter(id=generation.id).update(status="done")
    deliver_due(NOW, Receiver([500]))
    receiver = Receiver()
    assert deliver_due(NOW + 9 * SECOND, receiver) == 0
    assert deliver_due(NOW - 3600 * SECOND, receiver) == 1
    assert receiver.events == ["completed"]


def test_progress_that_was_not_sent_gives_way_to_what_came_after(alice: Person) -> None:
    generation = hooked(alice)
    running(generation)
    for moment in range(3):
        note_progress(generation, NOW + moment * SECOND)
    assert [delivery.event for delivery in deliveries_of(generation)] == ["progress"]
    Generation.objects.filter(id=generation.id).update(status="done")
    receiver = Receiver()
    deliver_due(NOW + 5 * SECOND, receiver)
    assert receiver.events == ["completed"]


def test_progress_is_not_noted_after_the_end(alice: Person) -> None:
    generation = hooked(alice)
    work_off()
    assert not note_progress(generation, NOW)
    note_end(generation, NOW)
    assert not note_progress(generation, NOW + SECOND)


def test_a_job_says_how_telling_goes(alice: Person) -> None:
    generation = hooked(alice)
    assert webhook_statuses([generation]).get(generation.id) == "pending"
    work_off()
    generation.refresh_from_db()
    assert webhook_statuses([generation]).get(generation.id) == "pending"
    deliver_due(NOW, Receiver([500]))
    assert webhook_statuses([generation]).get(generation.id) == "pending"
    deliver_due(NOW + 10 * SECOND, Receiver())
    assert webhook_statuses([generation]).get(generation.id) == "delivered"


def test_a_job_says_that_telling_was_given_up(alice: Person) -> None:
    generation = hooked(alice)
    work_off()
    deliver_due(NOW, Receiver([410]))
    generation.refresh_from_db()
    assert webhook_statuses([generation]).get(generation.id) == "failed"


def test_the_end_counts_and_not_the_progress_before_it(alice: Person) -> None:
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


def test_of_progress_alone_the_latest_counts(alice: Person) -> None:
    generation = hooked(alice, "progress")
    running(generation)
    for moment, status in ((0, 500), (1, 200)):
        note_progress(generation, NOW + moment * SECOND)
        deliver_due(NOW + moment * SECOND, Receiver([status]))
    Generation.objects.filter(id=generation.id).update(status="done")
    deliver_due(NOW + 2 * SECOND, Receiver())
    generation.refresh_from_db()
    assert webhook_statuses([generation]).get(generation.id) == "delivered"


def test_many_jobs_need_no_more_queries_than_one(alice: Person, django_assert_num_queries: Any) -> None:
    generations = [hooked(alice) for _ in range(4)]
    work_off()
    deliver_due(NOW, Receiver())
    for some in (generations[:1], generations):
        with django_assert_num_queries(2):
            assert list(webhook_statuses(some).values()) == ["delivered"] * len(some)


def test_a_subscription_goes_with_its_generation(alice: Person) -> None:
    generation = hooked(alice)
    work_off()
    deliver_due(NOW, Receiver())
    generation.delete()
    assert not WebhookDelivery.objects.exists()
