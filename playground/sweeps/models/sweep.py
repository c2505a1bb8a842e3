"""Sweeps, their cells, and what was bought for them."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from playground.accounts.models import Owner
from playground.generations.models import Generation
from playground.generations.models.ordered_json import OrderedJSONField
from playground.generations.models.request_digest import DIGEST_LENGTH

LONGEST_NAME = 120


class Kind(models.TextChoices):
    """What a sweep is: a grid with an axis or two, or a table with a request a line."""

    GRID = "grid"
    TABLE = "table"


class SweepQuerySet(models.QuerySet["Sweep"]):
    """Finds sweeps. Pages only use `visible_to`."""

    def visible_to(self, owner: Owner | None) -> Self:
        """Return the owner's sweeps that are not deleted; nothing for anybody else."""
        return self.none() if owner is None else self.filter(owner=owner, deleted=None)


class Sweep(models.Model):
    """A grid or a table of requests.

    `params` is what all cells have in common, with the seed. `axes` describes the columns and then the rows of a grid,
    as `axes.write_axis` writes them. `budget` is the most that its cells may cost, in micros; None means no limit.
    `sources` says by dialect what made pictures when the prices of the cells were computed: `sketch`, `server` or
    `own`. `parent` is the picture that the sweep was made from.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="sweeps", db_index=False)
    name = models.CharField(max_length=LONGEST_NAME)
    kind = models.CharField(max_length=8, default=Kind.GRID)
    spec_id = models.CharField(max_length=120)
    params = OrderedJSONField(default=dict)
    axes = OrderedJSONField(default=list)
    rows = models.PositiveIntegerField(default=1)
    columns = models.PositiveIntegerField(default=1)
    sources = OrderedJSONField(default=dict)
    budget = models.BigIntegerField(null=True, blank=True)
    parent = models.ForeignKey(Generation, null=True, blank=True, on_delete=models.SET_NULL, related_name="sweeps")
    created = models.DateTimeField(default=timezone.now)
    deleted = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SweepQuerySet] = SweepQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = (
            models.Index(fields=["owner", "-created", "-id"], condition=Q(deleted=None), name="sweep_list"),
            # For the removal of an owner, whose sweeps may be deleted.
            models.Index(fields=["owner"], name="sweep_owner"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the grid or of the table."""
        return reverse("table" if self.kind == Kind.TABLE else "sweep", args=[self.id])


class Cell(models.Model):
    """One request of a sweep, bought or not.

    `params` is what it asks for, for the model `spec_id`; None in a grid, whose axes say it. `quoted` is its price in
    micros, None if it is not known. `problem` says why it cannot be bought, `note` what its model does not take of the
    sweep. `digest` is that of the request. `generation` is what was bought last; with `reused` the owner had it
    already, or another cell of the sweep asks for the same.
    """

    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="cells", db_index=False)
    row = models.PositiveIntegerField()
    column = models.PositiveIntegerField(default=0)
    spec_id = models.CharField(max_length=120)
    params = OrderedJSONField(null=True, blank=True)
    quoted = models.BigIntegerField(null=True, blank=True)
    problem = models.TextField(blank=True)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=DIGEST_LENGTH, blank=True)
    generation = models.ForeignKey(Generation, null=True, blank=True, on_delete=models.SET_NULL, related_name="cells")
    reused = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sweep", "row", "column"], name="one_cell_a_place"),)

    def __str__(self) -> str:
        return f"row {self.row + 1}, column {self.column + 1}"


class Purchase(models.Model):
    """A generation that was made for a sweep, and what it was expected to cost, in micros.

    A cell forgets an attempt that failed when it is bought again; this does not.
    """

    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="purchases")
    # It stays when its picture is gone: the money is spent.
    generation = models.OneToOneField(Generation, null=True, on_delete=models.SET_NULL, related_name="purchase")
    quoted = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.generation_id} for {self.sweep_id}"
