"""A recipe goes into a picture file and comes back, and the picture does not notice."""

import hashlib
import io
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from playground.imaging.containers import embed_recipe, read_recipe
from playground.imaging.errors import NotAPicture
from playground.imaging.facts import measure
from tests.imaging.picture_makers import (
    decode,
    draw,
    encode,
    jpeg_scan,
    png_chunk,
    png_chunks,
    sample,
    webp_chunks,
    with_png_chunk,
)

FORMATS = ("png", "jpg", "webp")
PROMPT = "Plakat für ein Sommerfest 夏祭り 🎉 ]]> <b>&amp; \"quotes\" 'x' \\ \n\t\u0001 \ufffe </playground:recipe>"
RECIPE: Mapping[str, Any] = {
    "spec": "onemin/flux-2-flex/edit",
    "params": {"prompt": PROMPT, "steps": 25, "guidance": 3.5, "prompt_upsampling": False, "seed": 42},
    "references": ["ab" * 32],
}
FOREIGN_XMP = (
    '<?xpacket begin="\ufeff"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="">'
    '<d:source xmlns:d="urn:digital">trainedAlgorithmicMedia</d:source></rdf:Description></rdf:RDF></x:xmpmeta>'
).encode()


def image_data(content: bytes, image_format: str) -> Any:
    """The bytes that hold the pixels, and all that decoding them needs."""
    if image_format == "png":
        return [chunk for chunk in png_chunks(content) if chunk[0] != b"iTXt"]
    if image_format == "jpg":
        return jpeg_scan(content)
    return [chunk for chunk in webp_chunks(content) if chunk[0] not in (b"VP8X", b"XMP ")]


