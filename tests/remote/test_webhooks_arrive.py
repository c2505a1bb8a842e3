"""A whole journey: the worker orders, the API reports, and only therefore the worker asks again."""

import asyncio
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import Client

from playground.engines.remote.downloads import GuardedFetch
from playground.engines.remote.engine import RemoteEngine
from playground.generations.models import Generation, Status
from playground.standins.registry import STANDINS
from playground.standins.server import KEY
from tests.remote.driving import dispatcher, person_with_key, point_at, until_all_ended
from tests.standins.receiver import receiving

pytestmark = pytest.mark.django_db(transaction=True)

ORDERS = (
    "apiframe/flux-2-dev/generate",
    "bfl/flux-2-klein-4b/generate",
    "fal/flux-2-dev/generate",
    "replicate/flux-2-dev/generate",
)
# Black Forest Labs is asked for reports only at the address of a cluster.
CLUSTERS = {"bfl": "https://api.us1.bfl.ai"}


async def wait_for_ever(seconds: float) -> None:
    """Wait without an end, in place of each pause between two polls."""
    await asyncio.Event().wait()


def make_engine(**options: Any) -> RemoteEngine:
    return RemoteEngine(**options | {"sleep": wait_for_ever})


class Redirected(httpx.AsyncBaseTransport):
    """Takes every request to a stand-in, whatever its address."""

    def __init__(self, address: str) -> None:
        self._to, self._inner = httpx.URL(address), httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", host=self._to.host, port=self._to.port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


def deliver(path: str, content: bytes) -> int:
    """Pass a webhook on to this server, as its proxy does."""
    try:
        return Client().post(path, content, "application/json").status_code
    finally:
        connection.close()


@pytest.mark.parametrize("spec_id", ORDERS)
def test_a_picture_comes_with_the_report(spec_id: str, settings: Any, files: Any) -> None:
    settings.PUBLIC_URL = "https://play.example.com"
    name = spec_id.partition("/")[0]
    standin: Any
    with receiving() as receiver, STANDINS[name]() as standin:
        receiver.answer = deliver
        standin.webhooks.to, standin.is_patient, standin.seconds = receiver.address, False, 0.3
        address = standin.address
        options: dict[str, Any] = {}
        if name in CLUSTERS:
            # The picture is at the stand-in's own address, which is then a foreign and private one.
            options = {"fetch": GuardedFetch(allow_private=True), "transport": Redirected(address)}
            address = CLUSTERS[name]
        point_at(settings, **{name: address})
        row = person_with_key(name, KEY).ask(spec_id)
        with dispatcher((name,), make=make_engine, **options) as board:
            board.wake(name)
            until_all_ended()
        [(path, _, _)] = receiver.wait(1)
    row = Generation.objects.get(id=row.id)
    assert (row.status, row.error) == (Status.DONE, "")
    assert row.reported is not None
    assert path.startswith(f"/hooks/{name}/")
    assert standin.violations == []
    assert (standin.paid, len(standin.steps("poll"))) == (1, 1)
