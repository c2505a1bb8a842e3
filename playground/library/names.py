"""The names of tags, collections and saved searches: how they are cleaned and compared."""

import unicodedata

from playground.library.errors import LibraryRefused

# The search language puts names between quotation marks, and commas separate tags that are typed together.
NOT_IN_NAMES = '"'
# Folding may write several letters for one, at most three.
LONGER_BY_FOLDING = 3


def clean_name(text: str, most: int, what: str) -> str:
    """Return the name in Unicode's composed form, with single spaces; raise `LibraryRefused` if it cannot be one.

    `what` is the kind of thing that gets the name, such as `tag`.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise LibraryRefused(f"The {what} has no name. Enter one.")
    if len(name) > most:
        raise LibraryRefused(f"The name of the {what} has {len(name):,} characters; the maximum is {most}. Shorten it.")
    if NOT_IN_NAMES in name:
        raise LibraryRefused(f"The name of the {what} contains a quotation mark. Remove it.")
    # A NUL cannot be stored, and what nobody can see cannot be typed into a search either.
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in name):
        raise LibraryRefused(f"The name of the {what} contains a control character. Remove it.")
    return name


def fold_name(name: str) -> str:
    """Return what names are compared by: without regard to case, composition and spaces.

    SQLite folds only the letters of ASCII, so the result is stored beside the name.
    """
    # PostgreSQL refuses a NUL even as a parameter; no name contains what takes its place.
    composed = unicodedata.normalize("NFC", " ".join(name.replace("\x00", "\ufffd").split()))
    return unicodedata.normalize("NFC", composed.casefold())
