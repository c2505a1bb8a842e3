"""Who owns what a request does: a user's row, a guest's row named in the session, or nobody yet."""

from collections.abc import Callable
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from playground.accounts.first_visits import first_visit
from playground.accounts.models import Owner, User
from playground.accounts.standing import check_standing

SESSION_KEY = "owner"
# What PostgreSQL calls it that transactions wait for each other in a circle, and how often that is tried again.
DEADLOCK = "40P01"
MOST_DEADLOCKS = 5
# The day on which a guest's session was last prolonged.
SEEN_KEY = "seen"
# For so long a page's further requests without a session belong to the row that its first one made.
FIRST_VISIT_TIME = timedelta(minutes=1)


def find_owner(request: HttpRequest) -> Owner | None:
    """Return the owner of the request without making one; asks the database once a request."""
    if not hasattr(request, "_owner"):
        request._owner = _look_up(request)  # type: ignore[attr-defined]
    return cast(Owner | None, request._owner)  # type: ignore[attr-defined]


def _look_up(request: HttpRequest) -> Owner | None:
    if request.user.is_authenticated:
        return getattr(request.user, "owner", None)
    named = request.session.get(SESSION_KEY)
    return Owner.objects.filter(id=UUID(named), user=None).first() if named else None


def find_owner_id(request: HttpRequest) -> UUID | None:
    """Return the id of the owner that the session names, without asking for more than the session itself."""
    named = request.session.get(SESSION_KEY)
    return UUID(named) if named else None


def may_act_for(request: HttpRequest, owner: Owner) -> bool:
    """Whether the session that names this owner still stands for them, as it does until the password is changed.

    Asks the database for nothing if the owner was loaded with their user.
    """
    user = owner.user
    if user is None:
        return True
    proof = request.session.get(HASH_SESSION_KEY, "")
    return user.is_active and constant_time_compare(proof, user.get_session_auth_hash())


def remember_owner(request: HttpRequest, owner: Owner) -> None:
    """Make `owner` the one of this request and of those that follow in its session."""
    request.session[SESSION_KEY] = str(owner.id)
    request._owner = owner  # type: ignore[attr-defined]
    if owner.user_id is None:
        _prolong(request)
    else:
        request.session.pop(SEEN_KEY, None)
        request.session.set_expiry(None)


def ensure_owner(request: HttpRequest) -> Owner:
    """Return the owner of the request, made now if it is the first write of a guest or a user; raise `NotAllowed`."""
    owner = find_owner(request)
    if owner is not None or not request.user.is_authenticated:
        check_standing(owner)
    if owner is None:
        owner = _make(request)
        remember_owner(request, owner)
    elif owner.user_id is None and request.session.get(SEEN_KEY) != _today():
        _prolong(request)
    return owner


def _prolong(request: HttpRequest) -> None:
    """Let a guest's session last from today on for as long as the settings say; written once a day at most."""
    request.session[SEEN_KEY] = _today()
    request.session.set_expiry(settings.GUEST_DAYS * 24 * 3600 or None)


def _today() -> str:
    return timezone.now().date().isoformat()


def _make(request: HttpRequest) -> Owner:
    if request.user.is_authenticated:
        return Owner.objects.get_or_create(user=request.user)[0]
    visit = first_visit(request)
    if visit is None:
        return Owner.objects.create()
    owner, made = Owner.objects.get_or_create(first_visit=visit)
    is_fresh = owner.user_id is None and timezone.now() - owner.created < FIRST_VISIT_TIME
    return owner if made or is_fresh else Owner.objects.create()


def lock_owners(*owners: Owner) -> list[Owner]:
    """Let other transactions that lock one of these owners wait until this one ends, and return the rows as they are.

    What counts an owner's rows and then adds to them locks the owner first. Of all locks it is the first one taken,
    and of two owners that of the lower id, so that nobody waits in a circle. In SQLite a transaction is alone from its
    beginning. Raises `Owner.DoesNotExist` where one of them is gone.
    """
    ids = {owner.pk for owner in owners}
    # Rows that refer to the owner may still come: this lock does not exclude the one that a foreign key takes.
    rows = list(Owner.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    if len(rows) < len(ids):
        raise Owner.DoesNotExist("The owner was merged into another one or removed.")
    return rows


def again_after_deadlock[Result](act: Callable[[], Result]) -> Result:
    """Run a transaction of its own, and once more each time PostgreSQL ended it as one of those that wait in a circle.

    A guest who signs in while they order does that: their rows are moved while others of them are written.
    """
    for _ in range(MOST_DEADLOCKS):
        try:
            return act()
        except OperationalError as error:
            is_deadlock = getattr(error.__cause__, "sqlstate", "") == DEADLOCK
            if not is_deadlock or connection.in_atomic_block:
                raise
    return act()


def link_guest(guest: Owner | None, user: User) -> Owner:
    """Return the user's owner row: the one there is, else the guest's, which becomes the user's, else a new one."""
    owner = Owner.objects.filter(user=user).first()
    if owner is None and guest is not None:
        guest.user = user
        guest.save(update_fields=["user"])
        return guest
    return owner or Owner.objects.create(user=user)
