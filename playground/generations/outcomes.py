"""Builds the outcome of a generation, which a dialect writes as its own response."""

from playground.dialects.wire import Outcome, ResultLink
from playground.generations.models import Generation, Status
from playground.generations.storage.links import sign_address


def make_outcome(generation: Generation, origin: str) -> Outcome | None:
    """Return the outcome, or None when the catalog no longer has the spec.

    URLs begin with the origin that the row was requested at, or with `origin` for a row without one. Each picture has
    a plain URL, which opens without a key for a day, and a signed one, which opens until the signature expires.
    """
    spec = generation.spec
    if spec is None:
        return None
    base = generation.origin or origin
    # The pictures are read after the row. A row read as running may have pictures by now, and an outcome that is
    # running must not contain any.
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
