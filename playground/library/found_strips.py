"""Finds strips in a library of any size: by the seed or by the prompt, which all but one parameter have in common.

Runs that differ in one parameter have the same seed, or else only their seeds differ and the prompt is the same. An
index on each of these finds few candidates, which are then compared as a whole.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from playground.accounts.models import Owner
from playground.generations.models import Generation, Status
from playground.library.models import Entry
from playground.library.models.entry import SEED_TEXT, EntryQuerySet
from playground.library.strips import Run, Strip, find_strips, read_run

# The pictures of a page, and how many others are looked at for each of the two ways: the newest ones of each seed or
# prompt, fewer of each if a page has many.
WINDOW = 100
MOST_CANDIDATES = 150
FEWEST_CANDIDATES = 10
MOST_STRIPS = 40
COLUMNS = ("id", "entry__sort_key", "spec_id", "engine", "params", "resolved")


@dataclass(frozen=True, slots=True)
class FoundStrips:
    """The strips whose newest picture is on a page of the history, and where the next page begins, 0 at the end."""

    strips: Sequence[Strip]
    older: int = 0


def find_all(
    owner: Owner | None, before: int = 0, *, window: int = WINDOW, most_strips: int = MOST_STRIPS
) -> FoundStrips:
    """Return the strips of the newest pictures, or of those before a place."""
    done = _finished(owner)
    listed = done.filter(sort_key__lt=before) if before else done
    rows = list(listed.newest_first().values_list("generation", "sort_key", "seed", "prompt_key")[: window + 1])
    is_more = len(rows) > window
    rows = rows[:window]
    if not rows:
        return FoundStrips([])
    seeds, prompts = {row[2] for row in rows}, {row[3] for row in rows}
    ids = {row[0] for row in rows} | _candidates(done, seeds, prompts)
    # A strip is shown where its newest picture is, so that each is shown once.
    newest, oldest = rows[0][1], rows[-1][1]
    strips = [strip for strip in find_strips(_load(ids)) if oldest <= strip.newest <= newest]
    return _cut(strips, most_strips, older=oldest if is_more else 0)


def _cut(strips: Sequence[Strip], most: int, older: int) -> FoundStrips:
    """Return a page of strips: the next one begins at the first picture whose strips are not here."""
    if len(strips) <= most:
        return FoundStrips(strips, older)
    last = strips[most - 1].newest
    return FoundStrips([strip for strip in strips if strip.newest >= last], last)


def find_of(generation: Generation) -> list[Strip]:
    """Return the strips that a generation is part of."""
    entry = Entry.objects.visible_to(generation.owner).filter(generation=generation).first()
    if entry is None or entry.status != Status.DONE:
        return []
    candidates = _candidates(_finished(generation.owner), {entry.seed}, {entry.prompt_key})
    found = find_strips(_load(candidates | {generation.id}), around=generation.id)
    return [strip for strip in found if any(run.id == generation.id for run in strip.runs)]


def _finished(owner: Owner | None) -> EntryQuerySet:
    return Entry.objects.visible_to(owner).filter(status=Status.DONE)


def _candidates(done: EntryQuerySet, seeds: Iterable[int | None], prompts: Iterable[str]) -> set[object]:
    """Return the ids of what has one of the seeds, or one of the prompts; each query reads an index of its own."""
    texts = {str(seed) for seed in seeds if seed is not None}
    same_seed = _newest(done.alias(seed_text=SEED_TEXT), "seed_text", texts)
    return set(chain(same_seed, _newest(done, "prompt_key", set(prompts))))


def _newest(done: EntryQuerySet, name: str, values: Set[str]) -> Iterable[object]:
    if not values:
        return ()
    rows = done.filter(**{f"{name}__in": values})
    if len(values) == 1:
        return rows.order_by("-generation").values_list("generation", flat=True)[:MOST_CANDIDATES]
    each = max(MOST_CANDIDATES // len(values), FEWEST_CANDIDATES)
    place = Window(RowNumber(), partition_by=F(name), order_by=F("generation").desc())
    return rows.alias(place=place).filter(place__lte=each).values_list("generation", flat=True)


def _load(ids: Iterable[object]) -> list[Run]:
    # All have the same owner, and were visible a moment ago: with a condition on that, SQLite would read all rows of
    # the owner instead of those with the ids.
    rows = Generation.objects.filter(id__in=list(ids), deleted=None, status=Status.DONE)
    return [read_run(*row) for row in rows.values_list(*COLUMNS)]
