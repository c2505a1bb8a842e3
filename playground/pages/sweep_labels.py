"""What the axes of a sweep and their values are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.loading import UnknownSpec, get_spec
from playground.catalog.spec import ModelSpec
from playground.dialects.registry import get_dialect
from playground.generations.models import Asset, Picture
from playground.pages.chooser import plain_name
from playground.pages.field_text import say_value
from playground.pages.picture_urls import thumbnail_url
from playground.sweeps.axes import Axis

MODELS, REFERENCES = "Models", "References"


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a value, what is shown below them, and its picture if it is one."""

    text: str
    detail: str = ""
    thumb: str = ""
    losses: Sequence[str] = ()

    @property
    def words(self) -> str:
        """All of it on one line."""
        return f"{self.text} on {self.detail}" if self.detail else self.text


def find_base(spec_id: str) -> ModelSpec | None:
    """Return the spec of a sweep, or None if the catalog has lost it."""
    try:
        return get_spec(spec_id)
    except UnknownSpec:
        return None


def title_axis(axis: Axis, spec: ModelSpec | None) -> str:
    """Return what an axis varies."""
    if axis.kind == "model":
        return MODELS
    if axis.kind == "words":
        return f"“{axis.name}”"
    if axis.kind == "reference":
        return f"{REFERENCES[:-1]} {axis.place + 1}" if axis.place else REFERENCES
    parameter = spec.get(axis.name) if spec else None
    return parameter.title if parameter else axis.name


def label_values(
    axis: Axis, pictures: Mapping[str, Asset | Picture], losses: Mapping[str, Sequence[str]]
) -> list[Label]:
    """Return a label for each value. `pictures` are those that still exist, `losses` what models leave out."""
    if axis.kind == "model":
        return [_label_model(str(value), losses.get(str(value), ())) for value in axis.values]
    if axis.kind == "reference":
        numbered = enumerate((str(value) for value in axis.values), start=1)
        return [Label(f"Picture {number}", thumb=_thumb(pictures.get(key))) for number, key in numbered]
    return [Label(say_value(value)) for value in axis.values]


def _label_model(spec_id: str, losses: Sequence[str]) -> Label:
    spec = find_base(spec_id)
    if spec is None:
        return Label(spec_id, losses=losses)
    return Label(plain_name(spec), get_dialect(spec.dialect).title, losses=losses)


def _thumb(image: Asset | Picture | None) -> str:
    return thumbnail_url(image, "small") if image else ""
