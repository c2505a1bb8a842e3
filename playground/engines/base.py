"""What an engine is: a request goes in, progress is reported, pictures come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from playground.catalog.spec import ModelSpec, Size, Value


@dataclass(frozen=True, slots=True)
class InputPicture:
    """An input picture in the order given: its encoded bytes (PNG, JPEG or WebP) and its size in pixels."""

    content: bytes = field(repr=False)
    size: Size


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """All that an engine needs for one generation.

    `resolved` holds every parameter with its default filled in; `params` only what was asked, and the seed, without the
    pictures: what a remote API is sent. `seed` is the first picture's, each further one of `count` takes the next;
    `size` is the size in pixels that each picture must have.
    """

    spec: ModelSpec
    resolved: Mapping[str, Value]
    seed: int
    size: Size
    inputs: tuple[InputPicture, ...] = ()
    count: int = 1
    params: Mapping[str, Value] = field(default_factory=dict)

    def by_role(self, role: str) -> Value | None:
        """Return the resolved value of the parameter that plays the role, or None where the spec has none."""
        parameter = self.spec.by_role(role)
        return self.resolved.get(parameter.name) if parameter else None


@dataclass(frozen=True, slots=True)
class EnginePicture:
    """One finished picture: encoded bytes, `png`, `jpg` or `webp`, its size in pixels and the seed behind it."""

    content: bytes = field(repr=False)
    format: str
    size: Size
    seed: int


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What an engine made; `notes` keeps what it has to say (`rewritten_prompt`), `cost` is in US dollars if known."""

    pictures: tuple[EnginePicture, ...]
    notes: Mapping[str, str] = field(default_factory=dict)
    cost: float | None = None


class Progress(Protocol):
    """Tells how far the work is and, where an engine can show one, how the picture looks so far.

    `fraction` runs from 0 to 1, or is None where it is not known; `stage` is a few words for the page. The call
    raises `Cancelled` when the person asked to stop: an engine calls it often and lets that pass through.
    """

    def __call__(self, fraction: float | None, stage: str) -> None: ...


class Engine(Protocol):
    """A source of pictures."""

    name: str

    def run(self, request: EngineRequest, progress: Progress) -> EngineResult:
        """Make the pictures, or raise an `EngineError`."""
        ...
