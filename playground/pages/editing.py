"""The picture that is being edited, shown above the prompt."""

from playground.pages.field_widgets import PicturesInput
from playground.pages.forms import SpecForm


def find_edited(form: SpecForm) -> dict[str, object]:
    """Return the picture of the form that is being edited, as an item of its field; empty if there is none."""
    key = (form.values.get("editing") or [""])[-1]
    parameter = form.spec.by_role("picture")
    widget = form.fields[parameter.name].widget if parameter and key else None
    # The person may have removed it from the field, or deleted it.
    items = widget.items if isinstance(widget, PicturesInput) else []
    found = next((item for item in items if item["key"] == key), None)
    return {**found, "came_from": (form.values.get("came_from") or [""])[-1]} if found else {}
