"""Thumbnails as pages need them: waited for while their picture is new, and made here where no worker has."""

import time
from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.utils import timezone

from playground.generations.models import Asset, Picture
from playground.generations.storage.store import store_thumbnails
from playground.imaging.decoding import DECODES
from playground.pages.too_busy import person_of
from playground.work_limits import TooBusy

# The worker makes the thumbnails of a new picture within moments. What is missing after the wait is made here.
NEW_FOR = timedelta(seconds=20)
LONGEST_WAIT = timedelta(seconds=1)
# Each look is a request to the storage if that is S3.
STEP_SECONDS = 0.25


def find_thumbnail(request: HttpRequest, image: Picture | Asset, key: str) -> bool:
    """Return whether the thumbnail with this key is stored, after it has been waited for or made.

    If this server is busy, or the picture cannot be read, there is none, and a page shows the picture itself.
    """
    if not _wait_for(image, key):
        # The worker died before it made the thumbnails.
        with suppress(TooBusy), DECODES.take(person_of(request)):
            store_thumbnails([image])
    return default_storage.exists(key)


def _wait_for(image: Picture | Asset, key: str) -> bool:
    """Return whether the thumbnail exists; for that of a new picture, wait a moment.

    A list that is opened meanwhile would otherwise hold whole files in its small tiles.
    """
    until = min(image.created + NEW_FOR, timezone.now() + LONGEST_WAIT)
    while not (exists := default_storage.exists(key)) and timezone.now() < until:
        time.sleep(STEP_SECONDS)
    return exists
