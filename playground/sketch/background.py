"""Separates the background of a picture from its subject by the colours of its border, and replaces it."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from playground.sketch.canvas import Canvas, Fill, paint
from playground.sketch.colour import Colour, shift

GRID = 40


def find_background(picture: Image.Image) -> Image.Image:
    """Return an L mask that is white in the background. If the border is inconclusive, the centre is the subject."""
    near = _near_border(picture)
    # Reduced to a single pixel, the mask becomes its own mean.
    share = near.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    # A mask that is nearly all black or all white has found no background, or no subject.
    if isinstance(share, int | float) and 20 <= share <= 245:
        return near
    canvas = Canvas(*picture.size)
    canvas.wash(Fill((255, 255, 255)))
    canvas.glow((picture.width / 2, picture.height / 2), (picture.width * 0.62, picture.height * 0.62), (0, 0, 0), 1.0)
    return canvas.image.convert("L").point([max(0, min(255, round((level - 60) * 1.9))) for level in range(256)])


def _near_border(picture: Image.Image) -> Image.Image:
    """Return a mask of the areas that are connected to the border and have a similar colour."""
    # Grain and the noise of JPEG would make holes in the mask.
    calm = picture.filter(ImageFilter.BoxBlur(1))
    distance = ImageChops.darker(*(_distance(calm, model) for model in _border_models(picture)))
    # Differences of up to 20 levels count as the same colour; then the mask falls to black within 21 more levels.
    mask = distance.point([255 - max(0, min(255, (level - 20) * 12)) for level in range(256)])
    joined = _joined(mask)
    return ImageChops.darker(mask, joined.resize(picture.size, Image.Resampling.BILINEAR)).filter(
        ImageFilter.BoxBlur(1)
    )


def _distance(picture: Image.Image, model: Image.Image) -> Image.Image:
    channels = ImageChops.difference(picture, model.resize(picture.size, Image.Resampling.BICUBIC)).split()
    # The channel that differs most decides, so that a change of hue at equal lightness counts too.
    return ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])


def _joined(mask: Image.Image) -> Image.Image:
    """Return a small mask of the white parts that touch the border, slightly enlarged."""
    # Pillow's flood fill is written in Python, so it works on a small copy.
    small = mask.resize((128, 128), Image.Resampling.BOX).point([255 if level > 110 else 0 for level in range(256)])
    # Every sixth point of the border is enough, because each fill spreads along the border.
    for place in range(0, 128, 6):
        for spot in ((place, 0), (place, 127), (0, place), (127, place)):
            if small.getpixel(spot) == 255:
                ImageDraw.floodfill(small, spot, 128)
    return small.point([255 if level == 128 else 0 for level in range(256)]).filter(ImageFilter.MaxFilter(5))


def _border_models(picture: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Return the picture with its sides extended inwards, and with its upper edge extended downwards.

    The lower edge is not used, because a subject often stands on it.
    """
    small = picture.resize((GRID, GRID), Image.Resampling.BOX).filter(ImageFilter.MedianFilter(3))
    last = GRID - 1
    left = small.crop((0, 0, 1, GRID)).resize((GRID, GRID))
    right = small.crop((last, 0, GRID, GRID)).resize((GRID, GRID))
    across = Image.linear_gradient("L").resize((GRID, GRID)).transpose(Image.Transpose.ROTATE_90)
    return Image.composite(right, left, across), small.crop((0, 0, GRID, 1)).resize((GRID, GRID))


def replace_background(picture: Image.Image, colour: Colour) -> Image.Image:
    """Return the picture before a ground of that colour."""
    fill = Fill(colour, shift(colour, -0.03), 15)
    return Image.composite(paint(picture.size, fill), picture, find_background(picture))


def blur_background(picture: Image.Image, blurred: Image.Image) -> Image.Image:
    """Return the picture with its background from the blurred copy."""
    return Image.composite(blurred, picture, find_background(picture).filter(ImageFilter.BoxBlur(3)))
