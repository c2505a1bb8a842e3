"""What a form has that the person's own server does not offer now: it stays, and the page says that it is not used.

A server is started with another model, or its folder loses a file; the draft and the recipe of a picture do not change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.catalog.sizes import SHAPE_LABELS
from playground.catalog.spec import ModelSpec, Parameter
from playground.pages.field_text import as_text

UNAVAILABLE = "{label} (not available)"


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A parameter that the server does not take, with its values, which the form posts so that the draft keeps them."""

    name: str
    title: str
    values: Sequence[str]


def list_unavailable(spec: ModelSpec, offered: ModelSpec, values: Mapping[str, Sequence[str]]) -> list[Unavailable]:
    """Return the parameters of the spec that are not offered and have a value other than their default."""
    if offered is spec:
        return []
    known = {parameter.name for parameter in offered.parameters}
    return [
        Unavailable(parameter.name, parameter.title, values[parameter.name])
        for parameter in spec.form_parameters
        if parameter.name not in known
        and any(value != as_text(parameter.default) for value in values.get(parameter.name, ()) if value)
    ]


def list_options(spec: ModelSpec, parameter: Parameter, values: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return the options of a menu, with the chosen one if the server no longer offers it; it is refused when sent."""
    options = [] if parameter.default is not None else [("", "Auto")]
    options += [(choice, SHAPE_LABELS.get(choice, choice)) for choice in parameter.choices]
    chosen = (values.get(parameter.name) or ("",))[-1]
    known = spec.get(parameter.name)
    if known and chosen in known.choices and chosen not in parameter.choices:
        options.append((chosen, UNAVAILABLE.format(label=SHAPE_LABELS.get(chosen, chosen))))
    return options
