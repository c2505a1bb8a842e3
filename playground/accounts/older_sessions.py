"""Takes over guests' sessions from the time when cookies had names without the `__Host-` prefix.

A site under the same domain can plant a cookie with the old name. A session is therefore only taken over if an attacker
would gain nothing by planting it: it must belong to a guest who existed before the change and has no keys, and it works
only once per guest. Everybody else has to sign in again.
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

OLD_COOKIE_NAME = "sessionid"
# The cookies were renamed in the release with this migration, so older owners have a session with the old name.
RENAMING_MIGRATION = "0005_rename_cradle_to_first_visit"
TAKE_OVER_PERIOD = timedelta(days=30)


class OlderSessionMiddleware:
    """Moves a guest's session to the new cookie with the first request after the change."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        older, name = request.COOKIES.get(OLD_COOKIE_NAME), settings.SESSION_COOKIE_NAME
        if not older or name == OLD_COOKIE_NAME:
            return self._get_response(request)
        key = "" if name in request.COOKIES else take_over(older)
        if key:
            request.COOKIES[name] = key
        response = self._get_response(request)
        if key and name not in response.cookies:
            age = settings.SESSION_COOKIE_AGE
            response.set_cookie(name, key, max_age=age, secure=True, httponly=True, samesite="Lax")
        response.delete_cookie(OLD_COOKIE_NAME)
        return response


def take_over(older: str) -> str:
    """Return a new key for a guest's old session, or "" if it cannot be taken over. The old key becomes invalid."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(older)
    changed = cookie_rename_time()
    named = store.get(SESSION_KEY)
    if not named or USER_KEY in store or changed is None or timezone.now() > changed + TAKE_OVER_PERIOD:
        return ""
    guests = Owner.objects.filter(id=named, user=None, api_keys=None, remote_keys=None, created__lt=changed)
    # Clearing `first_visit` marks the session as taken over. The conditional UPDATE makes sure it happens only once.
    if not Owner.objects.filter(id__in=guests).exclude(first_visit=None).update(first_visit=None):
        return ""
    store.cycle_key()
    return str(store.session_key)


@cache
def cookie_rename_time() -> datetime | None:
    """Return when the cookies were renamed on this server."""
    applied = MigrationRecorder.Migration.objects.filter(app="accounts", name=RENAMING_MIGRATION)
    return applied.values_list("applied", flat=True).first()
