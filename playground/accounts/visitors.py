"""Reads the address of a visitor, for everything that counts visitors. No other module reads it."""

import logging
import re
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

# Providers give each customer a /64 network, in which a visitor can use any number of addresses.
IPV6_PREFIX = 64
WITH_PORT = re.compile(r"\[([^\[\]]{2,60})\](?::\d{1,5})?|([\d.]{7,15}):\d{1,5}", re.ASCII)


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
    elif forwarded and is_private_address(connected):
        warn_of_proxy()
    return next((address for text in candidates if (address := _clean(text))), "")


def is_private_address(address: str) -> bool:
    """Return whether the address is one of this machine or its own network, from where a proxy connects."""
    try:
        return ip_address(address).is_private
    except ValueError:
        return False


@cache
def warn_of_proxy() -> None:
    """Log once in each process that a proxy seems to be in front that the settings do not name."""
    logger.warning(
        "A proxy sends X-Forwarded-For, but PLAYGROUND_BEHIND_PROXY is not set, so all visitors are counted as one. Set"
        " it to true if the proxy replaces what visitors send in this header, as docs/deploy/nginx.conf does."
    )


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


def network_of(address: str, prefix: int = IPV6_PREFIX) -> str:
    """Return an IPv4 address as it is, and the network of an IPv6 address."""
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/{prefix}", strict=False).network_address)


def _clean(text: str) -> str:
    """Return the address in its usual form, or "" if the text is not an address."""
    # Some proxies, such as Azure's, add the port.
    with_port = WITH_PORT.fullmatch(text.strip())
    try:
        address = ip_address((with_port[1] or with_port[2] if with_port else text.strip()).partition("%")[0])
    except ValueError:
        return ""
    # A dual-stack socket shows IPv4 addresses as mapped IPv6 addresses, which would all be in one /64 network.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
