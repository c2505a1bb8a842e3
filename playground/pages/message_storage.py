"""Where a message waits for the next page: in a cookie of the same kind as the others."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """A cookie that, with HTTPS, no other site can plant: it may say that a password was changed."""

    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """The cookie, and the session for what it has no room for."""

    storage_classes = (HostCookieStorage, SessionStorage)
