"""Which URLs are asked at all, and which addresses may be connected to."""

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING

from playground.outbound.errors import BadUrl, ForbiddenAddress

if TYPE_CHECKING:
    import httpx

type Address = IPv4Address | IPv6Address

LONGEST_URL = 8192
PORTS = {"http": 80, "https": 443}
# Where the web is served. Mail servers, shells and databases must not be asked from here, on whatever host they are.
WEB_PORTS = (80, 443, 8080, 8443)

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# Resolvers read `2130706433`, `0x7f.1` and `127.1` as IPv4 addresses; a last label like these is no name.
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")

# The only range from which IPv6 addresses of the internet are given out, and what in it and in IPv4 is reserved all the
# same: documentation (RFC 9637) and the relays of 6to4 (RFC 7526), both of which `ipaddress` takes for public.
_GLOBAL = IPv6Network("2000::/3")
_RESERVED = (IPv6Network("3fff::/20"), IPv4Network("192.88.99.0/24"))
# An interface of ISATAP: its last 32 bits are the IPv4 address of the machine behind it (RFC 5214, section 6.1).
_ISATAP = (0x00005EFE, 0x02005EFE)

# Ranges whose last 32 bits are an IPv4 address that a translator connects to.
_TRANSLATED = (
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0/96"),
    IPv6Network("::ffff:0:0:0/96"),
    IPv6Network("64:ff9b::/96"),
)


def read_url(url: str) -> "httpx.URL":
    """Return the URL without its fragment, or raise `BadUrl`; no name is looked up."""
    if len(url) > LONGEST_URL:
        raise BadUrl(f"The URL is longer than {LONGEST_URL} characters.")
    # A process that never meets a foreign URL need not hold the HTTP client, which is large.
    from httpx import URL, InvalidURL  # noqa: PLC0415

    try:
        parsed = URL(url)
    except (InvalidURL, ValueError) as error:
        raise BadUrl("The URL cannot be read.") from error
    if parsed.scheme not in PORTS or not parsed.raw_host:
        raise BadUrl("The URL must begin with http:// or https:// and name a host.")
    if parsed.userinfo:
        raise BadUrl("The URL must carry no user name and no password.")
    _check_host(parsed.raw_host.decode("ascii"))
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise BadUrl("The port of the URL must be from 1 to 65535.")
    return parsed.copy_with(fragment=None)


def check_url(url: str, *, allow_private: bool = False) -> None:
    """Raise `BadUrl`, or `ForbiddenAddress` for a port or a host, written as an address, that is not asked.

    Names are looked up only when they are connected to, since what they lead to may change until then.
    """
    parsed = read_url(url)
    host = parsed.raw_host.decode("ascii")
    address = read_address(host)
    if address is not None:
        check_addresses(host, [address], allow_private=allow_private)
    check_port(parsed.port or PORTS[parsed.scheme], allow_private=allow_private)


def check_port(port: int, *, allow_private: bool) -> None:
    """Raise `ForbiddenAddress` for a port at which no web server is expected."""
    if not allow_private and port not in WEB_PORTS:
        *others, last = map(str, WEB_PORTS)
        raise ForbiddenAddress(f"The port of the URL is {port}; it must be {', '.join(others)} or {last}.")


def read_address(text: str) -> Address | None:
    """Return the address that is written there, or None for a name."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def check_addresses(host: str, addresses: Iterable[Address], *, allow_private: bool) -> None:
    """Raise `ForbiddenAddress` unless each of the addresses may be connected to.

    One private address among public ones is enough to refuse: such a name is made to lead somewhere else next time.
    """
    for address in addresses:
        if not (_is_single(address) if allow_private else is_public(address)):
            raise ForbiddenAddress(not_reachable(host))


def not_reachable(host: str) -> str:
    """Return the one sentence for all that keeps a host from being asked.

    A name that is not known and one that leads into the network of this server must read alike: whoever may give URLs
    would else learn which names there are.
    """
    return f"{host} cannot be reached at a public address of the internet."


def is_public(address: Address) -> bool:
    """Whether it is the address of one machine on the internet; IPv4 inside IPv6 is judged as the IPv4 address."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        carried = _carried(address)
        if carried:
            return all(is_public(inner) for inner in carried)
        if address not in _GLOBAL:
            return False
    if any(address in network for network in _RESERVED):
        return False
    return address.is_global and _is_single(address) and not address.is_reserved


def _is_single(address: Address) -> bool:
    """Whether it can be one machine's address at all; loopback and private ones can."""
    carried = _carried(address) if isinstance(address, IPv6Address) else ()
    return not any(
        one.is_multicast or one.is_unspecified or str(one) == "255.255.255.255" for one in (address, *carried)
    )


def _carried(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that packets to this address are sent to, if it is a translated or tunnelled one."""
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if any(address in network for network in _TRANSLATED) or int(address) >> 32 & 0xFFFFFFFF in _ISATAP:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()


def _check_host(host: str) -> None:
    if ":" in host:
        if "%" in host:
            raise BadUrl("An address in a URL must not name a network interface.")
        return
    labels = host.removesuffix(".").split(".")
    if len(host) > 254 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadUrl("The host of the URL is neither a name nor an address.")
    if _NUMERIC.fullmatch(labels[-1]) and (host.endswith(".") or read_address(host) is None):
        raise BadUrl("An address in a URL is written as four decimal numbers with dots between.")
