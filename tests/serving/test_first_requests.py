"""Before the fork the server answers the requests of a first visitor, who leaves nothing behind."""

from importlib import import_module

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from playground.accounts.models import Owner
from playground.generations.models import Draft, Generation
from playground.serving.first_requests import send_first_requests
from playground.stores.queue.records import count_tasks


@pytest.fixture(scope="module", autouse=True)
def application() -> None:
    """Import the application before a test captures anything: it sets up the log again, for the stream of that moment.

    That of a captured test would be closed by the next one, in which each line would be an error.
    """
    import_module("playground.wsgi")


@pytest.fixture(autouse=True)
def connected() -> None:
    """Signals as in a server; pytest's client disconnects them for a request only."""
    assert close_old_connections in [receiver() for _, receiver, *_ in request_started.receivers]


def test_a_picture_is_asked_for_and_shown(db: None, caplog: pytest.LogCaptureFixture) -> None:
    send_first_requests()
    lines = [record.getMessage() for record in caplog.records if record.name == "playground.request"]
    studio = "/onemin/flux-2-flex/generate/"
    assert lines == ["GET / 200", "GET /history/ 200", f"GET {studio} 200", f"POST {studio} 302", f"GET {studio} 200"]


def test_nothing_is_left(db: None) -> None:
    before = count_tasks()
    send_first_requests()
    assert not Generation.objects.exists()
    assert not Owner.objects.exists()
    assert not Draft.objects.exists()
    assert count_tasks() == before


def test_connections_are_closed_after_requests_again(db: None) -> None:
    send_first_requests()
    for signal in (request_started, request_finished):
        assert close_old_connections in [receiver() for _, receiver, *_ in signal.receivers]
