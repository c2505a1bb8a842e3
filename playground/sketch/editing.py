"""Applies an instruction to the input picture, which stays recognisable."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from PIL import Image, ImageFilter, ImageOps

from playground.sketch.background import blur_background, replace_background
from playground.sketch.canvas import Box, Canvas, Fill
from playground.sketch.colour import Colour, mix, parse_hex
from playground.sketch.colour_words import MOODS
from playground.sketch.grading import GRADES, blur, duotone, tint
from playground.sketch.headline import draw_headline
from playground.sketch.measures import spread_of
from playground.sketch.painting import draw_pencil, paint_oil, paint_watercolour
from playground.sketch.palette import Palette
from playground.sketch.variety import Variety
from playground.sketch.words import Brief

type Change = Callable[[Image.Image], Image.Image]

_VERBS = re.compile(
    r"^\W*+(?:please\s++|now\s++|can you\s++)?+(?:add|make|change|replace|remove|turn|put|convert|blur|flip|mirror"
    r"|rotate|crop"
    r"|brighten|darken|lighten|colou?ri[sz]e|recolou?r|write|place|set|give|apply|transform|edit|adjust|increase|decrease"
    r"|reduce|swap|invert|frame|tint|paint|sharpen|insert|update|restyle|render (?:it|this)|use a)\b"
    r"|\b(?:this|the) (?:picture|image|photo|original)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(r"\b(?:background|backdrop)\b", re.IGNORECASE)
_BLUR = re.compile(r"\b(?:blur(?:red|ry)?|out of focus|bokeh|soften)\b", re.IGNORECASE)
_FRAME = re.compile(r"\b(?:frame|border|passe-?partout|matting)\b", re.IGNORECASE)
_UPSIDE_DOWN = re.compile(
    r"\b(?:upside[\s-]down|rotate\w*+ (?:by )?180|flip\w*+ (?:\w++ )?vertical\w*+|vertical flip)", re.IGNORECASE
)
_MIRROR = re.compile(r"\b(?:flip|mirror|flop)", re.IGNORECASE)
_CLOSER = re.compile(r"\b(?:zoom in|closer|close-?up)\b", re.IGNORECASE)
_WATERCOLOUR = re.compile(r"water\s?-?colou?r|aquarelle|gouache", re.IGNORECASE)
_OIL = re.compile(r"\b(?:oil|impressionis\w+|van gogh|painting|painterly)\b", re.IGNORECASE)
_PENCIL = re.compile(r"\b(?:pencil|charcoal drawing|line drawing|sketch(?:ed)?|hand-?drawn)\b", re.IGNORECASE)
_STRONGLY = re.compile(r"\b(?:strong|heav|very)", re.IGNORECASE)
_REMOVED = re.compile(r"\bremov|\btransparent|\bclean", re.IGNORECASE)
_BLACK_AND = re.compile(r"black[\s-]++(?:and|&)")
_GRADES = {re.compile(rf"\b(?:{pattern})", re.IGNORECASE): grade for pattern, grade in GRADES.values()}


@dataclass(frozen=True, slots=True)
class Edit:
    """The input of an edit: its parsed instruction, palette, seed and number of steps."""

    prompt: str
    brief: Brief
    palette: Palette
    seed: int
    steps: int


def reads_as_edit(prompt: str) -> bool:
    """Return whether the prompt is an instruction for a picture rather than a description."""
    # An instruction says early what it wants, and the patterns need not search a prompt of any length.
    return bool(_VERBS.search(prompt[:2000]))


def find_changes(edit: Edit) -> list[Change]:
    """Return the changes that the instruction asks for, in order. Apart from type, there is always at least one."""
    instruction = edit.prompt[:4000]
    changes = [*_turns(instruction), *_paintings(instruction, edit), *_grounds(instruction, edit)]
    changes += [grade for pattern, grade in _GRADES.items() if pattern.search(instruction)]
    changes += _colours(instruction, edit, bool(changes))
    if _FRAME.search(instruction):
        changes.append(partial(_frame, colour=_frame_colour(edit)))
    if not changes and not edit.brief.texts:
        changes.append(partial(_gently, edit=edit))
    return changes


def _turns(instruction: str) -> list[Change]:
    changes: list[Change] = []
    if _UPSIDE_DOWN.search(instruction):
        changes.append(ImageOps.flip)
    elif _MIRROR.search(instruction):
        changes.append(ImageOps.mirror)
    if _CLOSER.search(instruction):
        changes.append(_zoom)
    return changes


def _zoom(picture: Image.Image) -> Image.Image:
    width, height = picture.size
    box = (width * 0.14, height * 0.14, width * 0.86, height * 0.86)
    return picture.resize(picture.size, Image.Resampling.BICUBIC, box=box)


def _paintings(instruction: str, edit: Edit) -> list[Change]:
    passes = 1 + min(4, edit.steps // 8)
    if _WATERCOLOUR.search(instruction):
        return [lambda picture: paint_watercolour(picture, passes, Random(f"{edit.seed}:paper"))]
    if _OIL.search(instruction):
        return [partial(paint_oil, passes=passes)]
    if _PENCIL.search(instruction):
        return [lambda picture: draw_pencil(picture, Random(f"{edit.seed}:paper"))]
    return []


def _grounds(instruction: str, edit: Edit) -> list[Change]:
    """Return the changes of the background, and blurring, which may apply to the background only."""
    about = bool(_BACKGROUND.search(instruction))
    if _BLUR.search(instruction):
        share = 0.008 + 0.012 * bool(_STRONGLY.search(instruction))
        if about:
            return [lambda picture: blur_background(picture, blur(picture, 0.016))]
        return [partial(blur, share=share)]
    if not about:
        return []
    colour = edit.brief.background or next(iter(edit.brief.colours), None)
    if colour is None and edit.brief.moods:
        colour = parse_hex(MOODS[edit.brief.moods[0]][0])
    if colour is None:
        colour = (250, 250, 248) if _REMOVED.search(instruction) else edit.palette.haze
    return [partial(replace_background, colour=colour)]


def _colours(instruction: str, edit: Edit, found: bool) -> list[Change]:
    """Return the tint or the mood, ignoring colours that the type, the background or a frame uses."""
    taken = any(pattern.search(instruction) for pattern in (_BACKGROUND, _FRAME, _BLACK_AND))
    if edit.brief.colours and not taken:
        return [partial(tint, colour=edit.brief.colours[0], force=0.55 if edit.brief.texts else 0.78)]
    # These moods are also words for grades, which are applied already.
    plain = [
        mood
        for mood in edit.brief.moods
        if mood not in ("warm", "cool", "dark", "night", "vibrant", "colorful", "colourful")
    ]
    if plain and not taken and not found:
        above, below, main, second, accent = (parse_hex(code) for code in MOODS[plain[0]])
        # The sum of the channels is exact enough to find the darkest of three colours.
        dark = min((above, second, main), key=sum)
        return [partial(duotone, dark=dark, light=mix(max((accent, below), key=sum), (255, 255, 255), 0.3), force=0.6)]
    return []


def _frame_colour(edit: Edit) -> Colour:
    return next(iter(edit.brief.colours), None) or edit.palette.pale


def _frame(picture: Image.Image, colour: Colour) -> Image.Image:
    width = max(2, round(min(picture.size) * 0.055))
    canvas = Canvas(*picture.size)
    canvas.wash(Fill(colour))
    inner = picture.resize((picture.width - 2 * width, picture.height - 2 * width), Image.Resampling.BICUBIC)
    canvas.image.paste(inner, (width, width))
    return canvas.image


def _gently(picture: Image.Image, edit: Edit) -> Image.Image:
    """Return the default changes for an unknown instruction: a soft grade in the palette and some light."""
    graded = duotone(picture, edit.palette.deep, edit.palette.pale, 0.16)
    canvas = Canvas(*picture.size)
    canvas.image = graded
    random = Random(f"{edit.seed}:light")
    spot = (picture.width * random.uniform(0.1, 0.9), picture.height * random.uniform(0.0, 0.3))
    canvas.glow(spot, canvas.unit * 0.95, mix(edit.palette.accent, (255, 236, 205), 0.7), 0.5)
    return canvas.image


def text_box(picture: Image.Image, brief: Brief) -> Box:
    """Return the place of the type: according to the instruction, or else the calmer of top and bottom."""
    width, height = float(picture.width), float(picture.height)
    margin = min(width, height) * 0.06
    left, top, right, bottom = margin, margin, width - margin, height - margin
    place = set(brief.place)
    if not place & {"top", "bottom", "left", "right", "centre"}:
        place = {_calmer(picture)}
    if "top" in place:
        bottom = top + height * 0.26
    elif "bottom" in place:
        top = bottom - height * 0.26
    elif "centre" in place:
        top, bottom = height * 0.34, height * 0.66
    if "left" in place:
        right = width * 0.46
    elif "right" in place:
        left = width * 0.54
    return left, top, right, bottom


def _calmer(picture: Image.Image) -> str:
    height = picture.height
    bands = {"top": (0, height // 3), "bottom": (height - height // 3, height)}
    return min(
        bands,
        key=lambda name: spread_of(
            picture.crop((0, bands[name][0], picture.width, max(bands[name][1], bands[name][0] + 1)))
        ),
    )


def set_text(picture: Image.Image, edit: Edit) -> Image.Image:
    """Return the picture with the instruction's text on it, sharp."""
    if not edit.brief.texts:
        return picture
    canvas = Canvas(*picture.size)
    canvas.image = picture.copy()
    draw_headline(canvas, edit.brief, edit.palette, text_box(picture, edit.brief), variety=Variety(edit.seed))
    return canvas.image


def refine(picture: Image.Image, steps: int) -> Image.Image:
    """Return the picture as crisp as the steps allow."""
    # A picture of fewer than ten steps stays soft, as one that is not finished.
    amount = min(60, steps * 2)
    return picture.filter(ImageFilter.UnsharpMask(1.2, amount, 3)) if steps >= 10 else picture
