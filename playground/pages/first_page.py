"""The first page of a visit, for which a visitor waits longest: nothing of it is in the browser's cache yet."""

from functools import cache

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.utils.safestring import SafeString, mark_safe

SHEET = "css/studio.css"


@cache
def read_sheet() -> SafeString:
    """Return the studio's style sheet, for a page that contains it, or an empty text if sheets are not collected.

    A phone would otherwise ask for the sheet, receive it together with the scripts, and show nothing meanwhile. Later
    pages name the sheet instead, and browsers keep it.
    """
    storage = staticfiles_storage
    # While developing, sheets import each other.
    if settings.DEBUG or not isinstance(storage, ManifestFilesMixin):
        return SafeString("")
    with storage.open(storage.stored_name(SHEET)) as file:
        text = file.read().decode()
    # Addresses in a sheet are relative to its folder.
    return mark_safe(text.replace('url("../', f'url("{storage.base_url}'))  # noqa: S308 – our own file
