"""The dialects by name: a new one is a module and a line here."""

from playground.dialects.apiframe import Apiframe
from playground.dialects.base import Dialect
from playground.dialects.onemin import OneMin

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (OneMin(), Apiframe())}


def get_dialect(name: str) -> Dialect:
    """Return the dialect of that name, `onemin` or `apiframe`; raise KeyError for any other."""
    return DIALECTS[name]
