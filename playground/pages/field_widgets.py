"""The controls of the form's fields; each has a template in `templates/fields`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.urls import reverse

from playground.catalog.loras import MOST_LORAS, join_rows, split_loras
from playground.catalog.sizes import ShapeChoice
from playground.catalog.spec import Parameter
from playground.imaging.messages import FORMATS, MEDIA_TYPES
from playground.imaging.uploads import FILE_TOO_LARGE, MOST_BYTES
from playground.pages.field_text import as_text

# No model takes this many characters; a longer prompt is there to be shortened. The style sheet shows it in a font that
# the browser lays out faster.
LONG_PROMPT = 40_000
MOVED = "The pictures have new numbers, and the prompt follows them."


class PromptInput(forms.Textarea):
    """A text box that grows with its text."""

    template_name = "fields/prompt.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        # As the script does while somebody types.
        long = {"data-long": True} if value and len(str(value)) > LONG_PROMPT else {}
        return super().get_context(name, value, (attrs or {}) | long)


class BoxesInput(forms.Textarea):
    """A text with one box per line; JavaScript adds a canvas to draw them."""

    template_name = "fields/boxes.html"

    def __init__(self) -> None:
        example = "lamp_1 100 200 500 600 a brass lamp"
        look = {"class": "mono", "rows": "3", "wrap": "off", "dir": "auto", "spellcheck": "false"}
        super().__init__(look | {"placeholder": example})


class LorasInput(forms.Widget):
    """Rows of an address and a strength. If the parameter has items, each address is one of these."""

    template_name = "fields/loras.html"
    use_fieldset = True

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.items = parameter.items

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        context = super().get_context(name, value, attrs)
        rows = [{"address": lora.address, "strength": as_text(lora.strength)} for lora in split_loras(value or "")]
        empty = [{"address": "", "strength": ""}] * (MOST_LORAS - len(rows))
        context["widget"] |= {"rows": rows + empty, "items": self.items}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:  # noqa: ANN401
        return join_rows(data.getlist(name))


class NumberInput(forms.TextInput):
    """A text box with the keyboard for numbers; JavaScript lets the arrow keys step between its bounds.

    A number box of the browser sends an empty value for what it cannot read, such as "3,5" in some languages, and the
    default would be used without a word.
    """

    template_name = "fields/number.html"

    def __init__(self, parameter: Parameter) -> None:
        unset = {"placeholder": "Auto"} if parameter.default is None and parameter.role != "seed" else {}
        super().__init__(unset)
        self.parameter = parameter

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        context = super().get_context(name, value, attrs)
        parameter = self.parameter
        context["widget"] |= {
            "keyboard": "numeric" if parameter.kind == "integer" else "decimal",
            "min": as_text(parameter.minimum),
            "max": as_text(parameter.maximum),
            "step": as_text(parameter.step),
        }
        return context


class TextInput(forms.TextInput):
    """A text box for a few words."""

    template_name = "fields/text.html"

    def __init__(self) -> None:
        super().__init__({"dir": "auto"})


class SliderInput(NumberInput):
    """A number box; JavaScript adds a range slider."""

    template_name = "fields/slider.html"


class SeedInput(NumberInput):
    """A number box that means a random seed while it is empty."""

    template_name = "fields/seed.html"


class ChoiceInput(forms.Select):
    template_name = "fields/select.html"


class SegmentsInput(forms.RadioSelect):
    """Radio buttons, shown as a row of segments."""

    template_name = "fields/segments.html"


class ShapesInput(forms.RadioSelect):
    """Radio buttons, each with its shape drawn to proportion and its size in pixels."""

    template_name = "fields/shapes.html"

    def __init__(self, shapes: Sequence[ShapeChoice]) -> None:
        super().__init__(choices=[(shape.value, shape.label) for shape in shapes])
        self.shapes = {shape.value: shape for shape in shapes}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        return super().create_option(name, value, *args, **kwargs) | {"shape": self.shapes[value]}


class SwitchInput(forms.CheckboxInput):
    template_name = "fields/switch.html"

    def __init__(self, default: object = None) -> None:
        super().__init__()
        self.is_on = default is True
        self.has_default = default is not None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        """Tell the template whether "off" must be posted: where it is on by default, or was turned off on purpose."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        # Without a default, an API may tell "off" from "not set", and a recipe comes back as it was.
        widget["posts_off"] = self.is_on or (value == "false" and not self.has_default)
        # Django checks the box for any value, even for "false".
        widget["attrs"]["checked"] = widget["value"] in ("true", "on", "True")
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ANN401
        # The posted value is returned unchanged, so that a form with errors shows the switch as the person left it.
        return data.get(name, "true" if self.is_on else None)


class PicturesInput(forms.Widget):
    """Shows the selected pictures in order, and accepts files."""

    template_name = "fields/pictures.html"
    use_fieldset = True

    def __init__(self, max_items: int, items: Sequence[Mapping[str, object]], pick_url: str, problem: str = "") -> None:
        super().__init__()
        self.max_items = max_items
        self.items = items
        self.pick_url = pick_url
        self.problem = problem

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"items": self.items, "max_items": self.max_items, "upload_url": reverse("add_asset")}
        context["widget"] |= {"pick_url": self.pick_url, "formats": FORMATS, "accept": ",".join(MEDIA_TYPES)}
        context["widget"] |= {"most_bytes": MOST_BYTES, "too_large": FILE_TOO_LARGE, "problem": self.problem}
        context["widget"]["moved"] = MOVED
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ANN401
        return [key for key in data.getlist(name) if key]


# The controls that depend on the parameter, by the word in the spec file.
PARAMETER_WIDGETS: Mapping[str, type[NumberInput | LorasInput]] = {
    "loras": LorasInput,
    "slider": SliderInput,
    "seed": SeedInput,
    "number": NumberInput,
}
# The controls that need only the value.
PLAIN_WIDGETS: Mapping[str, type[BoxesInput | TextInput]] = {
    "boxes": BoxesInput,
    "text": TextInput,
}
