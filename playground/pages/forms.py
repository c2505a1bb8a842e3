"""The form of a spec, generated from its parameters and validated by the catalog."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, cast

from django import forms
from django.forms.renderers import TemplatesSetting
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

from playground.accounts.models import Owner
from playground.accounts.own_servers import find_offered
from playground.catalog.coercion import coerce_form
from playground.catalog.loras import join_rows
from playground.catalog.remarks import find_remarks, may_be_ignored
from playground.catalog.sizes import SHAPE_LABELS, preset_shapes, shape_choices
from playground.catalog.spec import Issue, ModelSpec, Parameter, Size, Value
from playground.generations.models import Asset, Picture
from playground.generations.submission.inputs import find_by_key, image_keys
from playground.pages.field_text import as_text, explain_missing, list_bounds, say_label
from playground.pages.field_widgets import (
    PARAMETER_WIDGETS,
    PLAIN_WIDGETS,
    ChoiceInput,
    PicturesInput,
    PromptInput,
    SegmentsInput,
    ShapesInput,
    SwitchInput,
)
from playground.pages.fragment_cache import FragmentCache
from playground.pages.picture_items import picture_item
from playground.pages.prompt_expansion import Expansion, expand_prompt, validate_each
from playground.pages.reference_roles import read_roles
from playground.pages.unavailable import list_options, list_unavailable

type Raw = Mapping[str, Sequence[str]]

VARIANTS = Parameter(
    name="variants",
    kind="string",
    title="Pictures",
    help="How many pictures one click makes. Their seeds are consecutive.",
    role="variants",
    widget="segments",
    default="1",
    choices=("1", "2", "3", "4"),
)
# The order of the fields by their roles: what a person decides for every picture comes first. Other roles follow in the
# order of the spec.
ROLES = (
    "prompt",
    "picture",
    "ratio",
    "width",
    "height",
    "variants",
    "steps",
    "guidance",
    "seed",
    "resolution",
    "megapixels",
    "layout",
)


EMPTY_PROMPT = {"generate": "Describe the picture first.", "edit": "Describe the change first."}


class PageRenderer(TemplatesSetting):
    """Renders every field of every form with one template."""

    field_template_name = "fields/field.html"


class ParameterField(forms.Field):
    """A field without validation of its own, which is the catalog's part."""

    def __init__(self, parameter: Parameter, widget: forms.Widget) -> None:
        super().__init__(required=False, widget=widget, label=parameter.title, help_text=parameter.help)
        self.parameter = parameter
        self.bounds = list_bounds(parameter)
        # Why the value has no effect; "" while it has one, None where it always has.
        self.remark: str | None = None
        self.default_value = as_text(parameter.default)


