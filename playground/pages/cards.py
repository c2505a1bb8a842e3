"""Cards: the view of a generation that the stage and the lists show."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b

from django.utils.text import Truncator

from playground.catalog.shapes import other_shapes
from playground.generations.messages import title_of
from playground.generations.models import Generation, Picture
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.models.states import REMOTE, Status
from playground.library.marks import Marks, read_marks
from playground.pages.captions import Caption, write_caption
from playground.pages.charges import say_price
from playground.pages.lineage_line import LineageLine, write_lineage
from playground.pages.lookups import has_inputs, load_inputs, load_parents
from playground.pages.picture_urls import file_name, picture_url, thumbnail_url
from playground.pages.snippet import SnippetOptions, print_generation


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture with its URLs and its number within the generation, counted from 1."""

    picture: Picture
    number: int
    url: str
    small: str
    large: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """A picture on the server of a public API."""

    url: str
    name: str


# The longer side of each thumbnail, and the height of a row in the history, in pixels.
SMALL, LARGE, ROW = 256, 768, 240
# The text of a state when the generation has no text of its own, and the icon of the state.
STATE_TEXTS = {"queued": "Waiting in the queue", "running": "Starting", "cancelled": "Cancelled."}
STATE_ICONS = {"failed": "alert", "cancelled": "stop"}


