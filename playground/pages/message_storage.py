"""Stores messages for the next page in a cookie with the same prefix as the other cookies."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    """A cookie that, with HTTPS, another subdomain cannot set to show a false message."""

    cookie_name = f"{settings.COOKIE_PREFIX}messages"


class MessageStorage(FallbackStorage):
    """Uses the cookie, and the session for what does not fit into it."""

    # The cookie comes first, because a visitor without a session must not get one for a message.
    storage_classes = (HostCookieStorage, SessionStorage)