class SpecForm(forms.Form):
    """The form of one spec. Unbound it shows a draft; bound it validates, and `params` has the result."""

    def __init__(self, spec: ModelSpec, owner: Owner | None, values: Raw, *, bound: bool = False) -> None:
        data = MultiValueDict({name: list(value) for name, value in values.items()})
        # Unbound, a form shows no errors: a draft may be incomplete until the person clicks Generate.
        super().__init__(data if bound else None, auto_id="id_%s")
        self.spec = spec
        # What this person's own server offers of the model; otherwise all of it. `spec` is what the form is about.
        self.offered = find_offered(owner, spec)
        self.unavailable = list_unavailable(spec, self.offered, values)
        self.owner = owner
        self.values = values
        self.params: dict[str, Value] = {}
        for parameter in (*self.offered.form_parameters, VARIANTS):
            self.fields[parameter.name] = ParameterField(parameter, self._make_widget(parameter))
            self.initial[parameter.name] = self._initial(parameter)

    def _make_widget(self, parameter: Parameter) -> forms.Widget:
        if parameter.widget in ("picture", "pictures"):
            limit = (parameter.max_items or 1) if parameter.kind == "images" else 1
            pick_url = reverse("pick_picture", args=self.spec.id.split("/"))
            items, missing = self._find_pictures(parameter)
            # A form that was sent has an error of its own for a picture that is missing.
            problem = "" if self.is_bound or not missing else explain_missing(missing)
            return PicturesInput(limit, items, pick_url, problem)
        if parameter.widget == "shapes":
            scalars = {name: value[-1] for name, value in self.values.items() if value and value[-1]}
            # The tiles show pixel sizes, which depend on the values of other fields.
            return ShapesInput(shape_choices(self.spec, scalars))
        if parameter.widget == "segments":
            return SegmentsInput(choices=[(choice, choice) for choice in parameter.choices])
        if parameter.widget == "select":
            return ChoiceInput(choices=list_options(self.spec, parameter, self.values))
        if parameter.widget == "switch":
            return SwitchInput(parameter.default)
        if parameter.widget in PLAIN_WIDGETS:
            return PLAIN_WIDGETS[parameter.widget]()
        if parameter.widget == "prompt":
            return PromptInput({"placeholder": self._placeholder(), "rows": "3", "dir": "auto"})
        return PARAMETER_WIDGETS[parameter.widget](parameter)

    def _placeholder(self) -> str:
        """Return an example of a prompt, which says more than a description of one. The ideas have others."""
        # A longer one would make the box higher than it is once something is typed.
        if self.spec.mode == "edit":
            return "Example: Make it night, with warm light in the windows"
        return "Example: A ceramic teapot on a linen cloth, soft light from a window, muted greens"

    def _find_pictures(self, parameter: Parameter) -> tuple[list[dict[str, object]], int]:
        """Return the chosen pictures as items of their field, and how many were deleted since the draft was saved."""
        keys = [key for key in self.values.get(parameter.name, ()) if key]
        found, roles = find_by_key(self.owner, keys), read_roles(self.values)
        kept = enumerate((key for key in keys if key in found), start=1)
        items = [picture_item(found[key], roles.get(key, ""), number) for number, key in kept]
        return items, len(set(keys) - set(found))

    def _initial(self, parameter: Parameter) -> Any:  # noqa: ANN401
        value = self.values.get(parameter.name)
        if parameter.widget in ("picture", "pictures"):
            return list(value or ())
        if parameter.widget == "loras":
            return join_rows(value or ())
        default = "" if parameter.widget == "seed" else as_text(parameter.default)
        return value[-1] if value else default

    @cached_property
    def coerced(self) -> tuple[dict[str, Value], list[Issue]]:
        """What the fields hold, as params, and what could not be read."""
        return coerce_form(self.offered, self.values)

    @cached_property
    def expansion(self) -> Expansion:
        """The prompts that Generate makes: several if the prompt has alternatives."""
        return expand_prompt(self.offered, self.coerced[0], self.values)

    @cached_property
    def images(self) -> dict[str, Asset | Picture]:
        """The chosen pictures that still exist, by their keys."""
        return find_by_key(self.owner, image_keys(self.offered, self.coerced[0]))

    @cached_property
    def remarks(self) -> dict[str, str]:
        """For each field whose value may have no effect, by its name, a sentence if that is so now, else ""."""
        found = {remark.field: remark.message for remark in find_remarks(self.offered, self.coerced[0])}
        return {parameter.name: found.get(parameter.name, "") for parameter in may_be_ignored(self.offered)}

    def clean(self) -> dict[str, Any]:
        """Coerce and validate with the catalog, and add each issue to its field."""
        self.params, unread = self.coerced
        # A value that could not be read is missing from the params, so validation would report it a second time.
        fields = {issue.field for issue in unread}
        invalid = [
            issue for issue in validate_each(self.offered, self.params, self.values) if issue.field not in fields
        ]
        for issue in [*unread, *invalid]:
            # A rule between several fields has no field of its own and is shown above the form.
            self.add_error(issue.field if issue.field in self.fields else None, self._message(issue))
        return {}

    def _message(self, issue: Issue) -> str:
        """Return what the form says: for an empty prompt what to do, since nobody here asks which parameter it is."""
        prompt = self.spec.by_role("prompt")
        is_empty = prompt and issue.field == prompt.name and not str(self.params.get(prompt.name, "")).strip()
        return EMPTY_PROMPT[self.spec.mode] if is_empty else issue.message

    def add_error(self, field: str | None, error: Any) -> None:  # noqa: ANN401
        """Say the field's label where the sentence begins with the API's name, which is for programs."""
        known = self.fields.get(field or "")
        if isinstance(error, str) and isinstance(known, ParameterField):
            error = say_label(error, known.parameter)
        super().add_error(field, error)

    @property
    def chosen_area(self) -> str:
        """The selected resolution as one string; the pixel size of each aspect ratio depends on it."""
        parameters = [self.spec.by_role(role) for role in ("resolution", "megapixels")]
        return "/".join(str(self.initial[found.name]) for found in parameters if found)

    def shape_sizes(self) -> list[tuple[str, Size]]:
        """Return the size of each shape that has one, with the id of its radio button."""
        ratio = self.spec.by_role("ratio")
        widget = self.fields[ratio.name].widget if ratio else None
        if ratio is None or not isinstance(widget, ShapesInput):
            return []
        sizes = (shape.size for shape in widget.shapes.values())
        return [(f"id_{ratio.name}_{index}", size) for index, size in enumerate(sizes) if size]

    @property
    def shape_label(self) -> str:
        """The chosen shape as its tile calls it; "" for a size in pixels."""
        ratio = self.spec.by_role("ratio")
        chosen = str(self.initial[ratio.name]) if ratio else "custom"
        return "" if chosen == "custom" else SHAPE_LABELS.get(chosen, chosen)

    @property
    def variants(self) -> int:
        """The number of requested pictures, 1 to 4."""
        asked = (self.values.get("variants") or ("1",))[-1]
        return int(asked) if asked in VARIANTS.choices else 1

    @property
    def count_label(self) -> str:
        # In a template `form.variants` is the field of that name.
        number = self.variants * self.expansion.times
        return "1 picture" if number == 1 else f"{number} pictures"

    def prompt_field(self) -> SafeString:
        """Return the rendered field of the prompt."""
        return render_field(self, cast("Parameter", self.spec.by_role("prompt")))

    def main_fields(self) -> Iterator[SafeString]:
        """Return the rendered fields that are always visible, without the prompt."""
        for parameter in self._in_order("main"):
            if parameter.role == "width" and self.spec.by_role("ratio") is None:
                yield SafeString(render_to_string("fields/size_presets.html", {"shapes": preset_shapes()}))
            if parameter.role != "prompt":
                yield render_field(self, parameter)

    def advanced_fields(self) -> Iterator[SafeString]:
        """Return the rendered fields of the folded section."""
        return (render_field(self, parameter) for parameter in self._in_order("advanced"))

    @property
    def has_advanced(self) -> bool:
        """Whether the form has a folded section."""
        return any(parameter.group == "advanced" for parameter in self.offered.form_parameters)

    @property
    def has_advanced_errors(self) -> bool:
        """Whether a folded field has an error, so that the section must be open."""
        return self.is_bound and any(
            parameter.group == "advanced" and parameter.name in self.errors
            for parameter in self.offered.form_parameters
        )

    def _in_order(self, group: str) -> list[Parameter]:
        found = [parameter for parameter in (*self.offered.form_parameters, VARIANTS) if parameter.group == group]
        return sorted(found, key=lambda parameter: ROLES.index(parameter.role) if parameter.role in ROLES else 99)


