"""What a generation was made from, and how."""

from dataclasses import dataclass

from django.db import models

from playground.generations.models.generation import Generation


class Relation(models.TextChoices):
    """How a generation was made from another one; the label goes before the parent's name."""

    EDIT = "edit", "Edit of"
    REROLL = "reroll", "New seed for"
    SHAPE = "shape", "Other shape of"
    RETRY = "retry", "Retry of"
    REUSED = "reused", "Settings of"
    REFERENCE = "reference", "Made with"
    REMIX = "remix", "Remix of"
    FILE = "file", "From the file of"


@dataclass(frozen=True, slots=True)
class Lineage:
    """A relation and the generation that it leads to, if that is known."""

    relation: str = ""
    parent: Generation | None = None


# Of a generation that was made from no other one.
ORIGINAL = Lineage()
