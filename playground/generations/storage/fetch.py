"""Fetches a picture that a request gives by URL, and verifies and stores it like an upload."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.module_loading import import_string

from playground.accounts.models import Owner
from playground.errors import SentenceError
from playground.generations.models import Asset
from playground.generations.storage.store import store_asset
from playground.imaging.errors import UploadRefused
from playground.imaging.facts import recognise_format
from playground.imaging.messages import MEDIA_TYPES
from playground.outbound.errors import OutboundError

if TYPE_CHECKING:
    from playground.outbound.client import Fetched, GuardedClient

# The number of characters of a URL that an error message repeats.
MAX_SHOWN_URL = 200


class NotFetched(SentenceError):
    """A picture could not be fetched; `sentence` names the URL and the reason.

    `permanent` means that another attempt will not help.
    """

    def __init__(self, url: str, reason: str, *, permanent: bool) -> None:
        shown = url if len(url) <= MAX_SHOWN_URL else url[:MAX_SHOWN_URL] + "…"
        super().__init__(f"Could not fetch a picture from {shown}: {reason}")
        self.permanent = permanent


def fetch_image(owner: Owner, url: str, client: "GuardedClient | None" = None) -> Asset:
    """Fetch the picture at a URL and return it as an asset of the owner; raise `NotFetched`.

    The server's `Content-Type` is ignored; the format is read from the content.
    """
    try:
        return store_asset(owner, fetch_file(url, client))
    except UploadRefused as error:
        raise NotFetched(url, error.sentence, permanent=True) from error


def fetch_file(url: str, client: "GuardedClient | None" = None) -> SimpleUploadedFile:
    """Return what is at a URL, at most 20 MB within 20 seconds, as a file that is not verified; raise `NotFetched`."""
    client = client or make_client()
    try:
        fetched = client.fetch(url, accept=f"{', '.join(MEDIA_TYPES)}, */*;q=0.1")
    except OutboundError as error:
        raise NotFetched(url, error.sentence, permanent=error.permanent) from error
    if fetched.status != 200:
        # These three 4xx answers are temporary: a time-out, "too early" and "too many requests".
        gone = 400 <= fetched.status < 500 and fetched.status not in (408, 425, 429)
        raise NotFetched(url, f"The server answered {fetched.status}.", permanent=gone)
    return SimpleUploadedFile(_name(fetched), fetched.content, "")


def make_client() -> "GuardedClient":
    """Return a client that refuses private addresses unless the settings allow them."""
    # The code is imported late because most processes never fetch anything and need not hold it in memory.
    guarded: type[GuardedClient] = import_string("playground.outbound.client.GuardedClient")
    return guarded(allow_private=settings.ALLOW_PRIVATE_URLS)


def _name(fetched: "Fetched") -> str:
    """Return the file name from the URL, with an extension that matches the content."""
    path = PurePosixPath(unquote(urlsplit(fetched.url).path))
    words = "".join(letter if letter.isprintable() else " " for letter in path.stem).replace(".", " ").strip()
    image_format = recognise_format(fetched.content)
    return (words[:150] or "picture") + (f".{image_format}" if image_format else "")
