"""Decides which URLs may be requested and which addresses may be connected to."""

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
# The usual ports of web servers. Requests to mail servers, shells and databases are refused on every host.
WEB_PORTS = (80, 443, 8080, 8443)

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# Resolvers read `2130706433`, `0x7f.1` and `127.1` as IPv4 addresses, so a name must not end in such a label.
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")

# Public IPv6 addresses are only assigned from this range. The reserved ones are for documentation (RFC 9637) and 6to4
# relays (RFC 7526); `ipaddress` considers both public.
_GLOBAL = IPv6Network("2000::/3")
_RESERVED = (IPv6Network("3fff::/20"), IPv4Network("192.88.99.0/24"))
# The interface identifiers of ISATAP. The last 32 bits of such an address are an IPv4 address (RFC 5214, section 6.1).
_ISATAP = (0x00005EFE, 0x02005EFE)

# In these ranges the last 32 bits are an IPv4 address, to which a translator connects.
_TRANSLATED = (
    IPv6Network("::/96"),
    IPv6Network("::ffff:0:0/96"),
    IPv6Network("::ffff:0:0:0/96"),
    IPv6Network("64:ff9b::/96"),
)


def read_url(url: str) -> "httpx.URL":
    """Return the URL without its fragment, or raise `BadUrl`. Does not resolve names."""
    if len(url) > LONGEST_URL:
        raise BadUrl(f"The URL is longer than {LONGEST_URL} characters.")
    # Imported late because the HTTP client is large, and most processes never request an external URL.
    from httpx import URL, InvalidURL  # noqa: PLC0415

    try:
        parsed = URL(url)
    except (InvalidURL, ValueError) as error:
        raise BadUrl("The URL is not valid.") from error
    if parsed.scheme not in PORTS or not parsed.raw_host:
        raise BadUrl("The URL must begin with http:// or https:// and name a host.")
    if parsed.userinfo:
        raise BadUrl("The URL must not contain a user name or password.")
    _check_host(parsed.raw_host.decode("ascii"))
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise BadUrl("The port of the URL must be from 1 to 65535.")
    return parsed.copy_with(fragment=None)


def check_url(url: str, *, allow_private: bool = False) -> None:
    """Raise `BadUrl`, or `ForbiddenAddress` if the port or an address in the URL is not allowed."""
    # Names are only resolved when connecting, because their addresses may change until then.
    parsed = read_url(url)
    host = parsed.raw_host.decode("ascii")
    address = read_address(host)
    if address is not None:
        check_addresses(host, [address], allow_private=allow_private)
    check_port(parsed.port or PORTS[parsed.scheme], allow_private=allow_private)


def check_port(port: int, *, allow_private: bool) -> None:
    if not allow_private and port not in WEB_PORTS:
        *others, last = map(str, WEB_PORTS)
        raise ForbiddenAddress(f"The port of the URL is {port}; it must be {', '.join(others)} or {last}.")


def read_address(text: str) -> Address | None:
    """Return the address, or None if the text is a name."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def check_addresses(host: str, addresses: Iterable[Address], *, allow_private: bool) -> None:
    """Raise `ForbiddenAddress` unless all of the addresses may be connected to."""
    # A single private address among public ones is enough to refuse: it is a sign of a DNS rebinding attack.
    for address in addresses:
        if not (_is_host_address(address) if allow_private else is_public(address)):
            raise ForbiddenAddress(explain_unreachable(host))


def explain_unreachable(host: str) -> str:
    """Return the same message for every reason why a host cannot be reached."""
    # If unknown names and names in this server's own network had different messages, people could find out which
    # internal names exist.
    return f"{host} cannot be reached at a public internet address."


def is_public(address: Address) -> bool:
    """Return whether a single machine on the internet has the address. IPv4 inside IPv6 is treated as IPv4."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        embedded = _embedded_ipv4(address)
        if embedded:
            return all(is_public(inner) for inner in embedded)
        if address not in _GLOBAL:
            return False
    if any(address in network for network in _RESERVED):
        return False
    return address.is_global and _is_host_address(address) and not address.is_reserved


def _is_host_address(address: Address) -> bool:
    """Return whether the address can belong to a single machine. Loopback and private addresses can.

    A link-local address can, too, but at 169.254.169.254 clouds hand out the credentials of the machine.
    """
    embedded = _embedded_ipv4(address) if isinstance(address, IPv6Address) else ()
    return not any(
        one.is_multicast or one.is_unspecified or one.is_link_local or str(one) == "255.255.255.255"
        for one in (address, *embedded)
    )


def _embedded_ipv4(address: IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that packets are really sent to if the address is translated or tunnelled."""
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
        raise BadUrl("The host of the URL is neither a valid name nor an address.")
    if _NUMERIC.fullmatch(labels[-1]) and (host.endswith(".") or read_address(host) is None):
        raise BadUrl("An IPv4 address in a URL must be four decimal numbers separated by dots.")