@dataclass(frozen=True, slots=True)
class StateView:
    """How a generation without a picture is shown: a text, and either an icon or progress since a time."""

    name: str
    text: str
    icon: str
    is_error: bool
    is_active: bool
    since: datetime | None
    progress: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list compares of its generations: equal values of neighbours are shown once.

    `recipe` is the same for generations that differ only in their seed. `pictures` is how many were asked for.
    """

    recipe: str
    prompt: str
    shape: str
    settings: str
    seed: str
    model: str
    ratio: float
    pictures: int


class Card:
    """Everything that a template shows of a generation; costly parts are computed on first use."""

    def __init__(
        self, generation: Generation, pictures: Sequence[Picture] | None = None, *, fresh: bool = False
    ) -> None:
        self.generation = generation
        self.pictures = pictures
        # A fresh card shows the picture itself, because thumbnails are made a moment after the row is finished.
        self.fresh = fresh

    @property
    def is_done(self) -> bool:
        """Whether it ended with pictures; their files may have been lost since."""
        return self.generation.status == Status.DONE

    @property
    def state_view(self) -> StateView:
        """What is shown in place of a picture."""
        generation, status = self.generation, self.generation.status
        is_running = status == Status.RUNNING
        # A row that waits has a stage where somebody has cancelled it and its API is still to be asked.
        return StateView(
            name=status,
            text=(generation.stage if generation.is_active else generation.error) or STATE_TEXTS.get(status, ""),
            icon=STATE_ICONS.get(status, ""),
            is_error=status == Status.FAILED,
            is_active=generation.is_active,
            since=generation.started if is_running else generation.created,
            progress=generation.progress if is_running else None,
        )

    @cached_property
    def shots(self) -> list[Shot]:
        """The pictures whose files exist."""
        return [
            Shot(
                picture,
                number,
                picture_url(picture, name),
                thumbnail_url(picture, "small"),
                thumbnail_url(picture, "large"),
                name,
            )
            for number, picture in enumerate(self._all_pictures, start=1)
            if not picture.lost and (name := file_name(picture, self.generation))
        ]

    @property
    def marks(self) -> Marks:
        """How the owner judged it."""
        return read_marks(self.generation)

    @property
    def lost(self) -> int:
        """The number of pictures whose files are lost, if others still exist."""
        return sum(picture.lost for picture in self._all_pictures) if self.shots else 0

    @property
    def _all_pictures(self) -> Iterable[Picture]:
        return self.generation.pictures.all() if self.pictures is None else self.pictures

    @cached_property
    def before(self) -> str:
        """The URL of the input picture, or "" when there is none."""
        # Asking the params first saves a query for each card of a model that takes no pictures.
        inputs = list(self.generation.inputs.all()) if has_inputs(self.generation) else []
        return picture_url(inputs[0].image) if inputs else ""

    @cached_property
    def curl(self) -> str:
        """The request as cURL, with the seed that was used."""
        snippet = print_generation(self.generation, SnippetOptions("curl"))
        return snippet.text if snippet else ""

    @property
    def shapes(self) -> tuple[str, ...]:
        """The other shapes in which the model can make the picture."""
        generation, spec = self.generation, self.generation.spec
        return other_shapes(spec, generation.resolved, generation.size) if spec else ()

    @property
    def model(self) -> str:
        """The model's name on the page."""
        spec = self.generation.spec
        return spec.title if spec else self.generation.spec_id

    @property
    def made_by(self) -> str:
        """The model, and the public API that ran it, if any."""
        return f"{self.model} via {self.api_title}" if self.api_title else self.model

    @property
    def compared_model(self) -> str:
        """The model in a caption: models of several APIs can be compared, so a sketch names the API, too."""
        api, _, _ = self.generation.spec_id.partition("/")
        return f"{self.model} of {title_of(api)}" if self.is_sketch else self.made_by

    @property
    def credit(self) -> str:
        """The description of the picture for other sites."""
        if self.is_sketch:
            return f"A sketch, made in the playground with the settings of {self.model}"
        return f"Made with {self.made_by}"

    @cached_property
    def caption(self) -> Caption:
        """What differs between this picture and others with the same prompt."""
        return write_caption(self.generation)

    @cached_property
    def lineage(self) -> LineageLine | None:
        """What it was made from and how the two differ, or None."""
        return write_lineage(self.generation)

    @property
    def cost(self) -> str:
        """What it cost as the public API says, or as it was quoted; "" for a sketch and where nothing is known."""
        return "" if self.is_sketch else say_price(self.generation)

    @property
    def seconds(self) -> str:
        """The time that it took, or ""."""
        seconds = self.generation.seconds
        return "" if seconds is None else f"{seconds:.1f} s"

    @cached_property
    def name(self) -> str:
        """The name for assistive technology: it differs where the captions do."""
        generation, caption = self.generation, self.caption
        place = f"{generation.variant + 1} of {self.batch_size}" if self.batch_size > 1 else ""
        prompt = Truncator(generation.prompt).chars(80)
        return ", ".join(filter(None, [prompt, place, caption.shape, *caption.settings, caption.seed]))

    @property
    def batch_size(self) -> int:
        """How many generations the same click made; deleted ones count, so that the number stays."""
        return getattr(self.generation, "batch_size", 1)

    @cached_property
    def summary(self) -> Summary:
        """What a list compares of its generations."""
        generation = self.generation
        without_seed = {name: value for name, value in generation.resolved.items() if name != "seed"}
        recipe = json.dumps([generation.spec_id, without_seed], sort_keys=True)
        return Summary(
            recipe=_digest(recipe),
            prompt=_digest(generation.prompt),
            shape=self.caption.shape,
            settings=" ".join(self.caption.settings),
            seed=self.caption.seed,
            model=self.compared_model,
            ratio=round(generation.width / generation.height, 4),
            pictures=generation.count,
        )

    @property
    def small_width(self) -> int:
        """The width of the small thumbnail."""
        return self._width(SMALL)

    @property
    def large_width(self) -> int:
        """The width of the large thumbnail."""
        return self._width(LARGE)

    @property
    def tile_width(self) -> int:
        """The width of its tile in the history, whose rows all have about the same height."""
        return round(ROW * self.generation.width / self.generation.height)

    @property
    def stage_sizes(self) -> str:
        """The width on the stage for `sizes`: what fits beside the form, and on phones what a thumbnail has."""
        # On phones the thumbnail is sharp enough, and the file would cost more than the rest of the page.
        ratio = self.generation.width / self.generation.height
        return f"(max-width: 47.49rem) 16rem, min(62vw, {80 * ratio:.0f}vh)"

    def _width(self, longer: int) -> int:
        # The longer side gets this length: a wide picture has this width, a tall one longer · width / height.
        return min(longer, round(longer * self.generation.width / self.generation.height))

    @property
    def is_sketch(self) -> bool:
        """Whether an engine of this server made the pictures, instead of the model."""
        return self.generation.engine != REMOTE

    @property
    def api_title(self) -> str:
        """The name of the public API that made the pictures, or "" for a sketch."""
        return "" if self.is_sketch else title_of(self.generation.dialect)

    @property
    def wants_key(self) -> bool:
        """Whether it failed because of the key or its account, so that a link to the page of keys helps."""
        return self.generation.error_code in ("key", "credits")

    @property
    def links(self) -> list[Link]:
        """Links to the API's own copies, which exist for some minutes, of pictures that could not be stored here."""
        noted = str(self.generation.notes.get("result_urls", ""))
        # The URLs come from another server and become links, so a `javascript:` URL must not be among them.
        urls = [url for url in noted.split("\n") if url.startswith(("https://", "http://"))]
        several = len(urls) > 1
        return [Link(url, f"picture {number}" if several else "picture") for number, url in enumerate(urls, start=1)]


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()


def make_cards(generations: GenerationQuerySet, *, fresh: bool = False) -> list[Card]:
    """Return the cards, with everything that they show loaded in a few queries."""
    found = list(generations.select_related("entry").prefetch_related("pictures"))
    # Most generations have no input pictures, and need no query to find that out.
    load_inputs(found)
    load_parents(found)
    return [Card(generation, fresh=fresh) for generation in found]
