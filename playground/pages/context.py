"""What every page's template may use."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from playground.accounts.public_origin import public_origin
from playground.engines.registry import draws_sketches

THEMES = frozenset({"light", "dark"})


def site(request: HttpRequest) -> dict[str, object]:
    """Return the site-wide context: what the server offers, the address that links carry, the chosen theme."""
    theme = request.COOKIES.get("theme", "")
    return {
        "registration": settings.REGISTRATION,
        "sends_mail": settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory",
        "engine_is_sketch": draws_sketches(settings.ENGINE),
        # Asked only where it is shown: the page for a request under a foreign host name has no address.
        "public_url": partial(public_origin, request),
        "theme": theme if theme in THEMES else "",
    }
