"""The request as views of pages get it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request with what `HtmxMiddleware` adds. A type only: no request is made of this class."""

    htmx: HtmxDetails
