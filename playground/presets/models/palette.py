"""Colours that a person has saved under a name."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner

LONGEST_NAME = 60


class PaletteQuerySet(models.QuerySet["Palette"]):
    def visible_to(self, owner: Owner | None) -> Self:
        """Return the owner's palettes; nothing for anybody else."""
        return self.none() if owner is None else self.filter(owner=owner)


class Palette(models.Model):
    """A named list of colours like `{"hex": "#0F766E", "name": "teal"}`.

    `key` is the name in lower case, so that an owner has one palette of a name, however it is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="palettes", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    key = models.CharField(max_length=3 * LONGEST_NAME)
    colours = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now)

    objects: ClassVar[PaletteQuerySet] = PaletteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "key"], name="one_palette_a_name"),)

    def __str__(self) -> str:
        return self.name
