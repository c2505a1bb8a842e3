"""Collections: ordered, and an entry may be in several."""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.library.models.entry import Entry

LONGEST_NAME = 80


class Collection(models.Model):
    """A named, ordered set of entries. Names are compared without regard to case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="collections", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    created = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint("owner", Lower("name"), name="one_collection_a_name"),)

    def __str__(self) -> str:
        return self.name


class CollectionItem(models.Model):
    """An entry in a collection. Items are shown by `position`, then in the order in which they were added."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["collection", "entry"], name="one_item_an_entry"),)
        indexes = (models.Index(fields=["collection", "position", "id"], name="collection_order"),)

    def __str__(self) -> str:
        return f"{self.entry_id} in {self.collection_id}"
