"""Joins small pictures to one file, so that a page needs one request for all of them."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

_QUALITY = 40


def join_in_row(contents: Sequence[bytes], width: int, height: int) -> bytes:
    """Return a WebP with the pictures beside each other, each reduced to the size.

    The pictures are this server's own, so nothing is verified before it is decoded.
    """
    sheet = Image.new("RGB", (width * len(contents), height))
    for place, content in enumerate(contents):
        with Image.open(BytesIO(content)) as picture:
            reduced = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
        sheet.paste(reduced, (place * width, 0))
    target = BytesIO()
    sheet.save(target, "WEBP", quality=_QUALITY, method=6)
    return target.getvalue()
