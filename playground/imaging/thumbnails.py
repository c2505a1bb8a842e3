"""Makes thumbnails for the pages and preview cards for shared links."""

from collections.abc import Mapping
from functools import partial
from io import BytesIO

from PIL import Image, ImageFilter, ImageOps

from playground.imaging.colours import as_srgb
from playground.imaging.decoding import decoding, open_picture, upright, work_on
from playground.imaging.facts import measure

THUMBNAIL_EDGES = {"small": 256, "large": 768}

_PREVIEW = (1200, 630)
_LARGEST_PREVIEW = 150_000
_PREVIEW_QUALITIES = (88, 80, 70, 60, 50, 40, 30, 20)
_BACKDROP_REDUCTION = 8
_BACKDROP_LIGHT = 0.55
_BACKGROUND = (236, 236, 236)


def make_thumbnails(content: bytes, edges: Mapping[str, int] = THUMBNAIL_EDGES) -> dict[str, bytes]:
    """Return a WebP for each of the edges, decoding the picture once.

    Each fits into a square with that edge in pixels, is never larger than the picture, and keeps its transparency.
    Raises `NotAPicture` if the content is not a complete PNG, JPEG or WebP.
    """
    info = measure(content)
    image_format, made = info.format, {}
    pixels = info.width * info.height
    with decoding(image_format, pixels):
        image = work_on(pixels, partial(read_reduced, content, image_format, max(edges.values())))
        # Each thumbnail is made from the next larger one, which is much faster than starting from the picture.
        for label, edge in sorted(edges.items(), key=lambda item: -item[1]):
            image.thumbnail((edge, edge), Image.Resampling.LANCZOS)
            made[label] = _encode_webp(image)
    return {label: made[label] for label in edges}


def make_link_preview(content: bytes) -> bytes:
    """Return a JPEG of 1200 × 630 pixels and about 150 KB at most: the picture on a dark, blurred copy of itself.

    Raises `NotAPicture` if the content is not a complete PNG, JPEG or WebP.
    """
    info = measure(content)
    image_format = info.format
    pixels = info.width * info.height
    with decoding(image_format, pixels):
        picture = _flatten(work_on(pixels, partial(read_reduced, content, image_format, max(_PREVIEW))))
        preview = _make_backdrop(picture)
        fitted = ImageOps.contain(picture, _PREVIEW, Image.Resampling.LANCZOS)
        preview.paste(fitted, ((_PREVIEW[0] - fitted.width) // 2, (_PREVIEW[1] - fitted.height) // 2))
        return _encode_preview(preview)


def read_reduced(
    content: bytes, image_format: str, edge: int, resampling: Image.Resampling = Image.Resampling.LANCZOS
) -> Image.Image:
    """Return the picture upright, in sRGB, with a longer side of at most `edge` pixels. Call it inside `decoding`."""
    image = open_picture(content, image_format)
    # Pillow cannot resize palette pictures smoothly, so they are converted first. A JPEG is converted last, because
    # its decoder can produce a reduced picture directly.
    if image_format != "jpg" and (image.mode not in ("RGB", "RGBA") or "transparency" in image.info):
        image = as_srgb(image)
    image.thumbnail((edge, edge), resampling, reducing_gap=2.0)
    return upright(as_srgb(image), content, image_format)


def _encode_webp(image: Image.Image) -> bytes:
    made = BytesIO()
    image.save(made, "WEBP", quality=80, method=2)
    return made.getvalue()


def _flatten(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    background = Image.new("RGB", image.size, _BACKGROUND)
    background.paste(image, mask=image.getchannel("A"))
    return background


def _make_backdrop(picture: Image.Image) -> Image.Image:
    """Return a blurred, dark copy of the picture that covers the preview."""
    # It is blurred at a small size first, which is faster and looks the same.
    small = (_PREVIEW[0] // _BACKDROP_REDUCTION, _PREVIEW[1] // _BACKDROP_REDUCTION)
    cover = ImageOps.fit(picture, small, Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(4))
    return cover.point(lambda value: value * _BACKDROP_LIGHT).resize(_PREVIEW, Image.Resampling.BICUBIC)


def _encode_preview(preview: Image.Image) -> bytes:
    encoded = b""
    for quality in _PREVIEW_QUALITIES:
        made = BytesIO()
        preview.save(made, "JPEG", quality=quality, progressive=True, optimize=True)
        encoded = made.getvalue()
        if len(encoded) <= _LARGEST_PREVIEW:
            break
    return encoded
