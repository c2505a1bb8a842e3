"""Public links to a sweep."""

from typing import ClassVar, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone

from playground.generations.models.share import new_slug
from playground.sweeps.models.sweep import Sweep


class SweepShareQuerySet(models.QuerySet["SweepShare"]):
    """Finds links that still work."""

    def open(self) -> Self:
        """Return the links that are not revoked, to sweeps that are not deleted."""
        return self.filter(revoked=None, sweep__deleted=None)


class SweepShare(models.Model):
    """A public page of one sweep under an unguessable slug: its pictures and the words of its axes.

    Only with `shows_prompt` it also shows the prompt and the settings that all cells share.
    """

    slug = models.CharField(max_length=32, unique=True, default=new_slug)
    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="shares")
    shows_prompt = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    revoked = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SweepShareQuerySet] = SweepShareQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        # The slug gives access, so it must not appear in logs, as this text may.
        return f"link {self.pk}"

    def get_absolute_url(self) -> str:
        """The address of the public page."""
        return reverse("shared_sweep", args=[self.slug])

    def revoke(self) -> None:
        """Make the link stop working."""
        self.revoked = timezone.now()
        self.save(update_fields=["revoked"])
