"""The value objects of the catalog: a model's spec, its parameters, and what was found wrong with a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

type Value = str | int | float | bool | list[str]
type Params = Mapping[str, Value]

type Kind = Literal["string", "integer", "number", "boolean", "image", "images"]
type Widget = Literal["prompt", "slider", "select", "segments", "switch", "seed", "number", "picture", "pictures"]
type Mode = Literal["generate", "edit"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One field of a spec, as the API's document gives it.

    `name` is the documented name; `title` the words behind it on a label. `default` is None where the document gives
    none, and then "not set" is a choice. `role` names what the parameter means whatever an API calls it (`steps` and
    `num_inference_steps` share the role `steps`), so that values carry over from one spec to another.
    """

    name: str
    kind: Kind
    title: str
    help: str
    role: str
    widget: Widget
    required: bool = False
    default: Value | None = None
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    multiple_of: int | None = None
    choices: tuple[str, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    max_items: int | None = None
    group: Literal["main", "advanced"] = "main"


@dataclass(frozen=True, slots=True)
class Example:
    """An example prompt for one of the use cases that a model's document names."""

    title: str
    prompt: str


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One line of the catalog: dialect, model and mode with the schema of the parameters.

    `id` is `onemin/flux-2-flex/edit`; `model` what the API calls the model; `slug` its short form; `title` its name on
    the page; `summary` one line on what it is for; `schema` the JSON Schema 2020-12 of the params.
    """

    id: str
    dialect: str
    model: str
    slug: str
    mode: Mode
    title: str
    summary: str
    examples: tuple[Example, ...]
    parameters: tuple[Parameter, ...]
    schema: Mapping[str, Any] = field(repr=False, hash=False, compare=False)

    def get(self, name: str) -> Parameter | None:
        """Return the parameter of that documented name, or None."""
        return next((parameter for parameter in self.parameters if parameter.name == name), None)

    def by_role(self, role: str) -> Parameter | None:
        """Return the parameter that plays the role (`prompt`, `picture`, `ratio`, `steps`, `seed`…), or None."""
        return next((parameter for parameter in self.parameters if parameter.role == role), None)


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with one parameter: its documented name and a sentence naming field, value and bound."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a picture in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"
