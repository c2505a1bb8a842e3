"""Redis over TLS with a certificate that signs itself: it is refused until the address says how to trust it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from playground.stores.cache import SharedCache
from playground.stores.queue.redis import connect
from playground.stores.settings import read_stores
from tests.deploy.site import write_certificate
from tests.homes import Home
from tests.launching import free_port
from tests.programs import need_program
from tests.servers import serve

REFUSED = "CommandError: Cannot connect to the queue:"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the certificate, which names another host than this machine."""
    folder = tmp_path_factory.mktemp("redis")
    write_certificate(folder)
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """Run Redis with that certificate."""
    port = free_port()
    command = [need_program("redis-server"), "--port", "0", "--bind", "127.0.0.1", "--save", ""]
    command += [
        "--tls-port",
        str(port),
        "--tls-cert-file",
        str(folder / "fullchain.pem"),
        "--tls-key-file",
        str(folder / "key.pem"),
    ]
    with serve([*command, "--tls-auth-clients", "no"], port, folder):
        yield f"rediss://127.0.0.1:{port}/0"


def use(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[object, object]:
    """Write and read with the cache, and connect as the queue and the news do."""
    monkeypatch.setenv("REDIS_URL", address)
    stores = read_stores(tmp_path, 4)
    cache = SharedCache(stores.cache["LOCATION"], {"KEY_PREFIX": "tested"})
    cache.set("greeting", "hello")
    return cache.get("greeting"), Redis(connection_pool=connect(stores.queue["url"])).ping()


@pytest.mark.parametrize(
    "query",
    [
        "ssl_ca_certs={pem}&ssl_check_hostname=false",
        "ssl_cert_reqs=none&ssl_check_hostname=false",
        "ssl_cert_reqs=none",
        "ssl_cert_reqs=CERT_NONE",
    ],
)
def test_it_works_in_each_way_that_is_documented(
    address: str, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, query: str
) -> None:
    trusting = f"{address}?{query.format(pem=folder / 'fullchain.pem')}"
    assert use(trusting, monkeypatch, tmp_path) == ("hello", True)
    assert use(trusting.replace("rediss", "REDISS"), monkeypatch, tmp_path) == ("hello", True)


def test_the_start_says_how_to_trust_the_certificate(address: str, tmp_path: Path) -> None:
    line = Home(tmp_path, variables={"REDIS_URL": address}).refusal("prepare_home")
    assert line.startswith(REFUSED)
    assert "certificate verify failed" in line
    assert "add ?ssl_ca_certs= with the path of its file to REDIS_URL" in line
