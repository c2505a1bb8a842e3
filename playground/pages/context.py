"""The template context of all pages."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from playground.accounts.public_origin import public_origin
from playground.engines.registry import draws_sketches
from playground.pages.changes import HOLD_SECONDS
from playground.pages.draft_values import draft_owner
from playground.pages.own_pictures import count_own_pictures

THEMES = frozenset({"light", "dark"})


def site(request: HttpRequest) -> dict[str, object]:
    """Return the features of this server, the origin for links, and what a person chose for the look of pages."""
    theme = request.COOKIES.get("theme", "")
    return {
        "registration": settings.REGISTRATION,
        "sends_mail": settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory",
        "engine_is_sketch": draws_sketches(settings.ENGINE),
        # Evaluated only where it is shown: it raises for a host name that is not allowed, and that error page uses this
        # context too.
        "public_url": partial(public_origin, request),
        # Evaluated only on the pages of accounts, since it takes a query.
        "own_pictures": partial(count_own_pictures, request),
        # How long the server holds a poll, which the page's script adds to its limit for requests.
        "poll_hold_ms": int(HOLD_SECONDS * 1000),
        # Evaluated only in whole pages, since it reads the session.
        "draft_owner": partial(draft_owner, request),
        "api_names": request.COOKIES.get("api_names") == "on",
        "theme": theme if theme in THEMES else "",
    }
