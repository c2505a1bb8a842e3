"""Pictures that a request names by a foreign URL."""

from typing import Any

import pytest

from playground.catalog.spec import Size
from playground.generations.models import Asset
from playground.generations.storage.fetch import NotFetched, fetch_image
from playground.outbound.client import GuardedClient
from playground.outbound.network import Network
from tests.cast import Person, make_file
from tests.outbound.servers import PUBLIC, Dialler, answering, local_client, redirect, response, serving


def png() -> bytes:
    return make_file().read()


def test_stores_the_picture_like_an_upload_of_the_owner(alice: Person) -> None:
    with serving(redirect("/files/Sommer%20fest.final.png?v=2"), response(png(), "Content-Type: image/png")) as server:
        asset = fetch_image(alice.owner, server.url("/latest"), local_client())
    assert (asset.owner, asset.name, asset.format, asset.size) == (
        alice.owner,
        "Sommer fest final.png",
        "png",
        Size(64, 48),
    )
    assert asset.read().startswith(b"\x89PNG")
    assert server.requests[1].startswith(b"GET /files/Sommer%20fest.final.png?v=2 ")
    assert b"Accept: image/png" in server.requests[0]


@pytest.mark.parametrize(
    ("path", "header", "name"),
    [
        ("/cat.jpg", "Content-Type: image/jpeg", "cat.png"),
        ("/cat.html", "Content-Type: text/html", "cat.png"),
        ("/", "Content-Type: binary/octet-stream", "picture.png"),
        ("/%2e%2e%2f%00", "X-Nothing: said", "picture.png"),
    ],
)
def test_reads_the_format_from_the_content(alice: Person, path: str, header: str, name: str) -> None:
    with serving(response(png(), header)) as server:
        asset = fetch_image(alice.owner, server.url(path), local_client())
    assert (asset.format, asset.name) == ("png", name)


@pytest.mark.parametrize(
    ("answer", "reason", "permanent"),
    [
        (response(b"no", status="404 Not Found"), "The server answered 404.", True),
        (response(b"no", status="429 Too Many Requests"), "The server answered 429.", False),
        (response(b"no", status="500 Oh"), "The server answered 500.", False),
        (response(b"<html>hello"), "This file is a web page", True),
        (response(b"GIF89a"), "GIF", True),
        (response(b""), "This file is empty", True),
        (response(b"", length=20 * 1024 * 1024 + 1), "It is larger than 20 MB.", True),
        (response(b"\x89PNG", length=900), "", False),
    ],
)
def test_the_error_names_the_url_and_the_reason(alice: Person, answer: bytes, reason: str, permanent: bool) -> None:
    with serving(answer) as server:
        url = server.url("/cat.png")
        with pytest.raises(NotFetched) as failure:
            fetch_image(alice.owner, url, local_client())
    assert failure.value.sentence.startswith(f"Could not fetch a picture from {url}: {reason}"[:60])
    assert reason in failure.value.sentence
    assert failure.value.permanent is permanent
    assert not Asset.objects.exists()


def test_refuses_private_addresses_by_default(alice: Person) -> None:
    with serving(response(png())) as server:
        with pytest.raises(NotFetched, match="cannot be reached at a public internet address"):
            fetch_image(alice.owner, server.url("/cat.png"))
        assert server.requests == []


def test_fetches_private_addresses_if_the_setting_allows_it(alice: Person, settings: Any) -> None:
    settings.ALLOW_PRIVATE_URLS = True
    with serving(response(png())) as server:
        assert fetch_image(alice.owner, server.url("/cat.png")).format == "png"


def test_connects_to_the_checked_address(alice: Person) -> None:
    with serving(response(png())) as server:
        dial = Dialler(server.port)
        client = GuardedClient(network=Network(look_up=answering(PUBLIC), dial=dial))
        fetch_image(alice.owner, "http://pictures.example/cat.png", client)
    assert dial.dialled == [(PUBLIC, 80)]


def test_a_long_url_is_shortened_in_the_error(alice: Person) -> None:
    with pytest.raises(NotFetched) as failure:
        fetch_image(alice.owner, "http://127.0.0.1/" + "a" * 3000)
    assert len(failure.value.sentence) < 400
