"""allauth's adapter: keeps a guest's history when they sign in or sign up."""

from collections.abc import Mapping
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_reset
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from playground.accounts.models import User
from playground.accounts.owners import find_owner, link_guest, remember_owner
from playground.accounts.sign_in_attempts import is_guessed, note_wrong_password, remember_network
from playground.accounts.visitors import visitor_address, visitor_network
from playground.generations.adopt import adopt
from playground.pages.own_pictures import count_own_pictures

# allauth waits for one second to count a sign-up and then refuses it, as if the limit were reached. A room of people
# who sign up at once needs longer on a busy server.
ratelimit.CACHE_LOCK_WAIT_TIMEOUT = 8


class AccountAdapter(DefaultAccountAdapter):
    """Links or merges the guest of the session with the account that they sign in to."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign the user in, and link the guest of this session to them or merge it into their owner."""
        # The guest is looked up first, because after signing in the request belongs to the user.
        found = find_owner(request)
        # A person who signs in from one account to another must not take the history of the first one along.
        guest = found if found is not None and found.user_id is None else None
        super().login(request, user)
        owner = link_guest(guest, cast(User, user))
        # If the account had no owner yet, the guest's own row became its owner, and there is nothing to move.
        if guest is not None and owner.pk != guest.pk:
            adopt(guest, owner)
        remember_owner(request, owner)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:  # noqa: ANN401
        """Say what signing in did. allauth's own message, which only names the address, is empty."""
        response = super().post_login(request, user, **details)
        sentence = _describe_sign_up(request) if details["signup"] else "You are signed in."
        messages.success(request, sentence)
        return response

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.REGISTRATION)

    def clean_email(self, email: str) -> str:
        """Return the address in lower case, so that one person has one account."""
        return str(super().clean_email(email)).lower()

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        """Refuse a sign-in after too many wrong passwords."""
        super().pre_authenticate(request, **credentials)
        if is_guessed(_login_of(credentials), visitor_network(request)):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:  # noqa: ANN401
        """Return the user if the password is right, and remember the network."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            remember_network(cast(User, user), visitor_network(request))
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401
        """Count a wrong password."""
        note_wrong_password(_login_of(credentials), visitor_network(request))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ANN401
        # By address alone, five wrong passwords of a stranger would lock out the owner of the account.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{visitor_network(request)}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address for allauth's rate limits, which shorten IPv6 addresses to 64 bits."""
        return visitor_address(request)


@receiver(password_reset)
def remember_after_reset(request: HttpRequest, user: User, **details: Any) -> None:  # noqa: ANN401
    """Let in a person who has read the account's mail, even from a network that wrong passwords closed."""
    remember_network(user, visitor_network(request))


def _login_of(credentials: Mapping[str, Any]) -> str:
    return str(credentials.get("email", "")).lower()


def _describe_sign_up(request: HttpRequest) -> str:
    number = count_own_pictures(request)
    if number > 1:
        return f"Account created. Your {number} pictures are saved."
    return "Account created. Your picture is saved." if number else "Account created."
