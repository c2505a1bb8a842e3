"""The stand-ins by the name of their dialect."""

from tests.standins.apiframe import ApiframeStandin
from tests.standins.bfl import BflStandin
from tests.standins.onemin import OneMinStandin
from tests.standins.server import Standin

STANDINS: dict[str, type[Standin]] = {kind.name: kind for kind in (OneMinStandin, ApiframeStandin, BflStandin)}
