"""Removes secrets from URLs in log lines."""

import re
from uuid import UUID

# Share slugs, signatures and keys in URLs give access; ids do not.
LONG_WORD = re.compile(r"[\w-]{20,}+", re.ASCII)


def hide_secrets(text: str) -> str:
    """Replace every word of the text that could be a secret by an ellipsis."""
    return LONG_WORD.sub(lambda word: word[0] if _is_id(word[0]) else "…", text)


def _is_id(word: str) -> bool:
    try:
        # `UUID` also accepts 32 hex digits without hyphens, which could be a key.
        return str(UUID(word)) == word.lower()
    except ValueError:
        return False
