"""InvokeAI: JSON in `invokeai_metadata`; before, in `sd-metadata`; and before that a command line in `Dream`."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from playground.recall.files.tool import OFF, FileRecipe, Tool, load_object, make_recipe
from playground.recall.recipe import make_source

SOURCE = make_source(
    "InvokeAI",
    [
        ("positive_prompt", "prompt", "string"),
        ("steps", "steps", "integer"),
        ("guidance", "guidance", "number"),
        ("cfg_scale", "guidance", "number"),
        ("seed", "seed", "integer"),
        ("width", "width", "integer"),
        ("height", "height", "integer"),
    ],
)
# The switches of the command line, which are followed by their value without a space or with one.
_SWITCHES = {"s": "steps", "S": "seed", "W": "width", "H": "height", "C": "cfg_scale", "A": "sampler"}
# Splitting takes time in proportion to the text, but nobody wrote such a long command.
_LONGEST_COMMAND = 20_000
# What says nothing about the picture, or is said by its own line below.
_HIDDEN = frozenset({"app_version", "model", "model_weights", "prompt", "loras", "rand_device", "canvas_v2_metadata"})


def _read(texts: Mapping[str, str]) -> FileRecipe | None:
    if "invokeai_metadata" in texts:
        document = load_object(texts["invokeai_metadata"])
        model = document.get("model")
        name = model.get("name") or model.get("model_name") if isinstance(model, dict) else model
        return make_recipe("invokeai", SOURCE, _list(document), name)
    if "sd-metadata" in texts:
        document = load_object(texts["sd-metadata"])
        image = document.get("image")
        pairs = _list(_as_today(image)) if isinstance(image, dict) else iter(())
        return make_recipe("invokeai", SOURCE, pairs, document.get("model_weights"))
    return make_recipe("invokeai", SOURCE, _read_command(texts["Dream"])) if "Dream" in texts else None


def _list(document: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    has_own = document.get("guidance") is not None
    for name in (parameter.name for parameter in SOURCE.parameters):
        # FLUX has a guidance of its own, beside which the old one is 1 and switched off.
        is_off = name == "cfg_scale" and (has_own or document.get(name) in (1, 1.0))
        yield f"{name}{OFF}" if is_off else name, document.get(name)
    for name, value in document.items():
        is_text_to_image = name == "generation_mode" and str(value).endswith("txt2img")
        if name not in _HIDDEN and SOURCE.get(name) is None and value is not False and not is_text_to_image:
            yield name, value
    loras = document.get("loras")
    for entry in loras[:10] if isinstance(loras, list) else ():
        model = entry.get("model") or entry.get("lora") if isinstance(entry, dict) else None
        yield "lora", model.get("name") or model.get("model_name") if isinstance(model, dict) else None


def _as_today(image: Mapping[str, Any]) -> dict[str, Any]:
    """Return the older metadata under the names of today. The prompt is a text, or a list of texts with weights."""
    prompt = image.get("prompt")
    if isinstance(prompt, list):
        prompt = ", ".join(str(part.get("prompt", "")) for part in prompt[:20] if isinstance(part, dict))
    return {**image, "positive_prompt": prompt}


def _read_command(command: str) -> Iterator[tuple[str, object]]:
    try:
        words = shlex.split(command[:_LONGEST_COMMAND])
    except ValueError:
        return
    if not words:
        return
    yield "positive_prompt", words[0]
    for word, following in zip(words[1:], [*words[2:], ""], strict=False):
        if word.startswith("-") and (name := _SWITCHES.get(word[1:2])):
            yield name, word[2:] or following


TOOL = Tool("invokeai", "InvokeAI", SOURCE, _read)
