"""Who is signed in, loaded together with the owner row that nearly every page needs."""

from allauth.account.auth_backends import AuthenticationBackend

from playground.accounts.models import User


class OwnerBackend(AuthenticationBackend):
    """allauth's way of signing in; a session's user comes with their owner in one query."""

    def get_user(self, user_id: int) -> User | None:
        """Return the active user with their owner, or None."""
        return User.objects.select_related("owner").filter(pk=user_id, is_active=True).first()
