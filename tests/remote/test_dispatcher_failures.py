"""What goes wrong with a remote generation is on its row, with what was charged."""

import errno
from collections.abc import Callable
from typing import Any

import pytest

from playground.configuration.environment import RemoteApi
from playground.engines.errors import Lost, Refused
from playground.engines.remote.base import RemoteResult
from playground.generations.models import Generation
from tests.cast import EDIT, Person
from tests.outbound.servers import response, serving
from tests.pictures import picture
from tests.remote.dispatching import ended
from tests.remote.scripted_engines import Asked, result

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("server_key")]


@pytest.mark.parametrize(
    "content",
    [picture("GIF"), picture()[:-200], picture("JPEG")[:-300], b"<html>", picture()[:60] + b"\0" + picture()[61:]],
    ids=["gif", "short png", "short jpeg", "html", "damaged"],
)
def test_what_is_no_picture_ends_with_where_it_can_still_be_had(
    bob: Person, start: Any, content: bytes, files: Callable[[], list[str]]
) -> None:
    row = bob.ask()

    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        return result(picture(), content, id="job-1", cost=8.0)

    start(act)
    ended(row)
    assert (row.status, row.error_code, row.cost) == ("failed", "failed", 8.0)
    assert "made the picture and charges for it" in row.error
    assert row.notes["result_urls"].split("\n") == ["https://cdn.1min.ai/0.png", "https://cdn.1min.ai/1.png"]
    assert files() == []


def test_what_the_engine_says_ends_on_the_row(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        refused = Refused("1min.ai refused this.")
        refused.cost = 0
        raise refused

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.status, row.error_code, row.error) == (
        "failed",
        "refused",
        "1min.ai refused this.",
    )
    assert row.charged == 0


def test_a_picture_that_cannot_be_fetched_is_named_with_its_address(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        fault = Lost("1min.ai made the picture, but its link has expired (403).")
        fault.urls = ("https://cdn.1min.ai/1.png",)
        raise fault

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.error_code, row.notes) == ("lost", {"result_urls": "https://cdn.1min.ai/1.png"})


def test_an_input_picture_from_elsewhere_without_room_says_so(
    bob: Person, start: Any, settings: Any, limit: Callable[[int, int], None]
) -> None:
    settings.ALLOW_PRIVATE_URLS = True
    row = bob.ask(EDIT, imageUrl=bob.upload().key)
    limit(0, errno.ENOSPC)
    with serving(response(picture())) as server:
        Generation.objects.update(resolved=row.resolved | {"imageUrl": server.url("/cat.png")})
        engine = start()
        ended(row)
    assert (row.status, row.error_code, row.sent, engine.asked) == ("failed", "disk", None, [])
    assert "disk of this server is full" in row.error


def test_a_fault_of_ours_after_sending_says_that_it_may_be_charged(
    bob: Person, start: Any, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        raise ZeroDivisionError("a secret detail")

    row = bob.ask()
    start(act)
    ended(row)
    assert (row.status, row.error_code) == ("failed", "internal")
    assert "may have been charged" in row.error
    assert "secret" not in row.error
    assert "ZeroDivisionError" in caplog.text


def test_a_key_that_is_gone_ends_it_before_anything_is_asked(bob: Person, start: Any, settings: Any) -> None:
    row = bob.ask()
    settings.REMOTE_APIS = {name: RemoteApi("", "", 16) for name in settings.REMOTE_APIS}
    engine = start()
    ended(row)
    assert (row.status, row.error_code, row.sent) == ("failed", "key", None)
    assert "enter your own under Keys" in row.error
    assert engine.asked == []


def test_what_was_refused_unread_was_not_sent(bob: Person, start: Any) -> None:
    async def act(asked: Asked) -> RemoteResult:
        await asked.journal.sending()
        await asked.journal.not_sent()
        raise Refused("No.")

    row = bob.ask()
    start(act)
    assert ended(row).sent is None
