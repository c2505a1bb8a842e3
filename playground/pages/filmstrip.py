"""Groups the filmstrip: what one recipe or one click made is shown together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from django.utils.safestring import SafeString

from playground.pages.runs import ENDED


@dataclass(frozen=True, slots=True)
class Frame:
    """The HTML of one generation in the history, and what its place depends on."""

    html: SafeString
    batch: UUID
    recipe: str
    status: str

    @property
    def is_folded(self) -> bool:
        """Whether it has ended without a picture."""
        return self.status in ENDED


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours with the same recipe, by click; those that failed or were cancelled are folded into one line."""

    recipe: str
    clicks: list[list[SafeString]] = field(default_factory=list)
    folded: list[Frame] = field(default_factory=list)

    @property
    def fold_name(self) -> str:
        """What became of the folded ones, as the page says it."""
        ends = {frame.status for frame in self.folded}
        return ends.pop() if len(ends) == 1 else "without a picture"


def group_frames(frames: Sequence[Frame]) -> list[Group]:
    """Return the groups of the frames, which keep their order."""
    groups: list[Group] = []
    for members in _split(frames):
        shown = [frame for frame in members if not frame.is_folded]
        folded = [frame for frame in members if frame.is_folded]
        # Failures of different recipes that have no picture between them share a line.
        if not shown and groups and not groups[-1].clicks:
            groups[-1].folded.extend(folded)
            continue
        clicks = [[frame.html for frame in click] for _, click in groupby(shown, key=lambda frame: frame.batch)]
        groups.append(Group(members[0].recipe, clicks, folded))
    return groups


def _split(frames: Iterable[Frame]) -> list[list[Frame]]:
    """Return the frames in lists of neighbours that share the recipe or the click."""
    parts: list[list[Frame]] = []
    for frame in frames:
        # One click may ask for several shapes, which are different recipes.
        if parts and (parts[-1][-1].recipe == frame.recipe or parts[-1][-1].batch == frame.batch):
            parts[-1].append(frame)
        else:
            parts.append([frame])
    return parts
