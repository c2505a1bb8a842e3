"""The input of every scene, and the parts that several scenes share."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from playground.sketch.canvas import Box, Canvas
from playground.sketch.palette import Palette
from playground.sketch.variety import Variety
from playground.sketch.words import Brief

type Layer = Callable[[Canvas], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """The room of one picture: its size in pixels, the box for the subject, palette, brief and what its seed decides.

    `variety` decides the composition, `random` what is incidental to it.
    """

    width: int
    height: int
    art: Box
    palette: Palette
    brief: Brief
    random: Random
    variety: Variety

    @property
    def unit(self) -> float:
        """The shorter side in pixels."""
        return float(min(self.width, self.height))

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the subject's box."""
        return (self.art[0] + self.art[2]) / 2, (self.art[1] + self.art[3]) / 2

    @property
    def reach(self) -> float:
        """The shorter side of the subject's box."""
        return min(self.art[2] - self.art[0], self.art[3] - self.art[1])

    def framed(self, scale: float, across: float = 0.0, down: float = 0.0) -> "Stage":
        """Return the stage with the subject `scale` times as large and moved through the free room, -1 to 1 each way.

        Beside type the subject stays in its box.
        """
        if self.brief.texts:
            scale, across, down = min(1.0, scale), across * 0.5, 0.0
        width, height = self.art[2] - self.art[0], self.art[3] - self.art[1]
        x = self.centre[0] + across * max(0.0, width - self.reach * 0.72 * scale) / 2
        y = self.centre[1] + down * max(0.0, height - self.reach * 0.72 * scale) / 2
        half = (width * scale / 2, height * scale / 2)
        return replace(self, art=(x - half[0], y - half[1], x + half[0], y + half[1]))

    def aside(self) -> tuple[float, float]:
        """Return a point that the stage's chance picks, away from the subject."""
        # The subject may fill the picture, so the search ends, and then a point on the subject does no harm.
        for _ in range(12):
            x, y = self.random.uniform(0, self.width), self.random.uniform(0, self.height)
            if abs(x - self.centre[0]) > self.reach * 0.3 or y < self.centre[1] - self.reach * 0.42:
                break
        return x, y


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture as layers: `base` is always drawn, of `details` as many as the steps allow, the most telling first."""

    base: tuple[Layer, ...]
    details: tuple[Layer, ...] = ()
