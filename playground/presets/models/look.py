"""How pictures look: references, colours and settings that a person has saved together."""

from typing import ClassVar

from django.db import models

from playground.catalog.loading import specs
from playground.catalog.spec import ModelSpec
from playground.presets.models.named import Named, NamedQuerySet


class Look(Named):
    """Settings of a model under a name, without prompt and seed.

    `params` are valid params of the spec; its pictures are named by their keys, and `roles` has what they are for, by
    the same keys. `colours` are those of the prompt that it was saved from, like a palette's.
    """

    spec_id = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    colours = models.JSONField(default=list)
    roles = models.JSONField(default=dict)

    objects: ClassVar[NamedQuerySet["Look"]] = NamedQuerySet.as_manager()  # type: ignore[assignment]

    @property
    def spec(self) -> ModelSpec | None:
        """The spec, or None when the catalog no longer has it."""
        return specs().get(self.spec_id)
