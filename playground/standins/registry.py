"""The stand-ins by the name of their dialect. Every module in this folder with a `STANDIN` adds one."""

import playground.standins
from playground.configuration.discovery import find_in_modules
from playground.dialects.registry import DIALECTS
from playground.standins.server import Standin

_found: list[type[Standin]] = list(find_in_modules(playground.standins, "STANDIN"))
_by_name = {kind.name: kind for kind in _found}

STANDINS = {name: _by_name[name] for name in DIALECTS if name in _by_name}
