"""A click that makes pictures waits a moment, so that its response has cards that are finished at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection

from playground.generations.models import Generation, Status
from tests.cast import Person, work_off
from tests.markup import parse

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def worker() -> Iterator[None]:
    """Do what waits as soon as it is there, as a worker beside the web process does."""
    stopped = Event()

    def run() -> None:
        try:
            while not stopped.wait(0.01):
                if Generation.objects.filter(status=Status.QUEUED).exists():
                    work_off()
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


@pytest.mark.parametrize(
    ("press", "number"),
    [
        (lambda person, made: person.generate(variants="2"), 2),
        (lambda person, made: person.post("reroll", made.id, htmx=True), 1),
        (lambda person, made: person.post("make_shapes", made.id, htmx=True, shape=["16:9", "9:16"]), 2),
    ],
    ids=["generate", "reroll", "same in"],
)
def test_the_response_has_the_finished_cards(
    bob: Person,
    settings: Any,
    press: Callable[[Person, Generation], Any],
    number: int,
) -> None:
    made = bob.make()
    settings.HELD_REQUESTS = 8
    # As long as a busy machine needs.
    settings.FIRST_WAIT_SECONDS = 60.0
    with worker():
        response = press(bob, made)
    stage = [card for card in parse(response).all("article") if "data-generation" in card]
    assert [card["data-status"] for card in stage] == ["done"] * number
