"""Full-text conditions, in the words of SQLite's FTS5 and of PostgreSQL's `tsvector`.

Both indexes also contain facts that never change, such as the model, so that a word and a model are found together.
"""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Lookup

from playground.library.database.columns import UNSPACED

# The columns of the FTS5 table that contain a person's words.
COLUMNS = "{prompt rewritten note tags}"
# The letter that begins a fact in both indexes; PostgreSQL has a colon after it.
OWNER, API, MODEL, MODE, ENGINE, SEED, SIZE, FORMAT, TAG = "oamkesdft"
_UNSPACED = [(first, last) for first, _, last in zip(UNSPACED[::3], UNSPACED[1::3], UNSPACED[2::3], strict=True)]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that follow each other; with `prefix` the last may go on. There is at least one, see `split`.

    PostgreSQL may take none of them for a word. Then nothing is found; with `narrows`, what other conditions find.
    """

    words: tuple[str, ...]
    prefix: bool = False
    narrows: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """One of these facts."""

    kind: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextQuery:
    """The entries of an owner that meet all conditions; a negated one is not met."""

    owner: str
    conditions: tuple[tuple[bool, Words | Facts], ...]


def split(text: str) -> tuple[str, ...]:
    """Return the words of a text, with accents and marks: each index folds a question as it folds its texts.

    There are none if no character is a letter or a digit.
    """
    text = unicodedata.normalize("NFC", text.lower())
    if not any(map(str.isalnum, text)):
        return ()
    spaced = "".join(
        f" {letter} " if is_unspaced(letter) else letter if _is_in_word(letter) else " " for letter in text
    )
    return tuple(spaced.split())


def _is_in_word(letter: str) -> bool:
    # Many scripts write vowels as marks.
    return letter.isalnum() or unicodedata.category(letter).startswith("M")


def is_unspaced(letter: str) -> bool:
    """Return whether the letter is of a script without spaces between words, so that it is a word of its own."""
    return any(first <= letter <= last for first, last in _UNSPACED)


class Matches(Lookup):
    """The condition that a row of `EntryText` meets the query. Of its left side only the table counts."""

    lookup_name = "matches"
    prepare_rhs = False
    rhs: TextQuery

    def __init__(self, query: TextQuery) -> None:
        super().__init__(F("sort_key"), query)

    def as_sqlite(self, *_: Any, **__: Any) -> tuple[str, tuple[str, ...]]:  # noqa: ANN401
        """Return the condition on the column that FTS5 names like its table."""
        return "library_text MATCH %s", (_write_fts(self.rhs),)

    def as_postgresql(self, *_: Any, **__: Any) -> tuple[str, tuple[str, ...]]:  # noqa: ANN401
        """Return the condition on the vector; PostgreSQL computes the query once."""
        owner = _fact(OWNER, self.rhs.owner)
        parts, params = ["%s::tsquery"], [owner]
        for negated, condition in self.rhs.conditions:
            if isinstance(condition, Facts):
                sql, values = "%s::tsquery", [" | ".join(_fact(condition.kind, value) for value in condition.values)]
            else:
                sql = "phraseto_tsquery('simple', library_clean(%s))"
                sql = f"library_prefix({sql})" if condition.prefix else sql
                sql = sql if condition.narrows else f"library_needed({sql})"
                values = [" ".join(condition.words)]
            parts.append(f"!!({sql})" if negated else sql)
            params += values
        return f"words @@ ({' && '.join(parts)})", tuple(params)


def _fact(kind: str, value: str) -> str:
    quoted = value.replace("\\", "\\\\").replace("'", "''")
    return f"'{kind}:{quoted}'"


def _write_fts(query: TextQuery) -> str:
    wanted = [f'facts : "{OWNER}{query.owner}"']
    unwanted: list[str] = []
    for negated, condition in query.conditions:
        (unwanted if negated else wanted).append(_write_condition(condition))
    return " NOT ".join([f"({' AND '.join(wanted)})", *unwanted])


def _write_condition(condition: Words | Facts) -> str:
    if isinstance(condition, Words):
        # FTS5 does not compose letters, so that a text is found only in the form in which it was typed.
        phrase = " ".join(condition.words)
        forms = dict.fromkeys(unicodedata.normalize(form, phrase) for form in ("NFC", "NFD"))
        return f"({COLUMNS} : ({' OR '.join(f'"{form}"{" *" if condition.prefix else ""}' for form in forms)}))"
    facts = (f'"{condition.kind}{_plain(value)}"' for value in condition.values)
    return f"(facts : ({' OR '.join(facts)}))"


def _plain(value: str) -> str:
    # As in the view `library_words`: the tokenizer would split at these.
    return value.replace("-", "").replace(".", "").replace("_", "").replace('"', "")
