"""The thread that delivers webhooks in a worker."""

import threading

import pytest

from playground.generations.webhooks.events import subscribe, webhook_statuses
from playground.generations.webhooks.sender_thread import WebhookThread
from tests.cast import JOB, Person
from tests.generations.webhooks.receivers import Receiver


@pytest.mark.django_db(transaction=True)
def test_delivers_what_is_due_until_it_is_stopped(alice: Person) -> None:
    arrived = threading.Event()

    def take() -> int:
        arrived.set()
        return 200

    generation = alice.ask(JOB)
    subscribe(generation, "https://hooks.example/", ["failed"], "0" * 64)
    generation.fail(None, "refused", "Not this.")
    webhook_thread = WebhookThread(Receiver([take]))
    webhook_thread.start()
    assert arrived.wait(5)
    webhook_thread.stop()
    webhook_thread.join(5)
    assert not webhook_thread.is_alive()
    generation.refresh_from_db()
    assert webhook_statuses([generation]).get(generation.id) == "delivered"
