"""Slow and failing receivers of webhooks hold up nobody else, and are left in peace."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import DataError, connection

from playground.accounts.models import Owner
from playground.generations.adopt import adopt
from playground.generations.models import Generation, WebhookDelivery, WebhookReceiver
from playground.generations.models.webhook import LEASE
from playground.generations.models.webhook_receiver import GIVEN_UP_AFTER, PAUSED_AFTER
from playground.generations.webhooks.events import deliveries_of, host_of, note_end, note_progress, subscribe
from playground.generations.webhooks.sender import MAX_EACH, THREADS, Sender
from tests.cast import JOB, Person
from tests.generations.webhooks.receivers import Receiver, deliver_due

NOW = datetime(2026, 3, 27, 10, tzinfo=UTC)
TIMEOUT_SECONDS = 20.0


@dataclass
class Held:
    """Receivers that answer nothing before they are let go, and those that answer at once."""

    quick: set[str] = field(default_factory=set)
    begun: list[str] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        host = str(urlsplit(url).hostname)
        with self._news:
            self.begun.append(host)
            self._news.notify_all()
        if host not in self.quick:
            self.go.wait(TIMEOUT_SECONDS)
        return 200

    def wait_for(self, number: int) -> list[str]:
        """Return where posts have begun, once there are this many."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.begun) >= number, TIMEOUT_SECONDS)
        return self.begun


@pytest.fixture
def held() -> Iterator[Held]:
    receivers = Held()
    yield receivers
    receivers.go.set()


def ended(person: Person, url: str, number: int = 1) -> list[Generation]:
    """Return generations that failed, of which somebody is to be told."""
    rows = [person.ask(JOB) for _ in range(number)]
    for row in rows:
        subscribe(row, url, ["failed"], "0" * 64)
        row.fail(None, "refused", "Not this.")
        note_end(row, NOW)
    return rows


def settle_all(sender: Sender) -> None:
    while sender.in_flight:
        assert sender.record_finished(lambda: NOW, TIMEOUT_SECONDS)


def test_one_owner_has_at_most_two_in_flight(alice: Person, held: Held) -> None:
    for number in range(4):
        ended(alice, f"https://h{number}.example/")
    sender = Sender(held)
    assert sender.start_due(NOW) == MAX_EACH
    assert sender.start_due(NOW) == 0
    held.go.set()
    settle_all(sender)
    assert sender.start_due(NOW) == MAX_EACH
    settle_all(sender)


def test_one_host_has_at_most_two_in_flight(alice: Person, bob: Person, charlie: Person, held: Held) -> None:
    for person in (alice, bob, charlie):
        ended(person, "https://slow.example:8443/a", 2)
    sender = Sender(held)
    assert sender.start_due(NOW) == MAX_EACH
    held.go.set()
    settle_all(sender)
    # By turns, so that each was told of one by now.
    assert sender.start_due(NOW) == MAX_EACH
    settle_all(sender)
    owners = WebhookDelivery.objects.filter(delivered__isnull=False).values_list("owner", flat=True)
    assert max(Counter(owners).values()) == 2
    assert len(set(owners)) == 3


def test_slow_receivers_do_not_delay_others(alice: Person, bob: Person, held: Held) -> None:
    ended(alice, "https://slow.example/", 32)
    held.quick.add("quick.example")
    sender = Sender(held)
    sender.start_due(NOW)
    [row] = ended(bob, "https://quick.example/")
    assert sender.start_due(NOW) == 1
    # Whatever is free is begun again while the slow ones are still at it.
    assert sender.record_finished(lambda: NOW, TIMEOUT_SECONDS) == 1
    assert deliveries_of(row)[0].state == "delivered"
    assert sorted(held.begun) == ["quick.example", "slow.example", "slow.example"]


def test_many_owners_use_all_threads(alice: Person, held: Held) -> None:
    for number in range(THREADS):
        [row] = ended(alice, f"https://h{number}.example/")
        somebody = Owner.objects.create().id
        WebhookDelivery.objects.filter(subscription__generation=row).update(owner=somebody)
    sender = Sender(held)
    assert sender.start_due(NOW) == THREADS
    assert len(held.wait_for(THREADS)) == THREADS
    held.go.set()
    settle_all(sender)


def test_deliveries_of_other_workers_count(alice: Person, held: Held) -> None:
    ended(alice, "https://slow.example/", 4)
    for delivery in WebhookDelivery.objects.due_to(alice.owner.id, NOW, ())[:MAX_EACH]:
        assert delivery.claim(NOW)
    assert Sender(held).start_due(NOW) == 0
    # What a dead worker left comes again with the others.
    sender = Sender(held)
    assert sender.start_due(NOW + LEASE) == MAX_EACH
    held.go.set()
    settle_all(sender)


