"""How well typed words fit a name: all of them must, in any order, by their beginnings or by some of their letters."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

# More words than that find nothing that fewer would not.
MOST_WORDS = 8
LONGEST_TYPED = 200
# Two letters in their order are in too many words.
_SHORTEST_LOOSE = 3
_WORD = re.compile(r"[^\W_]+")
_BEGINS, _CONTAINS, _LOOSE = 3.0, 2.0, 1.0


def split_words(text: str) -> list[str]:
    """Return the words of a text without capitals and accents."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_TYPED]).casefold()
    return _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))[:MOST_WORDS]


def rate(typed: Sequence[str], name: Sequence[str]) -> float:
    """Return how well the typed words fit those of a name, 0 if one does not."""
    total = 0.0
    for word in typed:
        best = max((_rate_word(word, other, place) for place, other in enumerate(name)), default=0.0)
        if not best:
            return 0.0
        total += best
    return total / len(typed) if typed else 1.0


def best_matches[Item](typed: str, items: Iterable[Item], name: Callable[[Item], str], most: int) -> list[Item]:
    """Return the items whose names fit best, at most this many; without words the first ones."""
    words = split_words(typed)
    rated = [(rate(words, split_words(name(item))), item) for item in items]
    # The sort keeps the order of items that fit equally well.
    return [item for rating, item in sorted(rated, key=lambda pair: -pair[0]) if rating][:most]


def _rate_word(typed: str, word: str, place: int) -> float:
    # Earlier words say more, and of two that begin alike the shorter one is nearer.
    bonus = 0.5 / (1 + place) + 0.4 * len(typed) / max(len(word), len(typed))
    if word.startswith(typed):
        return _BEGINS + bonus
    if typed in word:
        return _CONTAINS + bonus
    if len(typed) >= _SHORTEST_LOOSE and word.startswith(typed[0]) and _has_in_order(word, typed):
        return _LOOSE + bonus
    return 0.0


def _has_in_order(word: str, letters: str) -> bool:
    rest = iter(word)
    return all(letter in rest for letter in letters)
