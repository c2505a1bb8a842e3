"""What differs between two generations: the words of their prompts, and the values of their parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from playground.catalog.spec import Value
from playground.generations.models import Generation
from playground.library.word_difference import WordDifference, compare_words

# What is compared as words, and what is shown as pictures.
_NOT_VALUES = ("prompt", "picture")


@dataclass(frozen=True, slots=True)
class ValueDifference:
    """A parameter with another value: what pages call it, and both values; None where the model does not have it."""

    title: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True)
class Difference:
    """What differs between two generations; the words are compared on first use."""

    before: Generation
    after: Generation

    @cached_property
    def words(self) -> WordDifference:
        """What differs in the prompts."""
        return compare_words(self.before.prompt, self.after.prompt)

    @cached_property
    def values(self) -> Sequence[ValueDifference]:
        """The parameters with different values. The same role is the same parameter, whatever the models call it."""
        before, after = describe_values(self.before), describe_values(self.after)
        differing = [key for key in after | before if before.get(key, ("", None))[1] != after.get(key, ("", None))[1]]
        nothing = ("", None)
        return [
            ValueDifference((after.get(key) or before[key])[0], before.get(key, nothing)[1], after.get(key, nothing)[1])
            for key in differing
        ]

    @property
    def has_other_model(self) -> bool:
        """Whether different models, or the same one in another mode or by another API, made the two."""
        return self.before.spec_id != self.after.spec_id


def describe_values(generation: Generation) -> dict[str, tuple[str, Value | None]]:
    """Return the title and the value of each parameter that shaped the picture."""
    spec, resolved = generation.spec, generation.resolved
    if spec is None:
        return {name: (name, value) for name, value in resolved.items() if name not in ("prompt", "imageUrl")}
    return {
        parameter.role or parameter.name: (parameter.title, resolved[parameter.name])
        for parameter in spec.parameters
        if parameter.name in resolved and parameter.role not in _NOT_VALUES
    }
