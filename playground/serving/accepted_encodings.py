"""Which encodings a client takes, read once for everything that compresses."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

HEADER = "HTTP_ACCEPT_ENCODING"


class AcceptedEncodingsMiddleware:
    """Leaves out of `Accept-Encoding` what the client refuses with `q=0`.

    Django and WhiteNoise look for the word gzip alone, so that they would send it to a client that refuses it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on with the encodings that it takes."""
        said = request.META.get(HEADER, "")
        if ";" in said:
            request.META[HEADER] = ", ".join(entry.strip() for entry in said.split(",") if not _is_refused(entry))
        return self._get_response(request)


def _is_refused(entry: str) -> bool:
    """Return whether the entry, such as `gzip;q=0`, has the weight 0."""
    for parameter in entry.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            return not value.strip().strip("0.")
    return False