def test_the_final_event_waits_for_progress_in_flight(alice: Person, held: Held) -> None:
    row = alice.ask(JOB)
    subscribe(row, "https://slow.example/", [], "0" * 64)
    assert note_progress(row, NOW)
    sender = Sender(held)
    assert sender.start_due(NOW) == 1
    row.fail(None, "refused", "Not this.")
    assert note_end(row, NOW)
    assert sender.start_due(NOW) == 0
    held.go.set()
    settle_all(sender)
    assert sender.start_due(NOW) == 1
    settle_all(sender)
    assert [delivery.state for delivery in deliveries_of(row)] == ["delivered", "delivered"]


def test_a_failed_write_does_not_lose_a_thread(alice: Person, bob: Person, held: Held) -> None:
    for person in (alice, bob):
        ended(person, f"https://{person.owner.id}.example/", 2)
    sender, faults = Sender(held), iter([DataError("out of range")])

    def fail_once(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE") and (fault := next(faults, None)):
            raise fault
        return execute(sql, *rest)

    assert sender.start_due(NOW) == 4
    held.wait_for(4)
    held.go.set()
    with connection.execute_wrapper(fail_once):
        with pytest.raises(DataError):
            sender.record_finished(lambda: NOW, TIMEOUT_SECONDS)
        settle_all(sender)
    assert WebhookDelivery.objects.filter(delivered=NOW).count() == 3


def test_progress_is_sent_less_often_over_time(alice: Person) -> None:
    row, receiver = alice.ask(JOB), Receiver()
    subscribe(row, "https://hooks.example/", ["progress"], "0" * 64)
    for second in range(120):
        now = NOW + timedelta(seconds=second)
        if note_progress(row, now):
            deliver_due(now, receiver)
    assert 25 < len(receiver.posts) <= 36


def fail_often(person: Person, times: int, receiver: Receiver) -> datetime:
    """Let a receiver fail this many times in a row, each time after its pause; return the moment after."""
    now = NOW
    while len(receiver.posts) < times:
        ended(person, "https://dead.example/")
        deliver_due(now, receiver)
        now += timedelta(hours=2)
    return now


def test_a_failing_receiver_is_paused_for_its_owner(alice: Person, bob: Person) -> None:
    dead = Receiver([500])
    ended(alice, "https://dead.example/", PAUSED_AFTER + 5)
    deliver_due(NOW, dead)
    tried = len(dead.posts)
    # Two may be on their way when it is enough.
    assert PAUSED_AFTER <= tried <= PAUSED_AFTER + 1
    moment = NOW + timedelta(seconds=30)
    assert deliver_due(moment, dead) == 0
    well, other = ended(bob, "https://dead.example/"), ended(alice, "https://well.example/")
    assert deliver_due(moment, Receiver()) == 2
    assert [deliveries_of(row)[0].state for row in (*well, *other)] == ["delivered"] * 2
    # Nothing was lost: after the pause all of them arrive.
    assert deliver_due(NOW + timedelta(hours=2), Receiver()) == PAUSED_AFTER + 5
    assert not WebhookReceiver.objects.exists()


def test_deliveries_to_a_failing_receiver_are_given_up(alice: Person) -> None:
    dead = Receiver([500])
    now = fail_often(alice, GIVEN_UP_AFTER, dead)
    assert not WebhookDelivery.objects.filter(next_try__isnull=False).exists()
    given_up = "Not sent, because dead.example failed 2"
    assert WebhookDelivery.objects.filter(error__startswith=given_up).exists()
    # One that comes later is tried once, and that may end it.
    [row] = ended(alice, "https://dead.example/")
    deliver_due(now + timedelta(hours=2), Receiver())
    assert deliveries_of(row)[0].state == "delivered"


def test_a_pause_made_too_long_by_the_clock_is_ended(alice: Person) -> None:
    ended(alice, "https://dead.example/", PAUSED_AFTER + 1)
    deliver_due(NOW + timedelta(days=1), Receiver([500]))
    assert deliver_due(NOW, Receiver()) > 0


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://A.example:8443/x", "a.example"), ("http://[::1]/", "::1"), ("https://[/", ""), ("nothing", "")],
)
def test_receivers_are_identified_by_host(url: str, host: str) -> None:
    assert host_of(url) == host


def test_deliveries_and_pauses_of_a_guest_become_those_of_the_account(alice: Person, bob: Person) -> None:
    rows = ended(bob, "https://slow.example/", 3)
    for person, host in ((bob, "slow.example"), (bob, "both.example"), (alice, "both.example")):
        WebhookReceiver.objects.fail(person.owner.id, host, NOW)
    adopt(bob.owner, alice.owner)
    assert set(WebhookDelivery.objects.values_list("owner", flat=True)) == {alice.owner.id}
    hosts = WebhookReceiver.objects.filter(owner=alice.owner).values_list("host", flat=True)
    assert sorted(hosts) == ["both.example", "slow.example"]
    assert deliver_due(NOW, Receiver()) == len(rows)
