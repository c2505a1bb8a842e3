"""Draws one picture in steps: palette, scene, references or input, grain and type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageOps

from playground.engines.base import EngineRequest
from playground.sketch.arrangement import arrange
from playground.sketch.asked import Asked
from playground.sketch.canvas import Box, Canvas
from playground.sketch.colour import Colour, mix
from playground.sketch.composition import SCENES, SIDED, choose_scene, place_boxes
from playground.sketch.editing import Edit, find_changes, reads_as_edit, refine, set_text
from playground.sketch.headline import draw_headline
from playground.sketch.inputs import leading_colours, open_input
from playground.sketch.measures import share_of
from playground.sketch.palette import Palette, choose_palette, strengthen, suit_ink
from playground.sketch.references import lay_cards
from playground.sketch.scenes.stage import Layer, Scene, Stage
from playground.sketch.variety import Variety
from playground.sketch.words import Brief, read_brief

# A colour given as a hex code covers at least this share of the picture.
LEAST_SHARE = 0.06

type Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Task:
    """One picture to draw: the prompt without triggers, its seed, and whom to tell of finished steps.

    `check` raises where the time is over.
    """

    request: EngineRequest
    asked: Asked
    prompt: str
    seed: int
    tell: Tell
    check: Callable[[], None]

    @property
    def variety(self) -> Variety:
        """What the seed decides about the composition."""
        return Variety(self.seed)

    def random(self, purpose: str) -> Random:
        """Return a separate random generator for each purpose, so that they do not influence each other."""
        return Random(f"{self.seed}:{purpose}")


def draw_sketch(task: Task) -> Image.Image:
    """Return the picture in the size asked: an edit of the first input, or a composition with its references."""
    inputs = task.request.inputs
    brief = read_brief(task.prompt)
    if inputs and (task.request.spec.mode == "edit" or reads_as_edit(task.prompt)):
        return _edit(task, brief)
    return _compose(task, brief)


def find_palette(task: Task, brief: Brief, family: str | None = None) -> Palette:
    """Return the palette of a brief, else of the first reference, as strong as guidance and strength say.

    For a family of scenes its colours are in the roles that the seed gives them.
    """
    colours, random = brief.colours, task.random("palette")
    if task.request.inputs and not (colours or brief.moods or brief.background):
        colours = leading_colours(open_input(task.request.inputs[0], (64, 64)), 4)[:3]
    chosen = choose_palette(colours, brief.background, brief.moods, random)
    if family is not None and not task.request.inputs:
        chosen = arrange(chosen, brief, family, task.variety)
    found = strengthen(chosen, task.asked.guidance, brief.exact)
    if not task.request.inputs and brief.ink is not None:
        found = suit_ink(found, brief.ink)
    if task.asked.strength >= 0.8 or task.request.inputs:
        return found
    # A prompt that counts for less leaves more of the colours to the seed.
    free = choose_palette((), None, (), task.random("free palette"))
    share = 1 - task.asked.strength / 0.8
    return Palette(*(mix(getattr(found, name), getattr(free, name), share) for name in Palette.__slots__))


def _compose(task: Task, brief: Brief) -> Image.Image:
    size, steps = task.request.size, task.asked.steps
    inputs, variety = task.request.inputs, task.variety
    # Cards need a calm ground to lie on.
    name = "waves" if inputs else choose_scene(brief, variety)
    palette = find_palette(task, brief, name)
    type_box, art_box = place_boxes(size.width, size.height, brief, variety)
    mirrored = name not in SIDED and variety.side("mirror") < 0
    drawn_box = _mirror_box(art_box, size.width) if mirrored else art_box
    scene = SCENES[name](Stage(size.width, size.height, drawn_box, palette, brief, task.random("scene"), variety))
    canvas = Canvas(size.width, size.height, task.check)
    _run_layers(canvas, _spread(scene, steps), task.tell)
    # Before the type is set, so that it is not mirrored as well.
    if mirrored:
        canvas.image = ImageOps.mirror(canvas.image)
    _show_missing(canvas, brief.exact)
    # Fewer steps leave a coarser and stronger grain, so that the picture looks less finished.
    coarseness = 1.0 if steps >= 16 else 1.0 + (16 - steps) / 8
    canvas.grain(task.random("grain"), 7.0 if steps >= 16 else 9.0, coarseness)
    if inputs:
        lay_cards(canvas, inputs, art_box, palette)
    draw_headline(canvas, brief, palette, type_box, variety=variety)
    task.tell(steps)
    return canvas.image


def _mirror_box(box: Box, width: int) -> Box:
    return width - box[2], box[1], width - box[0], box[3]


def _spread(scene: Scene, steps: int) -> Sequence[Sequence[Layer]]:
    """Return the layers of each step: the base over the first half, then as many details as there are steps for."""
    # From 50 steps on all details are drawn. The power makes early steps add more of them than late ones.
    details = scene.details[: round(len(scene.details) * min(1.0, (steps - 1) / 49) ** 0.6)]
    opening = max(1, steps // 2)
    plan: list[list[Layer]] = [[] for _ in range(steps)]
    for index, layer in enumerate(scene.base):
        plan[index * opening // len(scene.base)].append(layer)
    for index, layer in enumerate(details):
        plan[opening + index * (steps - opening) // len(details) if steps > opening else 0].append(layer)
    return plan


def _show_missing(canvas: Canvas, exact: Sequence[Colour]) -> None:
    """Lay a band along the lower edge in those exact colours of which the scene shows too little."""
    missing = [colour for colour in exact if share_of(canvas.image, colour) < LEAST_SHARE]
    band = canvas.height * 0.06
    for index, colour in enumerate(missing):
        left = canvas.width * index / len(missing)
        box = (round(left), round(canvas.height - band), round(left + canvas.width / len(missing)), canvas.height)
        canvas.image.paste(colour, box)


def _run_layers(canvas: Canvas, plan: Sequence[Sequence[Layer]], tell: Tell) -> None:
    """Draw the layers step by step. The caller reports the last step, after it has added grain and type."""
    for index, layers in enumerate(plan):
        for layer in layers:
            layer(canvas)
        if index + 1 < len(plan):
            tell(index + 1)


def _edit(task: Task, brief: Brief) -> Image.Image:
    size, steps, strength = task.request.size, task.asked.steps, task.asked.strength
    original = open_input(task.request.inputs[0], (size.width, size.height))
    edit = Edit(task.prompt, brief, find_palette(task, brief), task.seed, steps)
    changes = find_changes(edit)
    changed = original
    for step in range(steps):
        for change in changes[step * len(changes) // steps : (step + 1) * len(changes) // steps]:
            changed = change(changed)
        if step + 1 < steps:
            task.tell(step + 1)
    if changes:
        changed = Image.blend(original, refine(changed, steps), strength)
    # Type stays readable where an edit is weak: it is only faded below the usual strength.
    result = Image.blend(changed, set_text(changed, edit), min(1.0, strength / 0.8))
    if len(task.request.inputs) > 1 and strength > 0:
        result = _with_strip(result, task, edit)
    task.tell(steps)
    return result


def _with_strip(picture: Image.Image, task: Task, edit: Edit) -> Image.Image:
    """Return the picture with the further references in a row, numbered from 2 on."""
    canvas = Canvas(*picture.size)
    canvas.image = picture
    upper = "bottom" in edit.brief.place
    height = picture.height * 0.36
    box = (
        0.0,
        0.0 if upper else picture.height - height,
        float(picture.width),
        height if upper else float(picture.height),
    )
    lay_cards(canvas, task.request.inputs[1:], box, edit.palette, first=2)
    return canvas.image
