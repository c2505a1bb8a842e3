"""Carries values from one spec over to another. A value that does not fit is reported with the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.catalog.coercion import strip_defaults
from playground.catalog.shapes import carry_shape
from playground.catalog.sizes import pixels_of
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import CUSTOM, MATCH, find_issue
from playground.catalog.values import show

# The APIs use two names for the area of the picture.
AREA_ROLES: Mapping[str, str] = {"resolution": "megapixels", "megapixels": "resolution"}
# A switch of the one role is on where that of the other is off.
OPPOSITE_ROLES: Mapping[str, str] = {"upsampling": "as_written", "as_written": "upsampling"}
# Of the largest number that a form takes.
MOST_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value that the target spec does not accept, under its name in the source spec, with the reason."""

    name: str
    value: Value
    reason: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The params for the target spec, without its defaults, and the values that were dropped."""

    params: dict[str, Value] = field(hash=False)
    dropped: tuple[Dropped, ...]


class _DoesNotFit(Exception):
    """The target spec does not accept a value; the message is the reason."""


def carry_over(source: ModelSpec, target: ModelSpec, params: Mapping[str, Value]) -> Carried:
    """Translate params from `source` to `target` by role: `steps` becomes `num_inference_steps`.

    A prompt is always kept, even if it is too long for the target: it is somebody's work, and the form reports the
    error.
    """
    kept: dict[str, Value] = {}
    dropped: list[Dropped] = []
    for parameter in source.parameters:
        if parameter.name not in params:
            continue
        value = params[parameter.name]
        try:
            name, fitting = _translate(source, parameter, value, target)
        except _DoesNotFit as misfit:
            dropped.append(Dropped(parameter.name, value, str(misfit)))
            continue
        kept[name] = fitting
        dropped.extend(_find_extra_pictures(parameter, value, fitting, target))
    # A name that the target lacks is not lost if its meaning went into the width, height or ratio.
    translated = carry_shape(source, target, params, kept)
    dropped = [item for item in dropped if item.name not in translated]
    dropped.extend(_drop_unsupported_ratio(target, kept))
    dropped.extend(_drop_unsupported_resolution(target, kept))
    return Carried(strip_defaults(target, kept), tuple(dropped))


def _translate(source: ModelSpec, parameter: Parameter, value: Value, target: ModelSpec) -> tuple[str, Value]:
    """Return the name and value for the target, or raise `_DoesNotFit`."""
    opposite = target.by_role(OPPOSITE_ROLES.get(parameter.role, ""))
    other = target.by_role(parameter.role) or target.by_role(AREA_ROLES.get(parameter.role, ""))
    if other is None and opposite and isinstance(value, bool):
        return opposite.name, not value
    if other is None:
        raise _DoesNotFit(_explain_missing_parameter(parameter, target))
    if parameter.role == "picture":
        return other.name, _fit_pictures(other, value)
    # `1 MP` and `1` are the same area, also in parameters of the same role.
    if parameter.role in AREA_ROLES:
        value = _same_area(other, value)
    value = _as_kind(other, value)
    value = _resolve_alias(value, other.choices, _aliases(source, parameter), _aliases(target, other))
    # Checked before the schema, whose messages do not name the model that refuses the value.
    _check_fit(parameter.name, other, value, target)
    issue = find_issue(target, other, {other.name: value})
    if issue and other.role != "prompt":
        raise _DoesNotFit(issue.message)
    return other.name, value


def _explain_missing_parameter(parameter: Parameter, target: ModelSpec) -> str:
    if parameter.role == "picture":
        return f"{target.slug} generates from the prompt alone and does not accept {parameter.name}."
    return f"{target.slug} has no {parameter.name}."


def _fit_pictures(other: Parameter, value: Value) -> Value:
    pictures = value if isinstance(value, list) else [str(value)]
    if other.kind == "images":
        return pictures[: other.max_items]
    return pictures[0] if pictures else ""


def _same_area(other: Parameter, value: Value) -> Value:
    """Return the choice with the same number of pixels; without one, return the value, which is then refused."""
    pixels = pixels_of(value)
    # A value that is not a number, such as `match_input_image`, has no pixels and only means itself.
    return next((choice for choice in other.choices if pixels and pixels_of(choice) == pixels), value)


def _as_kind(other: Parameter, value: Value) -> Value:
    """Return a whole number as text for a parameter that lists its numbers as texts, and such a text as a number."""
    if other.kind == "string" and other.choices and type(value) is int:
        return str(value)
    if other.kind == "integer" and isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value) if len(value) <= MOST_DIGITS else value
    return value


def _resolve_alias(
    value: Value, choices: tuple[str, ...], source_aliases: Mapping[str, str], target_aliases: Mapping[str, str]
) -> Value:
    """Return the target's spelling of the value, such as `jpeg` for `jpg`. Either spec may declare the alias."""
    if not isinstance(value, str) or value in choices:
        return value
    spellings = [target_aliases.get(value, ""), *(alias for alias, name in source_aliases.items() if name == value)]
    return next((spelling for spelling in spellings if spelling in choices), value)


