"""The value objects of the catalog: specs, parameters, issues and sizes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

type Value = str | int | float | bool | list[str]
type Json = dict[str, Any]

type Kind = Literal["string", "integer", "number", "boolean", "image", "images"]
type Widget = Literal[
    "prompt",
    "slider",
    "select",
    "shapes",
    "segments",
    "switch",
    "seed",
    "number",
    "picture",
    "pictures",
    "text",
    "count",
    "boxes",
    "loras",
]
type Mode = Literal["generate", "edit"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One field of a spec, as the API documents it.

    `name` is the documented name and `title` the label. `default` is None if none is documented; "not set" is then a
    choice. `role` is the meaning of the parameter, whatever an API calls it (`steps` and `num_inference_steps` share
    the role `steps`), so that values can be carried over from one spec to another. `items` is what each line of a text
    can name, where one server has said so.
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
    items: tuple[str, ...] = ()
    min_length: int | None = None
    max_length: int | None = None
    max_items: int | None = None
    group: Literal["main", "advanced"] = "main"

    @property
    def is_named_alike(self) -> bool:
        """Whether the API's name says the same as the label, such as `seed` for "Seed"."""
        return self.name.lower().replace("_", " ") == self.title.lower()


@dataclass(frozen=True, slots=True)
class Example:
    """An example prompt for a use case in the model's documentation."""

    title: str
    prompt: str


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One entry of the catalog: a dialect, model and mode with the schema of its parameters.

    `id` is for example `onemin/flux-2-flex/edit`. `model` is the API's name for the model, `slug` its short form and
    `title` its name on the page. `summary` says in one line what it is for. `schema` is the JSON Schema of the params.
    `profile` names what the model's server does differently, where many servers speak one dialect. `json_prompt` says
    that the makers of the model document prompts in JSON.
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
    # Specs are keys of caches, and a dict cannot be hashed.
    schema: Mapping[str, Any] = field(repr=False, hash=False, compare=False)
    profile: str = ""
    json_prompt: bool = False

    @property
    def form_parameters(self) -> tuple[Parameter, ...]:
        """The parameters that a form shows: all but the API's own number of pictures, since a form counts requests."""
        # Two numbers would multiply. With one request for each picture, every picture has a seed of its own.
        return tuple(parameter for parameter in self.parameters if parameter.role != "count")

    def get(self, name: str) -> Parameter | None:
        return next((parameter for parameter in self.parameters if parameter.name == name), None)

    def by_role(self, role: str) -> Parameter | None:
        """Return the parameter with the role (`prompt`, `picture`, `ratio`, `steps`, `seed`…), or None."""
        return next((parameter for parameter in self.parameters if parameter.role == role), None)


@dataclass(frozen=True, slots=True)
class Issue:
    """An error in one parameter: its documented name and a sentence with the value and the limit."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"
