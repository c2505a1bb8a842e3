"""What a generation was made from, and how."""

from dataclasses import dataclass

from django.db import models

from playground.generations.models.generation import Generation


class Relation(models.TextChoices):
    """How a generation was made from another one, and what pages call it."""

    EDIT = "edit", "Edit"
    REROLL = "reroll", "Reroll"
    VARIATION = "variation", "Variation"
    SHAPE = "shape", "Other shape"
    RETRY = "retry", "Retry"
    REUSED = "reused", "Loaded settings"
    REFERENCE = "reference", "From a reference"
    REMIX = "remix", "Remix of a shared link"
    FILE = "file", "From a file"
    SWEEP = "sweep", "Sweep"


@dataclass(frozen=True, slots=True)
class Lineage:
    """A relation and the generation that it leads to, if that is known."""

    relation: str = ""
    parent: Generation | None = None


# Of a generation that was made from no other one.
ORIGINAL = Lineage()
