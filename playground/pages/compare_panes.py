"""The pictures of a comparison: generations, and the input picture of an edit."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from playground.accounts.models import Owner
from playground.generations.models import Asset, Generation, Picture
from playground.library.marks import Marks
from playground.pages.cards import Card, Shot
from playground.pages.lookups import has_inputs
from playground.pages.picture_urls import picture_url, thumbnail_url

# The space for the pictures on a usual screen, as width by height; it decides how many are in a row.
SCREEN = 1400 / 620


@dataclass(frozen=True, slots=True)
class Pane:
    """One picture of a comparison. An upload that was edited has no card, and a failed generation has no `url`.

    `said` is how it differs from the others, and `without` the address of the comparison without it.
    """

    number: int
    name: str
    width: int
    height: int
    url: str = ""
    small: str = ""
    card: Card | None = None
    said: str = ""
    without: str = ""

    @property
    def generation(self) -> Generation | None:
        """What made it; None for an upload."""
        return self.card.generation if self.card else None

    @property
    def marks(self) -> Marks:
        """How the owner judged it."""
        return self.card.marks if self.card else Marks()


def make_panes(edited: Generation | None, generations: Sequence[Generation], owner: Owner) -> list[Pane]:
    """Return the panes, with the input picture of `edited` first. Each generation is shown once."""
    panes: list[Pane] = []
    source = _input_of(edited) if edited else None
    listed = list(generations)
    if source is not None:
        made_by = _visible(source, owner)
        # Its own picture is compared as such, with its settings.
        if isinstance(source, Picture) and made_by is not None:
            listed = [row for row in listed if row.id != made_by.id]
            panes.append(_pane_of(1, made_by, source.id))
        else:
            panes.append(_pane_of_upload(source))
    return panes + [_pane_of(number, row) for number, row in enumerate(listed, start=len(panes) + 1)]


def _input_of(edited: Generation) -> Asset | Picture | None:
    inputs = list(edited.inputs.all()) if has_inputs(edited) else []
    return inputs[0].image if inputs else None


def _visible(source: Asset | Picture, owner: Owner) -> Generation | None:
    if not isinstance(source, Picture):
        return None
    made_by = source.generation
    return made_by if made_by.owner_id == owner.pk and made_by.deleted is None else None


def _pane_of_upload(source: Asset | Picture) -> Pane:
    return Pane(
        number=1,
        name="Input picture",
        width=source.width,
        height=source.height,
        url=picture_url(source),
        small=thumbnail_url(source, "small"),
    )


def _pane_of(number: int, generation: Generation, picture: object = None) -> Pane:
    card = Card(generation)
    shot = _choose(card.shots, picture)
    return Pane(
        number=number,
        name=card.name,
        width=shot.picture.width if shot else generation.width,
        height=shot.picture.height if shot else generation.height,
        url=shot.url if shot else "",
        small=shot.small if shot else "",
        card=card,
    )


def _choose(shots: Sequence[Shot], picture: object) -> Shot | None:
    """Return the picture with this id, or else the first one."""
    return next((shot for shot in shots if shot.picture.id == picture), shots[0] if shots else None)


def count_columns(panes: Sequence[Pane]) -> int:
    """Return in how many columns the pictures are largest on a usual screen; of equal ones, the rows are even."""
    ratio = sum(pane.width / pane.height for pane in panes) / len(panes)

    def rank(columns: int) -> tuple[float, int, int]:
        rows = ceil(len(panes) / columns)
        return round(min(1 / rows, SCREEN / columns / ratio), 3), -rows, -columns

    return max(range(1, len(panes) + 1), key=rank)
