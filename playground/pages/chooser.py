"""What chooses API, mode and model: a line in the settings, and the list that it opens."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from playground.catalog.sizes import largest_area
from playground.catalog.spec import ModelSpec
from playground.dialects.registry import get_dialect
from playground.pages.field_text import as_text
from playground.prices.describing import describe_price, describe_source


@dataclass(frozen=True, slots=True)
class ModeChoice:
    """One side of the switch between the modes, and the spec that it selects."""

    spec: ModelSpec
    label: str
    current: bool


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """One model of an API: the spec that it selects, its price, and its limits."""

    spec: ModelSpec
    current: bool

    @property
    def name(self) -> str:
        return plain_name(self.spec)

    @property
    def price(self) -> str:
        return describe_price(self.spec)

    @property
    def limits(self) -> str:
        return " · ".join((f"up to {largest_area(self.spec)} MP", _describe_pictures(self.spec), _steps(self.spec)))


@dataclass(frozen=True, slots=True)
class ApiChoice:
    """The models of one API, and where their prices are from.

    The page has all models of the current API. Of each other one it has only `nearest`, which leads there without
    script; the rest is at `url`, and is loaded when somebody opens the list of that API.
    """

    name: str
    title: str
    models: tuple[ModelChoice, ...]
    nearest: ModelChoice
    current: bool
    url: str

    @property
    def others(self) -> tuple[ModelChoice, ...]:
        """The models besides the nearest."""
        return tuple(model for model in self.models if model.spec != self.nearest.spec)

    @property
    def names(self) -> str:
        """The models in a few words: `flex, pro, max`."""
        return ", ".join(model.name.removeprefix("FLUX.2 ") for model in self.models)

    @property
    def price_source(self) -> str:
        return describe_source([model.spec for model in self.models])


@dataclass(frozen=True, slots=True)
class Chooser:
    """The current model by name and API, the other choices, and the URL to post the form to.

    `api` is empty if the name says already where the model runs: `FLUX.2 flex at Together`.
    """

    name: str
    api: str
    modes: tuple[ModeChoice, ...]
    apis: tuple[ApiChoice, ...]
    url: str


def make_chooser(current: ModelSpec, models: Sequence[ModelSpec]) -> Chooser:
    """Return the choices of API, mode and model for a spec; each changes as little else as possible."""
    modes = dict.fromkeys(spec.mode for spec in models if spec.dialect == current.dialect)
    name = plain_name(current)
    return Chooser(
        name=name,
        api="" if " at " in name or " on " in name else get_dialect(current.dialect).title,
        modes=tuple(
            ModeChoice(
                _closest(current, models, dialect=current.dialect, mode=mode), mode.capitalize(), mode == current.mode
            )
            for mode in modes
        ),
        apis=tuple(_api(name, current, models) for name in dict.fromkeys(spec.dialect for spec in models)),
        url=reverse("switch_spec", args=current.id.split("/")),
    )


def _api(name: str, current: ModelSpec, models: Sequence[ModelSpec]) -> ApiChoice:
    slugs = dict.fromkeys(spec.slug for spec in models if spec.dialect == name)
    # A model that lacks the current mode is offered in the mode that it has.
    found = [_closest(current, models, dialect=name, slug=slug) for slug in slugs]
    url = reverse("api_models", args=[*current.id.split("/"), name])
    nearest = ModelChoice(_closest(current, models, dialect=name), current=False)
    choices = tuple(ModelChoice(spec, spec == current) for spec in found)
    return ApiChoice(name, get_dialect(name).title, choices, nearest, name == current.dialect, url)


def _closest(current: ModelSpec, models: Sequence[ModelSpec], **wanted: str) -> ModelSpec:
    """Return the spec with the wanted values that has most in common with the current one."""
    fitting = [spec for spec in models if all(getattr(spec, name) == value for name, value in wanted.items())]
    # The same model in another mode is closer than another model in the same mode, so the model counts twice.
    return max(fitting, key=lambda spec: 2 * (spec.slug == current.slug) + (spec.mode == current.mode))


def plain_name(spec: ModelSpec) -> str:
    """Return the name of the model as people say it: `FLUX.2 klein 4B` for `FLUX.2 [klein] 4B`."""
    return spec.title.replace("[", "").replace("]", "")


def _describe_pictures(spec: ModelSpec) -> str:
    pictures = spec.by_role("picture")
    if pictures is None:
        return "no input pictures"
    return f"up to {pictures.max_items} references" if pictures.kind == "images" else "edits one picture"


def _steps(spec: ModelSpec) -> str:
    steps = spec.by_role("steps")
    if steps is None:
        return "steps fixed"
    return f"{as_text(steps.minimum)}–{as_text(steps.maximum)} steps" if steps.maximum else "any number of steps"
