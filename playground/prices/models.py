"""What people may spend in a month, and what they have spent."""

from typing import ClassVar, Self

from django.db import models

from playground.accounts.models import Owner


class Cap(models.Model):
    """The most that an owner may spend in a calendar month (UTC) by keys of one source, in micros.

    The row of the source `own` is the owner's own choice. That of `server` is an administrator's, and replaces the
    general limit. With `refuses_unknown`, a request without a known price is refused; otherwise it counts as 0.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="caps")
    key_source = models.CharField(max_length=8)
    micros = models.BigIntegerField()
    refuses_unknown = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "key_source"], name="one_cap_a_key_source"),)

    def __str__(self) -> str:
        return f"{self.key_source}: {self.micros} micros"


class MonthlySpendingQuerySet(models.QuerySet["MonthlySpending"]):
    def visible_to(self, owner: Owner | None) -> Self:
        """Return the owner's months."""
        return self.none() if owner is None else self.filter(owner=owner)


class MonthlySpending(models.Model):
    """What an owner's requests of a calendar month (UTC) cost by keys of one source, in micros.

    Submission adds the quotes, under the lock of the owner. What has changed since is in `SpendingCorrection` until
    the next request of the month.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="months", db_index=False)
    # The first day of the month.
    month = models.DateField()
    key_source = models.CharField(max_length=8)
    micros = models.BigIntegerField(default=0)

    objects: ClassVar[MonthlySpendingQuerySet] = MonthlySpendingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "month", "key_source"], name="one_row_a_month_and_key_source"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.key_source}: {self.micros} micros"


class SpendingCorrection(models.Model):
    """By how much a request of the month turned out cheaper or dearer than its quote, in micros.

    A trigger of the database writes it, in the transaction that changes the generation. It is a row of its own, since
    a worker that changed the sum itself would wait for those who submit, and they for the worker.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="corrections", db_index=False)
    month = models.DateField()
    key_source = models.CharField(max_length=8)
    micros = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=["owner", "month", "key_source"], name="spending_correction_month"),)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.key_source}: {self.micros:+} micros"
