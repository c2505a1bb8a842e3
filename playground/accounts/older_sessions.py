"""Guests keep their history when cookies get the names that, with HTTPS, only this host can set.

The older name can be planted by another site under the same domain, so a session under it is taken over only where the
one who planted it would gain nothing: a guest's from before the change, once for each guest, and only of those who
have no keys, by which their things could be seen or paid for elsewhere. Everybody else signs in once more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import SESSION_KEY

OLDER_NAME = "sessionid"
# The migration that came with the new names: whoever was here before it has a session of the older kind.
CHANGE = "0005_rename_cradle_to_first_visit"
KEEP = timedelta(days=30)


class OlderSessionMiddleware:
    """Gives a guest's session its new name with the first request after the change."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request, under the session that was taken over if there was one."""
        older, name = request.COOKIES.get(OLDER_NAME), settings.SESSION_COOKIE_NAME
        if not older or name == OLDER_NAME:
            return self._get_response(request)
        key = "" if name in request.COOKIES else take_over(older)
        if key:
            request.COOKIES[name] = key
        response = self._get_response(request)
        if key and name not in response.cookies:
            age = settings.SESSION_COOKIE_AGE
            response.set_cookie(name, key, max_age=age, secure=True, httponly=True, samesite="Lax")
        response.delete_cookie(OLDER_NAME)
        return response


def take_over(older: str) -> str:
    """Return the new key of a guest's older session, "" where it may not be taken over; the older key ends."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(older)
    changed = when_changed()
    named = store.get(SESSION_KEY)
    if not named or USER_KEY in store or changed is None or timezone.now() > changed + KEEP:
        return ""
    guests = Owner.objects.filter(id=named, user=None, api_keys=None, remote_keys=None, created__lt=changed)
    # What a guest's first visit was found by tells whether their session was taken over: once it was, it is gone.
    if not Owner.objects.filter(id__in=guests).exclude(first_visit=None).update(first_visit=None):
        return ""
    store.cycle_key()
    return str(store.session_key)


@cache
def when_changed() -> datetime | None:
    """Return when the names of cookies changed here."""
    applied = MigrationRecorder.Migration.objects.filter(app="accounts", name=CHANGE)
    return applied.values_list("applied", flat=True).first()
