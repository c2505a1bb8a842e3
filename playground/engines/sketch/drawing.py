"""Drawing one picture: palette, scene, type and grain, spread over the steps."""

from collections.abc import Callable, Sequence
from random import Random

from PIL import Image

from playground.engines.base import EngineRequest
from playground.engines.sketch.asked import Asked
from playground.engines.sketch.canvas import Box, Canvas
from playground.engines.sketch.composition import SCENES, choose_scene, place_boxes
from playground.engines.sketch.headline import draw_headline
from playground.engines.sketch.palette import Palette, choose_palette, strengthen
from playground.engines.sketch.scenes.stage import Layer, Scene, Stage
from playground.engines.sketch.words import Brief, read_brief

type Tell = Callable[[int], None]


def draw_sketch(request: EngineRequest, asked: Asked, prompt: str, seed: int, tell: Tell) -> Image.Image:
    """Return the picture of a prompt and a seed in the size asked; `tell` hears of each finished step."""
    brief = read_brief(prompt)
    size = request.size
    palette = find_palette(brief, asked.guidance, seed)
    type_box, art_box = place_boxes(size.width, size.height, brief, Random(f"{seed}:boxes"))
    stage = Stage(size.width, size.height, art_box, palette, brief, Random(f"{seed}:scene"))
    scene = SCENES[choose_scene(brief, Random(f"{seed}:family"))][0](stage)
    canvas = Canvas(size.width, size.height)
    run_layers(canvas, spread(scene, asked.steps), tell)
    _finish(canvas, brief, palette, type_box, (asked.steps, seed))
    tell(asked.steps)
    return canvas.image


def find_palette(brief: Brief, guidance: float, seed: int) -> Palette:
    """Return the palette of a brief for a seed, as strong as the guidance says."""
    found = choose_palette(brief.colours, brief.background, brief.moods, Random(f"{seed}:palette"))
    return strengthen(found, guidance, brief.exact)


def spread(scene: Scene, steps: int) -> Sequence[Sequence[Layer]]:
    """Return the layers of each step: the base over the first half, then as many details as there are steps for."""
    details = scene.details[: min(len(scene.details), max(0, steps - 1) * 2)]
    opening = max(1, steps // 2)
    plan: list[list[Layer]] = [[] for _ in range(steps)]
    for index, layer in enumerate(scene.base):
        plan[index * opening // len(scene.base)].append(layer)
    for index, layer in enumerate(details):
        plan[opening + index * (steps - opening) // len(details) if steps > opening else 0].append(layer)
    return plan


def run_layers(canvas: Canvas, plan: Sequence[Sequence[Layer]], tell: Tell) -> None:
    """Draw the layers step by step; the last step is told by the caller, once grain and type are on."""
    for index, layers in enumerate(plan):
        for layer in layers:
            layer(canvas)
        if index + 1 < len(plan):
            tell(index + 1)


def _finish(canvas: Canvas, brief: Brief, palette: Palette, box: Box, pace: tuple[int, int]) -> None:
    steps, seed = pace
    coarseness = 1.0 if steps >= 16 else 1.0 + (16 - steps) / 8
    canvas.grain(Random(f"{seed}:grain"), 7.0 if steps >= 16 else 9.0, coarseness)
    draw_headline(canvas, brief, palette, box, Random(f"{seed}:type"))
