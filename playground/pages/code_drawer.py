"""The drawer with the code: whether it is open, on which side and how large, as a cookie remembers it."""

import re
from dataclasses import dataclass, replace

from django.http import HttpRequest

COOKIE = "code"
# Opens the drawer once, for a person without script who asked for the code.
OPEN_QUERY = "code=open"
REMEMBERED = re.compile(r"(open|closed)-(below|beside)-([1-7][0-9])")


@dataclass(frozen=True, slots=True)
class Drawer:
    """How the drawer is shown. `size` is its share of the stage's place, in per cent."""

    is_open: bool = False
    side: str = "below"
    size: int = 38


def read_drawer(request: HttpRequest) -> Drawer:
    """Return the drawer as the person left it; closed on a first visit or for an invalid cookie."""
    # The server renders it, so that nothing moves when the script arrives.
    found = REMEMBERED.fullmatch(request.COOKIES.get(COOKIE, ""))
    drawer = Drawer(found[1] == "open", found[2], int(found[3])) if found else Drawer()
    return replace(drawer, is_open=True) if asks_for_code(request) else drawer


def asks_for_code(request: HttpRequest) -> bool:
    """Return whether the address has `OPEN_QUERY`."""
    return request.GET.get("code") == "open"
