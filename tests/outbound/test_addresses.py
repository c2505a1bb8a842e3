"""Which URLs and addresses are refused before anything is connected to."""

import pytest

from playground.outbound.addresses import check_url, read_url
from playground.outbound.client import GuardedClient
from playground.outbound.errors import BadUrl, ForbiddenAddress, OutboundError, Unresolvable
from playground.outbound.network import Network
from tests.outbound.servers import PUBLIC, Dialler, answering

PRIVATE = [
    "127.0.0.1",
    "127.255.0.9",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "198.18.0.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "192.88.99.1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "2606:4700::5efe:7f00:1",
    "2606:4700::200:5efe:a00:1",
]
OPEN = [PUBLIC, "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700::5efe:808:808"]


def ask(url: str, *addresses: str) -> list[tuple[str, int]]:
    """Request the URL with a resolver that knows these addresses. Return the dialled ones; none of them responds."""
    dial = Dialler()
    client = GuardedClient(network=Network(look_up=answering(*addresses), dial=dial))
    with pytest.raises(OutboundError) as failure:
        client.fetch(url)
    if not dial.dialled:
        raise failure.value
    return dial.dialled


@pytest.mark.parametrize("address", PRIVATE)
def test_refuses_a_name_with_a_private_address(address: str) -> None:
    with pytest.raises(ForbiddenAddress) as refusal:
        ask("http://pictures.example/cat.png", address)
    assert refusal.value.sentence == "pictures.example cannot be reached at a public internet address."
    assert refusal.value.permanent


@pytest.mark.parametrize("address", [address for address in PRIVATE if "%" not in address])
def test_refuses_an_address_that_is_not_public(address: str) -> None:
    url = f"http://[{address}]/" if ":" in address else f"http://{address}/"
    for question in (ask, check_url):
        with pytest.raises(ForbiddenAddress):
            question(url)


@pytest.mark.parametrize("address", OPEN)
def test_connects_to_the_resolved_address(address: str) -> None:
    assert ask("http://pictures.example/cat.png", address) == [(address, 80)]
    assert ask("https://pictures.example:8443/cat.png", address) == [(address, 8443)]


@pytest.mark.parametrize("port", [22, 25, 6379, 5432, 8000, 65535])
def test_refuses_a_port_without_web_servers(port: int) -> None:
    for host in ("pictures.example", PUBLIC):
        with pytest.raises(ForbiddenAddress, match=f"The port of the URL is {port}; it must be 80, 443, 8080 or 8443"):
            ask(f"http://{host}:{port}/", PUBLIC)
    with pytest.raises(ForbiddenAddress, match="The port of the URL is"):
        check_url(f"http://pictures.example:{port}/")


def test_any_port_is_allowed_with_private_addresses() -> None:
    check_url("http://127.0.0.1:8000/", allow_private=True)


def test_unreachable_hosts_have_one_message_for_all_reasons() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    sentences = set()
    for look_up in (unknown, answering(), answering("10.0.0.1"), answering("::1", PUBLIC), answering(PUBLIC)):
        client = GuardedClient(network=Network(look_up=look_up, dial=Dialler()))
        with pytest.raises(OutboundError) as failure:
            client.fetch("http://vm.example/")
        sentences.add(failure.value.sentence)
    assert sentences == {"vm.example cannot be reached at a public internet address."}


def test_refuses_a_name_with_one_public_and_one_private_address() -> None:
    for addresses in ((PUBLIC, "10.0.0.1"), ("::1", PUBLIC)):
        with pytest.raises(ForbiddenAddress):
            ask("http://pictures.example/", *addresses)


def test_tries_the_next_address_if_one_refuses_the_connection() -> None:
    assert ask("http://pictures.example/", "2606:4700:4700::1111", PUBLIC) == [
        ("2606:4700:4700::1111", 80),
        (PUBLIC, 80),
    ]


def test_an_ip_address_is_not_looked_up() -> None:
    assert ask(f"http://{PUBLIC}/", "10.0.0.1") == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "0x7f.0.0.0x1",
        "127.0.0.1.",
        "1.2.3",
        "017700000001",
    ],
)
def test_refuses_other_ways_to_write_an_address(host: str) -> None:
    with pytest.raises(BadUrl):
        ask(f"http://{host}/", "127.0.0.1")


@pytest.mark.parametrize("host", ["localhost", "localhost.", "LOCALHOST", "ip6-localhost", "①②⑦.⓪.⓪.①"])
def test_refuses_names_of_this_machine(host: str) -> None:
    with pytest.raises((ForbiddenAddress, BadUrl)):
        ask(f"http://{host}/", "127.0.0.1")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cat.png",
        "/cat.png",
        "//example.com/cat.png",
        "ftp://example.com/cat.png",
        "file:///etc/passwd",
        "gopher://example.com/",
        "data:image/png;base64,AAAA",
        "http://",
        "http:///cat.png",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://exa mple.com/",
        "http://example..com/",
        "http://-example.com/",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:-1/",
        "http://example.com:port/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://a\r\nX-Injected: 1/",
        "http://example.com/a\nb",
        "http://" + "a" * 64 + ".com/",
        "http://example.com/" + "a" * 9000,
    ],
)
def test_refuses_urls_that_are_not_plain_http(url: str) -> None:
    with pytest.raises(BadUrl) as refusal:
        ask(url, PUBLIC)
    assert refusal.value.permanent
    assert "secret" not in refusal.value.sentence
    with pytest.raises(BadUrl):
        check_url(url)


def test_reads_a_name_in_another_script_and_drops_the_fragment() -> None:
    assert str(read_url("https://bücher.example/ä?q=1#top")) == "https://xn--bcher-kva.example/%C3%A4?q=1"


def test_a_name_without_addresses_is_not_known() -> None:
    with pytest.raises(Unresolvable):
        ask("http://pictures.example/")


def test_a_failing_look_up_is_reported_and_can_be_retried() -> None:
    def look_up(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    client = GuardedClient(network=Network(look_up=look_up, dial=Dialler()))
    with pytest.raises(Unresolvable, match=r"^pictures\.example cannot be reached at") as failure:
        client.fetch("http://pictures.example/")
    assert not failure.value.permanent


def test_private_addresses_are_reached_if_allowed() -> None:
    for address in ("127.0.0.1", "10.0.0.1", "::1", "fc00::1"):
        dial = Dialler()
        client = GuardedClient(allow_private=True, network=Network(look_up=answering(address), dial=dial))
        with pytest.raises(OutboundError):
            client.fetch("http://pictures.example/")
        assert dial.dialled == [(address, 80)]
    check_url("http://127.0.0.1:8000/", allow_private=True)


@pytest.mark.parametrize("address", ["169.254.169.254", "169.254.1.1", "fe80::1", "::ffff:169.254.169.254"])
def test_addresses_at_which_a_cloud_hands_out_credentials_are_always_refused(address: str) -> None:
    dial = Dialler()
    client = GuardedClient(allow_private=True, network=Network(look_up=answering(address), dial=dial))
    with pytest.raises(ForbiddenAddress):
        client.fetch("http://pictures.example/")
    assert dial.dialled == []


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "224.0.0.1", "ff02::1", "::ffff:0.0.0.0", "255.255.255.255"])
def test_addresses_of_several_machines_are_always_refused(address: str) -> None:
    client = GuardedClient(allow_private=True, network=Network(look_up=answering(address), dial=Dialler()))
    with pytest.raises(ForbiddenAddress):
        client.fetch("http://pictures.example/")
