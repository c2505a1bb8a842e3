"""Lookups that check permission: other people's and deleted generations are not found."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, QuerySet, Subquery, prefetch_related_objects
from django.db.models.expressions import Combinable
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from playground.accounts.owners import find_owner
from playground.generations.models import Generation, Input, Picture
from playground.generations.models.generation_rows import GenerationQuerySet
from playground.generations.submission.inputs import image_keys


def with_images(generations: GenerationQuerySet) -> GenerationQuerySet:
    """Load the entry, pictures and input pictures, with one query each, and count the batch as `batch_size`."""
    counted = generations.select_related("entry").annotate(batch_size=_batch_size())
    return counted.prefetch_related("pictures", Prefetch("inputs", _inputs()))


def _batch_size() -> Subquery:
    # Deleted generations count too: the number is part of cached fragments, so it must not change.
    batch = Generation.objects.filter(batch=OuterRef("batch")).order_by().values("batch")
    return Subquery(batch.annotate(number=Count("*")).values("number"))


def _inputs() -> QuerySet[Input]:
    return Input.objects.select_related("asset", "picture__generation")


def load_with_pictures(generations: GenerationQuerySet) -> dict[Generation, list[Picture]]:
    """Return generations with their pictures in order, with a single query."""
    # The long poll runs this for every page that is open. A prefetch would need a second query.
    names = [field.attname for field in Picture._meta.concrete_fields]
    columns = {f"picture_{name}": F(f"pictures__{name}") for name in names}
    loaded: dict[Generation, list[Picture]] = {}
    for row in generations.annotate(**columns, batch_size=_batch_size()).order_by("pictures__position"):
        # A LEFT JOIN gives one row with only NULL for a generation without pictures.
        values = [getattr(row, column) for column in columns]
        pictures = [Picture.from_db(generations.db, names, values)] if any(values) else []
        loaded.setdefault(row, []).extend(pictures)
    return loaded


def load_inputs(generations: Iterable[Generation]) -> None:
    """Load the input pictures, with at most one query."""
    prefetch_related_objects(
        [generation for generation in generations if has_inputs(generation)], Prefetch("inputs", _inputs())
    )


def load_parents(generations: Iterable[Generation]) -> None:
    """Load what the generations were made from, as far as a card says it, with at most one query."""
    parents = Generation.objects.only("owner", "deleted", "spec_id", "params", "resolved")
    children = [generation for generation in generations if generation.parent_id]
    prefetch_related_objects(children, Prefetch("parent", parents))


def has_inputs(generation: Generation) -> bool:
    """Return whether the generation may have input pictures."""
    spec = generation.spec
    # Without its spec the params cannot tell, so the database has to be queried.
    return spec is None or bool(image_keys(spec, generation.params))


def find_neighbours(found: Generation) -> tuple[Generation | None, Generation | None]:
    """Return the next newer and the next older generation of the same owner."""
    visible = Generation.objects.visible_to(found.owner)
    # Several variants can have the same time, so the id decides their order.
    key = (found.created, found.id)
    return visible.after(*key).order_by("created", "id").first(), visible.before(*key).newest_first().first()


def find_generation(request: HttpRequest, id: UUID, **annotations: Combinable) -> Generation:
    """Return the generation if the owner of this session may see it, with `annotations`, else raise 404."""
    visible = Generation.objects.visible_to(find_owner(request)).annotate(**annotations)
    # 404 and not 403, so that nobody learns which ids exist.
    return get_object_or_404(with_images(visible), id=id)
