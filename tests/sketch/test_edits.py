"""An edit keeps the input recognisable and does what the instruction says."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from playground.catalog.spec import Size
from playground.engines.base import InputPicture
from playground.engines.errors import Failed
from tests.engines.cases import difference, draw, make_input, run, share_near


@pytest.fixture(scope="module")
def cat() -> Image.Image:
    """Return a picture with a clear subject before an even ground."""
    return draw("an orange cat on a teal background", size=(320, 320), seed=7, steps=4)


INSTRUCTIONS = [
    "Add the text SALE 50% OFF in bold red letters at the top",
    "make the background deep blue",
    "turn it into a watercolour painting",
    "make it an oil painting",
    "make it blue",
    "black and white",
    "make it warmer",
    "blur the background",
    "make it night",
    "autumn mood",
    "add a white frame",
    "surprise me",
    "Make the cat wear a hat",
]


@pytest.mark.parametrize("instruction", INSTRUCTIONS)
def test_an_edit_is_visible_and_keeps_the_picture_recognisable(cat: Image.Image, instruction: str) -> None:
    edited = draw(instruction, inputs=[make_input(cat)], size=(320, 320), prompt_strength=1)
    assert 1.0 < difference(cat, edited) < 90
    before, after = (
        picture.convert("L").filter(ImageFilter.FIND_EDGES).crop((100, 60, 220, 200)) for picture in (cat, edited)
    )
    assert ImageStat.Stat(ImageChops.darker(before, after)).mean[0] > 0.15 * ImageStat.Stat(before).mean[0]


@pytest.mark.parametrize(
    ("place", "box"),
    [
        ("at the top", (0, 0, 320, 130)),
        ("at the bottom", (0, 190, 320, 320)),
        ("in the centre", (0, 100, 320, 220)),
        ("in the bottom right corner", (160, 210, 320, 320)),
        ("in the top left corner", (0, 0, 160, 110)),
    ],
)
def test_text_changes_only_the_place_asked(cat: Image.Image, place: str, box: tuple[int, int, int, int]) -> None:
    edited = draw(f'write "NEW" {place}', inputs=[make_input(cat)], size=(320, 320), prompt_strength=1)
    assert difference(cat, edited, box) > 3
    outside = edited.copy()
    outside.paste(cat.crop(box), box)
    assert difference(cat, outside) < 0.5


def test_text_takes_the_colour_asked(cat: Image.Image) -> None:
    edited = draw("Add the text SALE in bold red letters at the top", inputs=[make_input(cat)], size=(320, 320))
    assert share_near(edited.crop((0, 0, 320, 110)), (217, 43, 47)) > 0.05


def test_the_background_is_replaced_and_the_subject_kept(cat: Image.Image) -> None:
    edited = draw("change the background to #f2e30c", inputs=[make_input(cat)], size=(320, 320), prompt_strength=1)
    assert share_near(edited.crop((0, 0, 40, 200)), (242, 227, 12)) > 0.8
    assert difference(cat, edited, (130, 120, 190, 260)) < 6


@pytest.mark.parametrize(
    ("instruction", "holds"),
    [
        ("make it black and white", lambda before, after: ImageStat.Stat(after.convert("HSV")).mean[1] < 3),
        ("make it brighter", lambda before, after: _light(after) > _light(before) + 10),
        ("make it darker", lambda before, after: _light(after) < _light(before) - 10),
        ("make it warmer", lambda before, after: _warmth(after) > _warmth(before) + 5),
        ("make it cooler", lambda before, after: _warmth(after) < _warmth(before) - 5),
        ("make it blue", lambda before, after: _warmth(after) < _warmth(before) - 20),
        ("flip it", lambda before, after: difference(before.transpose(Image.Transpose.FLIP_LEFT_RIGHT), after) < 3),
        (
            "turn it upside down",
            lambda before, after: difference(before.transpose(Image.Transpose.FLIP_TOP_BOTTOM), after) < 3,
        ),
        (
            "add a thick white border",
            lambda before, after: share_near(after.crop((0, 0, 320, 12)), (247, 247, 244)) > 0.9,
        ),
    ],
)
def test_the_instruction_is_done(
    cat: Image.Image, instruction: str, holds: Callable[[Image.Image, Image.Image], bool]
) -> None:
    assert holds(cat, draw(instruction, inputs=[make_input(cat)], size=(320, 320), prompt_strength=1))


def _light(picture: Image.Image) -> float:
    return ImageStat.Stat(picture.convert("L")).mean[0]


def _warmth(picture: Image.Image) -> float:
    red, _, blue = ImageStat.Stat(picture).mean
    return red - blue


@pytest.mark.parametrize("instruction", INSTRUCTIONS)
def test_strength_runs_from_nothing_to_the_full_change(cat: Image.Image, instruction: str) -> None:
    apart = [
        difference(cat, draw(instruction, inputs=[make_input(cat)], size=(320, 320), prompt_strength=strength))
        for strength in (0, 0.4, 1)
    ]
    assert apart[0] == 0
    assert 0 < apart[1] < apart[2]


def test_steps_are_told_while_editing(cat: Image.Image) -> None:
    stages: list[str] = []
    run("make it blue", inputs=[make_input(cat)], steps=6, progress=lambda fraction, stage: stages.append(stage))
    assert stages == [f"Step {step} of 6" for step in range(1, 7)]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "L", "P", "1", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (90, 30)])
def test_every_kind_of_picture_is_taken(mode: str, size: tuple[int, int]) -> None:
    picture = Image.new("RGBA", size, (200, 60, 20, 128)).convert("L" if mode == "I;16" else mode)
    edited = draw("make the background blue and blur it", inputs=[make_input(picture.convert(mode))], size=(256, 272))
    assert edited.size == (256, 272)


def test_what_is_no_picture_fails_in_a_sentence() -> None:
    with pytest.raises(Failed, match="could not be read"):
        run("make it blue", inputs=[InputPicture(b"not a picture", Size(1, 1))])


@pytest.mark.parametrize("count", [1, 3, 10])
def test_references_are_shown_in_their_order(count: int) -> None:
    colours = [(20 + 23 * index, 250 - 24 * index, 40 + (90 * index) % 200) for index in range(count)]
    given = [make_input(Image.new("RGB", (80, 100), colour)) for colour in colours]
    picture = draw("an autumn moodboard", inputs=given, mode="generate", size=(640, 640))
    places = []
    for colour in colours:
        distance = ImageChops.difference(picture, Image.new("RGB", picture.size, colour)).convert("L")
        box = (
            distance.point([255 if level < 3 else 0 for level in range(256)]).filter(ImageFilter.MinFilter(5)).getbbox()
        )
        assert box is not None
        places.append((round(box[3] / 40), box[0]))
    assert places == sorted(places)


def test_the_first_reference_is_the_basis_of_an_instruction(cat: Image.Image) -> None:
    other = make_input(Image.new("RGB", (60, 60), (250, 10, 10)))
    edited = draw("make it black and white", inputs=[make_input(cat), other], mode="generate", size=(320, 320))
    alone = draw("make it black and white", inputs=[make_input(cat)], size=(320, 320))
    assert difference(alone, edited, (0, 0, 320, 190)) == 0
    assert share_near(edited.crop((0, 200, 320, 320)), (250, 10, 10), 8) > 0.05
