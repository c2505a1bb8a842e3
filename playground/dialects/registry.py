"""The dialects by name, in the order of the page. Every module in this folder with a `DIALECT` adds one."""

import playground.dialects
from playground.configuration.discovery import find_in_modules
from playground.dialects.base import Dialect

_found: list[Dialect] = list(find_in_modules(playground.dialects, "DIALECT"))

DIALECTS = {dialect.name: dialect for dialect in sorted(_found, key=lambda dialect: (dialect.order, dialect.name))}


def get_dialect(name: str) -> Dialect:
    return DIALECTS[name]
