"""Signed addresses of pictures: they open without a key or a session, and expire."""

from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from playground.generations.models import Picture

# How long a picture's bare name opens without a key, from its creation on.
OPEN_FOR = timedelta(hours=24)
SIGNED_FOR = timedelta(hours=24)

_signer = TimestampSigner(salt="playground.generations.links")


class LinkRefused(Exception):
    """A signed address that was changed or has expired."""


def sign_address(picture: Picture) -> str:
    """Return path and query of the picture's signed address, its name before the question mark."""
    # The key is what is signed; only the time and the signature behind it travel along.
    signature = _signer.sign(picture.key).removeprefix(f"{picture.key}:")
    return f"{reverse('signed_picture', args=[PurePosixPath(picture.key).name])}?{urlencode({'signature': signature})}"


def find_signed(name: str, signature: str) -> Picture | None:
    """Return the picture, None where it is gone; raise `LinkRefused` where the signature does not hold."""
    key = f"images/{name}"
    try:
        _signer.unsign(f"{key}:{signature}", max_age=SIGNED_FOR)
    except BadSignature as error:
        raise LinkRefused(str(error)) from error
    return Picture.objects.filter(key=key, generation__deleted=None).first()
