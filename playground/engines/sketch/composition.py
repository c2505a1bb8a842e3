"""Choosing the scene for a prompt and the boxes in which subject and type stand."""

from collections.abc import Callable, Mapping
from random import Random

from playground.engines.sketch.canvas import Box
from playground.engines.sketch.scenes.botanical import draw_botanical
from playground.engines.sketch.scenes.city import draw_city
from playground.engines.sketch.scenes.cosmos import draw_cosmos
from playground.engines.sketch.scenes.geometry import draw_geometry
from playground.engines.sketch.scenes.horizon import draw_horizon
from playground.engines.sketch.scenes.interface import draw_interface
from playground.engines.sketch.scenes.interior import draw_interior
from playground.engines.sketch.scenes.orbs import draw_orbs
from playground.engines.sketch.scenes.portrait import draw_cat, draw_portrait
from playground.engines.sketch.scenes.stage import Scene, Stage
from playground.engines.sketch.scenes.stilllife import draw_still_life
from playground.engines.sketch.scenes.waves import draw_waves
from playground.engines.sketch.subjects import SUBJECTS
from playground.engines.sketch.words import Brief

SCENES: Mapping[str, Callable[[Stage], Scene]] = {
    "horizon": draw_horizon,
    "interior": draw_interior,
    "interface": draw_interface,
    "still": draw_still_life,
    "botanical": draw_botanical,
    "city": draw_city,
    "cosmos": draw_cosmos,
    "portrait": draw_portrait,
    "cat": draw_cat,
    "waves": draw_waves,
    "geometry": draw_geometry,
    "orbs": draw_orbs,
}
# Where a prompt names nothing that is drawn, the seed picks one of these.
OPEN = ("horizon", "waves", "geometry", "orbs", "botanical", "still")
LETTERED = ("geometry", "waves", "orbs", "horizon")


def choose_scene(brief: Brief, random: Random) -> str:
    """Return the name of the scene that fits the words best, else one that `random` picks."""
    scores = {name: _score(brief, words) for name, words in SUBJECTS.items()}
    best = max(scores.values())
    if best <= 0:
        return random.choice(LETTERED if brief.texts else OPEN)
    fitting = [name for name, score in scores.items() if score == best]
    if fitting == ["geometry"]:
        # A poster may show more than tiles.
        return random.choice(("geometry", "geometry", "waves", "orbs", "horizon"))
    return fitting[0]


def _score(brief: Brief, words: str) -> float:
    """Return how well a scene's words match; earlier words of the prompt weigh more, as subjects come first."""
    known = set(words.split())
    return sum(1.0 + 1.0 / (2 + place) for place, word in enumerate(dict.fromkeys(brief.words)) if word in known)


def place_boxes(width: int, height: int, brief: Brief, random: Random) -> tuple[Box, Box]:
    """Return the boxes of type and of subject in pixels; without type the subject has the whole picture."""
    margin = min(width, height) * 0.075
    whole = (0.0, 0.0, float(width), float(height))
    if not brief.texts:
        return (margin, margin, width - margin, height - margin), whole
    share = min(0.52, 0.34 + 0.07 * (len(brief.texts) - 1))
    side = _side(brief, width > height * 1.25, random)
    if side == "centre":
        return (margin, height * 0.2, width - margin, height * 0.8), whole
    if side in ("top", "bottom"):
        cut = margin + (height - 2 * margin) * share
        if side == "top":
            return (margin, margin, width - margin, cut), (0.0, cut + margin * 0.6, float(width), float(height))
        return (margin, height - cut, width - margin, height - margin), (
            0.0,
            0.0,
            float(width),
            height - cut - margin * 0.6,
        )
    cut = width * 0.48
    if side == "left":
        return (margin, margin, cut, height - margin), (cut + margin * 0.5, 0.0, float(width), float(height))
    return (width - cut, margin, width - margin, height - margin), (0.0, 0.0, width - cut - margin * 0.5, float(height))


def _side(brief: Brief, wide: bool, random: Random) -> str:
    for name in ("top", "bottom", "left", "right", "centre"):
        if name in brief.place:
            return name
    return random.choice(("left", "left", "right") if wide else ("top", "top", "bottom"))
