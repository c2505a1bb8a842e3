"""Files that somebody made to hurt cost little time and memory, and say nothing that is not bounded."""

import json
import random
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.loading import get_spec
from playground.imaging.chunks import PNG_SIGNATURE
from playground.recall.files.registry import read_file
from playground.recall.from_file import LONGEST_JSON, bring_file, from_json, to_json
from tests.cpu import cpu_limit
from tests.recall.samples import COMMENT, EXIF_TEXTS, GRAPH, INFOTEXT, PNG_TEXTS, chunk, make_png, make_with_exif

FLEX = get_spec("onemin/flux-2-flex/generate")
MEGABYTE = 1024 * 1024
FILES = [make_png(texts) for _, texts in PNG_TEXTS.values()]
FILES += [make_with_exif(kind, texts) for _, texts in EXIF_TEXTS.values() for kind in ("JPEG", "WEBP")]


def png_of(*chunks: bytes) -> bytes:
    return PNG_SIGNATURE + chunk(b"IHDR", b"\0" * 13) + b"".join(chunks) + chunk(b"IEND", b"")


def text(name: bytes, value: bytes) -> bytes:
    return chunk(b"tEXt", name + b"\0" + value)


def circle(number: int) -> dict[str, Any]:
    """Return a graph in which every node takes from every other one."""
    links = {f"in{other}": [str(other), 0] for other in range(number)}
    return {str(node): {"class_type": "KSampler", "inputs": {"positive": ["0", 0], **links}} for node in range(number)}


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb in zTXt": lambda: png_of(chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"a" * 200 * MEGABYTE))),
    "many bombs of one megabyte and more in zTXt": lambda: png_of(
        *[chunk(b"zTXt", b"k\0\0" + zlib.compress(b"0" * (MEGABYTE + 2000), 9))] * 3_000
    ),
    "many bombs in iTXt": lambda: png_of(
        *[chunk(b"iTXt", b"prompt\0\1\0\0\0" + zlib.compress(b"{" * 900_000))] * 2_000
    ),
    "a text of 19 MB": lambda: png_of(text(b"parameters", b"Steps: 1, " * 2_000_000)),
    "deep JSON": lambda: png_of(text(b"prompt", b'{"a":' * 200_000)),
    "deep lists": lambda: png_of(text(b"workflow", b'{"nodes":' + b"[" * 500_000)),
    "wide JSON": lambda: png_of(text(b"prompt", b'{"a":[' + b"{}," * 340_000 + b"{}]}")),
    "a number of a million digits": lambda: png_of(text(b"prompt", b'{"a":' + b"9" * 1_000_000 + b"}")),
    "a recipe of ours with long values": lambda: make_png(
        {"flux-playground-recipe": json.dumps({"spec": "x" * 999, "params": {str(n): "x" * 9_000 for n in range(99)}})}
    ),
    "a graph in a circle": lambda: make_png({"prompt": json.dumps(circle(150))}),
    "a graph of thousands of nodes": lambda: make_png(
        {
            "prompt": json.dumps(
                {str(n): {"class_type": "KSampler", "inputs": {"model": [str(n + 1), 0]}} for n in range(9999)}
            )
        }
    ),
    "settings without an end": lambda: png_of(text(b"parameters", b"Steps: 1, " + b"a" * 1_000_000)),
    "a million colons": lambda: png_of(text(b"parameters", b"Steps: 1, " + b"a:" * 500_000)),
    "quotes that never close": lambda: png_of(text(b"parameters", b"Steps: 1, " + b'a: "\\' * 200_000)),
    "a million lines": lambda: png_of(text(b"parameters", b"\nSteps:" * 140_000)),
    "a command line of quotes": lambda: png_of(text(b"Dream", b'"a" -s"' * 140_000)),
    "a million chunks": lambda: png_of(chunk(b"tEXt", b"a\0b") * 1_000_000),
    "EXIF in a circle": lambda: png_of(chunk(b"eXIf", b"II*\0" + struct.pack("<IHHHII", 8, 1, 0x8769, 4, 1, 8))),
    "EXIF of 65,535 fields": lambda: png_of(
        chunk(b"eXIf", b"II*\0" + struct.pack("<IH", 8, 65_535) + struct.pack("<HHII", 0x9286, 7, 2**31, 0) * 65_535)
    ),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_takes_little_time_and_memory(make: Callable[[], bytes]) -> None:
    content = make()
    tracemalloc.start()
    try:
        # Tracing makes everything several times slower.
        with cpu_limit(6, "a file"):
            found = read_file(content)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 60 * MEGABYTE
    if found:
        assert len(to_json(found)) <= LONGEST_JSON


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "1e400", "NaN", "Infinity"])
def test_a_number_that_is_too_large_is_left_out(number: str) -> None:
    found = read_file(make_png({"invokeai_metadata": f'{{"positive_prompt": "a fox", "steps": {number}}}'}))
    assert found
    assert found.values == {"positive_prompt": "a fox"}
    sent = from_json(f'{{"tool": "own", "values": {{"prompt": "a fox", "seed": {number}}}}}')
    assert sent
    assert sent.values == {"prompt": "a fox"}


