"""The served dialects by name, in the order of the pages; each folder beside this module is one."""

import playground.api
from playground.api.served import ServedDialect, tidy_path
from playground.configuration.discovery import find_in_modules
from playground.dialects.registry import DIALECTS

_found: list[ServedDialect] = list(find_in_modules(playground.api, "SERVED", only_packages=True))
_by_name = {served.name: served for served in _found}

SERVED = {name: _by_name[name] for name in DIALECTS if name in _by_name}

# A key is accepted in the header of any served dialect, since clients are moved from one to the other.
# What is sent with a prefix in front of the key is read apart from these.
KEY_HEADERS = tuple(dict.fromkeys(DIALECTS[name].key_header for name in SERVED if not DIALECTS[name].key_prefix))


def find_served(path: str) -> ServedDialect | None:
    """Return the dialect that answers the path, or None for a path of the pages."""
    tidy = tidy_path(path)
    return next((served for served in SERVED.values() if served.has(tidy)), None)
