"""Changes a search text for chips and menus, so that everything stays in the address."""

from collections.abc import Sequence

from playground.library.search.language import Term, Value, parse


def remove_term(text: str, term: Term) -> str:
    """Return the text without the term, which must be one of its own."""
    return " ".join(part for part in (text[: term.start].rstrip(), text[term.end :].strip()) if part)


def replace_term(text: str, term: Term, other: str) -> str:
    """Return the text with another term in the place of one of its own, as when a suggestion is accepted."""
    return " ".join(part for part in (text[: term.start].rstrip(), other, text[term.end :].strip()) if part)


def add_term(text: str, term: str) -> str:
    """Return the text with the term at its end, unless it has it already."""
    terms = parse(text)
    if any(known in terms for known in parse(term)):
        return text
    # A phrase that is still open would swallow the term.
    closed = f'{text.strip()}"' if terms and terms[-1].open else text.strip()
    return f"{closed} {term}".strip()


def set_filter(text: str, key: str, values: Sequence[str], *, negated: bool = False) -> str:
    """Return the text with these values of the filter in the place of all that it has; without values it has none."""
    for term in reversed(parse(text)):
        if term.key == key and term.negated == negated:
            text = remove_term(text, term)
    return add_term(text, str(Term(key, tuple(map(Value, values)), negated))) if values else text.strip()


def chosen_values(text: str, key: str) -> list[str]:
    """Return the values of the filter that the text asks for."""
    found = [value.text for term in parse(text) if term.key == key and not term.negated for value in term.values]
    return list(dict.fromkeys(found))
