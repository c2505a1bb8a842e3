"""Finds valid values that have no effect, so that the page can say so."""

from collections.abc import Iterator, Mapping

from playground.catalog.spec import Issue, ModelSpec
from playground.catalog.validation import CUSTOM


def find_remarks(spec: ModelSpec, params: Mapping[str, object]) -> list[Issue]:
    """Return a sentence for each ignored value. Unlike the issues of `validate`, these refuse nothing."""
    return list(_find(spec, params))


def _find(spec: ModelSpec, params: Mapping[str, object]) -> Iterator[Issue]:
    ratio, picture_format, quality = spec.by_role("ratio"), spec.by_role("format"), spec.by_role("quality")
    sides = [side.name for role in ("width", "height") if (side := spec.by_role(role))]
    if ratio and params.get(ratio.name) != CUSTOM:
        for name in sides:
            if name in params:
                yield Issue(name, f"{name} is ignored: it is only used when {ratio.name} is custom.")
    if quality and picture_format and quality.name in params:
        chosen = params.get(picture_format.name, picture_format.default)
        if chosen == "png":
            yield Issue(quality.name, f"{quality.name} is ignored: png files are lossless.")
