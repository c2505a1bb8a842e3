"""The guarded client with a well-behaved server: redirects, names, TLS, compression, posts."""

import gzip
import ssl
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings

from playground import __version__
from playground.outbound.client import Fetched, FetchLimits, GuardedClient
from playground.outbound.errors import BadUrl, ForbiddenAddress, OutboundError, TlsFailed, TooManyRedirects
from playground.outbound.network import Network
from tests.outbound.servers import PUBLIC, Dialler, answering, local_client, redirect, response, serving

CERTIFICATES = Path(__file__).parent / "certificates"


def pinned(port: int, *addresses: str) -> tuple[GuardedClient, Dialler]:
    """Return a client for which every name has these public addresses, all of them the test's own server."""
    dial = Dialler(port)
    trust = ssl.create_default_context(cafile=CERTIFICATES / "authority.pem")
    network = Network(look_up=answering(*addresses or (PUBLIC,)), dial=dial, trust=lambda: trust)
    return GuardedClient(network=network), dial


def tls_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem")
    return context


def test_fetches_from_the_checked_address_under_the_host_name() -> None:
    with serving(response(b"picture", "Content-Type: image/png")) as server:
        client, dial = pinned(server.port)
        fetched = client.fetch("http://pictures.example/cat.png?size=2#top", accept="image/*")
    assert fetched == Fetched(200, "image/png", b"picture", "http://pictures.example/cat.png?size=2")
    assert dial.dialled == [(PUBLIC, 80)]
    head = server.requests[0].decode()
    assert head.startswith("GET /cat.png?size=2 HTTP/1.1\r\nHost: pictures.example\r\n")
    assert "Accept: image/*\r\n" in head
    assert "Accept-Encoding: identity\r\n" in head
    assert f"User-Agent: {settings.USER_AGENT}\r\n" in head
    assert __version__ in settings.USER_AGENT


def test_resolves_a_name_only_once() -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    with serving(response(b"picture")) as server:
        dial = Dialler(server.port)
        client = GuardedClient(network=Network(look_up=lambda host, port: next(answers), dial=dial))
        assert client.fetch("http://rebinding.example/").content == b"picture"
    assert dial.dialled == [(PUBLIC, 80)]
    assert next(answers) == ["127.0.0.1"]


def test_uses_no_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with serving(response(b"picture")) as server:
        assert local_client().fetch(server.url()).content == b"picture"
    assert server.requests[0].startswith(b"GET / HTTP/1.1\r\n")


def test_an_answer_of_any_status_is_returned() -> None:
    with serving(response(b"gone", status="410 Gone")) as server:
        assert local_client().fetch(server.url()).status == 410


def test_follows_redirects_one_by_one_under_the_same_check() -> None:
    with serving(redirect("/b", "301 Moved"), redirect("//other.example/c"), response(b"there")) as server:
        client, dial = pinned(server.port)
        fetched = client.fetch("http://pictures.example/a")
    assert (fetched.url, fetched.content) == ("http://other.example/c", b"there")
    assert [request.split(b"\r\n")[1] for request in server.requests] == [
        b"Host: pictures.example",
        b"Host: pictures.example",
        b"Host: other.example",
    ]
    assert len(dial.dialled) == 3


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://127.0.0.1/", ForbiddenAddress),
        ("http://[::ffff:10.0.0.1]/", ForbiddenAddress),
        ("http://169.254.169.254/latest/meta-data/", ForbiddenAddress),
        ("http://2130706433/", BadUrl),
        ("file:///etc/passwd", BadUrl),
        ("http://user@other.example/", BadUrl),
        ("http://[", BadUrl),
    ],
)
def test_refuses_a_redirect_to_a_forbidden_address(location: str, error: type[OutboundError]) -> None:
    with serving(redirect(location), response(b"secret")) as server:
        client, dial = pinned(server.port)
        with pytest.raises(error):
            client.fetch("http://pictures.example/a")
    assert len(dial.dialled) == 1


