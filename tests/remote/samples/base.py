"""What a dialect brings to the tests of the remote engine; CONTRIBUTING.md says how a new one joins them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from playground.standins.server import Request, Step

JOB = "0a4b1c3e-1111-4222-8333-444455556666"
LINK = "https://cdn.example.com/one.png"

# The answers of a stand-in by step: of each step in order, as JSON.
type Answers = Callable[[Step], list[Any]]


@dataclass(frozen=True)
class Sent:
    """What a request asks for, whatever wrapping the API has."""

    params: Mapping[str, Any] = field(default_factory=dict)
    pictures: int = 0


@dataclass(frozen=True)
class Said:
    """What an API tells of a finished picture; `is_job` where it named a job that was polled."""

    id: str
    cost: float | None = None
    seed: int | None = None
    is_job: bool = True


@dataclass(frozen=True)
class End:
    """An answer with which a job ends without a picture, made of one of success, and what comes of it.

    `tries` is how often that step is tried. Nothing is paid where `is_paid` is False.
    """

    name: str
    step: Step
    change: Callable[[Any], object]
    code: str
    words: str
    tries: int = 1
    is_charge_told: bool = False
    is_paid: bool = True


@dataclass(frozen=True)
class Sample:
    """Answers and requests of one dialect.

    `order` is a spec and the least params that make a small picture. `successes` are the answers of success from the
    API's documents by step, in order: `submit`, then `poll` and `result` where the API has them. They are of the job
    `JOB` where the API has ids; a picture is at `LINK`.

    `name_pictures` puts other addresses, or other Base64 texts, in the place of the pictures that the last of these
    answers names; an empty list means that it names none. `say_status` puts another word for the status into an answer
    of any step; it is None where an API has none, and `at_work` is the word of a job that is not finished.

    `edit` is a spec and its parameter for pictures, where the API takes them by uploads. `read_sent` and `read_said`
    read a request and the answers of the stand-in, by themselves and not with the dialect. `standin` are attributes of
    the stand-in in the fault table, such as the `seconds` that a picture takes, so that each step really happens.
    """

    dialect: str
    order: tuple[str, Mapping[str, Any]]
    successes: Mapping[Step, Any]
    name_pictures: Callable[[Any, Sequence[str]], object]
    read_sent: Callable[[Request], Sent]
    read_said: Callable[[Answers], Said]
    say_status: Callable[[Any, str], object] | None = None
    at_work: str = ""
    edit: tuple[str, str] | None = None
    ends: tuple[End, ...] = ()
    has_ids: bool = True
    standin: Mapping[str, Any] = field(default_factory=dict)

    @property
    def naming_step(self) -> Step:
        """The step whose answer names the pictures."""
        return list(self.successes)[-1]
