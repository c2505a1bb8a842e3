"""Tokens that make an action on a picture happen once, however often its button is pressed or its answer is lost."""

import hashlib

from django.http import HttpRequest

from playground.generations.models import Generation
from playground.generations.submission.repeats import LONGEST_TOKEN


def action_token(request: HttpRequest, found: Generation, action: str) -> str:
    """Return the page's one-time token, made into one of this action on this generation, or "" if none was sent.

    Generate and the actions on other pictures can still use the token itself.
    """
    posted = request.POST.get("token", "")
    return hashlib.sha256(f"{posted} {action} {found.id}".encode()).hexdigest()[:LONGEST_TOKEN] if posted else ""
