"""Webhooks on a generation's page: every delivery with its tries, shown to the owner who used the API."""

from datetime import UTC, datetime, timedelta

from playground.generations.models import Generation
from playground.generations.webhooks.events import note_end, subscribe
from tests.cast import JOB, Person
from tests.generations.webhooks.receivers import Receiver, deliver_due

NOW = datetime(2026, 3, 27, 10, tzinfo=UTC)


def ordered(person: Person, answers: list[int]) -> Generation:
    """Return a generation requested through the API, with one delivery of its end for each answer of the receiver."""
    generation = person.make(JOB)
    Generation.objects.filter(id=generation.id).update(source="api")
    subscribe(generation, "https://hooks.example/flux", ["completed"], "0" * 64)
    note_end(generation, NOW)
    receiver = Receiver([*answers])
    for number in range(len(answers)):
        deliver_due(NOW + timedelta(hours=number), receiver)
    return generation


def test_a_delivery_is_listed_with_its_tries(bob: Person) -> None:
    section = bob.see("generation", ordered(bob, [500, 204]).id).by_id("webhooks")
    assert "https://hooks.example/flux" in section.text
    assert section.has(**{"data-delivery": "delivered"})
    assert "2 tries" in section.text
    assert "500" in section.text


def test_shows_a_delivery_that_still_waits(bob: Person) -> None:
    section = bob.see("generation", ordered(bob, [500]).id).by_id("webhooks")
    assert section.has(**{"data-delivery": "pending"})
    assert "1 try" in section.text


def test_shows_no_section_without_a_webhook(bob: Person) -> None:
    page = bob.see("generation", bob.make().id)
    assert page.by_id("share")
    assert not page.has(id="webhooks")
