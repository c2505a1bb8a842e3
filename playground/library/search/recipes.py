"""Gathers the runs of one recipe: those that differ in the seed alone, and those that differ in one parameter more."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.lookups import Exact
from django.db.models.sql.compiler import SQLCompiler

from playground.generations.models import Generation
from playground.library.models import Entry
from playground.library.search import messages
from playground.library.search.meaning import Meaning, Misunderstood, Reader
from playground.library.search.text import API, MODE, MODEL, Facts, Words, split

# Of the prompt: enough to leave few others, and short enough to be fast.
MOST_WORDS = 20
# Generations of the model before the picture, and after it, that are compared one by one.
MOST_COMPARED = 500
SEED = "seed"


class WithoutSeed(Func):
    """A JSON object without its seed. SQLite compares texts: the names are in the order of the model's parameters."""

    output_field = TextField()
    arity = 1
    template = "json_remove(%(expressions)s, '$.seed')"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Compare values, since the type `json` has no equality."""
        return self.as_sql(compiler, connection, template="(%(expressions)s::jsonb - 'seed')")


def same_recipe(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    """Return what finds the picture and all that differ from it in the seed alone."""
    made = _find(reader, values)
    same = Exact(WithoutSeed(F("generation__resolved")), WithoutSeed(Value(json.dumps(made.resolved))))
    # The text index finds those with this prompt at once, so that few have to be compared.
    words = split(made.prompt)[:MOST_WORDS]
    return Meaning(text=(*_facts(made), *([Words(words, narrows=True)] if words else [])), rows=Q(same))


def same_but_one(reader: Reader, key: str, values: Sequence[str]) -> Meaning:
    """Return what finds the picture and those that differ from it in one parameter at most, the seed aside."""
    made = _find(reader, values)
    others = Entry.objects.visible_to(reader.owner).filter(generation__spec_id=made.spec_id)
    place = made.entry.sort_key
    near = [
        list(side.values_list("pk", "generation__resolved")[: MOST_COMPARED + 1])
        for side in (
            others.filter(sort_key__lt=place).order_by("-sort_key"),
            others.filter(sort_key__gt=place).order_by("sort_key"),
        )
    ]
    found = [pk for side in near for pk, resolved in side[:MOST_COMPARED] if _differ(made, resolved) < 2]
    is_cut = any(len(side) > MOST_COMPARED for side in near)
    return Meaning(
        text=_facts(made),
        rows=Q(pk__in=[made.entry.pk, *found]),
        notice=messages.compared_nearest(MOST_COMPARED) if is_cut else "",
    )


def _find(reader: Reader, values: Sequence[str]) -> Generation:
    # Each recipe is compared with many others.
    if not reader.is_first("recipe"):
        raise Misunderstood(messages.ONE_RECIPE)
    try:
        mine = Generation.objects.visible_to(reader.owner).filter(entry__isnull=False).select_related("entry")
        found = mine.filter(id=UUID(values[0])).first()
    except ValueError:
        found = None
    if found is None or len(values) > 1:
        raise Misunderstood(messages.NO_RECIPE)
    return found


def _facts(made: Generation) -> tuple[Facts, ...]:
    dialect, model, mode = made.spec_id.split("/", 2)
    return Facts(API, (dialect,)), Facts(MODEL, (model,)), Facts(MODE, (mode,))


def _differ(made: Generation, other: dict[str, Any]) -> int:
    """Return the number of parameters with another value."""
    names = made.resolved.keys() | other.keys()
    return sum(made.resolved.get(name) != other.get(name) for name in names if name != SEED)
