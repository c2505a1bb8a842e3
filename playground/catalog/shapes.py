"""Takes a picture's shape over to a spec that says it otherwise: proportions become width and height, and back."""

from collections.abc import Mapping

from playground.catalog.sizes import RATIO, TOLERANCE, picture_size
from playground.catalog.spec import ModelSpec, Parameter, Size, Value
from playground.catalog.validation import CUSTOM, MATCH, find_issue

ROLES = ("ratio", "resolution", "megapixels", "width", "height")


def carry_shape(
    source: ModelSpec, target: ModelSpec, params: Mapping[str, Value], kept: dict[str, Value]
) -> frozenset[str]:
    """Put the shape that the params ask for into `kept`; return the names in the source that this takes care of.

    Nothing happens where both specs have a ratio, or neither: then each value goes along by itself.
    """
    set_ = frozenset(part.name for role in ROLES if (part := source.by_role(role)) and part.name in params)
    ratio, sides = source.by_role("ratio"), _sides(target)
    if not set_ or (ratio is None) == (target.by_role("ratio") is None):
        return frozenset()
    if ratio is None:
        return set_ if _as_ratio(target, picture_size(source, params), kept) else frozenset()
    for side in sides:
        # Beside another ratio than custom these said nothing, and must not begin to.
        kept.pop(side.name, None)
    if len(sides) < 2 or params.get(ratio.name, ratio.default) == MATCH:
        return frozenset()
    size, picture = picture_size(source, params), target.by_role("picture")
    # With a picture to follow, even the usual size has to be asked for.
    if size != picture_size(target, {}) or (picture and picture.name in kept):
        kept |= {sides[0].name: size.width, sides[1].name: size.height}
    return set_


def _sides(spec: ModelSpec) -> list[Parameter]:
    return [side for role in ("width", "height") if (side := spec.by_role(role))]


def _as_ratio(target: ModelSpec, size: Size, kept: dict[str, Value]) -> bool:
    """Ask the target for the size, in pixels if it takes them, else by proportions; say whether it is the same."""
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
    if _distance(nearest, size) <= TOLERANCE:
        kept[ratio.name] = nearest
    return picture_size(target, kept) == size


def _distance(choice: str, size: Size) -> float:
    """Return how far the proportions of a choice are from those of the size; infinity for what is none."""
    found = RATIO.fullmatch(choice)
    return abs(int(found[1]) / int(found[2]) * size.height / size.width - 1) if found else float("inf")
