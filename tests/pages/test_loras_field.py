"""The rows of LoRAs in a form, which work without script."""

from playground.catalog.loading import get_spec
from playground.pages.forms import SpecForm
from tests.cast import Person

DEV = "fal/flux-2-dev/generate"
INK = "https://example.com/ink.safetensors"


def test_rows_come_back_as_they_were_typed(bob: Person) -> None:
    bob.post("save_draft", *DEV.split("/"), prompt="a", loras=[INK, "0.8", "", "", "someone/ink", ""])
    field = bob.studio(DEV).find(data_field="loras")
    values = [control.get("value", "") for control in field.all("input", type="text")]
    assert values == [INK, "0.8", "someone/ink", "", "", ""]


def test_every_control_has_a_name_for_screen_readers(bob: Person) -> None:
    controls = bob.studio(DEV).find(data_field="loras").all("input", type="text")
    assert [control["aria-label"] for control in controls[:2]] == ["Address of LoRA 1", "Strength of LoRA 1"]
    assert {control["name"] for control in controls} == {"loras"}


def test_a_wrong_strength_is_said_at_the_field() -> None:
    form = SpecForm(get_spec(DEV), None, {"prompt": ["a"], "loras": [INK, "5"]}, bound=True)
    assert form.errors == {"loras": ["LoRAs has the strength 5; it must be from 0 to 4."]}
    assert f'value="{INK}"' in str(form["loras"])


def test_the_number_of_pictures_is_asked_once(bob: Person) -> None:
    form = bob.studio(DEV).by_id("spec-form")
    assert [field["data-field"] for field in form.all(data_role="variants")] == ["variants"]
    assert form.all(data_field="num_images") == []
