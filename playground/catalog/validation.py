"""Validates parameters, for forms, API requests, recipes and jobs alike. Each message names field, value and limit."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from playground.catalog.boxes import BoxError, read_boxes, tidy_boxes
from playground.catalog.loras import LoraError, check_loras, join_rows
from playground.catalog.sizes import LARGEST_AREA, MEGAPIXEL
from playground.catalog.spec import Issue, ModelSpec, Parameter
from playground.catalog.values import describe_accepted, find_unusable, shorten, show, tidy_number, tidy_text
from playground.catalog.words import suggest

CUSTOM = "custom"
MATCH = "match_input_image"
# A request may contain thousands of unknown names, and looking for a similar name takes time.
MAX_UNKNOWN_NAMES = 10
# Larger numbers exceed every bound anyway, and Python refuses to print integers of more than 4,300 digits.
LARGEST_CHECKED_NUMBER = 10**30


def validate(spec: ModelSpec, params: object) -> list[Issue]:
    """Return the issues of all fields, in the order of the spec.

    `params` may be any JSON value: a value that is not an object is an issue, never an exception.
    """
    if not isinstance(params, Mapping):
        return [Issue("", f"The parameters must be an object; you gave {show(params)}.")]
    found: dict[str, Issue] = {}
    for parameter in spec.parameters:
        issue = find_issue(spec, parameter, params)
        if issue:
            found[parameter.name] = issue
    # A conflict with other fields is only reported if the value by itself is valid.
    for issue in _find_conflicts(spec, params):
        found.setdefault(issue.field, issue)
    ordered = [found[parameter.name] for parameter in spec.parameters if parameter.name in found]
    return ordered + list(_find_unknown(spec, params))


def find_issue(spec: ModelSpec, parameter: Parameter, params: Mapping[str, object]) -> Issue | None:
    """Return the issue of one parameter, regardless of the others, or None."""
    if parameter.name not in params:
        return Issue(parameter.name, _explain_missing(spec, parameter)) if parameter.required else None
    value = normalise_value(spec, parameter, params[parameter.name])
    if _is_blank(parameter, value):
        return Issue(parameter.name, _explain_missing(spec, parameter))
    # First come the values that jsonschema cannot handle, such as NaN.
    fault = find_unusable(parameter, value) or _check_schema(spec, parameter, value) or _check_lines(parameter, value)
    return Issue(parameter.name, f"{fault}.") if fault else None


def split_unknown(spec: ModelSpec, params: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
    """Return the params that the spec knows, and the names of the others."""
    known = {parameter.name for parameter in spec.parameters}
    return {name: value for name, value in params.items() if name in known}, [
        name for name in params if name not in known
    ]


def normalise(spec: ModelSpec, params: Mapping[str, object]) -> dict[str, Any]:
    """Return the params in their canonical form: LF line ends, 4 for 4.0, `1 MP` for `1MP`. The order is kept."""
    return {
        name: normalise_value(spec, parameter, value) if (parameter := spec.get(name)) else value
        for name, value in params.items()
    }


def normalise_value(spec: ModelSpec, parameter: Parameter, value: object) -> object:
    """Return the canonical form of one value. An invalid value is returned unchanged."""
    if isinstance(value, str) and parameter.widget == "boxes":
        return tidy_boxes(tidy_text(value))
    if isinstance(value, str) and parameter.widget == "loras":
        return join_rows([value])
    if isinstance(value, str):
        aliases: Mapping[str, str] = spec.schema["properties"][parameter.name].get("x-aliases", {})
        return aliases.get(value, tidy_text(value))
    return tidy_number(value) if parameter.kind in ("integer", "number") else value


def _is_blank(parameter: Parameter, value: object) -> bool:
    if parameter.role == "prompt" or parameter.kind == "image":
        return isinstance(value, str) and not value.strip()
    return parameter.required and parameter.kind == "images" and value == []


def _explain_missing(spec: ModelSpec, parameter: Parameter) -> str:
    if parameter.role == "prompt":
        subject = "change" if spec.mode == "edit" else "picture"
        return f"{parameter.name} is empty: describe the {subject} you want."
    if parameter.role == "picture":
        return f"{parameter.name} is missing: choose a picture{' to edit' if spec.mode == 'edit' else ''}."
    return f"{parameter.name} is missing: it must be {describe_accepted(parameter)}."


def _find_unknown(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    known = [parameter.name for parameter in spec.parameters]
    unknown = [name for name in params if name not in known]
    for name in unknown[:MAX_UNKNOWN_NAMES]:
        shown = shorten(name) if isinstance(name, str) else show(name)
        yield Issue(shown, f"{shown} is not a parameter of {spec.slug}{suggest(shown, known) or '.'}")
    if len(unknown) > MAX_UNKNOWN_NAMES:
        more = len(unknown) - MAX_UNKNOWN_NAMES
        names = "name is not a parameter" if more == 1 else "names are not parameters"
        yield Issue("", f"{more:,} more {names} of {spec.slug}.")


def _find_conflicts(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    yield from _find_missing_references(spec, params)
    ratio, picture = spec.by_role("ratio"), spec.by_role("picture")
    if ratio is None:
        yield from _find_excess_area(spec, params)
    chosen = params.get(ratio.name, ratio.default) if ratio else None
    if ratio is None or not isinstance(chosen, str) or chosen not in ratio.choices:
        return
    if chosen == CUSTOM:
        for side in filter(None, (spec.by_role("width"), spec.by_role("height"))):
            if side.name not in params:
                yield Issue(side.name, f"{side.name} is missing: {ratio.name} custom needs both width and height.")
    if picture is not None and not picture.required and not params.get(picture.name):
        for name in _followers(spec, params):
            yield Issue(name, f"{name} {MATCH} needs a picture in {picture.name}: choose one, or another {name}.")


def _followers(spec: ModelSpec, params: Mapping[str, object]) -> list[str]:
    """Return the parameters that follow the input picture: its proportions, its number of pixels, or both."""
    found = [spec.by_role("ratio"), spec.by_role("resolution")]
    return [each.name for each in found if each and params.get(each.name, each.default) == MATCH]


def _find_excess_area(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    """Yield an issue if both sides are given and the area exceeds what the models support."""
    sides = [side.name for role in ("width", "height") if (side := spec.by_role(role))]
    given = [value for name in sides if isinstance(value := tidy_number(params.get(name)), int) and value > 0]
    if len(given) == 2 and given[0] * given[1] > LARGEST_AREA:
        (width, height), size = sides, f"{show(given[0])} × {show(given[1])}"
        limit = f"{LARGEST_AREA // MEGAPIXEL} MP ({LARGEST_AREA:,} pixels, such as 2048 × 2048)"
        yield Issue(width, f"{width} × {height} is {size}; the maximum is {limit}.")


def _check_lines(parameter: Parameter, value: object) -> str | None:
    """Return what is wrong with a text that has one item per line."""
    if parameter.widget == "loras" and isinstance(value, str):
        try:
            check_loras(value, parameter.items)
        except LoraError as error:
            return f"{parameter.name} {error}"
    if parameter.widget != "boxes" or not isinstance(value, str):
        return None
    try:
        read_boxes(value)
    except BoxError as error:
        return f"{parameter.name} {error}"
    return None


def _find_missing_references(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    """Yield an issue for the first box whose element comes from a picture that is not there."""
    layout, picture = spec.by_role("layout"), spec.by_role("picture")
    text = params.get(layout.name) if layout else None
    if layout is None or picture is None or not isinstance(text, str) or _check_lines(layout, text):
        return
    pictures = params.get(picture.name)
    given = len(pictures) if isinstance(pictures, list) else 0
    for box in read_boxes(text):
        if box.picture > given:
            count = "there is none" if given == 0 else f"there {'is' if given == 1 else 'are'} {given}"
            message = f"{layout.name}: {box.id} is in picture {box.picture}, but {count} in {picture.name}."
            yield Issue(layout.name, message)
            return


def _check_schema(spec: ModelSpec, parameter: Parameter, value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        checked: object = max(-LARGEST_CHECKED_NUMBER, min(LARGEST_CHECKED_NUMBER, value))
    else:
        checked = value
    # A form shows one message per field, so the first error is enough.
    error = next(_validators(spec)[parameter.name].iter_errors(checked), None)
    return _explain(parameter, value, error) if error else None


# A form is validated after every change, and building a validator takes longer than using it.
@lru_cache(maxsize=256)
def _validators(spec: ModelSpec) -> Mapping[str, Draft202012Validator]:
    properties: Mapping[str, Mapping[str, Any]] = spec.schema["properties"]
    return {name: Draft202012Validator(_add_server_limits(part)) for name, part in properties.items()}


def _add_server_limits(part: Mapping[str, Any]) -> dict[str, Any]:
    documented = {key: value for key, value in part.items() if not key.startswith("x-")}
    limits = part.get("x-server-limits")
    # In one merged schema a server limit would replace the documented limit of the same name; with `allOf` both apply.
    return {"allOf": [documented, limits]} if limits else documented


def _explain(parameter: Parameter, value: object, error: ValidationError) -> str:
    """Return the message, without the full stop, for an error that the schema found."""
    name, bound = parameter.name, error.validator_value
    match error.validator:
        case "minimum":
            return f"{name} is {show(value)}; the minimum is {tidy_number(bound)}"
        case "maximum":
            return f"{name} is {show(value)}; the maximum is {tidy_number(bound)}"
        case "multipleOf":
            return f"{name} is {show(value)}; it must be a multiple of {bound:,}{_nearest_multiples(value, bound)}"
        # The error may be in one item of a list, so the length is that of the instance and not of the whole value.
        case "minLength":
            return f"{name} has {_count(len(str(error.instance)))}; the minimum is {bound:,}"
        case "maxLength":
            return f"{name} has {_count(len(str(error.instance)))}; the maximum is {bound:,}"
        case "type" | "enum":
            return f"{name} must be {describe_accepted(parameter)}; you gave {show(value)}"
    return f"{name} cannot be {show(value)}"


def _nearest_multiples(value: Any, step: Any) -> str:  # noqa: ANN401
    """Return `, such as 992 or 1008` for 1000 and 16, and nothing for a number with dozens of digits."""
    below = int(value) // step * step
    near = f"{below} or {below + step}" if below > 0 else f"{below + step}"
    return f", such as {near}" if abs(value) < LARGEST_CHECKED_NUMBER else ""


def _count(number: int) -> str:
    return f"{number:,} character{'' if number == 1 else 's'}"
