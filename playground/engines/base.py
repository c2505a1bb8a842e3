"""The interface of an engine: a request goes in, progress is reported, pictures come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from playground.catalog.spec import ModelSpec, Size, Value

# What became of the wish to cancel a job: the API has taken it, has refused it, could not be asked, or cannot cancel.
type CancelOutcome = Literal["taken", "refused", "not asked", "impossible"]


def describe_job(id: str) -> str:
    """Return the sentence with which a person finds a job among those of the account, or "" without an id."""
    return f"The job's id there is {id}." if id else ""


@dataclass(frozen=True, slots=True)
class InputPicture:
    """An input picture in the order given: its encoded bytes (PNG, JPEG or WebP) and its size in pixels."""

    # Left out of `repr`, which ends up in logs and error reports: a picture has megabytes.
    content: bytes = field(repr=False)
    size: Size


@dataclass(frozen=True, slots=True)
class EngineRequest:
    """What an engine needs for one generation.

    `resolved` holds every parameter with defaults filled in. `params` is what a remote API is sent: the parameters that
    were set, and the seed, without the pictures. `seed` is that of the first picture; each further one of `count` uses
    the next number. `size` is the size in pixels that each picture must have.
    """

    spec: ModelSpec
    resolved: Mapping[str, Value]
    seed: int
    size: Size
    inputs: tuple[InputPicture, ...] = ()
    count: int = 1
    params: Mapping[str, Value] = field(default_factory=dict)

    def by_role(self, role: str) -> Value | None:
        """Return the resolved value of the parameter with that role, or None where the spec has none."""
        parameter = self.spec.by_role(role)
        return self.resolved.get(parameter.name) if parameter else None


@dataclass(frozen=True, slots=True)
class EnginePicture:
    """One finished picture: its bytes, format (`png`, `jpg` or `webp`) and seed. Its size is read from the bytes."""

    content: bytes = field(repr=False)
    format: str
    seed: int


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What an engine made. `notes` holds its remarks, such as `rewritten_prompt`; `cost` is in US dollars if known."""

    pictures: tuple[EnginePicture, ...]
    notes: Mapping[str, str] = field(default_factory=dict)
    cost: float | None = None


class Progress(Protocol):
    """Reports the progress of an engine.

    `fraction` is from 0 to 1, or None where it is not known; `stage` is a few words for the page. The call raises
    `Cancelled` when the person has cancelled: an engine calls it often and does not catch that.
    """

    def __call__(self, fraction: float | None, stage: str) -> None: ...


class Engine(Protocol):
    """A source of pictures."""

    name: str

    def run(self, request: EngineRequest, progress: Progress) -> EngineResult:
        """Make the pictures, or raise an `EngineError`."""
        ...
