"""The values of pasted code, which is read and never run: JSON values, and what only running the code would give."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import islice
from typing import Any

# Code can double a text or a list with every line, so what an expression gives is limited, and not only the code.
LONGEST_TEXT = 256 * 1024
MOST_VALUES = 10_000
# A JSON body has three or four levels.
DEEPEST = 60
LONGEST_SOURCE = 60


# The same for everything that one reading makes: values that are made or looked at, and characters of texts.
MOST_STEPS = 200_000
MOST_CHARACTERS = 2 * 1024 * 1024


class TooComplex(Exception):
    """The code is too large or too deeply nested to be read."""


@dataclass(slots=True)
class Budget:
    """What is left for a reading."""

    steps: int = MOST_STEPS
    characters: int = MOST_CHARACTERS


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def limit_work() -> Iterator[None]:
    """Let the block raise `TooComplex` when it has made more than one reading may."""
    token = _budget.set(Budget())
    try:
        yield
    finally:
        _budget.reset(token)


def spend(steps: int = 1, characters: int = 0) -> None:
    """Take work from the budget of the reading; raise `TooComplex` if nothing is left."""
    budget = _budget.get()
    if budget is None:
        return
    budget.steps -= steps
    budget.characters -= characters
    if budget.steps < 0 or budget.characters < 0:
        raise TooComplex


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that only running the code would give.

    `source` is how the code calls it. `texts` are the texts within it, such as the name of a file that it reads or a
    default. `choices` are the values that a loop gives it, one after the other.
    """

    source: str
    texts: tuple[str, ...] = ()
    choices: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Mixed:
    """A text of which some parts are unread."""

    parts: tuple[str | Unread, ...]

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else f"{{{part.source}}}" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Dumped:
    """The JSON text of a value, kept as the value: what `JSON.stringify` and `json.dumps` return."""

    value: Any


type Text = str | Mixed | Unread


def unread(source: str, texts: Iterable[str] = (), choices: Iterable[Any] = ()) -> Unread:
    """Return an unread value with its source on one line, shortened."""
    line = " ".join(source[: 4 * LONGEST_SOURCE].split())
    shown = line if len(line) <= LONGEST_SOURCE else f"{line[: LONGEST_SOURCE - 1]}…"
    found = Unread(shown, tuple(texts), tuple(choices))
    spend(1 + len(found.texts) + len(found.choices))
    return found


def join(parts: Iterable[Any]) -> Text:
    """Return the concatenation; numbers are written as JSON writes them."""
    flat: list[str | Unread] = []
    # Texts in a row are joined at once, because adding them one by one takes quadratic time.
    run: list[str] = []
    length = 0
    for part in parts:
        before = length
        pieces = _pieces(part)
        for piece in pieces:
            if isinstance(piece, Unread):
                flat += [*_flush(run), piece]
            else:
                run.append(piece)
            length += len(piece) if isinstance(piece, str) else 1
        spend(len(pieces), length - before)
        if length > LONGEST_TEXT:
            raise TooComplex
    flat += _flush(run)
    if all(isinstance(piece, str) for piece in flat):
        return "".join(map(str, flat))
    return flat[0] if len(flat) == 1 and isinstance(flat[0], Unread) else Mixed(tuple(flat))


def _flush(run: list[str]) -> list[str]:
    text = "".join(run)
    run.clear()
    return [text] if text else []


def _pieces(part: Any) -> Sequence[str | Unread]:  # noqa: ANN401
    if isinstance(part, Mixed):
        return part.parts
    if isinstance(part, Unread | str):
        return (part,)
    if isinstance(part, bool) or part is None:
        return ({True: "true", False: "false", None: "null"}[part],)
    if isinstance(part, int | float):
        return (_write_number(part),)
    return (unread("a value"),)


def _write_number(number: float) -> str:
    # Python refuses to write an integer of thousands of digits.
    return str(number) if abs(number) < 1e300 else "a huge number"


def add(left: Any, right: Any) -> Any:  # noqa: ANN401
    """Return `left + right` as both JavaScript and Python mean it: of numbers, texts or lists."""
    numbers = (int, float)
    if type(left) in numbers and type(right) in numbers:
        return left + right if abs(left) < 2**53 and abs(right) < 2**53 else unread("a sum")
    if isinstance(left, list) and isinstance(right, list):
        if len(left) + len(right) > MOST_VALUES:
            raise TooComplex
        spend(len(left) + len(right))
        return [*left, *right]
    return join([left, right])


def plain_text(value: Any) -> str:  # noqa: ANN401
    """Return a text with `{…}` for what is unread, and "" for anything else."""
    if isinstance(value, Unread):
        return f"{{{value.source}}}"
    return str(value) if isinstance(value, str | Mixed) else ""


def whole_text(text: str) -> str:
    """Return the text with each pair of surrogates as one character, and halves without a partner replaced.

    Code writes them as escapes, one by one. Neither a page nor a database can have a half.
    """
    return text if text.isprintable() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def make_whole(value: Any) -> Any:  # noqa: ANN401
    """Return the value with whole texts; its depth was checked by `check_size`."""
    if isinstance(value, str):
        return whole_text(value)
    if isinstance(value, Unread):
        choices = (whole_text(item) if isinstance(item, str) else item for item in value.choices)
        return Unread(whole_text(value.source), tuple(map(whole_text, value.texts)), tuple(choices))
    if isinstance(value, Mixed):
        return Mixed(tuple(map(make_whole, value.parts)))
    if isinstance(value, Mapping):
        return {make_whole(name): make_whole(item) for name, item in value.items()}
    return list(map(make_whole, value)) if isinstance(value, list) else value


def list_texts(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield every text in the value, also the texts of what is unread. A value may be huge, so they are limited."""
    waiting, seen = [value], 0
    while waiting and seen < MOST_VALUES:
        item = waiting.pop()
        seen += 1
        spend()
        if isinstance(item, str):
            yield item
        elif isinstance(item, Unread):
            spend(len(item.texts))
            yield from item.texts
        elif isinstance(item, Mixed):
            waiting.extend(item.parts[:MOST_VALUES])
        elif isinstance(item, Dumped):
            waiting.append(item.value)
        elif isinstance(item, Mapping):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


def first_texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return some texts of a value, for an unread value that is made of it."""
    return tuple(islice(list_texts(value), 20))


def check_size(value: Any) -> None:  # noqa: ANN401
    """Raise `TooComplex` if the value has too many parts or too many levels, or is too long when it is written."""
    # The same list may be part of itself many times over, so parts are counted as often as they would be written.
    waiting: list[tuple[Any, int]] = [(value, 0)]
    seen = length = 0
    while waiting:
        item, depth = waiting.pop()
        seen += 1
        spend()
        length += len(item) if isinstance(item, str) else 0
        if seen > MOST_VALUES or depth > DEEPEST or length > LONGEST_TEXT:
            raise TooComplex
        if isinstance(item, Mapping):
            length += sum(len(name) for name in item)
            waiting.extend((inner, depth + 1) for inner in item.values())
        elif isinstance(item, list):
            waiting.extend((inner, depth + 1) for inner in item)
