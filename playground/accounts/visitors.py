"""Reads the address of a visitor, for everything that counts visitors. No other module reads it."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# Providers give each customer a /64 network, in which a visitor can use any number of addresses.
IPV6_PREFIX = 64


def visitor_address(request: HttpRequest) -> str:
    """Return the visitor's address: that of the connection, or the one that a trusted proxy forwards, or ""."""
    return find_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def find_address(connected: str, forwarded: str) -> str:
    """Return the visitor's address from the connection's address and the header `X-Forwarded-For`."""
    # The proxy appends the address to the header. Everything before it came from the visitor and may be forged. If
    # the last entry is not an address, the connection's own is used, which is the proxy's.
    candidates = [connected]
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        candidates.insert(0, forwarded.rpartition(",")[2])
    return next((address for text in candidates if (address := _clean(text))), "")


def visitor_network(request: HttpRequest) -> str:
    """Return the key under which a visitor is counted: the IPv4 address or the /64 network of an IPv6 address."""
    return network_of(visitor_address(request))


def visitor_digest(request: HttpRequest) -> str:
    """Return a keyed digest of the visitor's network, which can be stored: an address is personal data."""
    network = visitor_network(request)
    if not network:
        return ""
    # 128 bits are enough to tell networks apart.
    return salted_hmac("playground.accounts.visitors", network, algorithm="sha256").hexdigest()[:32]


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and the /64 network of an IPv6 address."""
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/{IPV6_PREFIX}", strict=False).network_address)


def _clean(text: str) -> str:
    """Return the address in its usual form, or "" if the text is not an address."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    # A dual-stack socket shows IPv4 addresses as mapped IPv6 addresses, which would all be in one /64 network.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
