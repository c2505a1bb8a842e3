"""The line of a card that says what a picture was made from and how the two differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.text import Truncator

from playground.generations.models import Generation
from playground.generations.models.lineage import Relation
from playground.library.differences import Difference, ValueDifference
from playground.pages.field_text import say_value

# A line is read at a glance; the page of the difference shows the rest.
MOST_CHANGES = 5
LONGEST_CHANGE = 32
# Of the prompts that are compared word by word for a line.
LONGEST_COMPARED = 4000
# An edit's words say what to change, so comparing them with the description of the picture says nothing.
WITHOUT_CHANGES = (Relation.EDIT, Relation.REFERENCE)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: words that were `added` or `removed`, or a `value`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class LineageLine:
    """How a picture was made, the prompt of what it is an edit of, and what differs."""

    label: str
    of: str = ""
    changes: Sequence[Change] = ()


def visible_parent(generation: Generation) -> Generation | None:
    """Return what it was made from, unless that was deleted or belongs to somebody else."""
    parent = generation.parent if generation.parent_id else None
    is_own = parent is not None and parent.owner_id == generation.owner_id and parent.deleted is None
    return parent if is_own else None


def relation_label(generation: Generation) -> str:
    """Return how it was made from another one, "" if it was not."""
    known = generation.relation in Relation.values
    return str(Relation(generation.relation).label) if known else generation.relation


def write_lineage(generation: Generation) -> LineageLine | None:
    """Return the line of a generation, or None if it was made from no other one."""
    label, parent = relation_label(generation), visible_parent(generation)
    if not label or parent is None:
        return LineageLine(label) if label else None
    if generation.relation in WITHOUT_CHANGES:
        return LineageLine(label, of=parent.prompt)
    return LineageLine(label, changes=list(islice(_list_changes(Difference(parent, generation)), MOST_CHANGES)))


def _list_changes(difference: Difference) -> Iterator[Change]:
    if difference.has_other_model:
        yield Change("value", f"{name_model(difference.before)} → {name_model(difference.after)}")
    before, after = difference.before.prompt, difference.after.prompt
    if before != after and max(len(before), len(after)) > LONGEST_COMPARED:
        yield Change("value", "another prompt")
    elif before != after:
        for part in difference.words.parts:
            if part.kind != "same" and part.text.strip():
                yield Change(part.kind, Truncator(part.text.strip()).chars(LONGEST_CHANGE))
    for value in difference.values:
        yield Change("value", _say(value))


def _say(value: ValueDifference) -> str:
    before, after = (Truncator(say_value(one)).chars(LONGEST_CHANGE) for one in (value.before, value.after))
    return f"{value.title.lower()} {before} → {after}"


def name_model(generation: Generation) -> str:
    """Return the model's name on the page, with the mode if that is not to generate."""
    spec = generation.spec
    if spec is None:
        return generation.spec_id
    return f"{spec.title} ({spec.mode})" if spec.mode == "edit" else spec.title
