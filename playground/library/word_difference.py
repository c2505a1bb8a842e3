"""What differs between two texts, word by word, with a limit to the work for texts of any length.

difflib takes cubic time at worst, so only short stretches are compared word by word. What is longer is first compared
sentence by sentence, and a stretch with too many sentences counts as replaced.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

# Of each text; what comes after is not compared.
MOST_CHARACTERS = 100_000
# Of the product of the lengths of two stretches that are compared directly, and of all comparisons together.
_MOST_PAIRS = 62_500
_MOST_PAIRS_IN_ALL = 125_000
# A word with the space after it, or one other character, so that the parts make up the whole text.
_WORDS = re.compile(r"\w++\s*+|\W\s*+")
_SENTENCES = re.compile(r"[^.!?;,\n]++[.!?;,\n]*+\s*+|[.!?;,\n]++\s*+")

# A kind, `same` or `replace`, and the words of both texts.
type _Step = tuple[str, Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch that both texts have (`same`), that only the first has (`removed`), or only the second (`added`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class WordDifference:
    """The parts in their order; `is_cut` says that the texts are longer than what was compared."""

    parts: Sequence[Part]
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the texts are the same."""
        return all(part.kind == "same" for part in self.parts)


def compare_words(before: str, after: str) -> WordDifference:
    """Return what differs between two texts."""
    is_cut = max(len(before), len(after)) > MOST_CHARACTERS
    first, second = before[:MOST_CHARACTERS], after[:MOST_CHARACTERS]
    if first == second:
        return WordDifference([Part("same", first)] if first else [], is_cut)
    steps = _Comparison().compare(_WORDS.findall(first), _WORDS.findall(second))
    return WordDifference(_merge(steps), is_cut)


class _Comparison:
    """One comparison, which does not take more work in all than its budget."""

    def __init__(self) -> None:
        self._left = _MOST_PAIRS_IN_ALL

    def compare(self, first: Sequence[str], second: Sequence[str]) -> Iterator[_Step]:
        """Yield the steps from one list of words to the other."""
        start, end = _count_alike(first, second)
        yield "same", first[:start], second[:start]
        yield from self._compare_middle(first[start : len(first) - end], second[start : len(second) - end])
        yield "same", first[len(first) - end :], second[len(second) - end :]

    def _compare_middle(self, first: Sequence[str], second: Sequence[str]) -> Iterator[_Step]:
        if len(first) * len(second) <= _MOST_PAIRS:
            yield from self._match(first, second)
            return
        sentences = [_SENTENCES.findall("".join(words)) for words in (first, second)]
        for kind, left, right in self._match(*sentences):
            words = [_WORDS.findall("".join(part)) for part in (left, right)]
            if kind == "replace" and len(words[0]) * len(words[1]) <= _MOST_PAIRS:
                yield from self._match(*words)
            else:
                yield kind, left, right

    def _match(self, first: Sequence[str], second: Sequence[str]) -> Iterator[_Step]:
        pairs = len(first) * len(second)
        if pairs > min(_MOST_PAIRS, self._left):
            yield "replace", first, second
            return
        self._left -= pairs
        # A word at the end has no space after it, and is the same word.
        keys, others = ([word.rstrip() for word in words] for words in (first, second))
        for tag, a, b, c, d in SequenceMatcher(None, keys, others, autojunk=False).get_opcodes():
            yield "same" if tag == "equal" else "replace", first[a:b], second[c:d]


def _count_alike(first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    """Return how many words at the beginning and at the end are the same."""
    most = min(len(first), len(second))
    start = next((index for index in range(most) if first[index] != second[index]), most)
    most -= start
    end = next((index for index in range(most) if first[-1 - index] != second[-1 - index]), most)
    return start, end


def _merge(steps: Iterator[_Step]) -> list[Part]:
    """Return the steps as parts, without empty ones, and with neighbours of the same kind joined."""
    parts: list[Part] = []
    for kind, left, right in steps:
        # A word at the end of a text has no space after it, but may be followed by a word of the other text.
        both = [max(pair, key=len) for pair in zip(left, right, strict=False)]
        named = [("same", both)] if kind == "same" else [("removed", left), ("added", right)]
        for name, words in named:
            text = "".join(words)
            if parts and parts[-1].kind == name:
                parts[-1] = replace(parts[-1], text=parts[-1].text + text)
            elif text:
                parts.append(Part(name, text))
    # Between a word that went and one that came there must be a space, even where one of them ended the text.
    return [
        replace(part, text=f"{part.text} ") if part.kind == "removed" and _touches(part, following) else part
        for part, following in pairwise([*parts, Part("", "")])
    ]


def _touches(part: Part, following: Part) -> bool:
    return bool(following.text) and part.text[-1:].isalnum() and following.text[:1].isalnum()