def test_refuses_a_redirect_to_a_name_with_a_private_address() -> None:
    with serving(redirect("http://inside.example/"), response(b"secret")) as server:
        dial = Dialler(server.port)
        network = Network(look_up=lambda host, port: ["10.0.0.1"] if host == "inside.example" else [PUBLIC], dial=dial)
        with pytest.raises(ForbiddenAddress, match=r"inside\.example"):
            GuardedClient(network=network).fetch("http://pictures.example/a")
    assert len(dial.dialled) == 1


def test_a_redirect_loop_ends() -> None:
    with serving(*[redirect("/again")] * 6) as server:
        with pytest.raises(TooManyRedirects, match="more than 5 times"):
            local_client().fetch(server.url())
        assert len(server.requests) == 6


def test_a_redirect_without_a_location_is_a_response() -> None:
    with serving(response(b"not changed", status="304 Not Modified")) as server:
        assert local_client().fetch(server.url()).status == 304


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_decompresses_unrequested_compression(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    content = b"picture " * 50_000
    packed = pack(content)
    with serving(response(packed, f"Content-Encoding: {encoding}")) as server:
        assert local_client().fetch(server.url()).content == content


def test_tls_uses_the_name_of_the_url() -> None:
    names: list[str | None] = []
    context = tls_server()
    context.sni_callback = lambda connection, name, _: names.append(name)
    with serving(response(b"picture"), response(b"dotted"), tls=context) as server:
        client, dial = pinned(server.port)
        assert client.fetch("https://pictures.example/cat.png").content == b"picture"
        assert client.fetch("https://pictures.example./cat.png").content == b"dotted"
    assert names == ["pictures.example", "pictures.example"]
    assert dial.dialled == [(PUBLIC, 443)] * 2


def test_refuses_a_certificate_of_another_name() -> None:
    with serving(response(b"secret"), tls=tls_server()) as server:
        client, _ = pinned(server.port)
        with pytest.raises(TlsFailed, match="Its certificate is not accepted: Hostname mismatch"):
            client.fetch("https://other.example/cat.png")
        assert server.requests == []


def test_refuses_a_certificate_of_an_unknown_authority() -> None:
    with serving(response(b"secret"), tls=tls_server()) as server:
        network = Network(look_up=answering(PUBLIC), dial=Dialler(server.port))
        with pytest.raises(TlsFailed):
            GuardedClient(network=network).fetch("https://pictures.example/cat.png")
        assert server.requests == []


def test_refuses_a_certificate_for_another_address() -> None:
    with serving(response(b"secret"), tls=tls_server()) as server:
        client, _ = pinned(server.port)
        with pytest.raises(TlsFailed):
            client.fetch(f"https://{PUBLIC}/cat.png")


def test_a_server_without_tls_fails_as_such() -> None:
    with serving(response(b"plain"), unasked=True) as server, pytest.raises(TlsFailed):
        local_client().fetch(server.url(scheme="https"))


def test_posts_the_exact_bytes_and_returns_the_status() -> None:
    body = '{"event":  "completed", "prompt": "ä"}'.encode()
    headers = {"Content-Type": "application/json", "X-Webhook-Event": "completed"}
    with serving(response(b"x" * 100, status="201 Created")) as server:
        client, dial = pinned(server.port)
        assert client.post("http://hooks.example:8080/hook", body, headers) == 201
    head, _, sent = server.requests[0].partition(b"\r\n\r\n")
    assert sent == body
    assert head.startswith(b"POST /hook HTTP/1.1\r\nHost: hooks.example:8080\r\n")
    assert b"X-Webhook-Event: completed" in head
    assert dial.dialled == [(PUBLIC, 8080)]


def test_a_post_follows_no_redirect() -> None:
    with serving(redirect("/elsewhere"), response(b"")) as server:
        assert local_client().post(server.url(), b"{}", {}) == 302
        assert len(server.requests) == 1


def test_a_post_goes_to_no_private_address() -> None:
    with serving(response(b"")) as server:
        with pytest.raises(ForbiddenAddress):
            GuardedClient().post(server.url(), b"{}", {})
        assert server.requests == []


def test_limits_are_stated_in_one_place() -> None:
    assert FetchLimits() == FetchLimits(seconds=20, content_bytes=20 * 1024 * 1024, redirects=5)
