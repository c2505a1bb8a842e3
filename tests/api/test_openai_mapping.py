"""The fields of OpenAI's API in the params of every model of the catalog."""

import pytest

from playground.api.openai.fields import read_fields
from playground.api.openai.mapping import map_fields
from playground.catalog.coercion import resolve
from playground.catalog.loading import specs
from playground.catalog.sizes import picture_size
from playground.catalog.spec import ModelSpec, Size
from playground.catalog.validation import validate

EVERY_SPEC = pytest.mark.parametrize("spec", specs().values(), ids=lambda spec: spec.id)
# What OpenAI's own models make, and what Open WebUI asks for by default.
SIZES = ("1024x1024", "1536x1024", "1024x1536", "1792x1024", "1024x1792", "512x512", "256x256", "auto")


def place_picture(spec: ModelSpec) -> dict[str, object]:
    picture = spec.by_role("picture")
    return {picture.name: ["0"] if picture.kind == "images" else "0"} if picture and picture.required else {}


@EVERY_SPEC
def test_every_model_makes_every_usual_size_or_nearly(spec: ModelSpec) -> None:
    for size in SIZES:
        asked = read_fields({"prompt": "a fox", "size": size, "quality": "auto", "n": 1})
        mapped = map_fields(spec, asked, place_picture(spec))
        assert not validate(spec, mapped.params), size
        if size == "1024x1024" and any(spec.by_role(role) for role in ("ratio", "width")):
            made = picture_size(spec, resolve(spec, mapped.params, 1), Size(640, 480))  # type: ignore[arg-type]
            assert made.width == made.height


@EVERY_SPEC
def test_every_model_takes_what_it_has_and_ignores_the_rest(spec: ModelSpec) -> None:
    body = {"prompt": "a fox", "seed": 7, "style": "vivid"}
    mapped = map_fields(spec, read_fields(body), place_picture(spec))
    assert not validate(spec, mapped.params)
    seed = spec.by_role("seed")
    assert mapped.ignored == (("style",) if seed else ("seed", "style"))
    assert seed is None or mapped.params[seed.name] == 7
