"""Resolves a client's references to input pictures."""

from collections.abc import Set
from pathlib import PurePosixPath
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings

from playground.api.endpoint import ApiRequest
from playground.catalog.values import shorten
from playground.dialects.errors import WireError
from playground.generations.models import Asset
from playground.generations.storage.fetch import NotFetched, fetch_image
from playground.generations.submission.inputs import find_by_key
from playground.generations.updates import WAITS, release_connection
from playground.outbound.addresses import LONGEST_URL, check_url
from playground.outbound.errors import OutboundError


def find_picture(request: ApiRequest, field: str, reference: str) -> str:
    """Return the storage key of the owner's picture; raise `WireError` with 400 when there is none.

    A reference is the path of an upload or a result (`images/….png`, with any folder in front of it), the id of an
    upload, a URL of this server that ends in such a path, or a URL of another server, which is fetched now.
    """
    text = reference.strip()
    return _fetch(request, field, text) if _is_foreign_url(request, text) else _find_own(request, field, text)


def find_picture_or_address(request: ApiRequest, field: str, reference: str) -> str:
    """Like `find_picture`, but return a URL of another server unchanged, for the worker to fetch.

    Raises `WireError` with 400 for a URL that is never fetched, such as one in a private network.
    """
    text = reference.strip()
    if not _is_foreign_url(request, text):
        return _find_own(request, field, text)
    try:
        # Checked now, so that the client learns it from the response instead of from a failed job.
        check_url(text, allow_private=settings.ALLOW_PRIVATE_URLS)
    except OutboundError as error:
        raise WireError(f"{field} cannot be fetched from {shorten(text)}: {error.sentence}", field=field) from error
    return text


def _is_foreign_url(request: ApiRequest, text: str) -> bool:
    address = _split(text)
    return address is not None and address.netloc not in _own_hosts(request)


def _find_own(request: ApiRequest, field: str, text: str) -> str:
    address = _split(text)
    key = f"images/{PurePosixPath(address.path if address else text).name}"
    found = find_by_key(request.owner, [key]).get(key) or _find_by_id(request, text)
    if found is None:
        sentence = f"{field}: you have no picture {shorten(text)}. Send the path of one of your uploads or results."
        raise WireError(sentence, field=field)
    return found.key


def _split(text: str) -> SplitResult | None:
    """Return the parts of an absolute URL, or None for anything else."""
    # Python caches the last 128 strings that it has split, whatever their length, so long ones are not split.
    if len(text) > LONGEST_URL:
        return None
    try:
        address = urlsplit(text)
    # `urlsplit` raises this for an invalid IPv6 address.
    except ValueError:
        return None
    return address if address.scheme in ("http", "https") and address.netloc else None


def _own_hosts(request: ApiRequest) -> Set[str]:
    # Clients may use the public URL, or the name by which they reach this server from inside its network.
    return {request.http.get_host(), urlsplit(settings.PUBLIC_URL).netloc}


def _find_by_id(request: ApiRequest, text: str) -> Asset | None:
    try:
        id_ = UUID(text)
    except ValueError:
        return None
    return Asset.objects.visible_to(request.owner).filter(id=id_).first()


def _fetch(request: ApiRequest, field: str, address: str) -> str:
    """Fetch a picture and return the storage key of the copy."""
    # A slow server could otherwise occupy all threads.
    with WAITS.take(request.person):
        # The other server may take long, and this thread needs no database connection meanwhile.
        release_connection()
        try:
            return fetch_image(request.owner, address).key
        except NotFetched as error:
            raise WireError(f"{field}: {error.sentence}", field=field) from error
