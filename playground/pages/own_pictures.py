"""How many pictures a person has, for sentences about signing up."""

from django.http import HttpRequest

from playground.accounts.owners import find_owner
from playground.generations.models import Picture


def count_own_pictures(request: HttpRequest) -> int:
    """Return the number of the owner's pictures whose files exist; 0 for somebody who has made nothing."""
    return Picture.objects.visible_to(find_owner(request)).filter(lost=False).count()
