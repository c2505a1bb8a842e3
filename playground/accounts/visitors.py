"""Where a request comes from, for everything that counts visitors: the one place that reads the address."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# What a provider gives one customer; within it a visitor takes as many addresses as they like.
IPV6_PREFIX = 64


def visitor_address(request: HttpRequest) -> str:
    """Return the visitor's address: the connection's, or what the trusted proxy in front says it is.

    The proxy's word is the last of `X-Forwarded-For`; what stands before it was sent by the visitor. Where the proxy
    says nothing that is an address, the connection's counts, which is the proxy's own. "" where there is none at all.
    """
    return find_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def find_address(connected: str, forwarded: str) -> str:
    """Return the visitor's address, from where the connection comes and what the proxy forwards."""
    spoken = [connected]
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        spoken.insert(0, forwarded.rpartition(",")[2])
    return next((address for text in spoken if (address := _clean(text))), "")


def visitor_network(request: HttpRequest) -> str:
    """Return what stands for the visitor in a count: their address, of IPv6 the first 64 bits."""
    return network_of(visitor_address(request))


def network_of(address: str) -> str:
    """Return the address, of IPv6 the first 64 bits."""
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/{IPV6_PREFIX}", strict=False).network_address)


def _clean(text: str) -> str:
    """Return an address as it is usually written, "" for anything else."""
    try:
        address = ip_address(text.strip().partition("%")[0])
    except ValueError:
        return ""
    # A socket that takes both kinds shows IPv4 in this form, and all of that would be one /64.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
