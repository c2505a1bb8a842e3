"""Pictures that a request names by a foreign URL: fetched, verified and kept like an upload."""

from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.module_loading import import_string

from playground.accounts.models import Owner
from playground.generations.models import Asset
from playground.generations.storage.store import store_asset
from playground.imaging.errors import UploadRefused
from playground.imaging.facts import recognise_format
from playground.outbound.errors import OutboundError

if TYPE_CHECKING:
    from playground.outbound.client import Fetched, GuardedClient

# How much of a URL is repeated in a sentence.
LONGEST_SHOWN = 200


class NotFetched(Exception):
    """A picture that could not be had; `sentence` names the URL and the reason.

    `permanent` says that asking again will not help.
    """

    def __init__(self, url: str, reason: str, *, permanent: bool) -> None:
        shown = url if len(url) <= LONGEST_SHOWN else url[:LONGEST_SHOWN] + "…"
        self.sentence = f"No picture could be fetched from {shown}: {reason}"
        self.permanent = permanent
        super().__init__(self.sentence)


def fetch_image(owner: Owner, url: str, client: "GuardedClient | None" = None) -> Asset:
    """Return the picture behind a foreign URL as an asset of the owner, or raise `NotFetched`.

    It may take 20 seconds and 20 MB. What the server says about the kind of the file is not believed: the content is.
    """
    client = client or make_client()
    try:
        fetched = client.fetch(url, accept="image/png, image/jpeg, image/webp, image/gif, */*;q=0.1")
    except OutboundError as error:
        raise NotFetched(url, error.sentence, permanent=error.permanent) from error
    if fetched.status != 200:
        gone = 400 <= fetched.status < 500 and fetched.status not in (408, 425, 429)
        raise NotFetched(url, f"It answered {fetched.status}.", permanent=gone)
    try:
        return store_asset(owner, SimpleUploadedFile(_name(fetched), fetched.content, ""))
    except UploadRefused as error:
        raise NotFetched(url, error.sentence, permanent=True) from error


def make_client() -> "GuardedClient":
    """Return a guarded client as the settings allow; its code is loaded at the first one, since most ask nobody."""
    guarded: type[GuardedClient] = import_string("playground.outbound.client.GuardedClient")
    return guarded(allow_private=settings.ALLOW_PRIVATE_URLS)


def _name(fetched: "Fetched") -> str:
    """Return what the file is called in the URL, with the ending of its content, so that the two never contradict."""
    path = PurePosixPath(unquote(urlsplit(fetched.url).path))
    words = "".join(letter if letter.isprintable() else " " for letter in path.stem).replace(".", " ").strip()
    image_format = recognise_format(fetched.content)
    return (words[:150] or "picture") + (f".{image_format}" if image_format else "")
