"""What can be undone in the culling mode: the last marks of one search, which the session keeps.

An address would offer to undo what was undone long ago, and a form that is sent twice would lose the offer.
"""

from dataclasses import astuple, dataclass
from uuid import UUID

from django.http import HttpRequest

KEY = "culled"
MOST_STEPS = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """A picture that was judged, its number in the search, and its marks before and after in one word each."""

    id: str
    number: int
    former: str
    marks: str

    @property
    def generation_id(self) -> UUID:
        return UUID(self.id)


def list_judged(request: HttpRequest, search: str) -> list[Judged]:
    """Return what can be undone, the last one at the end."""
    kept = request.session.get(KEY, {})
    return [Judged(*step) for step in kept["steps"]] if kept.get("search") == search else []


def remember(request: HttpRequest, search: str, judged: Judged) -> None:
    _keep(request, search, [*list_judged(request, search), judged])


def take_last(request: HttpRequest, search: str) -> Judged | None:
    """Return the last step and forget it; None where there is none."""
    judged = list_judged(request, search)
    if not judged:
        return None
    _keep(request, search, judged[:-1])
    return judged[-1]


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _keep(request: HttpRequest, search: str, steps: list[Judged]) -> None:
    request.session[KEY] = {"search": search, "steps": [astuple(step) for step in steps[-MOST_STEPS:]]}
