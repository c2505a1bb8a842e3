"""Decides who may create something: neither suspended owners nor, if the settings exclude them, guests."""

from django.conf import settings

from playground.accounts.models import Owner
from playground.errors import SentenceError

SUSPENDED = (
    "This account is suspended. You can see your pictures, but you cannot generate new ones."
    " Contact the administrator of this server."
)
NO_GUESTS = "You need an account to generate pictures on this server: sign in first."


class NotAllowed(SentenceError):
    """The owner may look but not create. `sentence` says why, and `sign_in` whether signing in would help."""

    def __init__(self, sentence: str, *, sign_in: bool = False) -> None:
        super().__init__(sentence)
        self.sign_in = sign_in


def check_standing(owner: Owner | None) -> None:
    """Raise `NotAllowed` if the owner may not create anything. None is a guest without an owner row."""
    if owner is not None and owner.suspended is not None:
        raise NotAllowed(SUSPENDED)
    if not settings.GUESTS and (owner is None or owner.user_id is None):
        raise NotAllowed(NO_GUESTS, sign_in=True)
