"""Encodes pictures as png, jpg or webp with the requested quality."""

from io import BytesIO

from PIL import Image


def encode(picture: Image.Image, extension: str, quality: int) -> bytes:
    """Return the encoded picture. `quality` is from 0 to 100; png ignores it."""
    target = BytesIO()
    if extension == "png":
        # Grain hardly compresses: higher levels cost time and save almost nothing.
        picture.save(target, "PNG", compress_level=4)
    elif extension == "jpg":
        # Text keeps its sharp edges only without chroma subsampling.
        picture.save(target, "JPEG", quality=quality, subsampling=0 if quality >= 80 else 2)
    else:
        picture.save(target, "WEBP", quality=quality, method=2)
    return target.getvalue()
