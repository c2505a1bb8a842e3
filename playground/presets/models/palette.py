"""Colours that a person has saved under a name."""

from typing import ClassVar

from django.db import models

from playground.presets.models.named import Named, NamedQuerySet


class Palette(Named):
    """A named list of colours like `{"hex": "#0F766E", "name": "teal"}`."""

    colours = models.JSONField(default=list)

    objects: ClassVar[NamedQuerySet["Palette"]] = NamedQuerySet.as_manager()  # type: ignore[assignment]
