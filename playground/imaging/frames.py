"""Reads the first frame of an animation, and leaves the canvas around it transparent."""

from io import BytesIO

from PIL import Image

from playground.imaging.chunks import Chunk, damaged, walk_frame, walk_webp
from playground.imaging.facts import read_bitstream_size
from playground.imaging.gif import read_gif_frame
from playground.imaging.webp import make_chunk, make_riff

_ALPHA_FLAG = 0x10


def open_gif(content: bytes) -> Image.Image:
    """Return the first frame of a GIF on its canvas. Must be called inside `decoding`."""
    frame = read_gif_frame(content)
    image = Image.open(BytesIO(frame.alone()), formats=["GIF"])
    return _on_canvas(image, frame.size, frame.box[:2])


def open_webp(content: bytes) -> Image.Image:
    """Return a WebP, of an animation the first frame on its canvas. Must be called inside `decoding`."""
    frame = next((chunk for chunk in walk_webp(content) if chunk.kind == b"ANMF"), None)
    if frame is None:
        return Image.open(BytesIO(content), formats=["WEBP"])
    head, first = content[frame.body : frame.body + 16], next(walk_webp(content))
    # The place of the frame counts in steps of two pixels. All these numbers have three bytes, and sizes begin at one.
    left, top, width, height = (int.from_bytes(head[at : at + 3], "little") for at in (0, 3, 6, 9))
    canvas = tuple(int.from_bytes(content[at : at + 3], "little") + 1 for at in (first.body + 4, first.body + 7))
    # The decoder would allocate memory for the size of the frame, of which only the canvas has been checked.
    if first.kind != b"VP8X" or 2 * left + width >= canvas[0] or 2 * top + height >= canvas[1]:
        raise damaged("WebP")
    still = _make_still(content, frame, (width + 1, height + 1))
    return _on_canvas(Image.open(BytesIO(still), formats=["WEBP"]), (canvas[0], canvas[1]), (2 * left, 2 * top))


def _make_still(content: bytes, frame: Chunk, size: tuple[int, int]) -> bytes:
    """Return a WebP with only this frame, and a canvas of its size."""
    found = {part.kind: part for part in walk_frame(content, frame) if part.kind in (b"ALPH", b"VP8 ", b"VP8L")}
    image = found.get(b"VP8L") or found.get(b"VP8 ")
    if image is None or read_bitstream_size(content, image) != size:
        raise damaged("WebP")
    parts = [make_chunk(image.kind, content[image.body : image.stop])]
    if image.kind == b"VP8 " and b"ALPH" in found:
        opacity = found[b"ALPH"]
        sides = b"".join((side - 1).to_bytes(3, "little") for side in size)
        parts.insert(0, make_chunk(b"ALPH", content[opacity.body : opacity.stop]))
        parts.insert(0, make_chunk(b"VP8X", bytes([_ALPHA_FLAG, 0, 0, 0]) + sides))
    return make_riff(parts)


def _on_canvas(image: Image.Image, size: tuple[int, int], place: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    canvas = Image.new("RGBA", size)
    canvas.paste(image.convert("RGBA"), place)
    return canvas
