"""The specs hold what the APIs' documents say, no more and no less."""

from typing import Any

import pytest

from playground.catalog.loading import get_spec, schema_faults, specs
from playground.catalog.spec import ModelSpec
from playground.catalog.words import ROLES

SEVEN = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:5", "5:4")
NINE = (*SEVEN, "3:4", "4:3")
# Name: kind, minimum, maximum, default.
ONEMIN: dict[str, dict[str, Any]] = {
    "flex": {
        "steps": ("integer", 6, 50, 25),
        "guidance": ("number", 2, 5, 3),
        "safety_tolerance": ("integer", 1, 6, 2),
        "prompt_upsampling": ("boolean", None, None, False),
    },
    "pro": {
        "steps": ("integer", 15, 50, 25),
        "guidance": ("number", 2, 5, 3),
        "safety_tolerance": ("integer", 1, 6, 2),
        "prompt_upsampling": ("boolean", None, None, False),
    },
    "max": {
        "steps": ("integer", 15, 50, 50),
        "guidance": ("number", 2, 5, 3),
        "safety_tolerance": ("integer", 1, 6, 2),
        "prompt_upsampling": ("boolean", None, None, False),
    },
    "dev": {
        "num_inference_steps": ("integer", 1, 50, 28),
        "guidance": ("number", 0, 10, 3),
        "prompt_strength": ("number", 0, 1, 0.8),
        "go_fast": ("boolean", None, None, False),
        "megapixels": ("string", None, None, "1"),
        "disable_safety_checker": ("boolean", None, None, False),
    },
}
SIZES = {"width": ("integer", 256, 2048, None), "height": ("integer", 256, 2048, None)}
RESOLUTION = {"resolution": ("string", None, None, None)}
REFERENCES = {"input_images": ("images", None, None, None)}
APIFRAME: dict[str, dict[str, Any]] = {
    "flex": {
        **SIZES,
        **RESOLUTION,
        **REFERENCES,
        "steps": ("integer", 1, 50, 30),
        "guidance": ("number", 1.5, 10, 4.5),
        "prompt_upsampling": ("boolean", None, None, None),
    },
    "pro": {**SIZES, **RESOLUTION, **REFERENCES, "prompt_upsampling": ("boolean", None, None, None)},
    "max": {**SIZES, **RESOLUTION, **REFERENCES, "prompt_upsampling": ("boolean", None, None, None)},
    "dev": {**SIZES, **REFERENCES, "go_fast": ("boolean", None, None, None)},
}
WITHOUT_UPSAMPLING = {"disable_pup": ("boolean", None, None, False)}
BFL: dict[str, dict[str, Any]] = {
    "flex": {
        "steps": ("integer", 1, 50, 50),
        "guidance": ("number", 1.5, 10, 5),
        "prompt_upsampling": ("boolean", None, None, True),
    },
    "pro": WITHOUT_UPSAMPLING,
    "max": WITHOUT_UPSAMPLING,
}
# In the order of the page, with their titles.
UNDOCUMENTED = {
    "flux-2-klein-4b": "FLUX.2 [klein] 4B",
    "flux-2-klein-9b": "FLUX.2 [klein] 9B",
    "flux-1.1-pro": "FLUX 1.1 [pro]",
    "flux-pro": "FLUX.1 [pro]",
    "flux-dev": "FLUX.1 [dev]",
    "flux-schnell": "FLUX.1 [schnell]",
}
FLUX_3 = "bfl/flux-3-image/generate"
BFL_MODELS = ("flex", "pro", "max", "klein-4b", "klein-9b")
PICTURES = {"flex": 10, "pro": 8, "max": 8, "dev": 5}
# The other APIs have a file of their own for what their documents say.
FIRST_THREE = [spec for spec in specs().values() if spec.dialect in ("onemin", "apiframe", "bfl")]
# FLUX 3 has a test of its own, and no choices are documented of the models that only clients name.
WITH_CHOICES = [
    spec for spec in FIRST_THREE if spec.id != FLUX_3 and not (spec.dialect == "onemin" and spec.slug in UNDOCUMENTED)
]


