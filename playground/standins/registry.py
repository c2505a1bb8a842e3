"""The stand-ins by the name of their dialect."""

from playground.standins.apiframe import ApiframeStandin
from playground.standins.bfl import BflStandin
from playground.standins.onemin import OneMinStandin
from playground.standins.server import Standin

STANDINS: dict[str, type[Standin]] = {kind.name: kind for kind in (OneMinStandin, ApiframeStandin, BflStandin)}
