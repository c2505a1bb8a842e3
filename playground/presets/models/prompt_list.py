"""Prompts that a person has brought along in a file of presets."""

from django.db import models
from django.utils import timezone

from playground.accounts.models import Owner


class PromptList(models.Model):
    """The prompts of an owner that belong to no picture here, the latest first."""

    owner = models.OneToOneField(Owner, on_delete=models.CASCADE, related_name="prompt_list")
    prompts = models.JSONField(default=list)
    updated = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{len(self.prompts)} prompts"