def as_raw(params: Mapping[str, Value]) -> dict[str, list[str]]:
    """Return params as posted strings; the inverse of the catalog's `coerce_form`."""
    return {
        name: [str(item) for item in value] if isinstance(value, list) else [as_text(value)]
        for name, value in params.items()
    }


# Most forms show mostly default values, so the HTML of their fields is shared between requests.
_fields = FragmentCache(megabytes=6)


def render_field(form: SpecForm, parameter: Parameter) -> SafeString:
    """Render one field, or take it from the cache."""
    field = form[parameter.name]
    remark = cast("ParameterField", field.field).remark = form.remarks.get(parameter.name)
    value = form.initial[parameter.name] if not form.is_bound else form.data.get(parameter.name)
    # Pictures and long texts differ in almost every request, so caching them would only evict useful entries.
    if parameter.widget in ("picture", "pictures", "loras") or len(str(value)) > 100:
        return field.as_field_group()
    widget = form.fields[parameter.name].widget
    choices = tuple(widget.shapes.values()) if isinstance(widget, ShapesInput) else ()
    errors = tuple(form.errors.get(parameter.name, ())) if form.is_bound else ()
    # Everything that the template of a field reads must be in this key, or one person would see another's value.
    key = (form.spec.id, parameter, value, choices, errors, remark)
    return SafeString(_fields.get(key, field.as_field_group))
