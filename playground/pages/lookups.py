"""Lookups that carry permission: what is another's or deleted is not found."""

from uuid import UUID

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from playground.accounts.owners import find_owner
from playground.generations.models import Generation, Input
from playground.generations.models.generation import GenerationQuerySet


def with_images(generations: GenerationQuerySet) -> GenerationQuerySet:
    """Load pictures and input pictures along, in one query each."""
    inputs = Input.objects.select_related("asset", "picture__generation")
    return generations.prefetch_related("pictures", Prefetch("inputs", inputs))


def find_generation(request: HttpRequest, id: UUID) -> Generation:
    """Return the generation if the request's owner may see it, else raise 404."""
    return get_object_or_404(with_images(Generation.objects.visible_to(find_owner(request))), id=id)
