"""Reports of public APIs: the address to which an API sends one when a job has ended, and what comes of it.

A report is only a hint that it is worth asking the API now. Nothing in it is read or believed, so the signatures of the
APIs are not checked: a forged one could only let this server ask a little earlier. Only this server can write the
token in the address, which says which generation is meant.
"""

from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner, b62_encode
from django.urls import reverse
from django.utils import timezone

from playground.generations.models import Generation, Status
from playground.generations.models.states import REMOTE
from playground.outbound.addresses import is_public, read_address

# No job takes this long, and the generation may have waited for its turn.
LONGEST_AGE = timedelta(days=2)
# Names that lead to nobody, or to another machine in each network (RFC 6761, 6762, 8375, and what routers use).
LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa", "test", "invalid")


class _RowSigner(TimestampSigner):
    """Signs the id of a generation with the time at which the generation was created.

    A repeat of the request must have the same body under the same idempotency key, hence the same address.
    """

    def __init__(self, api: str, created: float = 0.0) -> None:
        super().__init__(salt=f"playground.report:{api}")
        self._created = created

    def timestamp(self) -> str:
        """Return when the generation was created, in place of the present."""
        return b62_encode(int(self._created))


@lru_cache(maxsize=8)
def can_be_reached(public_url: str) -> bool:
    """Return whether an API can send to this server: its public address has HTTPS and is not a local one.

    Names are not resolved: one that leads to a private address costs reports that never come.
    """
    parts = urlsplit(public_url)
    host = (parts.hostname or "").rstrip(".")
    address = read_address(host)
    if address is not None:
        return parts.scheme == "https" and is_public(address)
    is_local = any(host == name or host.endswith(f".{name}") for name in LOCAL_NAMES)
    return parts.scheme == "https" and "." in host and not is_local


def report_address(row: Generation) -> str:
    """Return where the API of the generation reports that its job has ended, or "" if it cannot reach this server."""
    if not can_be_reached(settings.PUBLIC_URL):
        return ""
    return settings.PUBLIC_URL + reverse("report", args=[row.dialect, write_token(row)])


def write_token(row: Generation) -> str:
    """Return the token that names the generation, which is the same at each call."""
    return _RowSigner(row.dialect, row.created.timestamp()).sign(row.id.hex)


def read_token(api: str, token: str) -> UUID | None:
    """Return the generation that is meant, or None if the token is forged, expired or for another API."""
    try:
        return UUID(_RowSigner(api).unsign(token, max_age=LONGEST_AGE))
    except (BadSignature, ValueError):
        return None


def note_report(id: UUID) -> bool:
    """Note that the API has reported the job, unless it is noted already or nobody waits for it."""
    waiting = Generation.objects.filter(id=id, status=Status.RUNNING, engine=REMOTE, deleted=None, reported=None)
    # No page shows it, so the version stays.
    return waiting.update(reported=timezone.now()) == 1
