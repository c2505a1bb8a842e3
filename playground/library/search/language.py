"""The language of a search as text: reads it into terms with their places, and writes terms as text.

It knows no filter and no value: every text is read in one pass, and what its terms mean is decided in `meaning.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

# As long as a saved search may be.
LONGEST_SEARCH = 1000
MOST_TERMS = 50
# Characters that would end a value, so that it is written between quotation marks.
_ENDS_VALUE = frozenset('", ')


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a term, or the word or phrase itself; `quoted` if it is between quotation marks."""

    text: str
    quoted: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a phrase or a filter. `key` is "" for words and phrases, which have one value.

    `start` and `end` are its place in the text, and `open` says that a quotation mark has no partner.
    """

    key: str
    values: tuple[Value, ...]
    negated: bool = False
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    open: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        values = ",".join(_write_value(value, plain=not self.key) for value in self.values)
        return f"{'-' if self.negated else ''}{f'{self.key}:' if self.key else ''}{values}"


def parse(text: str) -> list[Term]:
    """Return the terms of the text, up to the longest length and the largest number; never fails."""
    reader = _Reader(text[:LONGEST_SEARCH])
    terms: list[Term] = []
    while len(terms) < MOST_TERMS and (term := reader.read_term()):
        terms.append(term)
    return terms


def write(terms: Iterable[Term]) -> str:
    """Return the terms as text. Reading it gives the same terms."""
    return " ".join(map(str, terms))


def write_term(key: str, *values: str, negated: bool = False) -> str:
    """Return the text of one filter, or of a phrase for the key ""."""
    made = tuple(Value(value.replace('"', " "), quoted=not key) for value in values)
    return str(Term(key, made, negated=negated))


class _Reader:
    """Reads one term after the other. Each character is looked at a fixed number of times."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def read_term(self) -> Term | None:
        """Return the next term, or None at the end."""
        text = self._text
        while self._at < len(text) and text[self._at].isspace():
            self._at += 1
        start = self._at
        if start == len(text):
            return None
        negated = text[start] == "-" and start + 1 < len(text) and not text[start + 1].isspace()
        self._at += negated
        key = self._read_key()
        values = self._read_values() if key else (self._read_value(ends=""),)
        is_open = values[-1].quoted and text[self._at - 1] != '"' if values else False
        # The opening mark does not close itself.
        is_open = is_open or bool(values and values[-1].quoted and values[-1].end - values[-1].start == 1)
        return Term(key, values, negated, start, self._at, is_open)

    def _read_key(self) -> str:
        """Return the name before a colon, if a letter comes first and no address follows."""
        text, end = self._text, self._at
        while end < len(text) and text[end].isascii() and text[end].isalpha():
            end += 1
        if end == self._at or end == len(text) or text[end] != ":" or text.startswith("//", end + 1):
            return ""
        key, self._at = text[self._at : end], end + 1
        return key.lower()

    def _read_values(self) -> tuple[Value, ...]:
        values = [self._read_value(ends=",")]
        while self._at < len(self._text) and self._text[self._at] == ",":
            self._at += 1
            values.append(self._read_value(ends=","))
        return tuple(value for value in values if value.text or value.quoted)

    def _read_value(self, ends: str) -> Value:
        text, start = self._text, self._at
        if text.startswith('"', start):
            end = text.find('"', start + 1)
            self._at = len(text) if end < 0 else end + 1
            return Value(" ".join(text[start + 1 : end if end >= 0 else None].split()), True, start, self._at)
        end = start
        while end < len(text) and not text[end].isspace() and text[end] != '"' and text[end] not in ends:
            end += 1
        self._at = end
        return Value(text[start:end], False, start, end)


def _write_value(value: Value, *, plain: bool) -> str:
    if value.quoted or (not plain and any(letter in _ENDS_VALUE or letter.isspace() for letter in value.text)):
        return f'"{value.text}"'
    return value.text
