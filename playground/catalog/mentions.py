"""Mentions of reference pictures in a prompt, such as "image 2": found, and renumbered when the pictures move.

The public APIs document "image 2" and "reference image 2", fal also "@image2"; people write "the second image" as well.
`static/js/mentions.js` does the same in the page, and a test compares the two.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

# Of a prompt, the characters that are read. No model takes as many.
MOST_READ = 40_000
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
# A number is not part of a word, a fraction, a ratio or a size: "image 3D", "image 16:9", "image 1.5x".
_AFTER = r"(?![0-9A-Za-z_%]|[.:/][0-9])"
_STRICT = r"(?:(?:reference|input|source)[ _-])?(?:images?|img)"
_LOOSE = r"(?:pictures?|photos?|references?)"
NUMBERED = re.compile(
    rf"(?<![0-9A-Za-z_])@?(?:({_STRICT})|{_LOOSE})[ _-]?(?:no\. ?|number |# ?)?([1-9][0-9]?){_AFTER}", re.IGNORECASE
)
# What follows in "images 1, 2 and 4" and in "images 1-3".
_NEXT = re.compile(rf"( ?, ?(?:and |or )?| and | or | ?& ?| ?\+ ?| to | ?[-–] ?)([1-9][0-9]?){_AFTER}", re.IGNORECASE)
# A list goes on only after a noun in the plural: "image 1, 2 dogs" names one picture.
_PLURAL = re.compile(r"(?:images|pictures|photos|references)\b", re.IGNORECASE)
ORDINAL = re.compile(
    rf"(?<![0-9A-Za-z_-])(?:({'|'.join(ORDINALS)})|([1-9][0-9]?)(?:st|nd|rd|th))"
    r" (?:reference |input )?(?:image|picture|photo|reference)(?![0-9A-Za-z_-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a prompt that names one picture, or with `last` a range of them; `start` and `end` are the words.

    From `figure` to `figure_end` is what changes with the number. Some words name a picture only where there are any:
    "picture 2" may be an order to picture two of something. These are not `strict`.
    """

    start: int
    end: int
    figure: int
    figure_end: int
    number: int
    last: int = 0
    strict: bool = True

    @property
    def numbers(self) -> range:
        return range(self.number, max(self.number, self.last) + 1)


def find_mentions(prompt: str) -> list[Mention]:
    """Return the mentions in the order of the text."""
    text = prompt[:MOST_READ]
    found = [mention for match in NUMBERED.finditer(text) for mention in _read_list(text, match)]
    found += [_read_ordinal(match) for match in ORDINAL.finditer(text)]
    return sorted(found, key=lambda mention: mention.start)


def _read_list(text: str, match: re.Match[str]) -> Iterator[Mention]:
    end, strict = match.end(), match[1] is not None
    now: Mention | None = Mention(match.start(), end, match.start(2), end, int(match[2]), strict=strict)
    is_plural = _PLURAL.search(match[0]) is not None
    while is_plural and (following := _NEXT.match(text, end)):
        number, start, end = int(following[2]), following.start(2), following.end()
        if now and following[1].strip() in ("-", "–", "to") and number > now.number:
            yield replace(now, end=end, figure_end=end, last=number)
            now = None
            continue
        if now:
            yield now
        now = Mention(start, end, start, end, number, strict=strict)
    if now:
        yield now


def _read_ordinal(match: re.Match[str]) -> Mention:
    number = ORDINALS.index(match[1].lower()) + 1 if match[1] else int(match[2])
    # With the letters of "2nd", which change with the number.
    figure_end = match.start() + match[0].index(" ")
    return Mention(match.start(), match.end(), match.start(), figure_end, number, strict=False)


def named_numbers(prompt: str, *, strict: bool = False) -> set[int]:
    """Return the numbers of the pictures that are named; with `strict` only by words that mean nothing else."""
    return {number for found in find_mentions(prompt) if found.strict or not strict for number in found.numbers}


def find_moves(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Return the new number of each picture that has another one, by its old number.

    A picture that was removed has a number after those that are there, so that its mention names none of them.
    """
    order = [*after, *(key for key in before if key not in after)]
    numbers = {number: order.index(key) + 1 for number, key in enumerate(before, start=1)}
    return {old: new for old, new in numbers.items() if old != new}


def renumber(prompt: str, moves: Mapping[int, int]) -> str:
    """Return the prompt with the new numbers of pictures, by their old ones."""
    parts, end = [], 0
    for mention in find_mentions(prompt):
        if not any(number in moves for number in mention.numbers):
            continue
        parts += [prompt[end : mention.figure], _write(prompt, mention, moves)]
        end = mention.figure_end
    return "".join([*parts, prompt[end:]])


def _write(prompt: str, mention: Mention, moves: Mapping[int, int]) -> str:
    words = prompt[mention.figure : mention.figure_end]
    numbers = sorted(moves.get(number, number) for number in mention.numbers)
    if mention.last:
        if numbers == list(range(numbers[0], numbers[-1] + 1)):
            between = words.strip("0123456789")
            return f"{numbers[0]}{between}{numbers[-1]}"
        return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
    if words.isdecimal():
        return str(numbers[0])
    return _write_ordinal(words, numbers[0])


def _write_ordinal(words: str, number: int) -> str:
    if words[0].isdecimal() or number > len(ORDINALS):
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 != 1 else 0, "th")
        return f"{number}{ending}"
    word = ORDINALS[number - 1]
    return word.capitalize() if words[0].isupper() else word
