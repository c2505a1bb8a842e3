"""What can follow where somebody types in the search box."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from playground.accounts.models import Owner
from playground.library.search.choices import Choice, list_choices
from playground.library.search.filters import FILTERS, Filter
from playground.library.search.language import LONGEST_SEARCH, Term, parse, write_term

MOST_COMPLETIONS = 10
# Filters whose values are offered for a word without a key.
OFFERED = ("is", "tag", "in", "model", "api", "mode", "status", "format")


@dataclass(frozen=True, slots=True)
class Completion:
    """A text to put in, how a list shows it, and what it does."""

    text: str
    title: str
    help: str


@dataclass(frozen=True, slots=True)
class Completions:
    """What can take the place of the text from `start` to `end`."""

    start: int
    end: int
    items: tuple[Completion, ...] = ()


def complete(owner: Owner | None, text: str, cursor: int) -> Completions:
    """Return what the term at the cursor can become: filters, values, and the owner's tags and collections."""
    cursor = max(0, min(cursor, len(text), LONGEST_SEARCH))
    # What follows the cursor belongs to the same word, which is replaced as a whole.
    term = next((term for term in parse(text) if term.start < cursor <= term.end), None)
    if term is None:
        return Completions(cursor, cursor, tuple(map(_offer_filter, islice(FILTERS.values(), MOST_COMPLETIONS))))
    if term.key:
        return _complete_value(owner, term, text, cursor)
    start = term.start + term.negated
    typed = text[start:cursor].strip('"').lower()
    items = tuple(islice(_complete_word(owner, typed), MOST_COMPLETIONS)) if typed else ()
    return Completions(start, term.end, items)


def _complete_word(owner: Owner | None, typed: str) -> Iterator[Completion]:
    for each in FILTERS.values():
        if each.key.startswith(typed):
            yield _offer_filter(each)
    for each in FILTERS.values():
        if not each.key.startswith(typed) and each.title.lower().startswith(typed):
            yield _offer_filter(each)
    for key in OFFERED if len(typed) > 1 else ():
        for choice in _matching(list_choices(owner, key, typed), typed):
            text = write_term(key, choice.value)
            yield Completion(f"{text} ", text, choice.title)


def _complete_value(owner: Owner | None, term: Term, text: str, cursor: int) -> Completions:
    """Return the values of a filter that begin like the one at the cursor; the values beside it stay."""
    value = next((value for value in term.values if value.start <= cursor <= value.end), None)
    start, end = (value.start, value.end) if value else (cursor, cursor)
    typed = text[start:cursor].strip('"').lower()
    found = _matching(list_choices(owner, term.key, typed), typed)
    items = []
    for choice in islice(found, MOST_COMPLETIONS):
        written = write_term(term.key, choice.value).partition(":")[2]
        items.append(Completion(written, written, choice.title if choice.title.lower() != choice.value.lower() else ""))
    return Completions(start, end, tuple(items))


def _matching(choices: list[Choice], typed: str) -> Iterator[Choice]:
    """Yield the choices that begin with what was typed, and then those that have a word that does."""
    first = [choice for choice in choices if choice.value.lower().startswith(typed)]
    yield from first
    for choice in choices:
        words = (*choice.value.lower().replace("-", " ").split(), *choice.title.lower().split())
        if choice not in first and any(word.startswith(typed) for word in words):
            yield choice


def _offer_filter(each: Filter) -> Completion:
    return Completion(f"{each.key}:", f"{each.key}:", f"{each.title} – {each.help}, as in {each.example}")
