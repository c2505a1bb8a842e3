"""A form that a person has filled in and not submitted."""

from django.db import models

from playground.accounts.models import Owner


class Draft(models.Model):
    """The form of one spec as its owner left it; `values` are the posted strings by field name."""

    owner = models.ForeignKey(Owner, on_delete=models.CASCADE, related_name="drafts")
    spec_id = models.CharField(max_length=120)
    values = models.JSONField(default=dict)
    updated = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner", "spec_id"], name="one_draft_a_spec"),)
        indexes = (models.Index(fields=["owner", "-updated"], name="draft_latest"),)

    def __str__(self) -> str:
        return f"draft of {self.spec_id}"
