"""Makes small WebP pictures for the pages and the JPEG that a link's preview shows."""

from collections.abc import Mapping
from functools import partial
from io import BytesIO

from PIL import Image, ImageFilter, ImageOps

from playground.imaging.decoding import as_srgb, decoding, open_picture, upright, work_on
from playground.imaging.facts import measure

THUMBNAIL_EDGES = {"small": 256, "large": 768}

_CARD = (1200, 630)
_MOST_CARD_BYTES = 150_000
_CARD_QUALITIES = (88, 80, 70, 60, 50, 40, 30, 20)
_BACKDROP_REDUCTION = 8
_BACKDROP_LIGHT = 0.55
_PAPER = (236, 236, 236)


def make_thumbnails(content: bytes, edges: Mapping[str, int] = THUMBNAIL_EDGES) -> dict[str, bytes]:
    """Return a WebP for each of the edges, decoding the picture once.

    Each fits into a square with that edge in pixels, is never larger than the picture, and keeps its transparency.
    Raises `NotAPicture` where the content is not a complete PNG, JPEG or WebP.
    """
    facts = measure(content)
    image_format, made = facts.format, {}
    pixels = facts.width * facts.height
    with decoding(image_format, pixels):
        image = work_on(pixels, partial(_read_reduced, content, image_format, max(edges.values())))
        # Each is made from the next larger one, which is much quicker than from the picture.
        for label, edge in sorted(edges.items(), key=lambda item: -item[1]):
            image.thumbnail((edge, edge), Image.Resampling.LANCZOS)
            made[label] = _encode_webp(image)
    return {label: made[label] for label in edges}


def make_card(content: bytes) -> bytes:
    """Return a JPEG of 1200 × 630 pixels and at most some 150 KB: the whole picture on a dim blur of itself.

    Raises `NotAPicture` where the content is no whole PNG, JPEG or WebP.
    """
    facts = measure(content)
    image_format = facts.format
    pixels = facts.width * facts.height
    with decoding(image_format, pixels):
        picture = _on_paper(work_on(pixels, partial(_read_reduced, content, image_format, max(_CARD))))
        card = _make_backdrop(picture)
        fitted = ImageOps.contain(picture, _CARD, Image.Resampling.LANCZOS)
        card.paste(fitted, ((_CARD[0] - fitted.width) // 2, (_CARD[1] - fitted.height) // 2))
        return _encode_card(card)


def _read_reduced(content: bytes, image_format: str, edge: int) -> Image.Image:
    """Return the picture upright and in sRGB, its longer side at most `edge` pixels."""
    image = open_picture(content, image_format)
    # Pillow cannot resize palettes smoothly. A JPEG is reduced before it is converted, since it decodes smaller.
    if image_format != "jpg" and (image.mode not in ("RGB", "RGBA") or "transparency" in image.info):
        image = as_srgb(image)
    image.thumbnail((edge, edge), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return upright(as_srgb(image), content, image_format)


def _encode_webp(image: Image.Image) -> bytes:
    made = BytesIO()
    image.save(made, "WEBP", quality=80, method=2)
    return made.getvalue()


def _on_paper(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, _PAPER)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _make_backdrop(picture: Image.Image) -> Image.Image:
    """Return the picture covering the card, blurred and dimmed; small at first, since a blur needs no detail."""
    small = (_CARD[0] // _BACKDROP_REDUCTION, _CARD[1] // _BACKDROP_REDUCTION)
    cover = ImageOps.fit(picture, small, Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(4))
    return cover.point(lambda value: value * _BACKDROP_LIGHT).resize(_CARD, Image.Resampling.BICUBIC)


def _encode_card(card: Image.Image) -> bytes:
    encoded = b""
    for quality in _CARD_QUALITIES:
        made = BytesIO()
        card.save(made, "JPEG", quality=quality, progressive=True, optimize=True)
        encoded = made.getvalue()
        if len(encoded) <= _MOST_CARD_BYTES:
            break
    return encoded
