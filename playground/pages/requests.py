"""The type of the requests that page views get."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request with the attribute that `HtmxMiddleware` adds. This is only a type and is never instantiated."""

    htmx: HtmxDetails
