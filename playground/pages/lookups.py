"""Lookups that carry permission: what is another's or deleted is not found."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from playground.accounts.owners import find_owner
from playground.generations.models import Generation


def find_generation(request: HttpRequest, id: UUID) -> Generation:
    """Return the generation if the request's owner may see it, else raise 404."""
    visible = Generation.objects.visible_to(find_owner(request)).prefetch_related("pictures", *INPUTS)
    return get_object_or_404(visible, id=id)


# Everything that a card needs of its input pictures.
INPUTS = ("inputs__asset", "inputs__picture__generation")
