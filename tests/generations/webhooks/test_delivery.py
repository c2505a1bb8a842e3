"""How often and when a webhook is tried, what is kept of each try, and that no two workers send the same."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from playground.generations.models import Generation, WebhookDelivery
from playground.generations.models.webhook import LEASE
from playground.generations.webhooks.events import deliveries_of, note_end, subscribe
from playground.outbound.client import GuardedClient
from playground.outbound.errors import ForbiddenAddress, TooSlow
from tests.cast import JOB, Person
from tests.generations.webhooks.receivers import Reaction, Receiver, deliver_due
from tests.outbound.servers import local_client, response, serving

HOOK = "https://hooks.example/flux"
NOW = datetime(2026, 3, 27, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def ended(person: Person, url: str = HOOK) -> Generation:
    """Return a generation that failed, which somebody is to be told of."""
    generation = person.ask(JOB)
    subscribe(generation, url, ["completed", "failed"], "0" * 64)
    generation.fail(None, "refused", "Not this.")
    note_end(generation, NOW)
    return generation


def delivery(generation: Generation) -> WebhookDelivery:
    [only] = deliveries_of(generation)
    return only


def due(person: Person) -> list[WebhookDelivery]:
    return list(WebhookDelivery.objects.due_to(person.owner.id, NOW, ()))


def test_gives_up_after_four_tries_in_about_an_hour(alice: Person) -> None:
    generation = ended(alice)
    receiver = Receiver([500])
    looks = [0, 9, 10, 309, 310, 3609, 3610, 100_000]
    found = [moment for moment in looks if deliver_due(NOW + moment * SECOND, receiver)]
    assert found == [0, 10, 310, 3610]
    assert len({body for _, body, _ in receiver.posts}) == 1
    shown = delivery(generation)
    assert (shown.state, shown.attempts, shown.status, shown.error) == ("failed", 4, 500, "The receiver answered 500.")
    assert [attempt["status"] for attempt in shown.tries] == [500] * 4
    assert shown.tries[1]["at"] == "2026-03-27T10:00:10+00:00"


@pytest.mark.parametrize(
    ("reaction", "state", "status", "error"),
    [
        (200, "delivered", 200, ""),
        (204, "delivered", 204, ""),
        (302, "pending", 302, "The receiver answered 302; redirects are not followed."),
        (400, "pending", 400, "The receiver answered 400."),
        (404, "pending", 404, "The receiver answered 404."),
        (410, "failed", 410, "The receiver answered 410."),
        (503, "pending", 503, "The receiver answered 503."),
        (TooSlow("It took longer than 10 seconds."), "pending", None, "It took longer than 10 seconds."),
        (ForbiddenAddress("h is not public."), "failed", None, "h is not public."),
    ],
)
def test_the_response_decides_whether_to_try_again(
    alice: Person, reaction: Reaction, state: str, status: int | None, error: str
) -> None:
    generation = ended(alice)
    deliver_due(NOW, Receiver([reaction]))
    shown = delivery(generation)
    assert (shown.state, shown.status, shown.error) == (state, status, error)
    assert shown.tries == [{"at": NOW.isoformat(), "status": status, "error": error}]
    assert shown.next_try == (NOW + 10 * SECOND if state == "pending" else None)
    assert shown.delivered == (NOW if state == "delivered" else None)


def test_a_delivered_event_is_not_sent_again(alice: Person) -> None:
    generation = ended(alice)
    receiver = Receiver([503, 200])
    for moment in (0, 10, 310, 4000):
        deliver_due(NOW + moment * SECOND, receiver)
    assert len(receiver.posts) == 2
    assert [attempt["status"] for attempt in delivery(generation).tries] == [503, 200]


def test_an_unexpected_error_does_not_stop_other_deliveries(alice: Person) -> None:
    def stumble() -> int:
        raise RuntimeError("a fault of our own")

    first, second = ended(alice), ended(alice)
    assert deliver_due(NOW, Receiver([stumble, 200])) == 2
    assert sorted([delivery(first).state, delivery(second).state]) == ["delivered", "pending"]


def test_two_workers_do_not_send_the_same_delivery(alice: Person) -> None:
    ended(alice)
    [mine], [theirs] = due(alice), due(alice)
    assert (mine.claim(NOW), theirs.claim(NOW)) == (True, False)
    receiver = Receiver()
    assert deliver_due(NOW + LEASE - SECOND, receiver) == 0


def test_a_delivery_of_a_dead_worker_is_sent_again(alice: Person) -> None:
    generation = ended(alice)
    [lost] = due(alice)
    lost.claim(NOW)
    assert deliver_due(NOW + LEASE, Receiver()) == 1
    assert (delivery(generation).state, delivery(generation).attempts) == ("delivered", 2)


def test_a_late_worker_does_not_overwrite_a_newer_result(alice: Person) -> None:
    generation = ended(alice)
    [late] = due(alice)
    late.claim(NOW)
    deliver_due(NOW + LEASE, Receiver())
    late.settle(NOW + 2 * LEASE, 500, "The receiver answered 500.", again=True)
    assert delivery(generation).state == "delivered"


def test_sends_through_the_guarded_client(alice: Person) -> None:
    with serving(response(b"", status="202 Accepted")) as server:
        generation = ended(alice, server.url("/hook"))
        deliver_due(NOW, local_client())
    body = server.requests[0].partition(b"\r\n\r\n")[2]
    assert json.loads(body)["event"] == "failed"
    assert (delivery(generation).state, delivery(generation).status) == ("delivered", 202)


def test_sends_nothing_to_private_addresses(alice: Person) -> None:
    with serving(response(b"")) as server:
        generation = ended(alice, server.url("/hook"))
        deliver_due(NOW, GuardedClient())
        assert server.requests == []
    assert delivery(generation).state == "failed"
    assert delivery(generation).error.startswith("127.0.0.1 cannot be reached at a public internet address")
