"""The authentication backend, which loads users together with their owner row."""

from allauth.account.auth_backends import AuthenticationBackend

from playground.accounts.models import User


class OwnerBackend(AuthenticationBackend):
    """allauth's backend, except that the user of a session is loaded with their owner in one query."""

    def get_user(self, user_id: int) -> User | None:
        # Nearly every page needs the owner, so this saves a query per request.
        return User.objects.select_related("owner").filter(pk=user_id, is_active=True).first()
