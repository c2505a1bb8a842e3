"""A picture file loses everything that it says beside its pixels."""

import io

import pytest
from PIL import Image, PngImagePlugin

from playground.imaging.containers import embed_recipe
from playground.imaging.errors import NotAPicture
from playground.imaging.facts import measure
from playground.imaging.metadata import remove_metadata
from playground.imaging.thumbnails import make_thumbnails
from tests.imaging.picture_makers import encode

SECRET = "a secret prompt"
ORIENTATION = 0x0112
FORMATS = (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp"))


def draw(format: str) -> bytes:
    """Return a picture with text, EXIF and a colour profile, as other software writes them."""
    image = Image.linear_gradient("L").convert("RGB").resize((40, 24))
    exif = Image.Exif()
    exif[0x010E] = SECRET
    text = PngImagePlugin.PngInfo()
    text.add_text("parameters", SECRET)
    more = {"pnginfo": text} if format == "PNG" else {"comment": SECRET} if format == "JPEG" else {}
    return encode(image, format, exif=exif, icc_profile=b"profile" * 20, **more)


@pytest.mark.parametrize(("format", "ending"), FORMATS)
def test_nothing_is_left_but_the_picture_and_its_colours(format: str, ending: str) -> None:
    content = embed_recipe(draw(format), ending, {"prompt": SECRET})
    bare = remove_metadata(content)
    assert SECRET.encode() in content
    assert SECRET.encode() not in bare
    assert measure(bare).format == ending
    with Image.open(io.BytesIO(content)) as before, Image.open(io.BytesIO(bare)) as after:
        assert after.tobytes() == before.tobytes()
        assert after.info["icc_profile"] == before.info["icc_profile"]
        assert not after.getexif()


@pytest.mark.parametrize(("format", "ending"), FORMATS)
def test_a_picture_without_metadata_stays_as_it_is(format: str, ending: str) -> None:
    bare = remove_metadata(draw(format))
    assert remove_metadata(bare) == bare
    assert measure(bare).format == ending


@pytest.mark.parametrize(("format", "ending"), FORMATS)
def test_a_picture_stays_upright(format: str, ending: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010E] = SECRET
    bare = remove_metadata(encode(Image.linear_gradient("L").convert("RGB").resize((40, 24)), format, exif=exif))
    assert SECRET.encode() not in bare
    with Image.open(io.BytesIO(bare)) as after:
        assert dict(after.getexif()) == {ORIENTATION: 6}
        after.load()
    assert remove_metadata(bare) == bare
    assert Image.open(io.BytesIO(make_thumbnails(bare)["small"])).size == (24, 40)


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(NotAPicture):
        remove_metadata(b"nothing")
