"""The recipes that other tools write into their files are read from PNG, JPEG and WebP."""

import json
from collections.abc import Mapping

import pytest

from playground.catalog.loading import get_spec, specs
from playground.catalog.validation import validate
from playground.imaging.containers import embed_recipe
from playground.recall.files.registry import TOOLS, read_file
from playground.recall.files.tool import FileRecipe
from playground.recall.from_file import bring_file, by_role, choose_spec, find_spec, from_json, to_json
from tests.recall.samples import (
    COMMENT,
    EXIF_TEXTS,
    GRAPH,
    INFOTEXT,
    INVOKEAI,
    NEGATIVE,
    PNG_TEXTS,
    PROMPT,
    make_png,
    make_with_exif,
)

DEV = get_spec("onemin/flux-2-dev/generate")
FLEX = get_spec("onemin/flux-2-flex/generate")
RECIPE = {"prompt": PROMPT, "steps": 28, "guidance": 3.5, "seed": 42, "width": 896, "height": 1152}


def read(content: bytes) -> FileRecipe:
    found = read_file(content)
    assert found
    return found


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("tool", "texts"), PNG_TEXTS.values(), ids=PNG_TEXTS)
def test_the_texts_of_a_png_are_a_recipe(tool: str, texts: Mapping[str, str], packed: bool) -> None:
    found = read(make_png(texts, packed=packed))
    assert (found.tool, by_role(found)) == (tool, RECIPE)
    # One of the samples names no model.
    assert find_spec(found.model) == (None if "Dream" in texts else DEV)


@pytest.mark.parametrize("encoding", ["utf-16-be", "utf-16-le", "utf-8"])
@pytest.mark.parametrize("format", ["JPEG", "WEBP"])
@pytest.mark.parametrize(("tool", "texts"), EXIF_TEXTS.values(), ids=EXIF_TEXTS)
def test_exif_of_a_jpeg_or_webp_is_a_recipe(tool: str, texts: Mapping[int, str], format: str, encoding: str) -> None:
    found = read(make_with_exif(format, texts, encoding))
    assert (found.tool, by_role(found)) == (tool, RECIPE)


def test_every_tool_has_a_sample() -> None:
    assert {tool for tool, _ in PNG_TEXTS.values()} == TOOLS.keys() - {"own"}


@pytest.mark.parametrize("format", ["png", "jpg", "webp"])
def test_a_file_of_this_playground_says_its_spec(format: str) -> None:
    content = make_png({}) if format == "png" else make_with_exif({"jpg": "JPEG"}.get(format, "WEBP"), {})
    params = {"prompt": PROMPT, "steps": 30, "seed": 7, "prompt_upsampling": True}
    found = read(embed_recipe(content, format, {"spec": FLEX.id, "params": params, "inputs": ["0" * 64]}))
    assert (found.tool, choose_spec(found, DEV)) == ("own", FLEX)
    recalled = bring_file(found, FLEX)
    assert recalled.params == {"prompt": PROMPT, "steps": 30, "seed": 7, "prompt_upsampling": True}
    assert [unknown.sentence for unknown in recalled.unknown] == [
        "A reference that this picture was made with is not among your pictures here. Add it again."
    ]


def test_a_file_of_a_model_that_is_gone_is_brought_into_another() -> None:
    recipe = {"spec": "onemin/flux-1/generate", "params": {"prompt": "x", "num_inference_steps": 30, "colour": "red"}}
    found = read(embed_recipe(make_png({}), "png", recipe))
    recalled = bring_file(found, FLEX)
    assert recalled.params == {"prompt": "x", "steps": 30}
    assert [unknown.sentence for unknown in recalled.unknown] == [
        'colour "red" has no place in the form.',
        (
            "The model onemin/flux-1/generate that made this picture is no longer here, "
            f"so its settings are now in the form of {FLEX.title}."
        ),
    ]


@pytest.mark.parametrize(
    "content", [make_png({}), make_with_exif("JPEG", {COMMENT: "my holiday, 2026"}), b"", b"GIF89a"]
)
def test_an_ordinary_picture_has_no_recipe(content: bytes) -> None:
    assert read_file(content) is None


def test_what_does_not_map_is_listed() -> None:
    recalled = bring_file(read(make_png({"parameters": INFOTEXT})), FLEX)
    assert recalled.params == {"prompt": PROMPT, "aspect_ratio": "4:5", "steps": 28, "guidance": 3.5, "seed": 42}
    assert recalled.lost == [
        "Width × Height 896 × 1152 is not one of flux-2-flex's choices, so aspect_ratio is now 4:5, the nearest."
    ]
    assert [unknown.name for unknown in recalled.unknown] == [
        "Sampler",
        "Schedule type",
        "CFG scale (not used by FLUX)",
        "Lora hashes",
        "Negative prompt",
    ]
    assert recalled.unknown[-1].sentence == f"Negative prompt {NEGATIVE} has no place in the form."


@pytest.mark.parametrize("target", specs().values(), ids=lambda spec: spec.id)
def test_each_recipe_fits_each_model(target: object) -> None:
    for tool, texts in PNG_TEXTS.values():
        spec = get_spec(target.id)  # type: ignore[attr-defined]
        recalled = bring_file(read(make_png(texts)), spec)
        picture = spec.by_role("picture")
        issues = [issue for issue in validate(spec, recalled.params) if not picture or issue.field != picture.name]
        assert issues == [], tool
        assert recalled.params.get("seed") == (42 if spec.by_role("seed") else None)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("flux2_dev_fp8mixed.safetensors", "flux-2-dev"),
        ("FLUX.2 [klein] 4B", "flux-2-klein-4b"),
        ("Flux/flux-2-flex", "flux-2-flex"),
        ("flux1-dev", ""),
        ("sd_xl_base_1.0", ""),
        ("", ""),
    ],
)
def test_a_model_is_found_by_the_names_of_its_files(name: str, slug: str) -> None:
    found = find_spec(name, FLEX)
    assert (found.slug if found else "") == slug


def test_a_model_that_is_not_here_is_named() -> None:
    found = read(make_png({"invokeai_metadata": json.dumps(INVOKEAI | {"model": {"name": "FLUX Dev"}})}))
    assert choose_spec(found, FLEX) == FLEX
    assert bring_file(found, FLEX).unknown[-1].sentence == "The model FLUX Dev is not available here."


def test_the_first_of_two_passes_made_the_picture() -> None:
    upscale = {
        "60": {"class_type": "LatentUpscale", "inputs": {"samples": ["13", 0], "width": 1792, "height": 2304}},
        "61": {
            "class_type": "KSampler",
            "inputs": {"seed": 1, "steps": 9, "latent_image": ["60", 0], "positive": ["26", 0], "model": ["12", 0]},
        },
        "8": {"class_type": "VAEDecode", "inputs": {"samples": ["61", 0]}},
    }
    assert by_role(read(make_png({"prompt": json.dumps(GRAPH | upscale)}))) == RECIPE


def test_a_recipe_goes_through_a_form_unchanged() -> None:
    for _, texts in PNG_TEXTS.values():
        found = read(make_png(texts))
        assert from_json(to_json(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"tool": "x", "values": {}}',
        '{"tool": ["own"], "values": {}}',
        '{"tool": "own"}',
        "[" * 9999,
    ],
)
def test_other_texts_in_the_form_are_no_recipe(text: str) -> None:
    assert from_json(text) is None
