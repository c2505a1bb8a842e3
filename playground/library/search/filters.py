"""The filters of the language, as the page shows them beside the box. Each has a reader in `reading.py`."""

from dataclasses import dataclass
from typing import Literal

from playground.library.models.entry import Verdict

type Kind = Literal["choice", "number", "size", "ratio", "date", "name", "recipe"]


@dataclass(frozen=True, slots=True)
class Filter:
    """One key of the language: what it is called on a menu, what it does, and an example."""

    key: str
    title: str
    help: str
    example: str
    kind: Kind


FILTERS = {
    made.key: made
    for made in (
        Filter("model", "Model", "made with this model", "model:flex", "choice"),
        Filter("api", "API", "made with this API", "api:bfl", "choice"),
        Filter("mode", "Mode", "generated, or edited from a picture", "mode:edit", "choice"),
        Filter("engine", "Engine", "made by this engine", "engine:sketch", "choice"),
        Filter("status", "Status", "in this state", "status:failed", "choice"),
        Filter("is", "Marked", "starred, picked, rejected, shared or unrated", "is:starred", "choice"),
        Filter("rating", "Rating", "with this rating, from 0 to 5", "rating:>=4", "number"),
        Filter("tag", "Tag", "with this tag", "tag:poster", "name"),
        Filter("in", "Collection", "in this collection", 'in:"Summer campaign"', "name"),
        Filter("has", "With", "with references, a note or tags", "has:references", "choice"),
        Filter("format", "File format", "in this file format", "format:webp", "choice"),
        Filter("size", "Size", "of this size in pixels", "size:1024x1024", "size"),
        Filter("ratio", "Shape", "of these proportions", "ratio:16:9", "ratio"),
        Filter("seed", "Seed", "with this seed", "seed:42", "number"),
        Filter("steps", "Steps", "with this number of steps", "steps:>=30", "number"),
        Filter("guidance", "Prompt guidance", "with this prompt guidance", "guidance:3..4", "number"),
        Filter("price", "Price", "charged, or else quoted, in US dollars", "price:>0.05", "number"),
        Filter("cost", "Reported cost", "with this cost in the API's own unit", "cost:>2", "number"),
        Filter("before", "Before", "made before this day", "before:2026-11-01", "date"),
        Filter("after", "Since", "made on this day or later", "after:2026-11-01", "date"),
        Filter("like", "Same recipe", "of the same recipe as this picture, whatever the seed", "like:ID", "recipe"),
        Filter(
            "near", "One change", "that differ from this picture in one parameter and the seed", "near:ID", "recipe"
        ),
    )
}
# What is not a filter, for the same panel.
WORDS = (
    ("fox", "words that begin with this, in the prompt, the rewritten prompt, the note and the tags"),
    ('"red fox"', "exactly these words, one after the other"),
    ("-fox", "without this; the minus works before every filter, too"),
    ("model:flex,pro", "one of several values"),
)
MARKS = ("starred", Verdict.PICKED.value, Verdict.REJECTED.value, "shared", "unrated")
HAVING = ("references", "note", "tags")
SHAPES = ("square", "landscape", "portrait")
RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4", "5:4", "4:5")
DAYS = ("today", "yesterday")
