"""The one validator of parameters, for form, API, recipe and job alike; its sentences name field, value and bound."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from playground.catalog.sizes import LARGEST_AREA, MEGAPIXEL
from playground.catalog.spec import Issue, ModelSpec, Parameter
from playground.catalog.values import find_unusable, shorten, show, tidy_number, tidy_text, wanted
from playground.catalog.words import suggest

CUSTOM = "custom"
MATCH = "match_input_image"
MOST_UNKNOWN = 10
# Larger numbers break every bound alike; the schema's own messages could not print them.
CLIPPED = 10**30


def validate(spec: ModelSpec, params: object) -> list[Issue]:
    """Return what is wrong with the params, all fields at once, in the documents' order; empty when nothing is.

    `params` may be anything that JSON can be: what is no object is an issue too, never an exception.
    """
    if not isinstance(params, Mapping):
        return [Issue("", f"The parameters must be an object; you gave {show(params)}.")]
    found: dict[str, Issue] = {}
    for parameter in spec.parameters:
        issue = find_issue(spec, parameter, params)
        if issue:
            found[parameter.name] = issue
    for issue in _find_conflicts(spec, params):
        found.setdefault(issue.field, issue)
    ordered = [found[parameter.name] for parameter in spec.parameters if parameter.name in found]
    return ordered + list(_find_unknown(spec, params))


def find_issue(spec: ModelSpec, parameter: Parameter, params: Mapping[str, object]) -> Issue | None:
    """Return what is wrong with one parameter by itself, or None."""
    if parameter.name not in params:
        return Issue(parameter.name, _missing_sentence(spec, parameter)) if parameter.required else None
    value = normalise_value(spec, parameter, params[parameter.name])
    if _is_blank(parameter, value):
        return Issue(parameter.name, _missing_sentence(spec, parameter))
    fault = find_unusable(parameter, value) or _ask_schema(spec, parameter, value)
    return Issue(parameter.name, f"{fault}.") if fault else None


def split_unknown(spec: ModelSpec, params: Mapping[str, object]) -> tuple[dict[str, object], list[str]]:
    """Return the params that the spec knows, and the names of the others in the order given."""
    known = {parameter.name for parameter in spec.parameters}
    return {name: value for name, value in params.items() if name in known}, [
        name for name in params if name not in known
    ]


def normalise(spec: ModelSpec, params: Mapping[str, object]) -> dict[str, Any]:
    """Return the params in one way of writing: LF line ends, 4 for 4.0, `1 MP` for `1MP`; the order stays."""
    return {
        name: normalise_value(spec, parameter, value) if (parameter := spec.get(name)) else value
        for name, value in params.items()
    }


def normalise_value(spec: ModelSpec, parameter: Parameter, value: object) -> object:
    """Return one value in the way that its parameter writes it; what does not fit stays as it is."""
    if isinstance(value, str):
        aliases: Mapping[str, str] = spec.schema["properties"][parameter.name].get("x-aliases", {})
        return aliases.get(value, tidy_text(value))
    return tidy_number(value) if parameter.kind in ("integer", "number") else value


def _is_blank(parameter: Parameter, value: object) -> bool:
    if parameter.role == "prompt" or parameter.kind == "image":
        return isinstance(value, str) and not value.strip()
    return parameter.required and parameter.kind == "images" and value == []


def _missing_sentence(spec: ModelSpec, parameter: Parameter) -> str:
    if parameter.role == "prompt":
        subject = "change" if spec.mode == "edit" else "picture"
        return f"{parameter.name} is empty: describe the {subject} that you want."
    if parameter.role == "picture":
        return f"{parameter.name} is missing: choose a picture{' to edit' if spec.mode == 'edit' else ''}."
    return f"{parameter.name} is missing: it must be {wanted(parameter)}."


def _find_unknown(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    known = [parameter.name for parameter in spec.parameters]
    unknown = [name for name in params if name not in known]
    for name in unknown[:MOST_UNKNOWN]:
        shown = shorten(name) if isinstance(name, str) else show(name)
        yield Issue(shown, f"{shown} is not a parameter of {spec.slug}{suggest(shown, known) or '.'}")
    if len(unknown) > MOST_UNKNOWN:
        more = len(unknown) - MOST_UNKNOWN
        yield Issue("", f"{more:,} more {'name is' if more == 1 else 'names are'} not known to {spec.slug}.")


def _find_conflicts(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    ratio, picture = spec.by_role("ratio"), spec.by_role("picture")
    if ratio is None:
        yield from _find_excess(spec, params)
    chosen = params.get(ratio.name, ratio.default) if ratio else None
    if ratio is None or not isinstance(chosen, str) or chosen not in ratio.choices:
        return
    if chosen == CUSTOM:
        for side in filter(None, (spec.by_role("width"), spec.by_role("height"))):
            if side.name not in params:
                yield Issue(side.name, f"{side.name} is missing: {ratio.name} custom needs both width and height.")
    if chosen == MATCH and picture is not None and not picture.required and not params.get(picture.name):
        yield Issue(
            ratio.name, f"{ratio.name} {MATCH} needs a picture in {picture.name}: choose one, or another {ratio.name}."
        )


def _find_excess(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    """Yield an issue where both sides are given and make more pixels than any of the models draws."""
    sides = [side.name for role in ("width", "height") if (side := spec.by_role(role))]
    given = [value for name in sides if isinstance(value := tidy_number(params.get(name)), int) and value > 0]
    if len(given) == 2 and given[0] * given[1] > LARGEST_AREA:
        (width, height), (wide, high), most = sides, given, LARGEST_AREA // MEGAPIXEL
        total = f"{width} {show(wide)} and {height} {show(high)} make more than {most} MP"
        yield Issue(width, f"{total}: together they may have at most {LARGEST_AREA:,} pixels, as 2048 × 2048 has.")


def _ask_schema(spec: ModelSpec, parameter: Parameter, value: object) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        asked: object = max(-CLIPPED, min(CLIPPED, value))
    else:
        asked = value
    error = next(_validators(spec)[parameter.name].iter_errors(asked), None)
    return _explain(parameter, value, error) if error else None


@lru_cache(maxsize=256)
def _validators(spec: ModelSpec) -> Mapping[str, Draft202012Validator]:
    properties: Mapping[str, Mapping[str, Any]] = spec.schema["properties"]
    return {name: Draft202012Validator(_with_house_limits(part)) for name, part in properties.items()}


def _with_house_limits(part: Mapping[str, Any]) -> dict[str, Any]:
    documented = {key: value for key, value in part.items() if not key.startswith("x-")}
    house = part.get("x-house")
    return {"allOf": [documented, house]} if house else documented


def _explain(parameter: Parameter, value: object, error: ValidationError) -> str:
    """Return the sentence, without its end, for the first error that the schema found."""
    name, bound = parameter.name, error.validator_value
    match error.validator:
        case "minimum":
            return f"{name} must be at least {tidy_number(bound)}; you gave {show(value)}"
        case "maximum":
            return f"{name} must be at most {tidy_number(bound)}; you gave {show(value)}"
        case "multipleOf":
            return f"{name} must be a multiple of {bound:,}; you gave {show(value)}{_neighbours(value, bound)}"
        case "minLength":
            return f"{name} must have at least {_count(bound)}; it has {len(str(error.instance)):,}"
        case "maxLength":
            return f"{name} must have at most {_count(bound)}; it has {len(str(error.instance)):,}"
        case "type" | "enum":
            return f"{name} must be {wanted(parameter)}; you gave {show(value)}"
    return f"{name} cannot be {show(value)}"


def _neighbours(value: Any, step: Any) -> str:  # noqa: ANN401
    """Return `: take 992 or 1008` for 1000 and 16, nothing beside a number that nobody would recognise."""
    below = int(value) // step * step
    return f": take {f'{below} or ' if below > 0 else ''}{below + step}" if abs(value) < CLIPPED else ""


def _count(number: Any) -> str:  # noqa: ANN401
    return f"{number:,} character{'' if number == 1 else 's'}"
