"""The models of other APIs that are nearest to a model, to show the same request for each API."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from playground.catalog.spec import ModelSpec


def find_counterparts(spec: ModelSpec, specs: Iterable[ModelSpec], *, has_pictures: bool) -> list[ModelSpec]:
    """Return one spec for each other dialect, in the order of the specs: the same model if that API has it.

    A request with pictures needs a spec that takes them; without, one that needs none.
    """
    by_dialect: dict[str, list[ModelSpec]] = {}
    for other in specs:
        if other.dialect != spec.dialect:
            by_dialect.setdefault(other.dialect, []).append(other)
    return [_choose(spec, others, has_pictures=has_pictures) for others in by_dialect.values()]


def _choose(spec: ModelSpec, others: Sequence[ModelSpec], *, has_pictures: bool) -> ModelSpec:
    slugs = list(dict.fromkeys(other.slug for other in others))
    near = get_close_matches(spec.slug, slugs, n=len(slugs), cutoff=0)

    def rank(other: ModelSpec) -> tuple[bool, int, bool]:
        picture = other.by_role("picture")
        fits = picture is not None if has_pictures else picture is None or not picture.required
        return not fits, near.index(other.slug), other.mode != spec.mode

    return min(others, key=rank)
