"""A worker, and dispatchers with engines of the tests' own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.signals import connection_created

from playground.configuration.environment import RemoteApi
from playground.generations.models import Worker
from playground.generations.worker.remote.dispatcher import Dispatcher
from tests.remote.dispatching import SLOTS
from tests.remote.further_api import in_place_of as in_place_of  # noqa: PLC0414  # a fixture of these tests
from tests.remote.scripted_engines import Act, StandIn, send


@pytest.fixture(autouse=True)
def no_hints(tasks: Any) -> None:
    """Begin with an empty queue: how much waits there decides how long a thread goes on by itself."""


@pytest.fixture
def worker(db: None) -> Worker:
    """Return a worker that lives."""
    return Worker.objects.create()


@pytest.fixture
def server_key(settings: Any) -> None:
    """Give the server a key for every API, so that all are asked with it."""
    settings.REMOTE_APIS = {name: RemoteApi("a-server-key", "", 16) for name in settings.REMOTE_APIS}


@pytest.fixture
def dispatchers() -> Iterator[list[Dispatcher]]:
    """Keep the dispatchers of a test, and stop them."""
    made: list[Dispatcher] = []
    yield made
    for dispatcher in made:
        dispatcher.stop(0.0)


@pytest.fixture
def start(dispatchers: list[Dispatcher], worker: Worker) -> Callable[[Act], StandIn]:
    """Return a function that has everything that waits asked for by an engine of the test's own."""

    def act(how: Act = send) -> StandIn:
        engine = StandIn(how)
        dispatcher = Dispatcher(worker, lambda: engine, {"onemin": SLOTS, "apiframe": SLOTS}, lambda pictures: None)
        dispatchers.append(dispatcher)
        dispatcher.wake("onemin")
        return engine

    return act


@pytest.fixture
def breaks() -> Iterator[Callable[[str], None]]:
    """Return a function that lets the next query with these words meet a database that is away, in any new thread."""
    words: list[str] = []

    def run_or_break(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if words and words[0] in sql:
            words.clear()
            raise OperationalError("the server closed the connection")
        return execute(sql, *rest)

    def watch(connection: Any, **said: Any) -> None:
        connection.execute_wrappers.append(run_or_break)

    connection_created.connect(watch)
    yield words.append
    connection_created.disconnect(watch)
    assert words == [], "nothing broke"
