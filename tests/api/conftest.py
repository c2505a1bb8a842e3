"""Programs with keys, and a queue that works at once."""

from collections.abc import Iterator
from typing import Any

import pytest

from playground.accounts.api_keys import create_key
from playground.generations.worker.process import this_worker
from tests.api.calling import Program
from tests.api.served import Served, serving
from tests.cast import Person


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a running server, which draws blanks."""
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture
def program(alice: Person) -> Program:
    """Alice's program."""
    return Program(alice.owner, create_key(alice.owner, "script")[1])


@pytest.fixture
def stranger(charlie: Person) -> Program:
    """Charlie's program, which must see nothing of alice's."""
    return Program(charlie.owner, create_key(charlie.owner)[1])


@pytest.fixture
def prompt_worker(settings: Any, tasks: Any) -> Iterator[None]:
    """Make each picture while it is submitted."""
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
    this_worker.cache_clear()
    yield
    this_worker.cache_clear()


@pytest.fixture
def no_worker(settings: Any) -> None:
    """Make nothing, and let nobody wait long for it."""
    settings.API_WAIT_SECONDS = 0.05
