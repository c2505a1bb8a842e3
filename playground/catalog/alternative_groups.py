"""The prompts of a text with alternatives: walked through in a stable order without expanding any ahead, or sampled."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice
from math import prod
from random import Random

# How often a sample draws for each prompt that it needs: later ones repeat earlier ones ever more often.
DRAWS = 30


@dataclass(frozen=True, slots=True)
class Prompt:
    """One of the prompts, and its pieces: each with whether it is in place of a group."""

    text: str
    pieces: tuple[tuple[str, bool], ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """What it has in place of each group: the words by which it differs from the others."""
        return tuple(text.strip() for text, is_chosen in self.pieces if is_chosen)


@dataclass(frozen=True, slots=True)
class Option:
    parts: "tuple[str | Group, ...]"
    weight: float = 1

    @property
    def groups(self) -> "list[Group]":
        return [part for part in self.parts if isinstance(part, Group)]

    @property
    def count(self) -> int:
        return prod(group.count for group in self.groups)

    def walk(self) -> Iterator[str]:
        return (_join(pieces) for pieces in _cross([_walker(part) for part in self.parts]))

    def draw(self, random: Random) -> str:
        return _join([part if isinstance(part, str) else part.draw(random) for part in self.parts])


@dataclass(frozen=True)
class Group:
    """Some of the options: exactly one where there is no `separator`."""

    options: tuple[Option, ...]
    fewest: int = 1
    most: int = 1
    separator: str | None = None

    @cached_property
    def depth(self) -> int:
        """How many levels of groups there are in it, with its own."""
        return 1 + max((inner.depth for option in self.options for inner in option.groups), default=0)

    @cached_property
    def count(self) -> int:
        """The number of its texts: for each allowed number of options, the ways to choose them and to expand those."""
        ways = [1] + [0] * self.most
        for option in self.options:
            for chosen in range(self.most, 0, -1):
                ways[chosen] += ways[chosen - 1] * option.count
        return sum(ways[self.fewest :])

    def walk(self) -> Iterator[str]:
        for number in range(self.fewest, self.most + 1):
            for chosen in combinations(self.options, number):
                yield from (self._write(texts) for texts in _cross([option.walk for option in chosen]))

    def draw(self, random: Random) -> str:
        number = random.randint(self.fewest, self.most)
        # The largest of these are a weighted sample without repetition.
        ranks = [(random.random() ** (1 / option.weight), place) for place, option in enumerate(self.options)]
        chosen = sorted(place for _, place in sorted(ranks, reverse=True)[:number])
        return self._write([self.options[place].draw(random) for place in chosen])

    def _write(self, texts: Sequence[str]) -> str:
        if self.separator is None:
            return texts[0]
        return self.separator.join(text.strip() for text in texts if text.strip())


@dataclass(frozen=True)
class Alternatives:
    """A prompt that was read; `groups` is how many groups it has, at all levels."""

    parts: Sequence[str | Group]
    groups: int

    @cached_property
    def count(self) -> int:
        """How many prompts it makes; a few may be equal."""
        return prod(part.count for part in self.parts if isinstance(part, Group))

    @property
    def first(self) -> str:
        """The first prompt; of a prompt without alternatives, the only one."""
        return next(self._walk()).text

    def expand(self, limit: int) -> list[Prompt]:
        """Return the first prompts, in the order in which the last group changes fastest, each once."""
        return list({prompt.text: prompt for prompt in islice(self._walk(), limit)}.values())

    def sample(self, number: int, seed: int) -> list[Prompt]:
        """Return up to `number` different prompts, drawn by the weights, always the same for the same seed."""
        if self.count <= number:
            return self.expand(number)
        random, found = Random(f"alternatives {seed}"), dict[str, Prompt]()  # noqa: S311 – chooses words
        for _ in range(DRAWS * number):
            prompt = self._write([part if isinstance(part, str) else part.draw(random) for part in self.parts])
            found.setdefault(prompt.text, prompt)
            if len(found) == number:
                return list(found.values())
        # Weights can make some so rare that they are not drawn.
        for prompt in islice(self._walk(), DRAWS * number):
            found.setdefault(prompt.text, prompt)
        return list(found.values())[:number]

    def _walk(self) -> Iterator[Prompt]:
        return (self._write(pieces) for pieces in _cross([_walker(part) for part in self.parts]))

    def _write(self, pieces: Sequence[str]) -> Prompt:
        pairs = zip(self.parts, pieces, strict=True)
        return Prompt(_join(pieces), tuple((piece, isinstance(part, Group)) for part, piece in pairs))


def _walker(part: str | Group) -> Callable[[], Iterator[str]]:
    return part.walk if isinstance(part, Group) else lambda: iter((part,))


def _cross(walks: Sequence[Callable[[], Iterator[str]]]) -> Iterator[tuple[str, ...]]:
    """Yield every combination of the texts, the last one changing fastest. Nothing is expanded ahead."""
    if not walks:
        yield ()
        return
    open_, texts = [walks[0]()], list[str]()
    while open_:
        text = next(open_[-1], None)
        if text is None:
            open_.pop()
            if texts:
                texts.pop()
        elif len(open_) == len(walks):
            yield (*texts, text)
        else:
            texts.append(text)
            open_.append(walks[len(texts)]())


def _join(pieces: Sequence[str]) -> str:
    """Join texts. Where an option is empty or has spaces around it, the two spaces beside each other become one."""
    joined = pieces[0] if pieces else ""
    for piece in pieces[1:]:
        joined += piece[1:] if piece.startswith(" ") and (not joined or joined.endswith(" ")) else piece
    return joined
