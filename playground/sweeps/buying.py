"""Buys cells: sends what the budget allows, and takes what the owner has already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import batched
from uuid import UUID

from django.db import transaction

from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.catalog.loading import get_spec
from playground.errors import SubmissionRefused
from playground.generations.models import Generation
from playground.generations.models.lineage import Lineage, Relation
from playground.generations.models.states import ACTIVE, Status
from playground.generations.submission.inputs import image_keys
from playground.generations.submission.submit import Submission, submit_together
from playground.sweeps.budget import remaining
from playground.sweeps.models import Cell, Purchase, Sweep
from playground.sweeps.owned import find_owned
from playground.sweeps.planning import Planned, Planner

# Of one transaction: others want to write, too.
STEP = 100
# Somebody else buys the same cells at the same time; each attempt reads them again.
MOST_ATTEMPTS = 5


CHANGED = "This sweep was changed in another window. Reload the page and try again."


class _Changed(Exception):
    """A cell or the budget was changed since it was read."""


@dataclass(slots=True)
class Bought:
    """What became of the cells: how many were sent or reused, how many were not, and why."""

    sent: int = 0
    reused: int = 0
    over_budget: int = 0
    unknown_price: int = 0
    problems: list[str] = field(default_factory=list)
    refused: str = ""
    cells: set[int] = field(default_factory=set)


def is_filled(generation: Generation | None) -> bool:
    """Return whether a cell with this generation has its picture, or waits for it. Others can be bought (again)."""
    if generation is None or generation.deleted is not None:
        return False
    return generation.status in (*ACTIVE, Status.DONE)


def buy(sweep: Sweep, cells: Iterable[Cell], *, origin: str = "") -> Bought:
    """Buy the cells that are not filled, in their order, as far as the budget allows.

    Nothing is bought twice, even if others buy at the same time. Where the limits of the owner or of this server refuse
    the request, `refused` says so, and the cells that are not sent can be bought later.
    """
    bought, planner = Bought(), Planner.of(sweep)
    ids = [cell.pk for cell in sorted(cells, key=lambda cell: (cell.row, cell.column))]
    for some in batched(ids, STEP, strict=False):
        try:
            _repeat_if_changed(sweep, some, planner, bought, origin)
        except SubmissionRefused as refused:
            bought.refused = refused.sentence
            break
    return bought


def _repeat_if_changed(sweep: Sweep, ids: Sequence[int], planner: Planner, bought: Bought, origin: str) -> None:
    for _ in range(MOST_ATTEMPTS):
        try:
            return _buy_some(sweep, ids, planner, bought, origin)
        except _Changed:
            continue
    # It was deleted meanwhile, or very many buy at once.
    raise SubmissionRefused(CHANGED)


@dataclass(slots=True)
class _Choice:
    """What is to be done with some cells: those to send with their requests, and those that get a known picture."""

    sent: list[tuple[Cell, Planned]] = field(default_factory=list)
    # The cell asks for the same as another one that is sent with it, or for what the owner has.
    alike: list[tuple[Cell, Planned]] = field(default_factory=list)
    owned: list[tuple[Cell, Planned, UUID]] = field(default_factory=list)
    left: int | None = None
    over_budget: int = 0
    unknown_price: int = 0
    problems: list[tuple[Cell, Planned]] = field(default_factory=list)

    @property
    def cost(self) -> int:
        return sum(planned.quoted or 0 for _, planned in self.sent)


def _buy_some(sweep: Sweep, ids: Sequence[int], planner: Planner, bought: Bought, origin: str) -> None:
    choice = _choose(sweep, ids, planner)
    if choice.sent:
        submissions, ordered = _make_submissions(sweep, choice.sent, origin)
        submit_together(submissions, lambda rows: _link(sweep, choice, ordered, rows))
    elif choice.owned or choice.problems:
        retry_on_deadlock(partial(_note, sweep, choice))
    bought.sent += len(choice.sent)
    bought.reused += len(choice.owned) + len(choice.alike)
    bought.over_budget += choice.over_budget
    bought.unknown_price += choice.unknown_price
    bought.problems += [planned.problem for _, planned in choice.problems]
    bought.cells.update(cell.pk for cell, _ in (*choice.sent, *choice.alike, *choice.problems))
    bought.cells.update(cell.pk for cell, _, _ in choice.owned)


def _note(sweep: Sweep, choice: _Choice) -> None:
    """Note what became of cells for which nothing is sent."""
    with transaction.atomic():
        lock_owners(sweep.owner)
        _link(sweep, choice, [], [])


def _choose(sweep: Sweep, ids: Sequence[int], planner: Planner) -> _Choice:
    """Decide what to do with the cells, as they and the budget are now."""
    choice = _Choice(left=remaining(Sweep.objects.get(pk=sweep.pk)))
    cells = sweep.cells.filter(pk__in=ids).select_related("generation").order_by("row", "column")
    planned = [(cell, planner.plan_cell(cell)) for cell in cells if not is_filled(cell.generation)]
    digests = [plan.digest for _, plan in planned]
    owned = {**_find_in_sweep(sweep, digests), **find_owned(sweep.owner, digests)}
    asked: set[str] = set()
    for cell, plan in planned:
        if plan.problem:
            choice.problems.append((cell, plan))
        elif plan.digest in owned:
            choice.owned.append((cell, plan, owned[plan.digest]))
        elif plan.digest in asked:
            choice.alike.append((cell, plan))
        elif choice.left is not None and plan.quoted is None:
            choice.unknown_price += 1
        elif choice.left is not None and choice.cost + (plan.quoted or 0) > choice.left:
            choice.over_budget += 1
        else:
            choice.sent.append((cell, plan))
            asked.add(plan.digest)
    return choice


def _find_in_sweep(sweep: Sweep, digests: Sequence[str]) -> dict[str, UUID]:
    """Return what other cells of the sweep wait for already."""
    found = sweep.cells.filter(generation__status__in=ACTIVE, generation__deleted=None)
    return dict(found.filter(generation__request_digest__in=digests).values_list("digest", "generation_id"))


def _make_submissions(
    sweep: Sweep, sent: Sequence[tuple[Cell, Planned]], origin: str
) -> tuple[list[Submission], list[tuple[Cell, Planned]]]:
    """Return few submissions for many cells, and the cells in the order of the rows that they make."""
    groups: dict[object, list[tuple[Cell, Planned]]] = {}
    for cell, planned in sent:
        spec = planned.spec
        pictures = tuple(image_keys(spec, planned.params)) if spec else ()
        # What is submitted together has the same input pictures.
        groups.setdefault((planned.spec_id, pictures), []).append((cell, planned))
    lineage = Lineage(Relation.SWEEP, sweep.parent)
    submissions = [
        Submission(
            owner=sweep.owner,
            spec=get_spec(planned[0][1].spec_id),
            params=planned[0][1].params,
            each=[plan.params for _, plan in planned],
            source="sweep",
            origin=origin,
            lineage=lineage,
        )
        for planned in groups.values()
    ]
    return submissions, [pair for group in groups.values() for pair in group]


def _link(sweep: Sweep, choice: _Choice, ordered: Sequence[tuple[Cell, Planned]], rows: Sequence[Generation]) -> None:
    """Note on the cells what they got. The caller has a transaction and has locked the owner."""
    # A purchase locks first the owner and then the sweep.
    now = Sweep.objects.select_for_update(no_key=True).filter(pk=sweep.pk, deleted=None).first()
    if now is None:
        raise _Changed
    # Charges of the APIs arrive all the time, so the budget may leave another amount; it only has to be enough.
    left = remaining(now)
    if (left is None) != (choice.left is None) or (left is not None and choice.cost > left):
        raise _Changed
    pairs = list(zip(ordered, rows, strict=True))
    made = {planned.digest: row.id for (_, planned), row in pairs}
    _update(
        [
            *(_Note(cell, planned, row.id) for (cell, planned), row in pairs),
            *(_Note(cell, planned, made[planned.digest], reused=True) for cell, planned in choice.alike),
            *(_Note(cell, planned, generation, reused=True) for cell, planned, generation in choice.owned),
            *(_Note(cell, planned, cell.generation_id, reused=cell.reused) for cell, planned in choice.problems),
        ]
    )
    Purchase.objects.bulk_create(
        Purchase(sweep=sweep, generation=row, quoted=planned.quoted) for (_, planned), row in pairs
    )


@dataclass(frozen=True, slots=True)
class _Note:
    """What a cell got, and what it asks for now."""

    cell: Cell
    planned: Planned
    generation: UUID | None
    reused: bool = False

    @property
    def values(self) -> dict[str, object]:
        of = self.planned
        return {
            "generation_id": self.generation,
            "reused": self.reused,
            "quoted": of.quoted,
            "problem": of.problem,
            "note": of.note,
            "digest": of.digest,
        }


def _update(notes: Sequence[_Note]) -> None:
    """Write all notes in a few statements; raise `_Changed` if a cell has another generation than it had when read."""
    read = {note.cell.pk: note.cell.generation_id for note in notes}
    # The lock keeps the clean-up of pictures from emptying a cell meanwhile.
    locked = Cell.objects.select_for_update(no_key=True).filter(pk__in=read).order_by("pk")
    if dict(locked.values_list("pk", "generation_id")) != read:
        raise _Changed
    changed: dict[str, list[Cell]] = {}
    for note in notes:
        for name, value in note.values.items():
            if getattr(note.cell, name) != value:
                setattr(note.cell, name, value)
                changed.setdefault(name, []).append(note.cell)
    for name, cells in changed.items():
        Cell.objects.bulk_update(cells, [name.removesuffix("_id")])
