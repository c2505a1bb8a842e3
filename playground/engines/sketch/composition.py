"""Choosing the scene for a prompt and the boxes in which subject and type stand."""

from collections.abc import Callable, Mapping
from random import Random

from playground.engines.sketch.canvas import Box
from playground.engines.sketch.scenes.horizon import draw_horizon
from playground.engines.sketch.scenes.stage import Scene, Stage
from playground.engines.sketch.words import Brief

SCENES: Mapping[str, Callable[[Stage], Scene]] = {"horizon": draw_horizon}


def choose_scene(brief: Brief, random: Random) -> str:
    """Return the name of the scene that fits the words best, else one that `random` picks."""
    return random.choice(tuple(SCENES))


def place_boxes(width: int, height: int, brief: Brief, random: Random) -> tuple[Box, Box]:
    """Return the boxes of type and of subject in pixels; without type the subject has the whole picture."""
    margin = min(width, height) * 0.075
    inner = (margin, margin, width - margin, height - margin)
    if not brief.texts:
        return inner, (0.0, 0.0, float(width), float(height))
    share = min(0.56, 0.34 + 0.05 * (len(brief.texts) - 1))
    wide = width > height * 1.25
    side = _side(brief, wide, random)
    if side == "centre":
        band = height * 0.2
        return (margin, band, width - margin, height - band), (0.0, 0.0, float(width), float(height))
    if side == "top":
        cut = margin + (height - 2 * margin) * share
        return (margin, margin, width - margin, cut), (0.0, cut, float(width), float(height))
    if side == "bottom":
        cut = height - margin - (height - 2 * margin) * share
        return (margin, cut, width - margin, height - margin), (0.0, 0.0, float(width), cut)
    cut = width * 0.47
    if side == "left":
        return (margin, margin, cut, height - margin), (cut, 0.0, float(width), float(height))
    return (width - cut, margin, width - margin, height - margin), (0.0, 0.0, width - cut, float(height))


def _side(brief: Brief, wide: bool, random: Random) -> str:
    for name in ("top", "bottom", "left", "right", "centre"):
        if name in brief.place:
            return name
    return random.choice(("left", "left", "right") if wide else ("top", "top", "bottom"))
