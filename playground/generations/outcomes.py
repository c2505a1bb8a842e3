"""What became of a generation, for a dialect to put into its own words."""

from playground.dialects.wire import Outcome, ResultLink
from playground.generations.models import Generation, Status
from playground.generations.storage.links import sign_address


def make_outcome(generation: Generation, origin: str) -> Outcome | None:
    """Return the outcome, with addresses under the origin that the row was asked at; None without its spec.

    `origin` serves rows that know none. A picture's path is its key; its bare URL opens for a day, the signed one as
    long as its signature holds.
    """
    spec = generation.spec
    if spec is None:
        return None
    base = generation.origin or origin
    # A row that was read while it was at work may have its pictures by now; the two must not contradict each other.
    pictures = generation.pictures.all() if generation.status == Status.DONE else ()
    return Outcome(
        id=str(generation.wire_id),
        spec=spec,
        params=generation.params,
        status=generation.status,  # type: ignore[arg-type]
        progress=generation.progress or 0,
        created=generation.created,
        completed=generation.finished,
        results=tuple(
            ResultLink(picture.key, f"{base}/{picture.key}", f"{base}{sign_address(picture)}") for picture in pictures
        ),
        error=generation.error,
        cost=generation.cost or 0,
    )
