"""The form of a spec, generated from its parameters and validated by the catalog."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from django import forms
from django.forms.renderers import TemplatesSetting
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from playground.accounts.models import Owner
from playground.catalog.coercion import coerce_form
from playground.catalog.remarks import find_remarks, may_be_ignored
from playground.catalog.sizes import ratio_choices
from playground.catalog.spec import Issue, ModelSpec, Parameter, Value
from playground.catalog.validation import validate
from playground.generations.models import Asset, Picture
from playground.generations.submission.inputs import find_by_key, image_keys
from playground.pages.field_text import as_text, exact_text, list_bounds
from playground.pages.fragment_cache import FragmentCache
from playground.pages.picture_urls import thumbnail_url

type Raw = Mapping[str, Sequence[str]]

VARIANTS = Parameter(
    name="variants",
    kind="string",
    title="pictures",
    help="The number of pictures to make. Their seeds are consecutive.",
    role="variants",
    widget="segments",
    default="1",
    choices=("1", "2", "3", "4"),
)


class PageRenderer(TemplatesSetting):
    """Renders every field of every form with one template."""

    field_template_name = "fields/field.html"


class PromptInput(forms.Textarea):
    """A text box that grows with its text."""

    template_name = "fields/prompt.html"


class SliderInput(forms.NumberInput):
    """A number box; JavaScript adds a range slider."""

    template_name = "fields/slider.html"


class SeedInput(forms.NumberInput):
    """A number box that means a random seed while it is empty."""

    template_name = "fields/seed.html"


class SizeInput(forms.NumberInput):
    template_name = "fields/number.html"


class ChoiceInput(forms.Select):
    template_name = "fields/select.html"


class SegmentsInput(forms.RadioSelect):
    """Radio buttons, shown as a row of segments."""

    template_name = "fields/segments.html"


class SwitchInput(forms.CheckboxInput):
    template_name = "fields/switch.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, is_on: bool = False) -> None:
        super().__init__(attrs)
        self.is_on = is_on

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        """Tell the template whether the switch is on by default, because then "off" must be posted as well."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["is_on"] = self.is_on
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

    def __init__(self, max_items: int, items: Sequence[Mapping[str, object]]) -> None:
        super().__init__()
        self.max_items = max_items
        self.items = items

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"items": self.items, "max_items": self.max_items, "upload_url": reverse("add_asset")}
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ANN401
        return [key for key in data.getlist(name) if key]


WIDGETS: Mapping[str, type[forms.Widget]] = {
    "prompt": PromptInput,
    "slider": SliderInput,
    "seed": SeedInput,
    "number": SizeInput,
}


def number_attributes(parameter: Parameter) -> dict[str, str]:
    """Return the bounds of a number as HTML attributes."""
    bounds = {"min": parameter.minimum, "max": parameter.maximum, "step": parameter.step}
    unset = {"placeholder": "Not set"} if parameter.default is None and parameter.role != "seed" else {}
    return {name: as_text(value) for name, value in bounds.items() if value is not None} | unset


class ParameterField(forms.Field):
    """A field without validation of its own, which is the catalog's part."""

    def __init__(self, parameter: Parameter, widget: forms.Widget) -> None:
        super().__init__(required=False, widget=widget, label=parameter.title, help_text=parameter.help)
        self.parameter = parameter
        self.bounds = list_bounds(parameter)
        # Why the value has no effect; "" while it has one, None where it always has.
        self.remark: str | None = None
        self.default_value = exact_text(parameter.default)


