"""Whatever a file says and the form has no place for is listed."""

import json
from typing import Any

import pytest

from playground.catalog.loading import get_spec
from playground.imaging.containers import embed_recipe
from playground.recall.files.registry import read_file
from playground.recall.from_file import bring_file
from tests.recall.samples import FOOOCUS, GRAPH, INFOTEXT, INVOKEAI, NOVELAI, SWARMUI, make_png

FLEX = get_spec("onemin/flux-2-flex/generate")


def list_sentences(content: bytes) -> list[str]:
    found = read_file(content)
    assert found
    return [unknown.sentence for unknown in bring_file(found, FLEX).unknown]


def swarm(**more: Any) -> dict[str, str]:
    params: Any = SWARMUI["sui_image_params"]
    return {"parameters": json.dumps({"sui_image_params": params | more})}


IMAGE_TO_IMAGE = GRAPH | {
    "90": {"class_type": "LoadImage", "inputs": {"image": "cat.png"}},
    "91": {
        "class_type": "KSampler",
        "inputs": {"seed": 1, "steps": 9, "latent_image": ["92", 0], "positive": ["26", 0]},
    },
    "92": {"class_type": "VAEEncode", "inputs": {"pixels": ["90", 0], "batch_size": 4}},
    "8": {"class_type": "VAEDecode", "inputs": {"samples": ["91", 0]}},
}


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (swarm(loras=["a", "b"]), "loras a, b has no place in the form."),
        (swarm(loraweights=["1", "0.5"]), "loraweights 1, 0.5 has no place in the form."),
        (
            {"parameters": json.dumps(FOOOCUS | {"loras": [["a.safetensors", 0.1]]}), "fooocus_scheme": "fooocus"},
            "loras a.safetensors 0.1 has no place in the form.",
        ),
        (
            {
                "invokeai_metadata": json.dumps(
                    INVOKEAI | {"controlnets": [{"model": 1}], "upscale_model": {"name": "x4"}}
                )
            },
            "upscale_model x4 has no place in the form.",
        ),
        (
            {"invokeai_metadata": json.dumps(INVOKEAI | {"ref_images": [{"x": 1}]})},
            "ref_images set has no place in the form.",
        ),
        (
            {
                "Software": "NovelAI",
                "Comment": json.dumps(
                    NOVELAI | {"v4_prompt": {"caption": {"char_captions": [{"char_caption": "a girl"}]}}}
                ),
            },
            "char_captions a girl has no place in the form.",
        ),
        (
            {"Software": "NovelAI", "Comment": json.dumps(NOVELAI | {"reference_image_multiple": ["iVBOR"]})},
            "reference_image_multiple 1 has no place in the form.",
        ),
        ({"prompt": json.dumps(IMAGE_TO_IMAGE)}, "LoadImage cat.png has no place in the form."),
        ({"prompt": json.dumps(IMAGE_TO_IMAGE)}, "batch_size 4 has no place in the form."),
        ({"parameters": INFOTEXT}, "CFG scale 1 is not used by FLUX."),
    ],
)
def test_a_setting_of_another_tool_is_listed(texts: dict[str, str], sentence: str) -> None:
    assert sentence in list_sentences(make_png(texts))


def test_settings_beyond_those_that_are_listed_are_counted() -> None:
    few, many = (list_sentences(make_png(swarm(**{f"x{n}": n for n in range(number)}))) for number in (5, 90))
    assert len(many) == 40
    assert many[39] == f"{len(few) + 85 - 39} more settings of the file have no place in the form."


def test_values_of_our_own_file_that_are_of_no_use_are_listed() -> None:
    params = {"prompt": "a fox", "odd": ["a"], "deep": {"b": 1}} | {f"x{n}": n for n in range(120)}
    content = embed_recipe(make_png({}), "png", {"spec": FLEX.id, "params": params})
    found = read_file(content)
    assert found
    assert {("odd", "a"), ("deep", "set")} <= set(found.unused)
    assert len(found.values) + len(found.unused) == 123
