"""What every answer says to browsers and caches unless its view says otherwise: that it is private."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

# A page or an answer shows one person's things: no cache keeps it, and "Back" after signing out asks again.
PRIVATE = "private, no-store"
# What no page of ours uses, so that nothing that gets into one can use it either.
UNUSED = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "usb",
    "xr-spatial-tracking",
)
DEFAULTS = {
    "Cache-Control": PRIVATE,
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
    # Pictures of a person's history must not be read by other sites' pages, nor be told apart there from a 404.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class DefaultHeadersMiddleware:
    """Stands outside all that answers, so that refusals of Django and of the API carry these headers as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add what the answer does not say itself."""
        response = self._get_response(request)
        for name, value in DEFAULTS.items():
            response.setdefault(name, value)
        return response
