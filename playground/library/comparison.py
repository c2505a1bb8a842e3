"""What differs among two to eight generations: the values of their parameters, and the words of their prompts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from playground.catalog.spec import Value
from playground.generations.models import Generation
from playground.library.differences import describe_values
from playground.library.word_difference import WordDifference, compare_words

FEWEST, MOST = 2, 8
# All comparisons of one page; each has its own limit, too.
MOST_COMPARED_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """A parameter: its title, and its value for each generation, None where the model does not have it.

    `unusual` says for each whether it differs from the value that several have: where all differ, none is unusual.
    """

    key: str
    title: str
    values: Sequence[Value | None]
    unusual: Sequence[bool]
    differs: bool


@dataclass(frozen=True, slots=True)
class ComparedPrompt:
    """A prompt, the places of the generations that have it, and what differs in it from the usual one.

    `words` is None for the usual prompt, and where the prompts are too long to be compared.
    """

    text: str
    places: Sequence[int]
    words: WordDifference | None = None


@dataclass(frozen=True)
class Comparison:
    """What differs among generations; each part is compared on first use."""

    generations: Sequence[Generation]

    @cached_property
    def values(self) -> Sequence[ComparedValue]:
        """The parameters that any of them has. The same role is the same parameter, whatever the models call it."""
        described = [describe_values(generation) for generation in self.generations]
        titles = {key: title for values in reversed(described) for key, (title, _) in values.items()}
        # In the order in which the models list them, those of the first model first.
        keys = list(dict.fromkeys(key for values in described for key in values))
        return [
            compare_values(key, titles[key], [values.get(key, ("", None))[1] for values in described]) for key in keys
        ]

    @cached_property
    def prompts(self) -> Sequence[ComparedPrompt]:
        """The prompts, each once: first the usual one, then the others in their order."""
        texts = [generation.prompt for generation in self.generations]
        usual = texts[find_usual(texts)]
        places = {text: [place for place, other in enumerate(texts) if other == text] for text in texts}
        left = MOST_COMPARED_CHARACTERS
        prompts = [ComparedPrompt(usual, places.pop(usual))]
        for text, found in places.items():
            # A person reads short prompts; those of any length must not take the time of eight long ones.
            left -= len(usual) + len(text)
            prompts.append(ComparedPrompt(text, found, compare_words(usual, text) if left >= 0 else None))
        return prompts


def compare_values(key: str, title: str, values: Sequence[Value | None]) -> ComparedValue:
    """Return the values of one parameter, with those that are unusual."""
    kinds = [kind_of(value) for value in values]
    usual = kinds[find_usual(kinds)]
    is_shared = kinds.count(usual) > 1
    differs = any(kind != usual for kind in kinds)
    return ComparedValue(key, title, values, [is_shared and kind != usual for kind in kinds], differs)


def find_usual(values: Sequence[object]) -> int:
    """Return the place of the value that most have; where several are as frequent, of the first of them."""
    counts = [values.count(value) for value in values]
    return counts.index(max(counts))


def kind_of(value: object) -> object:
    """Return what is equal for equal values only: in Python `True` equals 1, and a list cannot be hashed."""
    if isinstance(value, list):
        return tuple(kind_of(one) for one in value)
    if isinstance(value, dict):
        return tuple(sorted((name, kind_of(one)) for name, one in value.items()))
    return (isinstance(value, bool), value)
