"""Who may make something here: not those who were suspended, nor guests where only people with an account may."""

from django.conf import settings

from playground.accounts.models import Owner

SUSPENDED = (
    "This account is suspended: what is here stays and can be looked at, but nothing new can be made."
    " Ask whoever runs this server."
)
NO_GUESTS = "On this server only people with an account can make something: sign in first."


class NotAllowed(Exception):
    """The owner may look, and not make; `sentence` says why, and `sign_in` whether an account would help."""

    def __init__(self, sentence: str, *, sign_in: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.sign_in = sign_in


def check_standing(owner: Owner | None) -> None:
    """Raise `NotAllowed` where the owner, None for a guest who made nothing yet, may not make anything."""
    if owner is not None and owner.suspended is not None:
        raise NotAllowed(SUSPENDED)
    if not settings.GUESTS and (owner is None or owner.user_id is None):
        raise NotAllowed(NO_GUESTS, sign_in=True)
