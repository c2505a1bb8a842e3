"""The forms that add columns or rows to a grid."""

from django.http import QueryDict

from playground.pages.sweep_labels import find_base
from playground.pages.sweep_setup import PARAMETER, AxisForm, Setup
from playground.sweeps.axes import Axis, read_axis
from playground.sweeps.models import Sweep


def list_extensions(found: Sweep, sent: QueryDict | None = None) -> list[AxisForm]:
    """Return a form for each axis, for values that it does not have."""
    setup = set_up(found)
    if setup is None:
        return []
    sides = zip(("x", "y"), ("column", "row"), [read_axis(axis) for axis in found.axes], strict=False)
    return [_read(setup, prefix, side, axis, sent) for prefix, side, axis in sides]


def set_up(found: Sweep) -> Setup | None:
    base = find_base(found.spec_id)
    return Setup(found.owner, base, found.params) if base else None


def _read(setup: Setup, prefix: str, side: str, axis: Axis, sent: QueryDict | None) -> AxisForm:
    fields = QueryDict(mutable=True)
    fields.update(sent or {})
    if sent is None or sent.get("axis") != prefix:
        fields.clear()
    fields[f"{prefix}-what"] = f"{PARAMETER}{axis.name}" if axis.kind == "parameter" else axis.kind
    fields[f"{prefix}-find"], fields[f"{prefix}-place"] = axis.name, str(axis.place)
    # Without a value, the model of the form would be checked.
    if not fields.getlist(f"{prefix}-value"):
        fields[f"{prefix}-value"] = ""
    form = setup.read(prefix, side, fields)
    form.is_extension = True
    known = {str(value) for value in axis.values}
    form.groups = {
        name: offered
        for name, options in form.groups.items()
        if (offered := [option for option in options if option.value not in known])
    }
    return form
