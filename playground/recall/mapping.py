"""Brings the values of one spec into another by their roles, and says what is lost on the way.

It builds on `carry_over`, which drops what does not fit. Here a number that is out of bounds becomes the nearest one,
and a size becomes the nearest shape, since a person who brings back a picture wants the nearest picture.
"""

from collections.abc import Mapping
from dataclasses import replace

from playground.catalog.carrying import AREA_ROLES, OPPOSITE_ROLES, Dropped, carry_over
from playground.catalog.coercion import strip_defaults
from playground.catalog.sizes import LARGEST_AREA, read_proportion
from playground.catalog.spec import ModelSpec, Parameter, Value
from playground.catalog.validation import CUSTOM, find_issue
from playground.catalog.values import show
from playground.recall.recipe import Loss, Recalled

SIDES = ("width", "height")
# A seed is not an amount: the nearest one gives another picture.
UNSCALED = ("seed", *SIDES)
# A shape that is further off would surprise; 832 × 1216, which many tools offer, is 2.6 % from 2:3.
NEAR_SHAPE = 0.12
# More than any picture has on a side.
MOST_PIXELS = 2**31
SHAPE_CHANGED = "{} is not one of {}'s choices, so {} is now {}, the nearest."


def bring_into(target: ModelSpec, source: ModelSpec, params: Mapping[str, Value]) -> Recalled:
    """Return the params as the target takes them, with a sentence for each value that is not the same there."""
    fitted = dict(params)
    changed = [*_clamp_numbers(target, source, fitted), *_scale_sides(target, source, fitted)]
    carried = carry_over(source, target, fitted)
    kept, dropped = dict(carried.params), list(carried.dropped)
    changed += _choose_shape(target, source, fitted, kept, dropped)
    gone = {item.name for item in dropped}
    losses = [loss for loss in changed if loss.name not in gone]
    losses += [Loss(item.name, item.value, "missing", item.reason) for item in dropped]
    losses += _list_renamed(target, source, params, gone)
    losses += _name_translated_shape(target, source, fitted, kept, {loss.name for loss in losses})
    return Recalled(target.id, strip_defaults(target, kept), tuple(losses))


def bring_back(target: ModelSpec, source: ModelSpec, params: Mapping[str, Value]) -> Recalled:
    """Bring in a recipe, in which what was not set had the source's default: the target's may be another one.

    A default that the target has nothing for is not listed, since nobody asked for it.
    """
    documented = {part.name: part.default for part in source.parameters if part.default is not None}
    added = documented.keys() - params.keys()
    recalled = bring_into(target, source, documented | dict(params))
    unasked = {part.name for part in source.parameters if part.name in added and not _has(target, part.role)}
    return replace(recalled, losses=tuple(loss for loss in recalled.losses if loss.name not in unasked))


def _has(target: ModelSpec, role: str) -> bool:
    return any(target.by_role(name) for name in (role, AREA_ROLES.get(role, ""), OPPOSITE_ROLES.get(role, "")))


def _clamp_numbers(target: ModelSpec, source: ModelSpec, params: dict[str, Value]) -> list[Loss]:
    """Replace each number that is out of the target's bounds by the nearest one."""
    losses = []
    for parameter, other in _shared(target, source, params):
        value = params[parameter.name]
        if parameter.role in UNSCALED or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        nearest = _nearest(other, value)
        if nearest == value or find_issue(target, other, {other.name: nearest}):
            continue
        params[parameter.name] = nearest
        losses.append(Loss(parameter.name, value, "changed", _explain_change(parameter, value, nearest, other, target)))
    return losses


def _shared(target: ModelSpec, source: ModelSpec, params: Mapping[str, Value]) -> list[tuple[Parameter, Parameter]]:
    """Return the source's parameters that have a value, each with the target's of the same role."""
    pairs = [(parameter, target.by_role(parameter.role)) for parameter in source.parameters if parameter.name in params]
    return [(parameter, other) for parameter, other in pairs if other is not None]


def _nearest(other: Parameter, value: float) -> int | float:
    """Return the number of the parameter's range that is nearest; a whole one if it takes only those."""
    least = value if other.minimum is None else max(value, other.minimum)
    nearest = least if other.maximum is None else min(least, other.maximum)
    if other.kind == "integer" and isinstance(nearest, float):
        # Infinity has no nearest whole number, and is refused by the schema.
        return round(nearest) if abs(nearest) < 2**53 else nearest
    return nearest


def _explain_change(parameter: Parameter, value: float, nearest: float, other: Parameter, target: ModelSpec) -> str:
    if other.maximum is not None and value > other.maximum:
        bound = f"the maximum for {target.slug} is {show(other.maximum)}"
    elif other.minimum is not None and value < other.minimum:
        bound = f"the minimum for {target.slug} is {show(other.minimum)}"
    else:
        bound = f"{target.slug} accepts whole numbers"
    return f"{parameter.name} is {show(value)}; {bound}, so it is now {show(nearest)}."


