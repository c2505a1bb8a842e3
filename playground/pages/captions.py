"""What a caption says of a picture: what differs between pictures with the same prompt."""

from dataclasses import dataclass

from playground.catalog.sizes import RATIO
from playground.generations.models import Generation
from playground.pages.field_text import as_text
from playground.pages.picture_urls import resolved_for


@dataclass(frozen=True, slots=True)
class Caption:
    """The shape, like `9:16`, the settings that shaped the picture, and the seed."""

    shape: str
    settings: tuple[str, ...]
    seed: str

    @property
    def first(self) -> str:
        return " · ".join((self.shape, *self.settings))


def write_caption(generation: Generation) -> Caption:
    """Return the caption of a generation; a model without guidance has none in it."""
    ratio = str(resolved_for(generation, "ratio", "aspect_ratio"))
    guidance = resolved_for(generation, "guidance", "guidance")
    settings = (f"guidance {as_text(guidance)}",) if guidance is not None else ()
    return Caption(
        # A picture with the shape of its input, or with a custom size, has no ratio that one would recognise.
        shape=ratio if RATIO.fullmatch(ratio) else str(generation.size),
        settings=settings,
        seed=f"seed {generation.seed}" if generation.seed_param else "no seed",
    )
