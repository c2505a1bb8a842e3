"""Collections: ordered, and an entry may be in several."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.library.models.entry import Entry
from playground.library.names import LONGER_BY_FOLDING, fold_name

LONGEST_NAME = 80


class CollectionQuerySet(models.QuerySet["Collection"]):
    """Finds collections. Pages only use `visible_to`."""

    def visible_to(self, owner: Owner | None) -> Self:
        """Return the owner's collections that are not deleted; nothing for anybody else."""
        return self.none() if owner is None else self.filter(owner=owner, deleted=None)


class Collection(models.Model):
    """A named, ordered set of entries. Names are compared by `key`, without regard to case.

    A deleted collection keeps its items, so that the deletion can be undone, but not its name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="collections", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    key = models.CharField(max_length=LONGEST_NAME * LONGER_BY_FOLDING, default="", editable=False)
    created = models.DateTimeField(default=timezone.now)
    deleted = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CollectionQuerySet] = CollectionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "key"], condition=Q(deleted=None), name="one_collection_a_key"),
        )
        indexes = (models.Index(fields=["owner", "deleted"], name="collection_owner"),)

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Any) -> None:  # noqa: ANN401
        self.key = fold_name(self.name)
        super().save(**options)

    def get_absolute_url(self) -> str:
        """The address of the collection's page."""
        return reverse("collection", args=[self.id])


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