def _aliases(spec: ModelSpec, parameter: Parameter) -> Mapping[str, str]:
    aliases: Mapping[str, str] = spec.schema["properties"][parameter.name].get("x-aliases", {})
    return aliases


def _check_fit(name: str, other: Parameter, value: Value, target: ModelSpec) -> None:
    """Raise `_DoesNotFit` if the value is outside the target's bounds or choices."""
    if other.choices and isinstance(value, str) and value not in other.choices:
        raise _DoesNotFit(f"{name} is {value}; {target.slug} accepts {', '.join(other.choices)}.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if other.minimum is not None and value < other.minimum:
        raise _DoesNotFit(f"{name} is {show(value)}; the minimum for {target.slug} is {show(other.minimum)}.")
    if other.maximum is not None and value > other.maximum:
        raise _DoesNotFit(f"{name} is {show(value)}; the maximum for {target.slug} is {show(other.maximum)}.")


def _find_extra_pictures(parameter: Parameter, value: Value, fitting: Value, target: ModelSpec) -> list[Dropped]:
    """Return the pictures beyond the target's limit, as one dropped value."""
    if parameter.role != "picture" or not isinstance(value, list):
        return []
    limit = len(fitting) if isinstance(fitting, list) else 1
    if len(value) <= limit:
        return []
    reason = "one picture; only the first was" if limit == 1 else f"{limit} pictures; only the first {limit} were"
    return [Dropped(parameter.name, value[limit:], f"{target.slug} accepts {reason} kept.")]


def _drop_unsupported_ratio(target: ModelSpec, kept: dict[str, Value]) -> list[Dropped]:
    """Remove a ratio that needs a picture or a size which was not carried over."""
    ratio, picture = target.by_role("ratio"), target.by_role("picture")
    chosen = kept.get(ratio.name) if ratio else None
    if ratio is None or chosen not in (MATCH, CUSTOM):
        return []
    sides = [side.name for role in ("width", "height") if (side := target.by_role(role))]
    if chosen == MATCH and (picture is None or not (picture.required or kept.get(picture.name))):
        reason = f"{ratio.name} {MATCH} needs a picture, but none is set."
    elif chosen == CUSTOM and not all(side in kept for side in sides):
        reason = f"{ratio.name} {CUSTOM} needs both width and height, but at least one is not set."
    else:
        return []
    return [Dropped(ratio.name, kept.pop(ratio.name), reason)]


def _drop_unsupported_resolution(target: ModelSpec, kept: dict[str, Value]) -> list[Dropped]:
    """Remove a resolution that needs a picture which was not carried over."""
    resolution, picture = target.by_role("resolution"), target.by_role("picture")
    if resolution is None or kept.get(resolution.name) != MATCH or (picture and kept.get(picture.name)):
        return []
    reason = f"{resolution.name} {MATCH} needs a picture, but none is set."
    return [Dropped(resolution.name, kept.pop(resolution.name), reason)]
