"""The page that Django shows for a fault with PLAYGROUND_DEBUG: it has no secret of this server."""

from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.views.debug import technical_500_response

from playground.stores.settings import Stores

# The page also shows the lines around those that were run, so none of these has one of them.
SECRETS = {name: f"hunter22-of-{name}" for name in ("redis", "postgres", "amazon", "mail", "sessions")}
REDIS = f"redis://:{SECRETS['redis']}@cache.example:6379/0"


class Client:
    """A driver's object, which prints all that it was given."""

    def __init__(self, **options: object) -> None:
        self.options = options

    def __repr__(self) -> str:
        return f"<Client {self.options}>"


def fail(request: HttpRequest) -> None:
    url = REDIS  # noqa: F841 – it is a variable of this frame
    client = Client(word=SECRETS["postgres"])  # noqa: F841
    options = {"secret_key": SECRETS["amazon"], "region": "eu-central-1"}  # noqa: F841
    raise ConnectionError("no such server")


@pytest.fixture
def page(settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    stores: Stores = settings.STORES
    monkeypatch.setitem(settings.DATABASES["default"], "PASSWORD", SECRETS["postgres"])
    monkeypatch.setitem(settings.CACHES["default"], "LOCATION", REDIS)
    settings.STORES = replace(stores, queue={"url": REDIS}, files={"OPTIONS": {"secret_key": SECRETS["amazon"]}})
    settings.HUEY = {"url": REDIS}
    settings.SECRET_KEY = SECRETS["sessions"]
    settings.MAILERS = {"default": {"OPTIONS": {"password": SECRETS["mail"]}}}
    settings.DEBUG = True
    request = RequestFactory().get("/")
    with pytest.raises(ConnectionError) as caught:
        fail(request)
    return technical_500_response(request, caught.type, caught.value, caught.tb).content.decode()


def test_the_debug_page_hides_secrets_and_nothing_else(page: str) -> None:
    assert [secret for secret in SECRETS.values() if secret in page] == []
    assert "no such server" in page
    assert "eu-central-1" in page
    assert "cache.example:6379" in page
