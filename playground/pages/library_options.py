"""How the library is shown: the layout, the size of its pictures and their groups, as a cookie remembers them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict

COOKIE = "library"
YEAR = 365 * 24 * 3600
LAYOUTS: Final = {"justified": "Justified", "square": "Square"}
SIZES: Final = {"small": "Small", "medium": "Medium", "large": "Large"}
GROUPS: Final = {"recipe": "Recipe", "day": "Day", "none": "None"}
# A script writes the reader's time zone here, so that the server knows when a day begins.
ZONE_COOKIE = "zone"
LONGEST_ZONE = 40
UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Options:
    """What a person chose for the look of the library. The names are those in the query, too."""

    layout: str = "justified"
    size: str = "medium"
    group: str = "recipe"

    def changed(self, query: Mapping[str, str]) -> Self:
        """Return the options with those of the query; what is not a choice changes nothing."""
        given = {name: query.get(name, "") for name in CHOICES}
        return replace(self, **{name: value for name, value in given.items() if value in CHOICES[name]})

    def write(self) -> str:
        return "-".join((self.layout, self.size, self.group))


TITLES: Final = {"layout": "Layout", "size": "Size", "group": "Group by"}
CHOICES: Final[dict[str, dict[str, str]]] = {"layout": LAYOUTS, "size": SIZES, "group": GROUPS}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the options as the page shows it."""

    name: str
    title: str
    labels: Mapping[str, str]
    chosen: str


def list_choices(options: Options) -> list[Choice]:
    return [Choice(name, TITLES[name], labels, getattr(options, name)) for name, labels in CHOICES.items()]


def read_options(request: HttpRequest) -> Options:
    """Return the options that the cookie remembers, or the usual ones."""
    # The server renders them, so that nothing moves when the script arrives.
    values = request.COOKIES.get(COOKIE, "").split("-")
    return Options().changed(dict(zip(CHOICES, values, strict=False)))


def remember_options(response: HttpResponse, options: Options) -> None:
    """Set the cookie. The script of the page writes it, too."""
    response.set_cookie(COOKIE, options.write(), max_age=YEAR, samesite="Lax")


def without_options(query: QueryDict) -> str:
    """Return the query without the options, which the cookie has by now."""
    rest = query.copy()
    for name in CHOICES:
        rest.pop(name, None)
    return rest.urlencode()


def read_zone(request: HttpRequest) -> ZoneInfo:
    """Return the time zone of the reader, or UTC where it is not known."""
    name = request.COOKIES.get(ZONE_COOKIE, "")
    try:
        return ZoneInfo(name) if 0 < len(name) <= LONGEST_ZONE else UTC_ZONE
    except (KeyError, ValueError, OSError):
        # No zone has the name, or it leads out of the folder of zones, or it is a folder.
        return UTC_ZONE
