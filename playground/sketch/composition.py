"""Chooses the scene for a prompt, and the boxes for the subject and the type."""

from collections.abc import Callable, Mapping

from playground.sketch.canvas import Box
from playground.sketch.scenes.botanical import draw_botanical
from playground.sketch.scenes.cat import draw_cat
from playground.sketch.scenes.city import draw_city
from playground.sketch.scenes.cosmos import draw_cosmos
from playground.sketch.scenes.geometry import draw_geometry
from playground.sketch.scenes.horizon import draw_horizon
from playground.sketch.scenes.interface import draw_interface
from playground.sketch.scenes.interior import draw_interior
from playground.sketch.scenes.orbs import draw_orbs
from playground.sketch.scenes.portrait import draw_portrait
from playground.sketch.scenes.stage import Scene, Stage
from playground.sketch.scenes.stilllife import draw_still_life
from playground.sketch.scenes.waves import draw_waves
from playground.sketch.subjects import SUBJECTS
from playground.sketch.variety import Variety
from playground.sketch.words import Brief

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
# Scenes that are never mirrored: things with a left and a right side, and grids.
SIDED = ("interface", "still", "geometry")
# If a prompt names nothing that can be drawn, the seed chooses one of these.
OPEN = ("horizon", "waves", "geometry", "orbs", "botanical", "still")
LETTERED = ("geometry", "waves", "orbs", "horizon")
# Words that ask for plain forms and nothing else.
STRICT = ("geometric", "bauhaus", "pattern", "grid", "shapes", "mosaic", "tiles", "swiss", "modernist")
# A family whose words count for at least this share of the best one's fits as well.
NEAR = 0.8


def choose_scene(brief: Brief, variety: Variety) -> str:
    """Return the name of a scene that fits the words. The seed chooses among those that fit equally well."""
    scores = {name: _score(brief, words) for name, words in SUBJECTS.items()}
    best = max(scores.values())
    if best <= 0:
        return variety.each("family", LETTERED if brief.texts else OPEN)
    fitting = [name for name, score in scores.items() if score >= best * NEAR]
    if fitting == ["geometry"] and not brief.mentions(*STRICT):
        # A poster may show more than tiles.
        return variety.each("family", LETTERED)
    return variety.each("family", fitting)


def _score(brief: Brief, words: str) -> float:
    """Return how well a scene's words match; earlier words of the prompt weigh more, as subjects come first."""
    known = set(words.split())
    return sum(1.0 + 1.0 / (2 + place) for place, word in enumerate(dict.fromkeys(brief.words)) if word in known)


def place_boxes(width: int, height: int, brief: Brief, variety: Variety) -> tuple[Box, Box]:
    """Return the boxes of type and of subject in pixels; without type the subject has the whole picture."""
    margin = min(width, height) * 0.075
    whole = (0.0, 0.0, float(width), float(height))
    if not brief.texts:
        return (margin, margin, width - margin, height - margin), whole
    # Each further text needs more room, but the subject keeps about half of the picture.
    share = min(0.52, 0.34 + 0.07 * (len(brief.texts) - 1) + variety.between("type share", -0.04, 0.08))
    side = _side(brief, width / height, variety)
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


def _side(brief: Brief, ratio: float, variety: Variety) -> str:
    for name in ("top", "bottom", "left", "right", "centre"):
        if name in brief.place:
            return name
    # Beside the subject there is only room for type in a wide picture.
    if ratio > 1.25:
        return variety.each("type side", ("left", "right", "bottom", "left", "top"))
    return variety.each("type side", ("top", "bottom", "left", "right", "top") if ratio > 0.75 else ("top", "bottom"))
