"""Servers that people run themselves: their addresses, and which of them this server connects to."""

from typing import Literal

from django.conf import settings

from playground.accounts.models import Owner, RemoteKey
from playground.catalog.loading import specs
from playground.catalog.narrowing import Offers, narrow, read_offers
from playground.catalog.spec import ModelSpec
from playground.dialects.registry import get_dialect
from playground.errors import SentenceError
from playground.outbound.addresses import check_url, read_url
from playground.outbound.errors import BadUrl, ForbiddenAddress

# The column has this length.
LONGEST_SERVER_ADDRESS = 500


class InvalidAddress(SentenceError):
    """The entered text cannot be the address of a person's server. `sentence` says why."""


def is_own_server(dialect: str) -> bool:
    """Return whether the dialect has no public address, so that somebody runs its server."""
    return get_dialect(dialect).policy.is_own_server


def allows_own_servers() -> bool:
    """Return whether people may name servers of their own."""
    return bool(settings.OWN_SERVERS != "off")


def find_own_server_dialect() -> str:
    """Return the dialect for which people may enter a server of their own, a free one if there is one.

    Returns "" where they may not.
    """
    if not allows_own_servers():
        return ""
    names = dict.fromkeys(spec.dialect for spec in specs().values() if is_own_server(spec.dialect))
    return min(names, key=lambda name: not get_dialect(name).is_free(), default="")


def own_reach() -> Literal["public", "private"]:
    """Return where the addresses that people name may lead."""
    return "private" if settings.OWN_SERVERS == "private" else "public"


def clean_address(text: str) -> str:
    """Return the address without a slash at its end, or raise `InvalidAddress`.

    Names are not resolved here: their addresses may change, so they are checked for each connection.
    """
    address = text.strip()
    if not address:
        raise InvalidAddress("Enter the address of your server, such as http://127.0.0.1:1234.")
    # People copy what their server prints, which often has no scheme.
    if "://" not in address:
        address = f"http://{address}"
    if len(address) > LONGEST_SERVER_ADDRESS:
        raise InvalidAddress(f"The address has {len(address)} characters; the maximum is {LONGEST_SERVER_ADDRESS}.")
    try:
        url = read_url(address)
        if url.query or "?" in address or "#" in address:
            raise InvalidAddress("The address must end with its path, without ? or #.")
        check_url(address, allow_private=own_reach() == "private")
    except ForbiddenAddress as error:
        raise InvalidAddress(f"{error.sentence} This playground connects to public servers only.") from error
    except BadUrl as error:
        raise InvalidAddress(error.sentence) from error
    return str(url).rstrip("/")


def has_same_origin(address: str, other: str) -> bool:
    """Return whether two cleaned addresses have the same scheme, host and port, so that one key is for both."""
    first, second = read_url(address), read_url(other)
    return (first.scheme, first.host, first.port) == (second.scheme, second.host, second.port)


def find_offers(owner: Owner | None, dialect: str) -> Offers:
    """Return what the owner's own server offers, if it makes their next picture; otherwise nothing is narrowed.

    Costs one query for such an owner, and none for others.
    """
    if owner is None or owner.sources.get(dialect) != "own" or not is_own_server(dialect) or not allows_own_servers():
        return Offers()
    key = RemoteKey.objects.filter(owner=owner, dialect=dialect).first()
    return read_offers(key.offers if key else None)


def find_offered(owner: Owner | None, spec: ModelSpec) -> ModelSpec:
    """Return the spec with the choices that the owner's own server offers, if it makes their next picture."""
    return narrow(spec, find_offers(owner, spec.dialect))
