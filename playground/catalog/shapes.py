"""Translates the shape of a picture between specs with an aspect ratio and specs with width and height."""

from collections.abc import Mapping

from playground.catalog.sizes import FOLLOWING, RATIO, TOLERANCE, fit_shape, picture_size, read_proportion
from playground.catalog.spec import ModelSpec, Parameter, Size, Value
from playground.catalog.validation import CUSTOM, find_issue, normalise_value

ROLES = ("ratio", "resolution", "megapixels", "width", "height")
# What is offered for a model without aspect ratios, whose pictures may have any width and height.
FREE_SHAPES = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4")


def other_shapes(spec: ModelSpec, resolved: Mapping[str, Value], size: Size) -> tuple[str, ...]:
    """Return the shapes that the model can make, as aspect ratios, without the shape of these params."""
    ratio = spec.by_role("ratio")
    if ratio is not None:
        present = resolved.get(ratio.name)
        # Where the API names its sizes, each proportion is an alias of one of them.
        aliases = {name: shape for shape, name in spec.schema["properties"][ratio.name].get("x-aliases", {}).items()}
        shapes = (aliases.get(choice, choice) for choice in ratio.choices if choice != present)
        return tuple(shape for shape in shapes if RATIO.fullmatch(shape))
    return tuple(shape for shape in FREE_SHAPES if fit_shape(shape, size) != size) if len(_sides(spec)) == 2 else ()


def set_shape(spec: ModelSpec, params: Mapping[str, Value], shape: str, size: Size) -> dict[str, Value]:
    """Return the params with another shape; a model with width and height gets about the area of `size`."""
    ratio, sides = spec.by_role("ratio"), _sides(spec)
    # Width and height have no effect beside a ratio, and would be reported as ignored.
    kept = {name: value for name, value in params.items() if name not in {side.name for side in sides}}
    if ratio is not None:
        return kept | {ratio.name: str(normalise_value(spec, ratio, shape))}
    fitted = fit_shape(shape, size)
    return kept | dict(zip((side.name for side in sides), (fitted.width, fitted.height), strict=False))


def carry_shape(
    source: ModelSpec, target: ModelSpec, params: Mapping[str, Value], kept: dict[str, Value]
) -> frozenset[str]:
    """Add the requested shape to `kept`. Return the source's parameter names that this translates.

    If neither spec has a ratio nothing happens: each value is carried over by itself. If both have one, only a ratio is
    translated that the target does not offer, into pixels.
    """
    shape_names = frozenset(part.name for role in ROLES if (part := source.by_role(role)) and part.name in params)
    ratio, sides = source.by_role("ratio"), _sides(target)
    if ratio is not None and target.by_role("ratio") is not None:
        return _carry_ratio(source, target, params, kept)
    if not shape_names or (ratio is None) == (target.by_role("ratio") is None):
        return frozenset()
    if ratio is None:
        is_exact = _set_ratio(target, picture_size(source, params), kept)
        # Of one side alone the other is the model's affair, so a ratio does not say the same.
        return shape_names if is_exact and len(shape_names) > 1 else frozenset()
    for side in sides:
        # With a ratio other than custom, width and height had no effect; in the target they would have one.
        kept.pop(side.name, None)
    if len(sides) < 2 or params.get(ratio.name, ratio.default) in FOLLOWING:
        return frozenset()
    size, picture = picture_size(source, params), target.by_role("picture")
    # With an input picture the target would follow its shape, so even the default size has to be set.
    if size != picture_size(target, {}) or (picture and picture.name in kept):
        kept |= {sides[0].name: size.width, sides[1].name: size.height}
    return shape_names


def _carry_ratio(
    source: ModelSpec, target: ModelSpec, params: Mapping[str, Value], kept: dict[str, Value]
) -> frozenset[str]:
    """Set the size in pixels for a ratio that the target does not offer, if it takes pixels."""
    ratio, other = source.by_role("ratio"), target.by_role("ratio")
    if ratio is None or other is None or other.name in kept or CUSTOM not in other.choices:
        return frozenset()
    asked = params.get(ratio.name)
    # An edit without a shape of its own follows its picture.
    if asked in FOLLOWING and target.mode == "edit" and other.default is None:
        return frozenset({ratio.name})
    if read_proportion(asked) is None:
        return frozenset()
    return frozenset({ratio.name}) if _set_ratio(target, picture_size(source, params), kept) else frozenset()


def _sides(spec: ModelSpec) -> list[Parameter]:
    return [side for role in ("width", "height") if (side := spec.by_role(role))]


def _set_ratio(target: ModelSpec, size: Size, kept: dict[str, Value]) -> bool:
    """Set the size in `kept`: in pixels if the target accepts them, else by ratio. Return whether it is exact."""
    ratio, sides = target.by_role("ratio"), _sides(target)
    if ratio is None:
        return False
    wanted = dict(zip((side.name for side in sides), (size.width, size.height), strict=False))
    for side in sides:
        kept.pop(side.name, None)
    if CUSTOM in ratio.choices and wanted and not any(find_issue(target, side, wanted) for side in sides):
        kept |= {ratio.name: CUSTOM, **wanted}
        return True
    nearest = min(ratio.choices, key=lambda choice: _distance(choice, size))
    # A ratio that is further off would give a picture of a clearly different shape.
    if _distance(nearest, size) <= TOLERANCE:
        kept[ratio.name] = nearest
    return picture_size(target, kept) == size


def _distance(choice: str, size: Size) -> float:
    """Return the relative difference between a ratio and the size's ratio; infinity if the choice is not a ratio."""
    proportion = read_proportion(choice)
    return float("inf") if proportion is None else abs(proportion * size.height / size.width - 1)
