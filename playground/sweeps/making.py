"""Makes sweeps, extends and renames them, and deletes them."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from playground.accounts.models import Owner
from playground.accounts.owners import lock_owners, retry_on_deadlock
from playground.catalog.spec import ModelSpec, Value
from playground.generations.models import Generation
from playground.generations.submission.submit import RANDOM_SEEDS
from playground.stores.disk_space import check_disk_reserve
from playground.sweeps.axes import Axis, read_axis, write_axis
from playground.sweeps.axis_values import check_number
from playground.sweeps.errors import SweepChanged, SweepRefused
from playground.sweeps.models import Cell, Kind, Sweep
from playground.sweeps.models.sweep import LONGEST_NAME
from playground.sweeps.owned import find_owned
from playground.sweeps.planning import Place, Planner
from playground.sweeps.table_text import ensure_room_for_text

MOST_SWEEPS = 500
# A sweep that was deleted can be restored for this long.
KEEP_DELETED = timedelta(days=1)
# Without a limit, making and deleting in turns would fill the disk.
MOST_DELETED = 20
STEP = 500


@dataclass(frozen=True, slots=True)
class NewSweep:
    """What a sweep is made of. The first axis has the columns."""

    name: str
    spec: ModelSpec
    params: Mapping[str, Value]
    axes: Sequence[Axis]
    budget: int | None = None
    parent: Generation | None = None
    # What makes the form that was sent unique: sent twice, it makes one sweep.
    token: str = ""


def clean_name(text: str) -> str:
    """Return a name that can be stored and shown on one line."""
    # A lone surrogate, which cannot be stored, becomes a question mark.
    visible = " ".join(text.replace("\0", "").encode(errors="replace").decode().split())
    return visible[:LONGEST_NAME].strip() or "Sweep"


def fix_seed(spec: ModelSpec, params: Mapping[str, Value]) -> dict[str, Value]:
    """Return the params with a seed if the model takes one: all cells have the same, whenever they are bought.

    Without one, cells of other models have that of `choose_common_seed`.
    """
    seed = spec.by_role("seed")
    # A form counts requests, so that each picture has a cell of its own.
    count = spec.by_role("count")
    kept = {name: value for name, value in params.items() if count is None or name != count.name}
    return kept if seed is None or seed.name in kept else {**kept, seed.name: secrets.randbelow(RANDOM_SEEDS)}


def make_sweep(owner: Owner, new: NewSweep) -> Sweep:
    """Make a grid with its cells; those that the owner has a picture of already get it. Raises `SweepRefused`."""
    check_axes(new.axes)
    check_disk_reserve()
    params = fix_seed(new.spec, new.params)
    columns, rows = (len(axis.values) for axis in (*new.axes, Axis("parameter", "", ("",)))[:2])
    sweep = Sweep(
        owner=owner,
        name=clean_name(new.name),
        kind=Kind.GRID,
        spec_id=new.spec.id,
        params=params,
        axes=[write_axis(axis) for axis in new.axes],
        rows=rows,
        columns=columns,
        budget=new.budget,
        parent=new.parent,
    )
    if new.token:
        sweep.id = choose_id(owner, f"grid {new.token}")
    planner = Planner.of(sweep)
    sweep.sources = planner.find_sources()
    cells = plan_cells(planner, sweep, [(row, column) for row in range(rows) for column in range(columns)])
    if all(cell.problem for cell in cells):
        raise SweepRefused(cells[0].problem)
    return retry_on_deadlock(partial(save_once, owner, sweep, cells))


def choose_id(owner: Owner, token: str) -> UUID:
    """Return the id of the sweep that a form makes: the same form sent twice makes one sweep."""
    # A token from a hostile form may have characters that cannot be encoded.
    return uuid5(owner.pk, token.encode(errors="replace").decode())


def save_once(owner: Owner, sweep: Sweep, cells: Sequence[Cell]) -> Sweep:
    """Save a new sweep, or return the one that the same form has made before, restored if it was deleted."""
    with transaction.atomic():
        lock_owners(owner)
        earlier = Sweep.objects.filter(pk=sweep.pk, owner=owner).first()
        if earlier and not earlier.deleted:
            return earlier
        ensure_room(owner)
        # That may have removed it for good.
        if earlier and (deleted := find_deleted(owner, sweep.pk)):
            restore_sweep(deleted)
            return deleted
        if sweep.kind == Kind.TABLE:
            ensure_room_for_text(owner, cells)
        sweep.save(force_insert=True)
        Cell.objects.bulk_create(cells, batch_size=STEP)
    return sweep


def check_axes(axes: Sequence[Axis]) -> None:
    """Raise `SweepRefused` unless these are one or two axes that vary different things."""
    if not 1 <= len(axes) <= 2:
        raise SweepRefused("Choose what differs from column to column.")
    for axis in axes:
        check_number(len(axis.values), "An axis")
    if len({axis.subject for axis in axes}) < len(axes):
        raise SweepRefused("Columns and rows vary the same setting. Choose another one for one of them.")


def ensure_room(owner: Owner) -> None:
    """Raise `SweepRefused` if the owner has as many sweeps as anybody may have. The caller has locked the owner."""
    # What nobody can restore any more is removed here, which saves a clean-up of its own.
    deleted = Sweep.objects.filter(owner=owner).exclude(deleted=None)
    latest = deleted.filter(deleted__gte=timezone.now() - KEEP_DELETED).order_by("-deleted", "-id")
    deleted.exclude(pk__in=list(latest.values_list("pk", flat=True)[:MOST_DELETED])).delete()
    _check_number(owner)


def _check_number(owner: Owner) -> None:
    if Sweep.objects.visible_to(owner).count() >= MOST_SWEEPS:
        raise SweepRefused(f"You have {MOST_SWEEPS} sweeps, which is the maximum. Delete one first.")


def plan_cells(planner: Planner, sweep: Sweep, places: Sequence[Place]) -> list[Cell]:
    """Return unsaved cells with their prices, and with the pictures that the owner has already."""
    planned = [(place, planner.plan(*place)) for place in places]
    owned = find_owned(sweep.owner, [plan.digest for _, plan in planned])
    return [
        Cell(
            sweep=sweep,
            row=row,
            column=column,
            spec_id=plan.spec_id,
            quoted=plan.quoted,
            problem=plan.problem,
            note=plan.note,
            digest=plan.digest,
            generation_id=owned.get(plan.digest),
            reused=plan.digest in owned,
        )
        for (row, column), plan in planned
    ]


def extend_axis(sweep: Sweep, number: int, values: Sequence[Value], had: int | None = None) -> int:
    """Add values to the end of an axis, and return how many were new. The cells that exist stay as they are.

    Raises `SweepChanged` if the axis has not the `had` values that the page showed.
    """
    added = retry_on_deadlock(partial(_extend, sweep, number, values, had))
    sweep.refresh_from_db()
    return added


def _extend(sweep: Sweep, number: int, values: Sequence[Value], had: int | None) -> int:
    with transaction.atomic():
        lock_owners(sweep.owner)
        now = Sweep.objects.select_for_update(no_key=True).get(pk=sweep.pk)
        axes = [read_axis(axis) for axis in now.axes]
        axis = axes[number]
        if had not in (None, len(axis.values)):
            now_has = len(axis.values)
            raise SweepChanged(f"The axis has {now_has} values now, not {had}. Check whether any are missing.")
        added = [value for value in dict.fromkeys(values) if value not in axis.values]
        if not added:
            raise SweepRefused("The axis has all of these values already. Enter another one.")
        check_number(len(axis.values) + len(added), "The axis")
        axes[number] = replace(axis, values=(*axis.values, *added))
        rows, columns = now.rows + (len(added) if number else 0), now.columns + (0 if number else len(added))
        new = [
            (row, column)
            for row in range(rows)
            for column in range(columns)
            if row >= now.rows or column >= now.columns
        ]
        planner = Planner.of(now, axes)
        Cell.objects.bulk_create(plan_cells(planner, now, new), batch_size=STEP)
        changes: dict[str, Any] = {"axes": [write_axis(axis) for axis in axes], "rows": rows, "columns": columns}
        # Another API may have come with a model.
        changes["sources"] = {**planner.find_sources(), **now.sources}
        Sweep.objects.filter(pk=now.pk).update(**changes)
    return len(added)


def rename_sweep(sweep: Sweep, text: str) -> None:
    """Give a sweep another name."""
    sweep.name = clean_name(text)
    sweep.save(update_fields=["name"])


def delete_sweep(sweep: Sweep) -> None:
    """Delete a sweep; its pictures stay in the library, and `restore_sweep` brings it back."""
    sweep.deleted = sweep.deleted or timezone.now()
    sweep.save(update_fields=["deleted"])


def kept_sweeps() -> QuerySet[Sweep]:
    """Return everybody's sweeps, without those that were deleted too long ago to restore them."""
    return Sweep.objects.exclude(deleted__lte=timezone.now() - KEEP_DELETED)


def find_deleted(owner: Owner | None, id: UUID) -> Sweep | None:
    """Return a sweep of the owner that can still be restored."""
    if owner is None:
        return None
    return kept_sweeps().filter(owner=owner, pk=id).exclude(deleted=None).first()


def restore_sweep(sweep: Sweep) -> None:
    """Undo a deletion. Raises `SweepRefused` if the owner has as many sweeps as anybody may have."""
    retry_on_deadlock(partial(_restore, sweep))
    sweep.deleted = None


def _restore(sweep: Sweep) -> None:
    with transaction.atomic():
        lock_owners(sweep.owner)
        _check_number(sweep.owner)
        Sweep.objects.filter(pk=sweep.pk).update(deleted=None)
