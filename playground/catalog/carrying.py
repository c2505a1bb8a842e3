"""Takes what was set for one spec over to another: what still fits is kept, the rest is named with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground.catalog.coercion import strip_defaults
from playground.catalog.shapes import carry_shape
from playground.catalog.sizes import LEADING_NUMBER
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import CUSTOM, MATCH, find_issue
from playground.catalog.values import show

# Two words for the picture's area.
TWINS: Mapping[str, str] = {"resolution": "megapixels", "megapixels": "resolution"}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A value that the other spec cannot take: its name where it was set, and a sentence with the reason."""

    name: str
    value: Value
    reason: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What of the params holds for the other spec, without its defaults, and what was dropped."""

    params: dict[str, Value] = field(hash=False)
    dropped: tuple[Dropped, ...]


class _DoesNotFit(Exception):
    """Carries the reason."""


def carry_over(source: ModelSpec, target: ModelSpec, params: Mapping[str, Value]) -> Carried:
    """Return the params of `source` in the words of `target`, by role: `steps` becomes `num_inference_steps`.

    A prompt is always kept, even one too long for the target: it is somebody's work, and the form says what is wrong.
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
        dropped.extend(_find_surplus(parameter, value, fitting, target))
    settled = carry_shape(source, target, params, kept)
    dropped = [item for item in dropped if item.name not in settled]
    dropped.extend(_drop_unfounded_ratio(target, kept))
    return Carried(strip_defaults(target, kept), tuple(dropped))


def _translate(source: ModelSpec, parameter: Parameter, value: Value, target: ModelSpec) -> tuple[str, Value]:
    """Return the name and value in the target, or raise `_DoesNotFit`."""
    other = target.by_role(parameter.role) or target.by_role(TWINS.get(parameter.role, ""))
    if other is None:
        raise _DoesNotFit(_absent_sentence(parameter, target))
    if parameter.role == "picture":
        return other.name, _fit_pictures(other, value)
    if parameter.role != other.role:
        value = _same_area(other, value)
    value = _respell(value, other.choices, _aliases(source, parameter), _aliases(target, other))
    _check_fit(parameter.name, other, value, target)
    issue = find_issue(target, other, {other.name: value})
    if issue and other.role != "prompt":
        raise _DoesNotFit(issue.message)
    return other.name, value


def _absent_sentence(parameter: Parameter, target: ModelSpec) -> str:
    if parameter.role == "picture":
        return f"{target.slug} generates from the prompt alone: it takes no {parameter.name}."
    return f"{target.slug} has no {parameter.name}."


def _fit_pictures(other: Parameter, value: Value) -> Value:
    pictures = value if isinstance(value, list) else [str(value)]
    if other.kind == "images":
        return pictures[: other.max_items]
    return pictures[0] if pictures else ""


def _same_area(other: Parameter, value: Value) -> Value:
    """Return the choice with the same number of megapixels, or the value itself to be refused by its name."""
    return next((choice for choice in other.choices if _number(choice) == _number(value)), value)


def _respell(value: Value, choices: tuple[str, ...], mine: Mapping[str, str], theirs: Mapping[str, str]) -> Value:
    """Return the value as the target writes it by either spec's aliases: jpg is jpeg by another name."""
    if not isinstance(value, str) or value in choices:
        return value
    words = [theirs.get(value, ""), *(alias for alias, choice in mine.items() if choice == value)]
    return next((word for word in words if word in choices), value)


def _aliases(spec: ModelSpec, parameter: Parameter) -> Mapping[str, str]:
    aliases: Mapping[str, str] = spec.schema["properties"][parameter.name].get("x-aliases", {})
    return aliases


def _number(value: Value) -> float | None:
    found = LEADING_NUMBER.match(value) if isinstance(value, str) else None
    return float(found[0]) if found else None


def _check_fit(name: str, other: Parameter, value: Value, target: ModelSpec) -> None:
    """Raise `_DoesNotFit` where the target's own bounds or choices are the reason."""
    if other.choices and isinstance(value, str) and value not in other.choices:
        raise _DoesNotFit(f"{name} {value} is not among {target.slug}'s choices: {', '.join(other.choices)}.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    if other.minimum is not None and value < other.minimum:
        raise _DoesNotFit(f"{name} {show(value)} is below {target.slug}'s minimum of {show(other.minimum)}.")
    if other.maximum is not None and value > other.maximum:
        raise _DoesNotFit(f"{name} {show(value)} is above {target.slug}'s maximum of {show(other.maximum)}.")


def _find_surplus(parameter: Parameter, value: Value, fitting: Value, target: ModelSpec) -> list[Dropped]:
    """Return the pictures beyond what the target takes as one dropped value."""
    if parameter.role != "picture" or not isinstance(value, list):
        return []
    taken = len(fitting) if isinstance(fitting, list) else 1
    if len(value) <= taken:
        return []
    reason = "one picture; only the first stays" if taken == 1 else f"{taken} pictures; only the first {taken} stay"
    return [Dropped(parameter.name, value[taken:], f"{target.slug} takes {reason}.")]


def _drop_unfounded_ratio(target: ModelSpec, kept: dict[str, Value]) -> list[Dropped]:
    """Take out a ratio that needs a picture or a size which did not come along."""
    ratio, picture = target.by_role("ratio"), target.by_role("picture")
    chosen = kept.get(ratio.name) if ratio else None
    if ratio is None or chosen not in (MATCH, CUSTOM):
        return []
    sides = [side.name for role in ("width", "height") if (side := target.by_role(role))]
    if chosen == MATCH and (picture is None or not (picture.required or kept.get(picture.name))):
        reason = f"{ratio.name} {MATCH} needs a picture, and none is set."
    elif chosen == CUSTOM and not all(side in kept for side in sides):
        reason = f"{ratio.name} {CUSTOM} needs both width and height, and they are not set."
    else:
        return []
    return [Dropped(ratio.name, kept.pop(ratio.name), reason)]