def test_texts_that_are_refused_use_up_what_a_file_may_have() -> None:
    refused = chunk(b"zTXt", b"k\0\0" + zlib.compress(b"0" * (MEGABYTE + 2000)))
    wanted = text(b"parameters", b"a fox\nSteps: 20, Seed: 1")
    assert read_file(png_of(*[refused] * 3, wanted))
    assert read_file(png_of(*[refused] * 4, wanted)) is None


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.sampled_from(FILES), st.integers(0, 2**32), st.integers(1, 40))
def test_a_damaged_file_raises_nothing(content: bytes, seed: int, number: int) -> None:
    random_source = random.Random(seed)
    damaged = bytearray(content)
    for _ in range(number):
        damaged[random_source.randrange(len(damaged))] = random_source.randrange(256)
    with cpu_limit(2, "a damaged file"):
        found = read_file(bytes(damaged[: random_source.randrange(len(damaged))] if number % 3 == 0 else damaged))
        if found:
            check(found)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [
        "prompt",
        "steps",
        "seed",
        "width",
        "height",
        "guidance",
        "cfg_scale",
        "scale",
        "model",
        "image",
        "nodes",
        "links",
        "sui_image_params",
        "inputs",
        "class_type",
        "widgets_values",
        "loras",
        "uc",
        "version",
        "resolution",
        "params",
        "base_model",
        "positive",
        "latent_image",
        "spec",
    ]
)
DOCUMENTS = st.recursive(VALUES, lambda inner: st.dictionaries(NAMES, inner, max_size=6), max_leaves=20)
KEYS = st.sampled_from(
    [
        "parameters",
        "prompt",
        "workflow",
        "invokeai_metadata",
        "sd-metadata",
        "Dream",
        "Comment",
        "flux-playground-recipe",
    ]
)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(st.dictionaries(KEYS, DOCUMENTS, min_size=1, max_size=3))
def test_any_json_raises_nothing(documents: dict[str, Any]) -> None:
    texts = [text(name.encode(), json.dumps(value).encode()) for name, value in documents.items()]
    found = read_file(png_of(*texts))
    if found:
        check(found)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_raises_nothing(words: str, settings_line: str) -> None:
    for value in (words, f"{words}\nSteps: {settings_line}", f'"{words}" -s{settings_line}'):
        for name in (b"parameters", b"Dream"):
            found = read_file(png_of(text(name, value.encode())))
            if found:
                check(found)


def check(found: Any) -> None:
    """Everything that a person reads of it is short and can be encoded, and the form can carry it."""
    for sentence in [unknown.sentence for unknown in bring_file(found, FLEX).unknown] + bring_file(found, FLEX).lost:
        sentence.encode()
        assert len(sentence) < 400
    assert len(found.unused) <= 40
    carried = to_json(found)
    carried.encode()
    assert len(carried) <= LONGEST_JSON
    assert from_json(carried) is not None


@pytest.mark.parametrize("word", ["\ud800", "\0", "x" * 5_000, "</script>", "\u202e"])
def test_names_of_our_own_recipe_are_bounded_and_can_be_encoded(word: str) -> None:
    recipe = {"spec": word, "params": {"prompt": f"a {word}", word: "red", "seed": 2**70}, "inputs": [word, "0" * 64]}
    found = read_file(png_of(text(b"flux-playground-recipe", json.dumps(recipe).encode())))
    assert found
    check(found)


def test_a_comment_of_an_unknown_code_is_read_as_it_is() -> None:
    assert read_file(make_with_exif("JPEG", {COMMENT: INFOTEXT}, "utf-8"))
    assert read_file(make_png({"prompt": json.dumps({**GRAPH, "13": None})})) is None