def variants() -> list[Any]:
    made = {
        "png": sample("png"),
        "png-palette": encode(draw(mode="P"), "PNG"),
        "jpg": sample("jpg"),
        "jpg-progressive": encode(draw(), "JPEG", progressive=True),
        "jpg-exif": encode(draw(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", comment="kept"),
        "jpg-xmp": encode(draw(), "JPEG", xmp=FOREIGN_XMP),
        "webp": sample("webp"),
        "webp-alpha": encode(draw(mode="RGBA"), "WEBP"),
        "webp-lossless": encode(draw(mode="RGBA"), "WEBP", lossless=True),
        "webp-lossless-opaque": encode(draw(25, 17), "WEBP", lossless=True),
        "webp-exif": encode(draw(), "WEBP", exif=b"II*\0\x08\0\0\0\0\0\0\0\0\0", xmp=FOREIGN_XMP),
        "webp-moving": encode(draw(), "WEBP", save_all=True, append_images=[draw().rotate(180)]),
    }
    return [pytest.param(content, name.partition("-")[0], id=name) for name, content in made.items()]


@pytest.mark.parametrize(("content", "image_format"), variants())
def test_embedding_a_recipe_keeps_the_image_data(content: bytes, image_format: str) -> None:
    assert read_recipe(content) is None
    carrying = embed_recipe(content, image_format, RECIPE)
    assert read_recipe(carrying) == RECIPE
    assert image_data(carrying, image_format) == image_data(content, image_format)
    before, after = decode(content), decode(carrying)
    assert (after.format, after.mode, after.size) == (before.format, before.mode, before.size)
    assert after.tobytes() == before.tobytes()
    assert (measure(carrying).width, measure(carrying).height) == before.size


@pytest.mark.parametrize(("content", "image_format"), variants())
def test_a_second_recipe_replaces_the_first(content: bytes, image_format: str) -> None:
    once = embed_recipe(content, image_format, RECIPE)
    other = {"spec": "apiframe/flux-2-pro/generate", "params": {"prompt": "b" * 3000}}
    twice = embed_recipe(once, image_format, other)
    assert read_recipe(twice) == other
    assert twice == embed_recipe(content, image_format, other)
    assert embed_recipe(twice, image_format, RECIPE) == once


def test_a_png_reader_finds_the_recipe_as_text() -> None:
    short = decode(embed_recipe(sample("png"), "png", {"spec": "a"}))
    assert short.info == {"flux-playground-recipe": '{"spec":"a"}'}
    long = embed_recipe(sample("png"), "png", {"prompt": "summer " * 10_000})
    assert len(long) < len(sample("png")) + 1000
    assert "summer summer" in decode(long).info["flux-playground-recipe"]


def test_a_png_keeps_its_other_texts() -> None:
    content = with_png_chunk(sample("png"), b"iTXt", b"Comment\0\0\0\0\0kept") + b"tail"
    carrying = embed_recipe(embed_recipe(content, "png", RECIPE), "png", RECIPE)
    assert decode(carrying).info["Comment"] == "kept"
    assert carrying.endswith(b"tail")


@pytest.mark.parametrize(("form", "image_format"), [("JPEG", "jpg"), ("WEBP", "webp")])
@pytest.mark.parametrize("foreign", [b"", FOREIGN_XMP, b"no xml at all"])
def test_xmp_is_well_formed_and_keeps_other_metadata(form: str, image_format: str, foreign: bytes) -> None:
    content = encode(draw(), form, xmp=foreign) if foreign else encode(draw(), form)
    packet = decode(embed_recipe(embed_recipe(content, image_format, RECIPE), image_format, RECIPE)).info["xmp"]
    texts = [element.text for element in ElementTree.fromstring(packet.decode().replace("\ufeff", "")).iter()]
    assert sum("flux-2-flex" in (text or "") for text in texts) == 1
    assert ("trainedAlgorithmicMedia" in texts) is (foreign == FOREIGN_XMP)


def test_a_jpeg_keeps_jfif_and_exif_in_front_and_its_comment() -> None:
    content = encode(draw(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", comment="kept", dpi=(72, 72))
    carrying = embed_recipe(content, "jpg", RECIPE)
    assert carrying.index(b"JFIF") < carrying.index(b"Exif\0\0") < carrying.index(b"ns.adobe.com")
    assert decode(carrying).info["comment"] == b"kept"


def test_a_prompt_of_100_kb_stays_whole_in_png_and_webp() -> None:
    recipe = {"spec": "a", "params": {"prompt": "ä€🎉<&>" * 8_000}}
    for image_format in ("png", "webp"):
        carrying = embed_recipe(sample(image_format), image_format, recipe)
        assert read_recipe(carrying) == recipe
        assert decode(carrying).size == (24, 16)


def test_a_prompt_of_100_kb_becomes_its_hash_in_a_jpeg() -> None:
    prompt = "x" * 100_000
    recipe = {"spec": "a", "params": {"prompt": prompt, "seed": 42}, "references": ["ab" * 32]}
    carrying = embed_recipe(sample("jpg"), "jpg", recipe)
    read = read_recipe(carrying)
    assert read is not None
    assert "64 KB" in read.pop("note")
    digest = hashlib.sha256(prompt.encode()).hexdigest()
    assert read == {"spec": "a", "params": {"prompt_sha256": digest, "seed": 42}, "references": ["ab" * 32]}
    assert jpeg_scan(carrying) == jpeg_scan(sample("jpg"))


def test_a_prompt_that_just_fits_into_a_jpeg_stays() -> None:
    for length in (65_000, 65_150):
        recipe = {"params": {"prompt": "x" * length}}
        assert read_recipe(embed_recipe(sample("jpg"), "jpg", recipe)) == recipe
    assert read_recipe(embed_recipe(sample("jpg"), "jpg", {"params": {"prompt": "x" * 65_500}})) != recipe


def test_a_recipe_with_many_short_texts_becomes_a_hash_in_a_jpeg() -> None:
    read = read_recipe(embed_recipe(sample("jpg"), "jpg", {"references": ["ab" * 32] * 2000}))
    assert read is not None
    assert sorted(read) == ["note", "recipe_sha256"]


def test_a_jpeg_without_room_for_a_recipe_is_unchanged() -> None:
    full = FOREIGN_XMP.replace(b"trainedAlgorithmicMedia", b"m" * 65_150)
    content = encode(draw(), "JPEG", xmp=full)
    assert embed_recipe(content, "jpg", RECIPE) == content


def test_the_order_of_keys_does_not_change_the_bytes() -> None:
    turned = MappingProxyType({name: RECIPE[name] for name in reversed(list(RECIPE))})
    for image_format in FORMATS:
        content = sample(image_format)
        assert embed_recipe(content, image_format, turned) == embed_recipe(content, image_format, RECIPE)


def test_a_lone_surrogate_does_no_harm() -> None:
    for image_format in FORMATS:
        recipe = {"prompt": "a\ud800b"}
        assert read_recipe(embed_recipe(sample(image_format), image_format, recipe)) == recipe


def test_webp_gets_the_canvas_and_flags_that_fit_its_pixels() -> None:
    for options, alpha in (({"mode": "RGB"}, 0), ({"mode": "RGBA"}, 0x10)):
        content = encode(draw(301, 77, **options), "WEBP", lossless=True)
        (kind, header), *rest = webp_chunks(embed_recipe(content, "webp", RECIPE))
        assert (kind, header[0]) == (b"VP8X", 0x04 | alpha)
        assert header[4:] == (300).to_bytes(3, "little") + (76).to_bytes(3, "little")
        assert [name for name, _ in rest] == [b"VP8L", b"XMP "]


def test_webp_keeps_its_chunks_in_order_and_what_follows_the_file() -> None:
    content = encode(draw(mode="RGBA"), "WEBP", exif=b"II*\0\x08\0\0\0\0\0\0\0\0\0", icc_profile=b"profile", quality=50)
    kinds = [kind for kind, _ in webp_chunks(embed_recipe(content, "webp", RECIPE))]
    assert kinds == [b"VP8X", b"ICCP", b"ALPH", b"VP8 ", b"EXIF", b"XMP "]
    tailed = embed_recipe(content + b"tail", "webp", RECIPE)
    assert tailed.endswith(b"tail")
    assert struct.unpack_from("<I", tailed, 4)[0] + 8 == len(tailed) - 4


@pytest.mark.parametrize("image_format", FORMATS)
def test_refuses_content_that_is_cut_off_or_of_another_format(image_format: str) -> None:
    content = sample(image_format)
    for length in range(len(content)):
        with pytest.raises(NotAPicture):
            embed_recipe(content[:length], image_format, RECIPE)
    with pytest.raises(NotAPicture):
        embed_recipe(sample("gif"), image_format, RECIPE)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(data=st.data(), image_format=st.sampled_from(FORMATS))
def test_reading_a_damaged_recipe_never_raises(data: st.DataObject, image_format: str) -> None:
    content = bytearray(embed_recipe(sample(image_format), image_format, RECIPE))
    for _ in range(data.draw(st.integers(0, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    read = read_recipe(bytes(content[: data.draw(st.integers(0, len(content)))]))
    assert read is None or isinstance(read, dict)


def test_reading_malicious_files_is_safe() -> None:
    def carrying(text: bytes, flags: bytes = b"\0\0\0\0\0") -> bytes:
        return with_png_chunk(sample("png"), b"iTXt", b"flux-playground-recipe" + flags + text)

    nested = b'{"a":' + b"[" * 500_000 + b"]" * 500_000 + b"}"
    for text in (nested, b"[1]", b"NaN", b'{"a":NaN}', b'{"a":', b"\xff", b'"text"', b'{"a":' + b"9" * 5000 + b"}"):
        assert read_recipe(carrying(text)) is None
    assert read_recipe(carrying(b"no zlib", b"\0\1\0\0\0")) is None
    assert read_recipe(carrying(b"", b"\0")) is None
    assert read_recipe(b"") is None


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(prompt=st.text(max_size=300), image_format=st.sampled_from(FORMATS))
def test_any_prompt_comes_back(prompt: str, image_format: str) -> None:
    assert read_recipe(embed_recipe(sample(image_format), image_format, {"prompt": prompt})) == {"prompt": prompt}


def test_pillow_verifies_the_checksums_of_a_png_with_a_recipe() -> None:
    Image.open(io.BytesIO(embed_recipe(sample("png"), "png", RECIPE))).verify()
    assert png_chunk(b"IEND", b"") == embed_recipe(sample("png"), "png", RECIPE)[-12:]
