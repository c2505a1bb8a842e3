"""Tags, and what they are on."""

from typing import Any

from django.db import models

from playground.accounts.models import Owner
from playground.library.models.entry import Entry
from playground.library.names import LONGER_BY_FOLDING, fold_name

LONGEST_TAG = 50


class Tag(models.Model):
    """A word of an owner. Names are compared by `key`, without regard to case."""

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=LONGEST_TAG)
    key = models.CharField(max_length=LONGEST_TAG * LONGER_BY_FOLDING, default="", editable=False)
    entries: "models.ManyToManyField[Entry, Tagging]" = models.ManyToManyField(
        Entry, through="Tagging", related_name="tags"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "key"], name="one_tag_a_key"),)

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Any) -> None:  # noqa: ANN401
        self.key = fold_name(self.name)
        super().save(**options)


class Tagging(models.Model):
    """A tag on an entry."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="taggings")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["tag", "entry"], name="one_tagging_a_tag"),)

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.entry_id}"
