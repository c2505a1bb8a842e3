"""Signed URLs of pictures, which open without a key or a session until they expire."""

from datetime import timedelta
from pathlib import PurePosixPath
from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse

from playground.generations.models import Picture

# How long after its creation a picture's URL opens without a signature or a key.
UNSIGNED_FOR = timedelta(hours=24)
SIGNED_FOR = timedelta(hours=24)

_signer = TimestampSigner(salt="playground.generations.links")


class LinkRefused(Exception):
    """The signed URL was changed or has expired."""


def sign_address(picture: Picture) -> str:
    """Return the path and query of the picture's signed URL."""
    # The signature covers the key, which the path already contains. Only the time and the signature are added.
    signature = _signer.sign(picture.key).removeprefix(f"{picture.key}:")
    return f"{reverse('signed_picture', args=[PurePosixPath(picture.key).name])}?{urlencode({'signature': signature})}"


def find_signed(name: str, signature: str) -> Picture | None:
    """Return the picture, or None when it is gone; raise `LinkRefused` when the signature is not valid."""
    key = f"images/{name}"
    try:
        _signer.unsign(f"{key}:{signature}", max_age=SIGNED_FOR)
    except BadSignature as error:
        raise LinkRefused(str(error)) from error
    # The signature is valid for a day, but a deleted picture must not open any more.
    return Picture.objects.filter(key=key, generation__deleted=None).first()
