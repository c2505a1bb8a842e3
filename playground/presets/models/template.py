"""A prompt that a person has saved, with blanks for the words that change."""

from typing import ClassVar

from django.db import models

from playground.catalog.blanks import Blank, find_blanks
from playground.presets.models.named import Named, NamedQuerySet


class Template(Named):
    """A prompt under a name; `text` may have blanks such as `[product]`."""

    text = models.TextField()

    objects: ClassVar[NamedQuerySet["Template"]] = NamedQuerySet.as_manager()  # type: ignore[assignment]

    @property
    def blanks(self) -> tuple[Blank, ...]:
        return find_blanks(self.text)
