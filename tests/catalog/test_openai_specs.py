"""The specs of servers that speak OpenAI's images API hold what each server's documents say."""

import pytest

from playground.catalog.loading import get_spec, specs
from playground.catalog.spec import ModelSpec

OPENAI = {spec.id.removeprefix("openai/"): spec for spec in specs().values() if spec.dialect == "openai"}
# The names of steps and guidance, and of the pictures, by the profile.
NAMES = {
    "vllm-omni": ("num_inference_steps", "guidance_scale", "image"),
    "sglang": ("num_inference_steps", "guidance_scale", "image"),
    "localai": ("step", None, "ref_images"),
    "mlx-openai-server": ("steps", "guidance_scale", "image"),
    "omlx": ("num_inference_steps", "guidance", "image"),
    "together": ("steps", "guidance_scale", "reference_images"),
    "openrouter": (None, None, "input_references"),
}


def name_of(spec: ModelSpec, role: str) -> str | None:
    parameter = spec.by_role(role)
    return parameter.name if parameter else None


@pytest.mark.parametrize("spec", OPENAI.values(), ids=lambda spec: spec.id)
def test_seed_steps_guidance_and_pictures_have_the_names_of_the_server(spec: ModelSpec) -> None:
    steps, guidance, picture = NAMES[spec.profile]
    assert name_of(spec, "seed") == "seed"
    assert name_of(spec, "steps") in (steps, None)
    assert name_of(spec, "guidance") in (guidance, None)
    assert name_of(spec, "picture") in (picture, None)


def test_each_server_has_a_model_that_says_whose_it_is() -> None:
    titles = {spec.profile: spec.title for spec in OPENAI.values()}
    assert set(titles) == set(NAMES)
    assert titles["vllm-omni"].endswith(" on vLLM-Omni")
    assert titles["together"].endswith(" at Together")
    assert all("FLUX.2" in title for title in titles.values())


def test_only_flex_and_dev_of_together_take_steps_and_guidance() -> None:
    for name in ("pro", "max", "flex", "dev"):
        spec = OPENAI[f"together-flux-2-{name}/generate"]
        values = [(part.default if part else None) for role in ("steps", "guidance") if (part := spec.by_role(role))]
        assert values == ([20, 3.5] if name in ("flex", "dev") else [])


def test_klein_is_distilled_and_takes_no_guidance_on_vllm() -> None:
    assert name_of(OPENAI["vllm-flux-2-klein-4b/generate"], "guidance") is None
    dev = OPENAI["vllm-flux-2-dev/generate"].by_role("guidance")
    assert dev is not None
    assert (dev.minimum, dev.maximum, dev.default) == (0, 20, None)


def test_mlx_openai_server_makes_three_sizes_and_has_defaults_of_its_own() -> None:
    generate, edit = (get_spec(f"openai/mlx-flux-2-klein/{mode}") for mode in ("generate", "edit"))
    sizes = generate.get("size")
    assert sizes is not None
    assert (sizes.choices, sizes.default) == (("256x256", "512x512", "1024x1024"), "1024x1024")
    for spec, steps, guidance in ((generate, 4, 3.5), (edit, 28, 2.5)):
        parts = [spec.get("steps"), spec.get("guidance_scale")]
        assert [part.default for part in parts if part] == [steps, guidance]


def test_what_a_server_may_ignore_is_said_in_the_form() -> None:
    for spec_id, role, word in (
        ("localai-flux-2-klein-4b/generate", "seed", "may ignore"),
        ("openrouter-flux-2-pro/generate", "seed", "ignores it elsewhere"),
        ("sglang-flux-2/generate", "guidance", "klein ignores it"),
    ):
        parameter = OPENAI[spec_id].by_role(role)
        assert parameter is not None
        assert word in parameter.help