class SpecForm(forms.Form):
    """The form of one spec. Unbound it shows a draft; bound it validates, and `params` has the result."""

    def __init__(self, spec: ModelSpec, owner: Owner | None, values: Raw, *, bound: bool = False) -> None:
        data = MultiValueDict({name: list(value) for name, value in values.items()})
        # Unbound, a form shows no errors: a draft may be incomplete until the person clicks Generate.
        super().__init__(data if bound else None, auto_id="id_%s")
        self.spec = spec
        self.owner = owner
        self.values = values
        self.params: dict[str, Value] = {}
        for parameter in (*spec.parameters, VARIANTS):
            self.fields[parameter.name] = ParameterField(parameter, self._make_widget(parameter))
            self.initial[parameter.name] = self._initial(parameter)

    def _make_widget(self, parameter: Parameter) -> forms.Widget:
        if parameter.widget in ("picture", "pictures"):
            limit = (parameter.max_items or 1) if parameter.kind == "images" else 1
            return PicturesInput(limit, self._items(parameter))
        if parameter.widget == "segments":
            return SegmentsInput(choices=self._choices(parameter))
        if parameter.widget == "select":
            return ChoiceInput(choices=self._choices(parameter))
        if parameter.widget == "switch":
            return SwitchInput(is_on=parameter.default is True)
        attributes = {"placeholder": parameter.title, "rows": "4"} if parameter.widget == "prompt" else {}
        if parameter.kind in ("integer", "number"):
            attributes = number_attributes(parameter)
        return WIDGETS[parameter.widget](attributes)

    def _choices(self, parameter: Parameter) -> list[tuple[str, str]]:
        if parameter.role == "ratio":
            scalars = {name: value[-1] for name, value in self.values.items() if value and value[-1]}
            # The labels contain pixel sizes, which depend on the values of other fields.
            return ratio_choices(self.spec, scalars)
        blank = [] if parameter.default is not None else [("", "Not set")]
        return blank + [(choice, choice) for choice in parameter.choices]

    def _items(self, parameter: Parameter) -> list[dict[str, object]]:
        keys = [key for key in self.values.get(parameter.name, ()) if key]
        found = find_by_key(self.owner, keys)
        # A picture that was deleted since the draft was saved is left out.
        return [picture_item(found[key]) for key in keys if key in found]

    def _initial(self, parameter: Parameter) -> Any:  # noqa: ANN401
        value = self.values.get(parameter.name)
        if parameter.widget in ("picture", "pictures"):
            return list(value or ())
        default = "" if parameter.widget == "seed" else as_text(parameter.default)
        return value[-1] if value else default

    @cached_property
    def coerced(self) -> tuple[dict[str, Value], list[Issue]]:
        """What the fields hold, as params, and what could not be read."""
        return coerce_form(self.spec, self.values)

    @cached_property
    def images(self) -> dict[str, Asset | Picture]:
        """The chosen pictures that still exist, by their keys."""
        return find_by_key(self.owner, image_keys(self.spec, self.coerced[0]))

    @cached_property
    def remarks(self) -> dict[str, str]:
        """For each field whose value may have no effect, by its name, a sentence if that is so now, else ""."""
        found = {remark.field: remark.message for remark in find_remarks(self.spec, self.coerced[0])}
        return {parameter.name: found.get(parameter.name, "") for parameter in may_be_ignored(self.spec)}

    def clean(self) -> dict[str, Any]:
        """Coerce and validate with the catalog, and add each issue to its field."""
        self.params, unread = self.coerced
        # A value that could not be read is missing from the params, so validation would report it a second time.
        fields = {issue.field for issue in unread}
        invalid = [issue for issue in validate(self.spec, self.params) if issue.field not in fields]
        for issue in [*unread, *invalid]:
            # A rule between several fields has no field of its own and is shown above the form.
            self.add_error(issue.field if issue.field in self.fields else None, issue.message)
        return {}

    @property
    def chosen_area(self) -> str:
        """The selected resolution as one string; the pixel size of each aspect ratio depends on it."""
        parameters = [self.spec.by_role(role) for role in ("resolution", "megapixels")]
        return "/".join(str(self.initial[found.name]) for found in parameters if found)

    @property
    def variants(self) -> int:
        """The number of requested pictures, 1 to 4."""
        asked = (self.values.get("variants") or ("1",))[-1]
        return int(asked) if asked in VARIANTS.choices else 1

    def main_fields(self) -> Iterator[SafeString]:
        """Return the rendered fields that are always visible."""
        return self._rendered("main")

    def advanced_fields(self) -> Iterator[SafeString]:
        """Return the rendered fields of the folded section."""
        return self._rendered("advanced")

    def variants_field(self) -> SafeString:
        return render_field(self, VARIANTS)

    @property
    def has_advanced(self) -> bool:
        """Whether the form has a folded section."""
        return any(parameter.group == "advanced" for parameter in self.spec.parameters)

    @property
    def has_advanced_errors(self) -> bool:
        """Whether a folded field has an error, so that the section must be open."""
        return self.is_bound and any(
            parameter.group == "advanced" and parameter.name in self.errors for parameter in self.spec.parameters
        )

    def _rendered(self, group: str) -> Iterator[SafeString]:
        return (render_field(self, parameter) for parameter in self.spec.parameters if parameter.group == group)


def as_raw(params: Mapping[str, Value]) -> dict[str, list[str]]:
    """Return params as posted strings; the inverse of the catalog's `coerce_form`."""
    return {
        name: [str(item) for item in value] if isinstance(value, list) else [as_text(value)]
        for name, value in params.items()
    }


def picture_item(image: Asset | Picture) -> dict[str, object]:
    """Return the context of an image in the picture field."""
    name = image.name if isinstance(image, Asset) else image.generation.prompt[:60]
    return {
        "key": image.key,
        "name": name or "Picture",
        "thumb_url": thumbnail_url(image, "small"),
        "width": image.width,
        "height": image.height,
    }


# Most forms show mostly default values, so the HTML of their fields is shared between requests.
_fields = FragmentCache(megabytes=6)


def render_field(form: SpecForm, parameter: Parameter) -> SafeString:
    """Render one field, or take it from the cache."""
    field = form[parameter.name]
    remark = cast("ParameterField", field.field).remark = form.remarks.get(parameter.name)
    value = form.initial[parameter.name] if not form.is_bound else form.data.get(parameter.name)
    # Pictures and long texts differ in almost every request, so caching them would only evict useful entries.
    if parameter.widget in ("picture", "pictures") or len(str(value)) > 100:
        return field.as_field_group()
    choices = tuple(form.fields[parameter.name].widget.choices) if parameter.widget == "select" else ()
    errors = tuple(form.errors.get(parameter.name, ())) if form.is_bound else ()
    # Everything that the template of a field reads must be in this key, or one person would see another's value.
    key = (form.spec.id, parameter, value, choices, errors, remark)
    return SafeString(_fields.get(key, field.as_field_group))
