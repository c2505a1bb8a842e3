"""Converts form values to typed params, and fills params in until they reproduce a picture."""

import math
import re
from collections.abc import Mapping, Sequence

from playground.catalog.boxes import tidy_boxes
from playground.catalog.loras import join_rows
from playground.catalog.numbers import Ambiguous, Unreadable, plain_number
from playground.catalog.spec import Issue, ModelSpec, Parameter, Value
from playground.catalog.values import show, tidy_number, tidy_text

WHOLE = re.compile(r"-?[0-9]+")
ON, OFF = frozenset({"true", "on", "1", "yes"}), frozenset({"false", "off", "0", "no"})

# The sketch engine's values where an API documents no default.
UNDOCUMENTED_DEFAULTS: Mapping[str, Value] = {"ratio": "1:1", "format": "png", "quality": 80, "resolution": "1 MP"}


def coerce_form(spec: ModelSpec, raw: Mapping[str, Sequence[str]]) -> tuple[dict[str, Value], list[Issue]]:
    """Convert form values to typed params. Return the params, and an issue for each value of the wrong type.

    An empty value means "not set". Values equal to the default are left out, and names that the spec does not have are
    ignored. So is the number of pictures in one request, since a form counts requests. Bounds are checked by
    `validate`.
    """
    params: dict[str, Value] = {}
    issues: list[Issue] = []
    for parameter in spec.form_parameters:
        try:
            value = _coerce(parameter, [str(text) for text in raw.get(parameter.name, ())])
        except ValueError as error:
            issues.append(Issue(parameter.name, str(error)))
            continue
        if value is not None:
            params[parameter.name] = value
    return strip_defaults(spec, params), issues


def strip_defaults(spec: ModelSpec, params: Mapping[str, Value]) -> dict[str, Value]:
    """Return the params that differ from their defaults, in the order of the spec."""
    known = {parameter.name: parameter for parameter in spec.parameters}
    ordered = [name for name in known if name in params] + [name for name in params if name not in known]
    return {name: params[name] for name in ordered if name not in known or not _is_default(known[name], params[name])}


def resolve(spec: ModelSpec, params: Mapping[str, Value], seed: int) -> dict[str, Value]:
    """Return everything that reproduces the picture, in the order of the spec: the params, all defaults and the seed.

    Where no default is documented, the values are 1:1, png, quality 80, 1 MP and switches off. With
    `match_input_image` the input picture determines the area, so there is no resolution. Parameters without a value
    are left out.
    """
    values: dict[str, Value] = {}
    for parameter in spec.parameters:
        value = params.get(parameter.name)
        value = _value_when_unset(spec, parameter) if value is None else value
        # Without the seed that was really used, the picture could not be generated again.
        if parameter.role == "seed":
            value = seed
        if value is not None and value != []:
            values[parameter.name] = list(value) if isinstance(value, list) else value
    if spec.by_role("seed") is None:
        # The API takes no seed, but a sketch of the request has one.
        values["seed"] = seed
    ratio, resolution = spec.by_role("ratio"), spec.by_role("resolution")
    follows_picture = ratio is not None and values.get(ratio.name) == "match_input_image"
    if resolution and follows_picture and resolution.default is None and params.get(resolution.name) is None:
        values.pop(resolution.name, None)
    return values


def _value_when_unset(spec: ModelSpec, parameter: Parameter) -> Value | None:
    if parameter.default is not None:
        return parameter.default
    # An edit without a shape of its own follows its picture, which no choice says.
    if parameter.role == "ratio" and spec.mode == "edit":
        return None
    if parameter.kind == "boolean":
        return False
    value = UNDOCUMENTED_DEFAULTS.get(parameter.role)
    return parameter.choices[0] if value is not None and parameter.choices and value not in parameter.choices else value


def _is_default(parameter: Parameter, value: Value) -> bool:
    if value == []:
        return not parameter.required
    # In Python False == 0 and True == 1, but a switch and a number are different values on the wire.
    same_type = isinstance(value, bool) == isinstance(parameter.default, bool)
    return same_type and parameter.default is not None and value == parameter.default


def _coerce(parameter: Parameter, texts: list[str]) -> Value | None:
    """Return the typed value, or None if it is not set. Raise `ValueError` with a message for the form."""
    if parameter.kind == "boolean":
        return _coerce_switch(parameter, texts)
    if parameter.kind in ("image", "images"):
        references = [text.strip() for text in texts if text.strip()]
        return references[:1][0] if references and parameter.kind == "image" else references or None
    # As in Django's own forms, the last of several values with one name wins.
    text = texts[-1] if texts else ""
    if parameter.widget == "loras":
        return join_rows(texts) or None
    if parameter.widget == "boxes":
        return tidy_boxes(tidy_text(text)).strip("\n") or None
    if parameter.kind == "string":
        return tidy_text(text) or None
    return _coerce_number(parameter, text.strip()) if text.strip() else None


def _coerce_switch(parameter: Parameter, texts: list[str]) -> bool | None:
    """Return True, False, or None if the switch is not set."""
    # Browsers send nothing for an unchecked box. A switch that is on by default therefore posts a hidden `false`
    # before its own value, and any "on" among the values wins.
    words = {text.strip().lower() for text in texts} - {""}
    if words - ON - OFF:
        raise ValueError(f"{parameter.name} must be on or off; you gave {show(texts[-1])}.")
    if words & ON:
        return True
    return False if words else None


def _coerce_number(parameter: Parameter, text: str) -> int | float:
    try:
        plain = plain_number(text, whole=parameter.kind == "integer")
    except Ambiguous as error:
        raise ValueError(
            f"{parameter.name} is {show(text)}, which can mean {error}. Write it in one of these two ways."
        ) from error
    except Unreadable:
        raise ValueError(_explain_unreadable(parameter, text)) from None
    if WHOLE.fullmatch(plain):
        return int(plain)
    number = float(plain)
    # A text such as 1e999 has the form of a number but becomes infinity.
    if not math.isfinite(number):
        raise ValueError(_explain_unreadable(parameter, text))
    tidy = tidy_number(number)
    return tidy if isinstance(tidy, int) else number


def _explain_unreadable(parameter: Parameter, text: str) -> str:
    wanted = "a whole number such as 30" if parameter.kind == "integer" else "a number such as 3.5"
    return f"{parameter.name} must be {wanted}; you gave {show(text)}."
