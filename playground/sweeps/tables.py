"""Makes tables: sweeps with a request a line, which carry what they ask for themselves."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from playground.accounts.models import Owner
from playground.accounts.owners import retry_on_deadlock
from playground.catalog.spec import ModelSpec, Value
from playground.stores.disk_space import check_disk_reserve
from playground.sweeps.making import choose_id, clean_name, fix_seed, save_once
from playground.sweeps.models import Cell, Kind, Sweep
from playground.sweeps.owned import find_owned
from playground.sweeps.planning import Planner


@dataclass(frozen=True, slots=True)
class NewTable:
    """What a table is made of: the params of each line, and the one-time token of the form that sent it."""

    name: str
    spec: ModelSpec
    lines: Sequence[Mapping[str, Value]]
    token: str
    budget: int | None = None


def make_table(owner: Owner, new: NewTable) -> Sweep:
    """Make a table with its cells, or return the one that the same form made before. Raises `SweepRefused`."""
    check_disk_reserve()
    # Lines without a seed get different ones now, so that buying a line again gives the same picture.
    lines = [fix_seed(new.spec, line) for line in new.lines]
    planner = Planner(owner, new.spec.id, {}, [])
    sweep = Sweep(
        id=choose_id(owner, f"table {_write_content(new)}"),
        owner=owner,
        name=clean_name(new.name),
        kind=Kind.TABLE,
        spec_id=new.spec.id,
        params=_find_common(lines),
        rows=len(lines),
        sources=planner.find_sources(),
        budget=new.budget,
    )
    cells = _plan_cells(planner, sweep, lines)
    return retry_on_deadlock(partial(save_once, owner, sweep, cells))


def _write_content(new: NewTable) -> str:
    """Return what makes the table that was sent unique.

    A browser whose request was not answered has the old token still. If the table was corrected meanwhile, it is
    another one.
    """
    # Escapes what a hostile form may send that cannot be encoded.
    return json.dumps([new.token, new.name, new.spec.id, list(map(dict, new.lines)), new.budget], sort_keys=True)


def _find_common(lines: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """Return what all lines have in common."""
    first, *others = lines
    return {name: value for name, value in first.items() if all(line.get(name) == value for line in others)}


def _plan_cells(planner: Planner, sweep: Sweep, lines: Sequence[Mapping[str, Value]]) -> list[Cell]:
    spec = planner.base
    planned = [planner.plan_params(spec, line) for line in lines] if spec else []
    owned = find_owned(sweep.owner, [plan.digest for plan in planned])
    return [
        Cell(
            sweep=sweep,
            row=row,
            spec_id=plan.spec_id,
            params=dict(plan.params),
            quoted=plan.quoted,
            problem=plan.problem,
            digest=plan.digest,
            generation_id=owned.get(plan.digest),
            reused=plan.digest in owned,
        )
        for row, plan in enumerate(planned)
    ]
