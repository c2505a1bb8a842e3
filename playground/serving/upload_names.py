"""Keeps the name that an uploaded file has on the person's disk, which printed code refers to."""

import unicodedata
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.http.multipartparser import MultiPartParser

# Control characters and halves of a character: a database may refuse them, and no picture has them in its name.
REFUSED = frozenset({"Cc", "Cs"})


class NameKeepingParser(MultiPartParser):
    """Reads forms as Django does, but changes fewer names of files."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        """Return the name without folders, or None for a name that no file can have.

        Django also removes all spaces but the usual one, which macOS writes into the names of screenshots, and joiners
        of emoji, and reads `&amp;` as `&`.
        """
        # Browsers write this for a quotation mark, which would end the name in the header.
        name = file_name.replace("%22", '"').rpartition("/")[2].rpartition("\\")[2]
        name = "".join(character for character in name if unicodedata.category(character) not in REFUSED)
        return None if name.strip() in {"", ".", ".."} else name


class UploadNamesMiddleware:
    """Has forms read by this parser. Nothing may read the body before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.multipart_parser_class = NameKeepingParser  # type: ignore[assignment]  # the stubs expect an object
        return self._get_response(request)
