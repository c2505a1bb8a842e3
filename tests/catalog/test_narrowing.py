"""A spec narrowed to what one server offers is never wider than the spec."""

from typing import Any

import pytest

from playground.catalog.coercion import coerce_form, resolve
from playground.catalog.loading import get_spec
from playground.catalog.narrowing import Offer, Offers, narrow, read_offers, write_offers
from playground.catalog.spec import ModelSpec
from playground.catalog.validation import validate

SPEC = get_spec("sdcpp/loaded-model/generate")


def offering(**parameters: Offer) -> ModelSpec:
    return narrow(SPEC, Offers("a-model", parameters))


def part(spec: ModelSpec, name: str) -> Any:
    found = spec.get(name)
    assert found is not None
    return found


def test_without_offers_the_spec_is_the_same() -> None:
    assert narrow(SPEC, Offers()) is SPEC
    assert offering(unknown=Offer(default=4)) is SPEC


def test_choices_that_both_have_stay_in_their_order() -> None:
    narrowed = offering(sample_method=Offer(choices=("lcm", "a-new-one", "euler"), default="euler"))
    assert part(narrowed, "sample_method").choices == ("euler", "lcm")
    assert part(narrowed, "sample_method").default == "euler"
    [issue] = validate(narrowed, {"prompt": "x", "sample_method": "heun"})
    assert issue.message == 'sample_method must be one of euler, lcm; you gave "heun".'
    assert validate(SPEC, {"prompt": "x", "sample_method": "heun"}) == []


def test_a_parameter_without_any_choice_is_gone() -> None:
    narrowed = offering(scheduler=Offer(choices=("a-new-one",)), ref_images=Offer(is_there=False))
    assert (narrowed.get("scheduler"), narrowed.by_role("picture")) == (None, None)
    assert [issue.field for issue in validate(narrowed, {"prompt": "x", "ref_images": ["a"]})] == ["ref_images"]
    # What is required stays, whatever a server says.
    assert offering(prompt=Offer(is_there=False)) == SPEC


def test_bounds_become_tighter_and_never_wider() -> None:
    narrowed = offering(width=Offer(minimum=16, maximum=1536), height=Offer(minimum=128, maximum=99999))
    assert (part(narrowed, "width").minimum, part(narrowed, "width").maximum) == (64, 1536)
    assert (part(narrowed, "height").minimum, part(narrowed, "height").maximum) == (128, 4096)
    [issue] = validate(narrowed, {"prompt": "x", "width": 2048})
    assert issue.message == "width is 2048; the maximum is 1536."


def test_the_files_of_a_server_are_what_each_lora_can_name() -> None:
    narrowed = offering(
        lora=Offer(choices=("ink.safetensors", "a look/ink wash.gguf", "ink 2", "a", " b.pt", "two words"))
    )
    assert part(narrowed, "lora").items == ("ink.safetensors", "a look/ink wash.gguf", "a")
    text = "a look/ink wash.gguf 0.5\nink.safetensors"
    assert coerce_form(narrowed, {"lora": ["a look/ink wash.gguf", "0,5", "ink.safetensors", ""]}) == (
        {"lora": text},
        [],
    )
    assert validate(narrowed, {"prompt": "x", "lora": text}) == validate(SPEC, {"prompt": "x", "lora": text}) == []
    [issue] = validate(narrowed, {"prompt": "x", "lora": "gone.safetensors"})
    assert issue.message == 'lora has "gone.safetensors", which your server does not have; choose another.'
    assert offering(lora=Offer(choices=())).get("lora") is None
    assert part(offering(lora=Offer()), "lora").items == ()


@pytest.mark.parametrize("offer", [Offer(minimum=8000, maximum=9000), Offer(maximum=1e300, minimum=-1e300)])
def test_bounds_that_make_no_sense_are_ignored(offer: Offer) -> None:
    assert offering(width=offer) == SPEC


def test_the_default_of_the_server_is_what_an_empty_field_means() -> None:
    narrowed = offering(sample_steps=Offer(default=4), txt_cfg=Offer(default=1), width=Offer(default=512))
    params, issues = coerce_form(narrowed, {"prompt": ["x"], "sample_steps": ["4"], "width": ["512"]})
    assert (params, issues) == ({"prompt": "x"}, [])
    assert resolve(narrowed, params, 7) | {"sample_steps": 4, "txt_cfg": 1, "width": 512} == resolve(
        narrowed, params, 7
    )


@pytest.mark.parametrize(
    ("name", "default"),
    [("sample_steps", 400), ("sample_steps", 4.5), ("sample_steps", True), ("width", 1000), ("output_format", "avif")],
)
def test_a_default_that_the_form_could_not_show_is_not_one(name: str, default: Any) -> None:
    assert part(offering(**{name: Offer(default=default)}), name).default is None


def test_offers_are_kept_as_json() -> None:
    offers = Offers(
        "klein",
        {"width": Offer(minimum=64, default=512), "ref_images": Offer(is_there=False), "x": Offer(choices=("a",))},
    )
    written = write_offers(offers)
    assert written["parameters"] == {
        "width": {"minimum": 64, "default": 512},
        "ref_images": {"is_there": False},
        "x": {"choices": ("a",)},
    }
    assert read_offers(written) == offers
    assert read_offers(None) == read_offers({}) == Offers()
