"""Small files of pictures, as people upload them and APIs deliver them."""

from base64 import b64encode
from io import BytesIO
from random import Random

from PIL import Image


def picture(format: str = "PNG", width: int = 64, height: int = 48) -> bytes:
    """Return a file of noise, which no format makes small: the same for the same arguments."""
    content = Random(width * height).randbytes(width * height * 3)
    target = BytesIO()
    Image.frombytes("RGB", (width, height), content).save(target, format)
    return target.getvalue()


def encoded_picture(width: int = 64, height: int = 48) -> str:
    """Return the Base64 text of a PNG."""
    return b64encode(picture("PNG", width, height)).decode()
