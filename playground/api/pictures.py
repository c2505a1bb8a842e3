"""What a client may name as an input picture, and the signed addresses under which results are fetched."""

from collections.abc import Set
from pathlib import PurePosixPath
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpResponseBase

from playground.api.endpoint import Call, endpoint
from playground.catalog.values import shorten
from playground.dialects.errors import WireError
from playground.generations.models import Asset
from playground.generations.storage.fetch import NotFetched, fetch_image
from playground.generations.storage.links import LinkRefused, find_signed
from playground.generations.storage.serve import serve
from playground.generations.submission.inputs import find_by_key
from playground.generations.updates import WAITS, release_connection
from playground.outbound.addresses import LONGEST_URL, check_url
from playground.outbound.errors import OutboundError

# Who holds the address may show the picture until it expires, yet it is asked for each time, since it can be deleted.
SIGNED_CACHE = "private, no-cache"


def find_key(call: Call, field: str, reference: str) -> str:
    """Return the key of the owner's picture that the reference names; raise `WireError` with 400 where there is none.

    A reference is the path of an upload or a result (`images/….png`, whatever folder stands before it), an upload's
    id, an address of this server that ends in such a path, or an absolute address elsewhere, which is fetched.
    """
    text = reference.strip()
    return _fetch(call, field, text) if _is_elsewhere(call, text) else _find_own(call, field, text)


def find_key_or_address(call: Call, field: str, reference: str) -> str:
    """Return what `find_key` does, but an absolute address elsewhere as it is, for the worker to fetch.

    Raises `WireError` with 400 also for an address that is never asked, such as one of a private network.
    """
    text = reference.strip()
    if not _is_elsewhere(call, text):
        return _find_own(call, field, text)
    try:
        check_url(text, allow_private=settings.ALLOW_PRIVATE_URLS)
    except OutboundError as error:
        raise WireError(f"{field} cannot be fetched from {shorten(text)}: {error.sentence}", field=field) from error
    return text


def _is_elsewhere(call: Call, text: str) -> bool:
    address = _split(text)
    return address is not None and address.netloc not in _own_hosts(call)


def _find_own(call: Call, field: str, text: str) -> str:
    address = _split(text)
    key = f"images/{PurePosixPath(address.path if address else text).name}"
    found = find_by_key(call.owner, [key]).get(key) or _find_by_id(call, text)
    if found is None:
        sentence = f"{field} names no picture of yours: {shorten(text)}. Send the path that an upload or a result gave."
        raise WireError(sentence, field=field)
    return found.key


def _split(text: str) -> SplitResult | None:
    """Return the parts of an absolute address, or None for anything else."""
    # Python keeps the last 128 texts that it has split, whatever their length.
    if len(text) > LONGEST_URL:
        return None
    try:
        address = urlsplit(text)
    except ValueError:
        return None
    return address if address.scheme in ("http", "https") and address.netloc else None


def _own_hosts(call: Call) -> Set[str]:
    return {call.request.get_host(), urlsplit(settings.PUBLIC_URL).netloc}


def _find_by_id(call: Call, text: str) -> Asset | None:
    try:
        id_ = UUID(text)
    except ValueError:
        return None
    return Asset.objects.visible_to(call.owner).filter(id=id_).first()


def _fetch(call: Call, field: str, address: str) -> str:
    """Return the key of a copy of the foreign picture; who waits for a slow server takes a place."""
    with WAITS.take(call.person):
        release_connection()
        try:
            return fetch_image(call.owner, address).key
        except NotFetched as error:
            raise WireError(f"{field}: {error.sentence}", field=field) from error


@endpoint("onemin", "GET", needs_key=False)
def signed_picture(call: Call, name: str) -> HttpResponseBase:
    """Serve a result under its signed address, as long as the signature holds."""
    try:
        picture = find_signed(name, call.request.GET.get("signature", ""))
    except LinkRefused as error:
        raise WireError("This address has expired or was changed.", status=403, code="LINK_REFUSED") from error
    if picture is None:
        raise WireError("This picture was deleted.", status=404)
    return serve(call.request, picture, cache=SIGNED_CACHE)
