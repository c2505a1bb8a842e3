"""Translates the shape of a picture between specs with an aspect ratio and specs with width and height."""

from collections.abc import Mapping

from playground.catalog.sizes import RATIO, TOLERANCE, fit_shape, picture_size
from playground.catalog.spec import ModelSpec, Parameter, Size, Value
from playground.catalog.validation import CUSTOM, MATCH, find_issue

ROLES = ("ratio", "resolution", "megapixels", "width", "height")
# What is offered for a model without aspect ratios, whose pictures may have any width and height.
FREE_SHAPES = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4")


def other_shapes(spec: ModelSpec, resolved: Mapping[str, Value], size: Size) -> tuple[str, ...]:
    """Return the shapes that the model can make, as aspect ratios, without the shape of these params."""
    ratio = spec.by_role("ratio")
    if ratio is not None:
        present = resolved.get(ratio.name)
        return tuple(choice for choice in ratio.choices if RATIO.fullmatch(choice) and choice != present)
    return tuple(shape for shape in FREE_SHAPES if fit_shape(shape, size) != size) if len(_sides(spec)) == 2 else ()


def set_shape(spec: ModelSpec, params: Mapping[str, Value], shape: str, size: Size) -> dict[str, Value]:
    """Return the params with another shape; a model with width and height gets about the area of `size`."""
    ratio, sides = spec.by_role("ratio"), _sides(spec)
    # Width and height have no effect beside a ratio, and would be reported as ignored.
    kept = {name: value for name, value in params.items() if name not in {side.name for side in sides}}
    if ratio is not None:
        return kept | {ratio.name: shape}
    fitted = fit_shape(shape, size)
    return kept | dict(zip((side.name for side in sides), (fitted.width, fitted.height), strict=False))


def carry_shape(
    source: ModelSpec, target: ModelSpec, params: Mapping[str, Value], kept: dict[str, Value]
) -> frozenset[str]:
    """Add the requested shape to `kept`. Return the source's parameter names that this translates.

    If both specs have a ratio, or neither has one, nothing happens: each value is carried over by itself.
    """
    shape_names = frozenset(part.name for role in ROLES if (part := source.by_role(role)) and part.name in params)
    ratio, sides = source.by_role("ratio"), _sides(target)
    if not shape_names or (ratio is None) == (target.by_role("ratio") is None):
        return frozenset()
    if ratio is None:
        is_exact = _set_ratio(target, picture_size(source, params), kept)
        # Of one side alone the other is the model's affair, so a ratio does not say the same.
        return shape_names if is_exact and len(shape_names) > 1 else frozenset()
    for side in sides:
        # With a ratio other than custom, width and height had no effect; in the target they would have one.
        kept.pop(side.name, None)
    if len(sides) < 2 or params.get(ratio.name, ratio.default) == MATCH:
        return frozenset()
    size, picture = picture_size(source, params), target.by_role("picture")
    # With an input picture the target would follow its shape, so even the default size has to be set.
    if size != picture_size(target, {}) or (picture and picture.name in kept):
        kept |= {sides[0].name: size.width, sides[1].name: size.height}
    return shape_names


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
    found = RATIO.fullmatch(choice)
    return abs(int(found[1]) / int(found[2]) * size.height / size.width - 1) if found else float("inf")
