"""What was read from a file, from code, or from another model's form, and what became of it in a form.

Source    the names that a tool or an API uses for its values, as a spec
Recalled  the params for one spec, and everything that they do not hold of what was read
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from playground.catalog.spec import Kind, ModelSpec, Parameter, Value

# missing: the target has nothing for it. changed: it has, but not for this value, so another one is set.
# renamed: nothing is lost, but the target calls it otherwise.
type LossKind = Literal["missing", "changed", "renamed"]


@dataclass(frozen=True, slots=True)
class Loss:
    """What happened to one value of a recipe; `name` is what the recipe calls it. The sentence is plain text."""

    name: str
    value: object
    kind: LossKind
    sentence: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name in what was read that stands for no parameter. The sentence is plain text and bounded in length."""

    name: str
    value: object
    sentence: str


@dataclass(frozen=True, slots=True)
class Recalled:
    """Params for the spec with the id, without its defaults, and what they leave out.

    `spec_id` is None if what was read names no model of the catalog; the params then have the names of their source.
    """

    spec_id: str | None
    params: dict[str, Value] = field(hash=False)
    losses: tuple[Loss, ...] = ()
    unknown: tuple[Unknown, ...] = ()

    @property
    def lost(self) -> list[str]:
        """A sentence for each value that the params do not hold as it was read."""
        return [loss.sentence for loss in self.losses if loss.kind != "renamed"]

    @property
    def renamed(self) -> list[str]:
        """A sentence for each value that is the same under another name."""
        return [loss.sentence for loss in self.losses if loss.kind == "renamed"]


def make_source(title: str, names: Iterable[tuple[str, str, Kind]]) -> ModelSpec:
    """Return a spec for what another tool writes, from each value's name, role and kind.

    It is not in the catalog. With it, a foreign recipe is put into a form just as one of another model is.
    """
    parameters = tuple(
        Parameter(name=name, kind=kind, title=name, help="", role=role, widget="number") for name, role, kind in names
    )
    schema: Mapping[str, object] = {"properties": {parameter.name: {} for parameter in parameters}}
    return ModelSpec(
        id="", dialect="", model="", slug="", mode="generate", title=title, summary="", examples=(),
        parameters=parameters, schema=schema,
    )  # fmt: skip
