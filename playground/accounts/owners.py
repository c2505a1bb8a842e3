"""Finds and creates the owner of a request: a user's row, or a guest's row that the session names."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db import IntegrityError, OperationalError, connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from playground.accounts.first_visits import first_visit
from playground.accounts.models import Owner, User
from playground.accounts.standing import check_standing
from playground.accounts.visitors import visitor_digest

SESSION_KEY = "owner"
# PostgreSQL's code for a deadlock.
DEADLOCK = "40P01"
MAX_DEADLOCK_RETRIES = 5
# The session's entry for the day on which it was last extended.
EXTENDED_KEY = "seen"
# How long further requests of one page without a session belong to the owner that its first request created.
FIRST_VISIT_DURATION = timedelta(minutes=1)


class OwnerGone(Owner.DoesNotExist):
    """The owner was merged into another one or removed since the request began. `sentence` says what to do."""

    sentence = (
        "Your session ended while this was being sent, for example because you signed in in another tab."
        " Reload the page and try again."
    )

    def __init__(self) -> None:
        super().__init__(self.sentence)


def find_owner(request: HttpRequest) -> Owner | None:
    """Return the owner of the request, or None. The result is cached on the request."""
    if not hasattr(request, "_owner"):
        request._owner = _look_up(request)  # type: ignore[attr-defined]
    return cast(Owner | None, request._owner)  # type: ignore[attr-defined]


def _look_up(request: HttpRequest) -> Owner | None:
    if request.user.is_authenticated:
        return getattr(request.user, "owner", None)
    named = request.session.get(SESSION_KEY)
    return Owner.objects.filter(id=UUID(named), user=None).first() if named else None


def find_owner_id(request: HttpRequest) -> UUID | None:
    """Return the id of the owner that the session names. Loads nothing but the session."""
    named = request.session.get(SESSION_KEY)
    return UUID(named) if named else None


def may_act_for(request: HttpRequest, owner: Owner) -> bool:
    """Return whether the session may still act for this owner, which ends when the password is changed.

    Costs no query if the owner was loaded with their user.
    """
    user = owner.user
    if user is None:
        return True
    proof = request.session.get(HASH_SESSION_KEY, "")
    return user.is_active and constant_time_compare(proof, user.get_session_auth_hash())


def remember_owner(request: HttpRequest, owner: Owner) -> None:
    """Make `owner` the owner of this request and of the session."""
    request.session[SESSION_KEY] = str(owner.id)
    request._owner = owner  # type: ignore[attr-defined]
    if owner.user_id is None:
        _extend_session(request)
    else:
        request.session.pop(EXTENDED_KEY, None)
        request.session.set_expiry(None)


def ensure_owner(request: HttpRequest) -> Owner:
    """Return the owner of the request, creating it on the first write. Raises `NotAllowed`."""
    owner = find_owner(request)
    if owner is not None or not request.user.is_authenticated:
        check_standing(owner)
    if owner is None:
        owner = _create_owner(request)
        remember_owner(request, owner)
    elif owner.user_id is None and request.session.get(EXTENDED_KEY) != _today():
        _extend_session(request)
    return owner


def _extend_session(request: HttpRequest) -> None:
    """Restart the lifetime of a guest's session. Callers do this at most once a day, to save writes."""
    request.session[EXTENDED_KEY] = _today()
    request.session.set_expiry(settings.GUEST_DAYS * 24 * 3600 or None)


def _today() -> str:
    return timezone.now().date().isoformat()


def _create_owner(request: HttpRequest) -> Owner:
    if request.user.is_authenticated:
        return Owner.objects.get_or_create(user=request.user)[0]
    visit, network = first_visit(request), visitor_digest(request)
    if visit is None:
        return Owner.objects.create(network=network)
    owner, made = Owner.objects.get_or_create(first_visit=visit, defaults={"network": network})
    is_fresh = owner.user_id is None and timezone.now() - owner.created < FIRST_VISIT_DURATION
    return owner if made or is_fresh else Owner.objects.create(network=network)


def lock_owners(*owners: Owner) -> list[Owner]:
    """Lock the owners until the end of the transaction, and return their current rows.

    Code that counts an owner's rows and then adds to them must lock the owner first. Raises `OwnerGone` if one of
    the owners no longer exists.
    """
    # To avoid deadlocks this is the first lock of every transaction, and several owners are locked in the order of
    # their ids. In SQLite it has no effect: there a transaction excludes all other writers from its beginning.
    ids = {owner.pk for owner in owners}
    # `no_key` leaves room for the lock of a foreign key, so other transactions can still add rows for the owner.
    rows = list(Owner.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    if len(rows) < len(ids):
        raise OwnerGone
    return rows


def is_owner_gone(request: HttpRequest, error: Exception) -> bool:
    """Return whether the error occurred because the owner was merged into another one or removed meanwhile."""
    if not isinstance(error, IntegrityError):
        return isinstance(error, OwnerGone)
    # A row that is written without locking its owner fails at the foreign key.
    owner = find_owner(request)
    return owner is not None and not Owner.objects.filter(pk=owner.pk).exists()


def retry_on_deadlock[Result](act: Callable[[], Result]) -> Result:
    """Run a function that is a transaction of its own, and repeat it if PostgreSQL aborts it because of a deadlock."""
    # A guest who signs in while a request is being submitted can cause one: their rows are moved while others are
    # written.
    for _ in range(MAX_DEADLOCK_RETRIES):
        try:
            return act()
        except OperationalError as error:
            is_deadlock = getattr(error.__cause__, "sqlstate", "") == DEADLOCK
            if not is_deadlock or connection.in_atomic_block:
                raise
    return act()


def link_guest(guest: Owner | None, user: User) -> Owner:
    """Return the user's owner. If there is none, the guest's row becomes the user's, or a new one is created."""
    owner = Owner.objects.filter(user=user).first()
    # Conditional, since another request may have linked, merged or removed the guest in the meantime.
    if owner is None and guest and Owner.objects.filter(pk=guest.pk, user=None).update(user=user):
        guest.user = user
        return guest
    return owner or Owner.objects.get_or_create(user=user)[0]
