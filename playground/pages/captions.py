"""What a caption says of a picture: what differs between pictures with the same prompt."""

from dataclasses import dataclass

from playground.generations.models import Generation
from playground.generations.models.lineage import Relation
from playground.pages.field_text import as_text


@dataclass(frozen=True, slots=True)
class Caption:
    """The shape, like `9:16`, the settings that shaped the picture, and the seed."""

    shape: str
    settings: tuple[str, ...]
    seed: str
    is_other_shape: bool = False

    @property
    def alike(self) -> str:
        """What the pictures of one click have in common: the shape, or the seed of one picture in other shapes."""
        return self.seed if self.is_other_shape else self.shape

    @property
    def own(self) -> str:
        """What only this one of them has."""
        return self.shape if self.is_other_shape else self.seed

    @property
    def first(self) -> str:
        return " · ".join((self.shape, *self.settings))


def write_caption(generation: Generation) -> Caption:
    """Return the caption of a generation; a model without guidance has none in it."""
    guidance = generation.by_role("guidance", "guidance")
    settings = (f"guidance {as_text(guidance)}",) if guidance is not None else ()
    return Caption(
        shape=generation.ratio or str(generation.size),
        settings=settings,
        seed=f"seed {generation.seed}" if generation.seed_param else "no seed",
        is_other_shape=generation.relation == Relation.SHAPE,
    )
