"""Submits an ended generation again."""

from playground.accounts.models import Owner
from playground.generations.models import Generation
from playground.generations.models.lineage import Lineage, Relation
from playground.generations.submission.inputs import roles_of
from playground.generations.submission.submit import Submission, UnknownModel, submit


def retry(old: Generation, owner: Owner, origin: str, token: str = "") -> Generation:
    """Submit the params of an ended generation as a new one, with the same seed; the old row does not change.

    The same token makes it once. Raises `UnknownImage` when an input picture is gone, and `UnknownModel` when the
    catalog no longer has the spec.
    """
    if old.spec is None:
        raise UnknownModel
    params = old.asked | old.seed_param
    # A request from the API may have given pictures by URL. The params still have the URLs, which are fetched again.
    again = Submission(
        owner=owner,
        spec=old.spec,
        params=params,
        count=old.count,
        token=token,
        origin=origin,
        allow_urls=True,
        lineage=Lineage(Relation.RETRY, old),
        roles=roles_of(old),
    )
    return submit(again)[0]
