"""Narrows a spec to what one server offers: fewer choices, tighter bounds, and that server's own defaults.

What is valid for the narrowed spec is always valid for the spec itself, so that a request can be repeated, shared and
read back when the server offers something else, or is gone.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from playground.catalog.loras import can_name
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.values import LARGEST_EXACT_INTEGER

# A server's lists are shown in a form, so their length is limited.
MOST_CHOICES = 200
LONGEST_CHOICE = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server offers for one parameter; None where it says nothing. Without `is_there` it does not take it.

    For LoRAs the choices are what each line can name.
    """

    choices: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: Value | None = None
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Offers:
    """What a server offers, by the name of the parameter, and what it calls its model."""

    model: str = ""
    parameters: Mapping[str, Offer] = field(default_factory=dict)


def write_offers(offers: Offers) -> dict[str, Any]:
    """Return the offers as JSON, which `read_offers` reads back."""
    written = {
        name: {
            key: value for key, value in asdict(offer).items() if value is not None and (key != "is_there" or not value)
        }
        for name, offer in offers.parameters.items()
    }
    return {"model": offers.model, "parameters": written}


def read_offers(stored: Mapping[str, Any] | None) -> Offers:
    """Return the offers that `write_offers` has written; without any the spec stays as it is."""
    if not stored:
        return Offers()
    read = {
        name: Offer(**part | ({"choices": tuple(part["choices"])} if "choices" in part else {}))
        for name, part in stored["parameters"].items()
    }
    return Offers(stored["model"], read)


def read_choices(value: object) -> tuple[str, ...] | None:
    """Return the usable texts of a server's list, each once, or None if it is not a list."""
    if not isinstance(value, list):
        return None
    usable = (item for item in value if isinstance(item, str) and 0 < len(item) <= LONGEST_CHOICE)
    return tuple(dict.fromkeys(item for item in usable if item.isprintable()))[:MOST_CHOICES]


def narrow(spec: ModelSpec, offers: Offers) -> ModelSpec:
    """Return the spec with what the server offers. What the server says nothing about stays as it is."""
    narrowed = [
        _narrow(parameter, offers.parameters[parameter.name]) if parameter.name in offers.parameters else parameter
        for parameter in spec.parameters
    ]
    kept = tuple(parameter for parameter in narrowed if parameter is not None)
    if kept == spec.parameters:
        return spec
    properties: Mapping[str, Mapping[str, Any]] = spec.schema["properties"]
    schema = {**spec.schema, "properties": {part.name: _narrow_schema(part, properties[part.name]) for part in kept}}
    return replace(spec, parameters=kept, schema=schema)


def _narrow(parameter: Parameter, offer: Offer) -> Parameter | None:
    """Return the narrowed parameter, or None if the server does not take it. A required one always stays."""
    choices, items = parameter.choices, parameter.items
    if offer.choices is not None and parameter.widget == "loras":
        items = tuple(choice for choice in offer.choices if can_name(choice))
        if not items:
            return None
    elif offer.choices is not None and choices:
        choices = tuple(choice for choice in choices if choice in offer.choices)
    if not offer.is_there or (parameter.choices and not choices):
        return parameter if parameter.required else None
    minimum = _bound(max, parameter.minimum, offer.minimum)
    maximum = _bound(min, parameter.maximum, offer.maximum)
    if minimum is not None and maximum is not None and minimum > maximum:
        minimum, maximum = parameter.minimum, parameter.maximum
    narrowed = replace(parameter, choices=choices, items=items, minimum=minimum, maximum=maximum)
    default = parameter.default if offer.default is None else offer.default
    return replace(narrowed, default=default if _fits(narrowed, default) else None)


def _bound(choose: Any, documented: float | None, offered: float | None) -> float | None:  # noqa: ANN401
    if offered is None or abs(offered) > LARGEST_EXACT_INTEGER:
        return documented
    return offered if documented is None else choose(documented, offered)


def _fits(parameter: Parameter, value: Value | None) -> bool:
    """Return whether the value may be the default of the narrowed parameter."""
    if parameter.choices:
        return value in parameter.choices
    if parameter.kind in ("integer", "number"):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or (parameter.kind == "integer" and value != int(value)):  # type: ignore[arg-type]
            return False
        number: float = value  # type: ignore[assignment]
        least, most = parameter.minimum, parameter.maximum
        within = (least is None or number >= least) and (most is None or number <= most)
        return within and (parameter.multiple_of is None or number % parameter.multiple_of == 0)
    return isinstance(value, bool) if parameter.kind == "boolean" else value is None


def _narrow_schema(parameter: Parameter, part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of the narrowed parameter, which validation reads."""
    found = {
        "enum": list(parameter.choices) or None,
        "minimum": parameter.minimum,
        "maximum": parameter.maximum,
        "default": parameter.default,
    }
    kept = {key: value for key, value in part.items() if key not in found}
    return kept | {key: value for key, value in found.items() if value is not None}