def facts(spec: ModelSpec) -> dict[str, tuple[object, ...]]:
    return {p.name: (p.kind, p.minimum, p.maximum, p.default) for p in spec.parameters}


@pytest.mark.parametrize("model", ONEMIN)
@pytest.mark.parametrize("mode", ["generate", "edit"])
def test_onemin_takes_the_documented_parameters_in_their_order(model: str, mode: str) -> None:
    dev, edit = model == "dev", mode == "edit"
    assert list(facts(get_spec(f"onemin/flux-2-{model}/{mode}")).items()) == [
        *([("imageUrl", ("image", None, None, None))] if edit else []),
        ("prompt", ("string", None, None, None)),
        ("aspect_ratio", ("string", None, None, "match_input_image" if edit else "1:1")),
        ("output_format", ("string", None, None, "webp" if dev else "png")),
        ("output_quality", ("integer", 0, 100, 80)),
        *ONEMIN[model].items(),
        ("seed", ("integer", None, None, None)),
    ]


@pytest.mark.parametrize("model", UNDOCUMENTED)
def test_of_models_that_only_clients_name_the_prompt_alone_is_certain(model: str) -> None:
    spec = get_spec(f"onemin/{model}/generate")
    assert list(facts(spec)) == ["prompt"]
    assert "documents only its prompt" in spec.summary


@pytest.mark.parametrize("model", APIFRAME)
def test_apiframe_takes_the_documented_parameters_in_their_order(model: str) -> None:
    assert list(facts(get_spec(f"apiframe/flux-2-{model}/generate")).items()) == [
        ("prompt", ("string", None, None, None)),
        ("aspect_ratio", ("string", None, None, None)),
        ("output_format", ("string", None, None, None)),
        ("output_quality", ("integer", 0, 100, None)),
        ("seed", ("integer", None, None, None)),
        *APIFRAME[model].items(),
    ]


@pytest.mark.parametrize("model", BFL_MODELS)
def test_bfl_takes_the_documented_parameters_in_their_order(model: str) -> None:
    spec = get_spec(f"bfl/flux-2-{model}/generate")
    assert list(facts(spec).items()) == [
        ("prompt", ("string", None, None, None)),
        # No parameter of the API: they become a part of the prompt.
        ("boxes", ("string", None, None, None)),
        ("input_image", ("images", None, None, None)),
        ("seed", ("integer", None, None, None)),
        ("width", ("integer", 64, None, None)),
        ("height", ("integer", 64, None, None)),
        ("safety_tolerance", ("integer", 0, 5, 2)),
        ("output_format", ("string", None, None, "jpeg")),
        *BFL.get(model, {}).items(),
    ]
    assert [part.multiple_of for part in spec.parameters if part.multiple_of] == [16, 16]


def test_flux_3_takes_the_documented_parameters_in_their_order() -> None:
    spec = get_spec(FLUX_3)
    assert list(facts(spec).items()) == [
        ("prompt", ("string", None, None, None)),
        # No parameter of the API: they become a part of the prompt.
        ("boxes", ("string", None, None, None)),
        ("images", ("images", None, None, None)),
        ("aspect_ratio", ("string", None, None, "auto")),
        ("resolution", ("string", None, None, "1k")),
        ("grounding", ("boolean", None, None, True)),
        ("safety_tolerance", ("integer", 0, 4, 2)),
        ("version", ("string", None, None, "latest")),
    ]
    assert choices(spec, "resolution") == ("768sq", "1k", "1.5k", "2k", "4k")
    assert len(choices(spec, "aspect_ratio")) == 16
    assert [part.max_items for part in spec.parameters if part.max_items] == [10]


def test_the_catalog_has_no_faults() -> None:
    assert schema_faults() == ()


