"""Which models take pictures, and what the pages call them."""

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.generations.messages import title_of


def find_editor(spec: ModelSpec) -> ModelSpec | None:
    """Return the spec of the same API and model that takes pictures, or None."""
    same = (other for other in takers(spec) if (other.dialect, other.slug) == (spec.dialect, spec.slug))
    return next(same, None)


def takers(spec: ModelSpec) -> list[ModelSpec]:
    """Return the specs that take pictures, those that have most in common with this one first."""
    found = [other for other in specs().values() if other.by_role("picture")]
    return sorted(found, key=lambda other: (other != spec, other.dialect != spec.dialect, other.slug != spec.slug))


def other_models(spec: ModelSpec) -> list[tuple[str, str]]:
    """Return the id and the name of each other spec, the same model at other APIs first."""
    found = sorted(specs().values(), key=lambda other: (other.slug != spec.slug, other.dialect != spec.dialect))
    return [(other.id, name_model(other)) for other in found if other != spec]


def picture_limit(spec: ModelSpec) -> int:
    """Return how many pictures the spec takes."""
    parameter = spec.by_role("picture")
    if parameter is None:
        return 0
    return (parameter.max_items or 1) if parameter.kind == "images" else 1


def name_model(spec: ModelSpec) -> str:
    """Return the name of the model in a sentence, such as `FLUX.2 flex edit on 1min.ai`."""
    # The makers write brackets around the part that differs, which a sentence does not need.
    title = spec.title.replace("[", "").replace("]", "")
    return f"{title}{' edit' if spec.mode == 'edit' else ''} on {title_of(spec.dialect)}"
