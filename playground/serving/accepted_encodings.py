"""Removes encodings that a client refuses from `Accept-Encoding`, for everything that compresses responses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

HEADER = "HTTP_ACCEPT_ENCODING"


class AcceptedEncodingsMiddleware:
    """Removes the encodings with `q=0` from `Accept-Encoding`.

    Django and WhiteNoise only search for the word gzip, so they would also send it to a client that refuses it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        accepted = request.META.get(HEADER, "")
        if ";" in accepted:
            request.META[HEADER] = ", ".join(entry.strip() for entry in accepted.split(",") if not _is_refused(entry))
        return self._get_response(request)


def _is_refused(entry: str) -> bool:
    """Return whether the entry, such as `gzip;q=0`, has the weight 0."""
    for parameter in entry.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return not value.strip().strip("0.")
    return False
