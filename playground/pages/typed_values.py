"""The values of a picture or a file as a form holds them."""

from collections.abc import Mapping

from playground.catalog.alternatives import escape_alternatives
from playground.catalog.loading import names_by_role
from playground.catalog.spec import Value
from playground.pages.forms import as_raw


def as_typed(params: Mapping[str, Value]) -> dict[str, list[str]]:
    """Return params as posted strings. Braces in their prompt are text, and are escaped, so that they stay text."""
    names = names_by_role("prompt")
    return as_raw(
        {
            name: escape_alternatives(value) if name in names and isinstance(value, str) else value
            for name, value in params.items()
        }
    )
