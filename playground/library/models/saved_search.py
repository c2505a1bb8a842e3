"""Searches that a person gave a name."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from playground.accounts.models import Owner
from playground.library.search.language import LONGEST_SEARCH

LONGEST_NAME = 80


class SavedSearch(models.Model):
    """A search in the library's language, under a name. Names are compared without regard to case."""

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="saved_searches", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    search = models.CharField(max_length=LONGEST_SEARCH)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint("owner", Lower("name"), name="one_search_a_name"),)

    def __str__(self) -> str:
        return self.name
