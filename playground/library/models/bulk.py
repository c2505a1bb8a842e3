"""Changes of many entries at once, in steps that another request can continue, and what is needed to undo them."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.library.models.entry import Entry
from playground.library.search.language import LONGEST_SEARCH

# The longest sentence about why a change was stopped.
MOST_SAID = 500


class BulkChangeQuerySet(models.QuerySet["BulkChange"]):
    """Finds changes. Pages only use `visible_to`."""

    def visible_to(self, owner: Owner | None) -> Self:
        """Return the owner's changes that are not forgotten; nothing for anybody else."""
        return self.none() if owner is None else self.filter(owner=owner).exclude(state=State.FORGOTTEN)


class Action(models.TextChoices):
    """What is done with each entry."""

    MARK = "mark"
    CHOOSE = "choose"
    TAG = "tag"
    UNTAG = "untag"
    COLLECT = "collect"
    UNCOLLECT = "uncollect"
    SHARE = "share"
    DELETE = "delete"
    RESTORE = "restore"
    REMOVE = "remove"


class State(models.TextChoices):
    """How far a change is."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    # It can no longer be undone, and is removed as other changes make their steps.
    FORGOTTEN = "forgotten"


class BulkChange(models.Model):
    """One action on a selection: on the generations of `ids`, or on all that match `search`.

    Entries are changed in the order of the history, and `cursor` is the sort key of the last one; what was made after
    the beginning is left alone. `total` is how many were to be changed at the beginning, `changed` how many have been.
    `value` is what the action needs: marks, the winner, the name of a tag, or the id and the name of a collection.
    `stopped` says why a change that is done ended before all was changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="+")
    action = models.CharField(max_length=10, choices=Action)
    value = models.JSONField(default=dict)
    ids = models.JSONField(default=list)
    everything = models.BooleanField(default=False)
    search = models.CharField(max_length=LONGEST_SEARCH, blank=True)
    cursor = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    stopped = models.CharField(max_length=MOST_SAID, blank=True, default="", db_default="")
    created = models.DateTimeField(default=timezone.now)

    objects: ClassVar[BulkChangeQuerySet] = BulkChangeQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.action} {self.state}"


class BulkItem(models.Model):
    """An entry that a change has changed, with the marks that it had before, and its place in the collection."""

    id = models.BigAutoField(primary_key=True)
    change = models.ForeignKey(BulkChange, on_delete=models.CASCADE, related_name="items", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    starred = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=10, blank=True, default="")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["change", "entry"], name="one_item_a_change"),)
        # Finds the items of the last step.
        indexes = (models.Index(fields=["change", "id"], name="items_of_a_step"),)

    def __str__(self) -> str:
        return f"{self.entry_id} of {self.change_id}"