def test_the_catalog_has_the_specs_of_the_first_three_apis() -> None:
    assert [spec.id for spec in FIRST_THREE] == [
        *(f"onemin/flux-2-{model}/generate" for model in ("flex", "pro", "max", "dev")),
        *(f"onemin/{model}/generate" for model in UNDOCUMENTED),
        *(f"onemin/flux-2-{model}/edit" for model in ("flex", "pro", "max", "dev")),
        *(f"apiframe/flux-2-{model}/generate" for model in ("flex", "pro", "max", "dev")),
        FLUX_3,
        *(f"bfl/flux-2-{model}/generate" for model in BFL_MODELS),
    ]


def choices(spec: ModelSpec, name: str) -> tuple[str, ...]:
    parameter = spec.get(name)
    assert parameter is not None
    return parameter.choices


@pytest.mark.parametrize("spec", WITH_CHOICES, ids=lambda spec: spec.id)
def test_choices_are_as_documented(spec: ModelSpec) -> None:
    dev, model = spec.slug == "flux-2-dev", spec.slug.removeprefix("flux-2-")
    if spec.dialect == "onemin":
        assert choices(spec, "aspect_ratio") == (*SEVEN, *(["match_input_image"] if spec.mode == "edit" else []))
        assert choices(spec, "output_format") == (("webp", "jpg", "png") if dev else ("jpg", "png"))
        assert not dev or choices(spec, "megapixels") == ("0.25", "1")
        return
    if spec.dialect == "bfl":
        assert choices(spec, "output_format") == ("jpeg", "png", "webp")
        references = spec.get("input_image")
        assert references is not None
        assert references.max_items == (4 if "klein" in model else 8)
        return
    assert choices(spec, "aspect_ratio") == (*NINE, "match_input_image", "custom")
    assert choices(spec, "output_format") == ("jpg", "png", "webp")
    assert dev or choices(spec, "resolution") == ("0.5 MP", "1 MP", "2 MP", "4 MP")
    pictures = spec.get("input_images")
    assert pictures is not None
    assert pictures.max_items == PICTURES[model]


@pytest.mark.parametrize("spec", specs().values(), ids=lambda spec: spec.id)
def test_the_prompt_has_a_limit_only_where_one_is_documented(spec: ModelSpec) -> None:
    prompt = spec.get("prompt")
    assert prompt is not None
    limits = (1, 2000) if spec.dialect == "apiframe" else (None, None)
    assert (prompt.min_length, prompt.max_length) == limits


@pytest.mark.parametrize("spec", specs().values(), ids=lambda spec: spec.id)
def test_only_prompt_and_picture_to_edit_are_required(spec: ModelSpec) -> None:
    required = [parameter.name for parameter in spec.parameters if parameter.required]
    picture = spec.by_role("picture")
    assert required == ([picture.name, "prompt"] if picture and spec.mode == "edit" else ["prompt"])


@pytest.mark.parametrize("spec", specs().values(), ids=lambda spec: spec.id)
def test_every_spec_has_a_summary_and_help_for_each_parameter(spec: ModelSpec) -> None:
    assert spec.summary.endswith(".")
    assert len(spec.examples) == 3
    if spec in FIRST_THREE:
        name, _, size = spec.slug.removeprefix("flux-2-").partition("-")
        titles = UNDOCUMENTED | {"flux-3-image": "FLUX 3 Image", "loaded-model": "Loaded model"}
        assert spec.title == titles.get(spec.slug, f"FLUX.2 [{name}] {size.upper()}".strip())
    assert all(parameter.help.endswith(".") and parameter.title for parameter in spec.parameters)
    roles = [parameter.role for parameter in spec.parameters]
    assert len(set(roles)) == len(roles)
    assert set(roles) <= set(ROLES)


def test_some_apis_have_the_vendor_in_the_name_of_a_model() -> None:
    assert get_spec("onemin/flux-2-pro/edit").model == "black-forest-labs/flux-2-pro"
    assert get_spec("apiframe/flux-2-pro/generate").model == "flux-2-pro"