def _scale_sides(target: ModelSpec, source: ModelSpec, params: dict[str, Value]) -> list[Loss]:
    """Make a size in pixels fit the target's limits without changing its proportions by more than rounding."""
    pairs = [(mine, other) for mine, other in _shared(target, source, params) if mine.role in SIDES]
    # With a ratio on one side only, `carry_over` translates between the two.
    is_free = (source.by_role("ratio") is None) and (target.by_role("ratio") is None)
    values = [params[mine.name] for mine, _ in pairs]
    if not is_free or len(pairs) < 2 or not all(type(value) is int and 0 < value < MOST_PIXELS for value in values):
        return []
    wanted = [float(value) for value in values if isinstance(value, int)]
    factor = min([1.0, (LARGEST_AREA / (wanted[0] * wanted[1])) ** 0.5])
    for (_, other), side in zip(pairs, wanted, strict=True):
        factor = min(factor, (other.maximum or side) / side)
    losses = []
    for (mine, other), side, value in zip(pairs, wanted, values, strict=True):
        step = other.multiple_of or 1
        fitted = max(int(side * factor) // step * step, int(other.minimum or 1))
        if fitted != value:
            params[mine.name] = fitted
            sentence = f"{mine.name} is {value}; {target.slug} makes pictures of other sizes, so it is now {fitted}."
            losses.append(Loss(mine.name, value, "changed", sentence))
    return losses


def _choose_shape(
    target: ModelSpec, source: ModelSpec, params: Mapping[str, Value], kept: dict[str, Value], dropped: list[Dropped]
) -> list[Loss]:
    """Choose the nearest aspect ratio for a shape that the target does not take, and drop its parts no longer."""
    ratio, shape = target.by_role("ratio"), _read_shape(source, params)
    parts = [part.name for role in ("ratio", *SIDES) if (part := source.by_role(role)) and part.name in params]
    if ratio is None or shape is None or not any(item.name in parts for item in dropped):
        return []
    chosen = str(kept.get(ratio.name, CUSTOM))
    if chosen == CUSTOM:
        chosen = min(ratio.choices, key=lambda choice: _distance(choice, shape), default="")
        if _distance(chosen, shape) > NEAR_SHAPE:
            return []
    kept[ratio.name] = chosen
    dropped[:] = [item for item in dropped if item.name not in parts]
    asked = _name_shape(source, params)
    return [Loss(parts[0], asked, "changed", SHAPE_CHANGED.format(asked, target.slug, ratio.name, chosen))]


def _read_shape(source: ModelSpec, params: Mapping[str, Value]) -> float | None:
    """Return the width in heights that the params ask for, or None if they leave it to a picture or a default."""
    ratio, sides = source.by_role("ratio"), [params.get(side.name) for role in SIDES if (side := source.by_role(role))]
    chosen = params.get(ratio.name) if ratio else CUSTOM
    if (proportion := read_proportion(chosen)) is not None:
        return proportion
    if chosen != CUSTOM or len(sides) < 2 or not all(type(side) is int and 0 < side < MOST_PIXELS for side in sides):
        return None
    width, height = (side for side in sides if isinstance(side, int))
    return width / height


def _name_shape(source: ModelSpec, params: Mapping[str, Value]) -> str:
    """Return the shape as a sentence begins with it: `aspect_ratio 4:3` or `width × height 832 × 1216`."""
    ratio = source.by_role("ratio")
    if ratio and params.get(ratio.name) != CUSTOM:
        return f"{ratio.name} {params[ratio.name]}"
    names = [side.name for role in SIDES if (side := source.by_role(role))]
    return f"{' × '.join(names)} {' × '.join(str(params[name]) for name in names)}"


def _name_translated_shape(
    target: ModelSpec, source: ModelSpec, params: Mapping[str, Value], kept: Mapping[str, Value], said: set[str]
) -> list[Loss]:
    """Say how the target writes a shape, if one of the two has a ratio and the other only a width and a height."""
    parts = [part.name for role in ("ratio", *SIDES) if (part := source.by_role(role)) and part.name in params]
    is_same_way = (source.by_role("ratio") is None) == (target.by_role("ratio") is None)
    if is_same_way or said & set(parts) or not (_read_shape(source, params) and _read_shape(target, kept)):
        return []
    ratio, asked, written = target.by_role("ratio"), _name_shape(source, params), _name_shape(target, kept)
    if asked != written:
        way = f"as {written}"
    elif ratio:
        way = f"with {ratio.name} {CUSTOM}"
    else:
        return []
    sentence = f"{target.slug} takes {asked} {way}."
    return [Loss(parts[0], params[parts[0]], "renamed", sentence)]


def _distance(choice: str, proportion: float) -> float:
    found = read_proportion(choice)
    return float("inf") if found is None else abs(found / proportion - 1)


def _list_renamed(target: ModelSpec, source: ModelSpec, params: Mapping[str, Value], gone: set[str]) -> list[Loss]:
    return [
        Loss(mine.name, params[mine.name], "renamed", f"{target.slug} calls {mine.name} {other.name}.")
        for mine, other in _shared(target, source, params)
        if mine.name != other.name and mine.name not in gone
    ]
