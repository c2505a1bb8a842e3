"""Cards: a generation as the stage and the lists show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from playground.generations.messages import title_of
from playground.generations.models import Generation, Picture
from playground.generations.models.finding import REMOTE, GenerationQuerySet
from playground.pages.addresses import file_name, picture_url, thumbnail_url
from playground.pages.lookups import has_inputs, with_images
from playground.pages.snippet import Printing, print_generation


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture with its addresses and its number among those of its generation, from 1 on."""

    picture: Picture
    number: int
    url: str
    small: str
    large: str
    name: str


class Card:
    """What a template shows of a generation; what costs is worked out when it is shown."""

    def __init__(
        self, generation: Generation, pictures: Sequence[Picture] | None = None, *, fresh: bool = False
    ) -> None:
        self.generation = generation
        self.pictures = pictures
        # A fresh card shows the picture itself: its thumbnails are made after the row is finished.
        self.fresh = fresh

    @cached_property
    def shots(self) -> list[Shot]:
        """The finished pictures whose files are there."""
        return [
            Shot(
                picture,
                number,
                picture_url(picture),
                thumbnail_url(picture, "small"),
                thumbnail_url(picture, "large"),
                file_name(picture, self.generation),
            )
            for number, picture in enumerate(self._all_pictures, start=1)
            if not picture.lost
        ]

    @property
    def lost(self) -> int:
        """How many of its pictures have no file any more, beside some that have."""
        return sum(picture.lost for picture in self._all_pictures) if self.shots else 0

    @property
    def _all_pictures(self) -> Iterable[Picture]:
        return self.generation.pictures.all() if self.pictures is None else self.pictures

    @cached_property
    def before(self) -> str:
        """The address of the picture that was edited, if one was."""
        inputs = list(self.generation.inputs.all()) if has_inputs(self.generation) else []
        return picture_url(inputs[0].image) if inputs else ""

    @cached_property
    def curl(self) -> str:
        """The request as cURL, with the seed that made the picture."""
        snippet = print_generation(self.generation, Printing("curl"))
        return snippet.text if snippet else ""

    @property
    def model(self) -> str:
        """The model's name on the page."""
        spec = self.generation.spec
        return spec.title if spec else self.generation.spec_id

    @property
    def is_sketch(self) -> bool:
        """Whether its pictures come from an engine of this server, which is not a model."""
        return self.generation.engine != REMOTE

    @property
    def api(self) -> str:
        """What the public API is called that made its pictures, "" where none was asked."""
        return "" if self.is_sketch else title_of(self.generation.api)

    @property
    def wants_key(self) -> bool:
        """Whether it failed for its key or the account behind that, which is mended on the page of keys."""
        return self.generation.error_code in ("key", "credits")

    @property
    def links(self) -> list[str]:
        """Where the API keeps its own copies for some minutes, of pictures that could not be kept here."""
        named = str(self.generation.notes.get("result_urls", "")).split("\n")
        return [url for url in named if url.startswith(("https://", "http://"))]


def make_cards(generations: GenerationQuerySet, *, fresh: bool = False) -> list[Card]:
    """Return the cards for the stage, with all that they show loaded in a few queries."""
    return [Card(generation, fresh=fresh) for generation in with_images(generations)]
