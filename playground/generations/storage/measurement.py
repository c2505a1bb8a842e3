"""Measures the colours of stored pictures whose prompts ask for some, after the row is finished or at a later look."""

import logging
from dataclasses import asdict
from statistics import fmean
from typing import Any

from playground.catalog.asked_colours import find_asked_colours
from playground.generations.models import Picture
from playground.imaging.errors import PictureError
from playground.imaging.measuring import find_colours

logger = logging.getLogger(__name__)

# A picture that cannot be read now is measured at a later look.
MEASURING_ERRORS = (PictureError, OSError)


def is_to_be_measured(picture: Picture) -> bool:
    """Return whether the prompt asks for colours that were not looked for yet."""
    return picture.measured is None and not picture.lost and bool(find_asked_colours(picture.generation.prompt))


def measure_colours(picture: Picture) -> dict[str, Any] | None:
    """Return what is stored as `measured`, or None if nothing was asked or the picture cannot be read.

    An error is only logged, since a picture without a measurement is as good as one with it.
    """
    if not is_to_be_measured(picture):
        return None
    asked = [colour.hex for colour in find_asked_colours(picture.generation.prompt)]
    try:
        return {"colours": [asdict(found) for found in find_colours(picture.read(), asked)]}
    except MEASURING_ERRORS:
        logger.exception("could not measure the colours of %s", picture.key)
        return None


def record_measured(picture: Picture, measured: dict[str, Any]) -> None:
    """Save what was measured, if the picture still exists."""
    colours = measured["colours"]
    distance = fmean(colour["delta_e"] for colour in colours) if colours else None
    # The version of the generation stays: no card shows this, and a new one would be sent to every page that waits.
    Picture.objects.filter(id=picture.id).update(measured=measured, colour_distance=distance)
    picture.measured, picture.colour_distance = measured, distance


def measure_and_record(picture: Picture) -> None:
    """Measure a picture and save it at once."""
    measured = measure_colours(picture)
    if measured is not None:
        record_measured(picture, measured)
