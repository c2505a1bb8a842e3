"""allauth's adapter: keeps a guest's history when they sign in or sign up."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_reset
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from playground.accounts.models import User
from playground.accounts.owners import find_owner, link_guest, remember_owner
from playground.accounts.sign_in_attempts import is_guessed, note_wrong_password, remember_network
from playground.accounts.visitors import visitor_address, visitor_network
from playground.catalog.loading import specs
from playground.generations.adopt import adopt, has_prompt
from playground.generations.models import Draft
from playground.pages.own_pictures import count_own_pictures
from playground.pages.undo import Undo

# allauth waits for one second to count a sign-up and then refuses it, as if the limit were reached. A room of people
# who sign up at once needs longer on a busy server.
ratelimit.CACHE_LOCK_WAIT_TIMEOUT = 8


SIGNED_IN = "You are signed in."
TYPED_KEPT = "You are signed in, and what you typed is in the form."
LOAD_EARLIER = "Load the earlier prompt"
# Each is a form with a prompt in both places, of which few people have more than one.
MOST_OFFERS = 3


class SignIn(HttpRequest):
    """A request that signs somebody in. This is only a type and is never instantiated."""

    replaced_drafts: list[Draft]


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
        replaced = adopt(guest, owner) if guest is not None and owner.pk != guest.pk else []
        remember_owner(request, owner)
        # `post_login` has another instance of this adapter, and knows where the person goes.
        cast(SignIn, request).replaced_drafts = replaced

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:  # noqa: ANN401
        """Say what signing in did. allauth's own message, which only names the address, is empty."""
        response = super().post_login(request, user, **details)
        sentence = _describe_sign_up(request) if details["signup"] else SIGNED_IN
        offers = _offer_replaced(cast(SignIn, request).replaced_drafts, response.get("Location", ""))
        if not offers:
            messages.success(request, sentence)
        for offer in offers:
            messages.info(request, offer)
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


def _offer_replaced(drafts: list[Draft], target: str) -> list[str]:
    """Return notices that lead back to the forms of the account which what the guest typed has replaced."""
    known = [(specs()[draft.spec_id], draft) for draft in drafts if draft.spec_id in specs()]
    undos = [Undo(TYPED_KEPT, spec, draft.values, LOAD_EARLIER) for spec, draft in known if has_prompt(draft)]
    context = {"has_no_form": not _has_form(target)}
    return [render_to_string("studio/_undo_words.html", {"undo": undo, **context}) for undo in undos[:MOST_OFFERS]]


def _has_form(target: str) -> bool:
    with suppress(Resolver404):
        return resolve(urlsplit(target).path).url_name in {"home", "studio"}
    return False


def _describe_sign_up(request: HttpRequest) -> str:
    number = count_own_pictures(request)
    if number > 1:
        return f"Account created. Your {number} pictures are saved."
    return "Account created. Your picture is saved." if number else "Account created."
