"""What a person saves under a name of their own."""

from typing import Self

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner

LONGEST_NAME = 60


class NamedQuerySet[Row: models.Model](models.QuerySet[Row]):
    def visible_to(self, owner: Owner | None) -> Self:
        """Return what the owner has saved; nothing for anybody else."""
        return self.none() if owner is None else self.filter(owner=owner)


class Named(models.Model):
    """Something that its owner has saved under a name.

    `key` is the name in lower case, so that an owner has one of a name, however it is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    key = models.CharField(max_length=3 * LONGEST_NAME)
    created = models.DateTimeField(default=timezone.now)
    # Set by each save that goes through `save_named`.
    updated = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        constraints = (models.UniqueConstraint(fields=["owner", "key"], name="one_%(class)s_a_name"),)

    def __str__(self) -> str:
        return self.name
