"""Public links to a generation."""

import secrets
from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from playground.generations.models.generation import Generation

# How long a revoked link can be restored, and how long a click may take to arrive after that.
UNDO_FOR = timedelta(seconds=10)
UNDO_DELAY = timedelta(seconds=5)
# A title is a heading and the name of a file.
LONGEST_TITLE = 120


def new_slug() -> str:
    """Return an unguessable slug of 128 random bits."""
    return secrets.token_urlsafe(16)


class ShareQuerySet(models.QuerySet["Share"]):
    """Finds links that still work."""

    def open(self) -> Self:
        """Return the links that are neither revoked nor expired, to generations that are not deleted."""
        alive = Q(expires=None) | Q(expires__gt=timezone.now())
        return self.filter(alive, revoked=None, generation__deleted=None)

    def restorable(self) -> Self:
        """Return the links that were revoked a moment ago."""
        return self.filter(revoked__gte=timezone.now() - UNDO_FOR - UNDO_DELAY, generation__deleted=None)


class Share(models.Model):
    """A public page of one generation under an unguessable slug.

    With `picture_only` it shows neither prompt nor settings nor code, and nobody can open its recipe.
    """

    slug = models.CharField(max_length=32, unique=True, default=new_slug)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="shares")
    include_inputs = models.BooleanField(default=False)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, default="", db_default="")
    picture_only = models.BooleanField(default=False, db_default=False)
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ShareQuerySet] = ShareQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        # The slug gives access, so it must not appear in logs, as this text may.
        return f"link {self.pk}"

    def get_absolute_url(self) -> str:
        """The address of the public page."""
        return reverse("share", args=[self.slug])

    @property
    def shows_inputs(self) -> bool:
        """Whether the page shows the input pictures."""
        return self.include_inputs and not self.picture_only

    @property
    def heading(self) -> str:
        """What the page is called: its title, else the prompt if that is shared."""
        return self.title or ("" if self.picture_only else self.generation.prompt) or "Shared picture"

    def choose(self, *, include_inputs: bool, title: str | None = None, picture_only: bool | None = None) -> None:
        """Change what the page shows; None changes nothing. The address stays, because somebody may have it already."""
        self.include_inputs = include_inputs
        self.title = self.title if title is None else title
        self.picture_only = self.picture_only if picture_only is None else picture_only
        self.save(update_fields=["title", "picture_only", "include_inputs"])

    def revoke(self) -> None:
        """Make the link stop working. It can be restored for a moment."""
        self.revoked = timezone.now()
        self.save(update_fields=["revoked"])
