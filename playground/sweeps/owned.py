"""What an owner has already of what the cells of a sweep ask for."""

from collections.abc import Iterable, Mapping
from itertools import batched
from uuid import UUID

from playground.accounts.models import Owner
from playground.generations.models import Generation, Status

STEP = 200


def find_owned(owner: Owner, digests: Iterable[str]) -> Mapping[str, UUID]:
    """Return the owner's newest picture of each request, by the digest of the request."""
    found: dict[str, UUID] = {}
    for some in batched(sorted(set(digests) - {""}), STEP, strict=False):
        rows = Generation.objects.visible_to(owner).filter(request_digest__in=some, status=Status.DONE)
        # A later one replaces an earlier one.
        found.update(rows.order_by("created", "id").values_list("request_digest", "id"))
    return found
