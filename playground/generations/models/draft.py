"""A form that a person has filled in and not submitted."""

from django.db import models

from playground.accounts.models import Owner


class Draft(models.Model):
    """The form of one spec as its owner left it; `values` are the posted strings by field name.

    `version` counts the changes, and `writer` is the random name of the page that made the last one.
    """

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="drafts")
    spec_id = models.CharField(max_length=120)
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1, db_default=1)
    writer = models.CharField(max_length=40, default="", db_default="")
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "spec_id"], name="one_draft_a_spec"),)
        indexes = (models.Index(fields=["owner", "-updated"], name="draft_latest"),)

    def __str__(self) -> str:
        return f"draft of {self.spec_id}"
