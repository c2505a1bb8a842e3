"""Sets default headers on every response, which mark it as private."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

# Most responses are personal. With `no-store` the Back button after signing out does not show them again.
PRIVATE = "private, no-store"
# Browser features that no page uses. They are switched off so that injected content cannot use them either.
UNUSED_FEATURES = (
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
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED_FEATURES),
    # Other sites must not be able to embed a person's pictures, not even to find out whether one exists.
    "Cross-Origin-Resource-Policy": "same-origin",
}


class DefaultHeadersMiddleware:
    """Is placed outside the other middleware, so that their errors get these headers as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        for name, value in DEFAULTS.items():
            response.setdefault(name, value)
        # Cloudflare replaces email addresses in pages, also those in prompts and code, and mobile networks compress
        # pictures. Both leave alone what says this.
        patch_cache_control(response, no_transform=True)
        return response
