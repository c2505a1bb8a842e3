"""The entry of a generation in its owner's library: what it can be found by, and how it was judged."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from playground.accounts.models import Owner
from playground.generations.models import Generation

# The status of an entry whose generation is queued or running.
ACTIVE = "active"
# Of a rating. 0 means that it has none.
MOST_STARS = 5
FILTERED = (
    "status",
    "rating",
    "starred",
    "verdict",
    "shared",
    "dialect",
    "model",
    "mode",
    "engine",
    "seed",
    "steps",
    "guidance",
    "width",
    "height",
    "format",
    "cost",
    "price",
    "references",
    "generation",
)

# The seed as the index of equal seeds has it.
SEED_TEXT = Cast("seed", models.CharField(max_length=20))


class Verdict(models.TextChoices):
    """What a person decided while choosing."""

    PICKED = "picked"
    REJECTED = "rejected"


class EntryQuerySet(models.QuerySet["Entry"]):
    """Finds entries. Pages only use `visible_to`."""

    def visible_to(self, owner: Owner | None) -> Self:
        """Return the entries of the owner's generations that are not deleted; nothing for anybody else."""
        return self.none() if owner is None else self.filter(owner=owner, deleted=None)

    def newest_first(self) -> Self:
        """Sort in the order of the history."""
        return self.order_by("-sort_key")


class Entry(models.Model):
    """What a generation can be found by, and how its owner judged it.

    The database writes an entry with each generation and keeps its columns equal to those of the generation; only
    `starred`, `rating`, `verdict` and `note` belong to the entry. Narrow rows make a search among 100,000 fast.
    `status` is "active" for a generation that is queued or running, so that starting one writes nothing here.
    `steps` and `guidance` are None where the model does not have them; `references` is the number of input pictures.
    `price` is what was charged, or else quoted, in micros: 0 is free, None unknown. `shared` says that a link was not
    revoked; it may have expired. `prompt_key` is the same for equal prompts, and hardly ever for others. `closeness`
    grows as the first picture comes closer to the colours of its prompt, and is 0 where none were measured.

    `sort_key` grows with `created` and differs for each entry, so that it is the order of the history and the key of
    its pages. The full-text index has the same numbers, and finds the newest matches without sorting.
    """

    id = models.BigAutoField(primary_key=True)
    sort_key = models.BigIntegerField(unique=True, editable=False)
    generation = models.OneToOneField(Generation, on_delete=models.CASCADE, related_name="entry")
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="+", db_index=False)
    created = models.DateTimeField()
    deleted = models.DateTimeField(null=True, blank=True)
    dialect = models.CharField(max_length=20)
    model = models.CharField(max_length=80)
    mode = models.CharField(max_length=20)
    engine = models.CharField(max_length=20)
    status = models.CharField(max_length=10)
    seed = models.BigIntegerField(null=True, blank=True)
    steps = models.FloatField(null=True, blank=True)
    guidance = models.FloatField(null=True, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    format = models.CharField(max_length=8, blank=True, default="", db_default="")
    cost = models.FloatField(null=True, blank=True)
    price = models.BigIntegerField(null=True, blank=True)
    references = models.PositiveSmallIntegerField(default=0, db_default=0)
    shared = models.BooleanField(default=False, db_default=False)
    starred = models.BooleanField(default=False, db_default=False)
    rating = models.PositiveSmallIntegerField(default=0, db_default=0)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="")
    prompt_key = models.CharField(max_length=80, blank=True, default="", db_default="", editable=False)
    closeness = models.PositiveIntegerField(default=0, db_default=0)

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = (
            # A filter that no other index serves reads this one alone, without the rows.
            models.Index(fields=["owner", "-sort_key", *FILTERED], condition=Q(deleted=None), name="entry_history"),
            models.Index(fields=["owner", "-deleted", "id"], condition=Q(deleted__isnull=False), name="entry_trash"),
            # Few entries have these, and each index contains only those.
            models.Index(
                fields=["owner", "-rating", "-sort_key"], condition=Q(deleted=None, rating__gt=0), name="entry_rated"
            ),
            models.Index(
                fields=["owner", "-closeness", "-sort_key"],
                condition=Q(deleted=None, closeness__gt=0),
                name="entry_closeness",
            ),
            models.Index(
                fields=["owner", "-sort_key"], condition=Q(deleted=None, references__gt=0), name="entry_references"
            ),
            models.Index(
                fields=["owner", "-price", "-sort_key"], condition=Q(deleted=None, price__gt=0), name="entry_price"
            ),
            models.Index(fields=["owner", "-sort_key"], condition=Q(deleted=None) & ~Q(note=""), name="entry_note"),
            models.Index(fields=["owner", "-sort_key"], condition=Q(deleted=None, starred=True), name="entry_starred"),
            models.Index(fields=["owner", "-sort_key"], condition=Q(deleted=None, shared=True), name="entry_shared"),
            models.Index(
                fields=["owner", "verdict", "-sort_key"],
                condition=Q(deleted=None) & ~Q(verdict=""),
                name="entry_verdict",
            ),
            # What differs from a picture in one parameter only has the same seed or the same prompt. The seed is text
            # here, so that a search for a range of seeds still reads the history in its order.
            models.Index(
                "owner", SEED_TEXT, "status", F("generation").desc(), condition=Q(deleted=None), name="entry_seed"
            ),
            models.Index(
                fields=["owner", "prompt_key", "status", "-generation"], condition=Q(deleted=None), name="entry_prompt"
            ),
            models.Index(
                fields=["owner", "status", "-sort_key"],
                condition=Q(deleted=None) & ~Q(status="done"),
                name="entry_not_done",
            ),
        )

    def __str__(self) -> str:
        return f"entry of {self.generation_id}"
