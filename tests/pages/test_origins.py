"""A form is accepted from the address that people open, with its port; where it is not, page and log say why."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from playground.logs.context import cause_of
from tests.cast import FLEX
from tests.markup import parse

PATH = f"/{FLEX}/"


def send(host: str, origin: str, **headers: str) -> Any:
    """Open the studio under that host and send its form as a browser does that shows another address."""
    client = Client(enforce_csrf_checks=True)
    page = parse(client.get(PATH, headers={"Host": host}))
    fields = page.by_id("spec-form").fields() | {"prompt": ["a red fox"]}
    sent = {"Host": host, "Origin": origin, "Accept": "text/html"} | headers
    return client.post(reverse("save_draft", args=FLEX.split("/")), fields, headers=sent)


@pytest.mark.parametrize(
    ("host", "origin"),
    [("testserver", "http://testserver"), ("testserver:8443", "http://testserver:8443")],
)
def test_a_port_in_the_host_name_works(db: None, host: str, origin: str) -> None:
    assert send(host, origin).status_code < 400


def test_a_port_that_the_proxy_leaves_out_works_with_the_public_address(db: None, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://testserver:8443"]
    assert send("testserver", "https://testserver:8443").status_code < 400


def test_page_and_log_name_both_origins_and_the_variable(db: None, settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://play.example.com"]
    response = send("testserver", "https://testserver:8443")
    assert response.status_code == 403
    assert cause_of(response) == (
        "The form came from https://testserver:8443, but this server expects http://testserver or"
        " https://play.example.com. If people open it at https://testserver:8443, set"
        " PLAYGROUND_PUBLIC_URL=https://testserver:8443, and behind a proxy PLAYGROUND_BEHIND_PROXY=true."
    )
    page = parse(response)
    assert "this server expects http://testserver. If people open it at https://testserver:8443, set" in page.text
    # Strangers can cause this page, so it does not list the other addresses.
    assert "play.example.com" not in page.text
    # The words are not lost.
    assert "a red fox" in page.text


@pytest.mark.parametrize("origin", ["https://evil.example", "http://testserver.evil.example", "http://a@testserver:1"])
def test_a_foreign_site_cannot_recommend_its_own_address(db: None, settings: Any, origin: str) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://play.example.com"]
    response = send("testserver", origin)
    assert response.status_code == 403
    for text in (cause_of(response), parse(response).text):
        assert "PLAYGROUND_PUBLIC_URL" not in text
    assert "play.example.com" not in parse(response).text


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://testserver:x", "//testserver", "a b"])
def test_an_origin_that_cannot_be_read_is_refused(db: None, origin: str) -> None:
    assert send("testserver", origin).status_code == 403


def test_behind_a_declared_proxy_only_the_address_is_asked_for(db: None, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    assert cause_of(send("testserver", "https://testserver:8443")).endswith(
        "set PLAYGROUND_PUBLIC_URL=https://testserver:8443."
    )


def test_a_hidden_origin_says_nothing_about_the_settings(db: None) -> None:
    response = send("testserver", "null")
    assert response.status_code == 403
    assert "PLAYGROUND_PUBLIC_URL" not in parse(response).text
    assert "null" in cause_of(response)
