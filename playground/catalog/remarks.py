"""Values that are valid and yet change nothing, such as a width without a custom aspect ratio."""

from collections.abc import Iterator, Mapping

from playground.catalog.spec import Issue, ModelSpec, Parameter
from playground.catalog.validation import CUSTOM


def may_be_ignored(spec: ModelSpec) -> list[Parameter]:
    """Return the parameters that can have a remark."""
    return [*_sides(spec), *_area(spec), *_quality(spec)]


def find_remarks(spec: ModelSpec, params: Mapping[str, object]) -> list[Issue]:
    """Return a sentence for each value that is ignored; unlike those of `validate` these refuse nothing."""
    return list(_find(spec, params))


def _find(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    ratio, picture_format = spec.by_role("ratio"), spec.by_role("format")
    for side in _sides(spec):
        if ratio and side.name in params and params.get(ratio.name) != CUSTOM:
            yield Issue(side.name, f"{side.name} is ignored: it is only used when {ratio.name} is custom.")
    for area in _area(spec):
        if ratio and area.name in params and params.get(ratio.name) == CUSTOM:
            reason = f"width and height set the size when {ratio.name} is custom"
            yield Issue(area.name, f"{area.name} is ignored: {reason}.")
    for quality in _quality(spec):
        chosen = params.get(picture_format.name, picture_format.default) if picture_format else None
        if quality.name in params and chosen == "png":
            yield Issue(quality.name, f"{quality.name} is ignored: png files are lossless.")


def _sides(spec: ModelSpec) -> list[Parameter]:
    """Return width and height if the aspect ratio decides whether they are used."""
    found = [spec.by_role("width"), spec.by_role("height")] if spec.by_role("ratio") else []
    return [side for side in found if side]


def _area(spec: ModelSpec) -> list[Parameter]:
    """Return the resolution if width and height can take its place."""
    ratio, area = spec.by_role("ratio"), spec.by_role("resolution")
    return [area] if area and ratio and CUSTOM in ratio.choices else []


def _quality(spec: ModelSpec) -> list[Parameter]:
    quality = spec.by_role("quality")
    return [quality] if quality and spec.by_role("format") else []
