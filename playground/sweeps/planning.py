"""What each cell of a sweep asks for, whether its model takes it, and what it costs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from playground.accounts.models import Owner
from playground.accounts.own_servers import find_offers
from playground.accounts.remote_keys import Source, chosen_source
from playground.catalog.coercion import resolve
from playground.catalog.loading import UnknownSpec, get_spec
from playground.catalog.narrowing import narrow
from playground.catalog.spec import ModelSpec, Size, Value
from playground.catalog.validation import validate
from playground.generations.models import Asset, Picture
from playground.generations.models.request_digest import digest_request
from playground.generations.models.states import REMOTE
from playground.generations.submission.inputs import find_by_key, image_keys
from playground.generations.submission.submit import RANDOM_SEEDS
from playground.prices.quotes import quote
from playground.recall.mapping import bring_into
from playground.sweeps.axes import Axis, apply_values, read_axis
from playground.sweeps.models import Cell, Sweep

type Place = tuple[int, int]

GONE = "This model is no longer available."
PICTURE_GONE = "A picture that this asks for no longer exists."


@dataclass(frozen=True, slots=True)
class Planned:
    """The request of one cell. `problem` says why it cannot be made, or ""; `note` what its model leaves out."""

    spec_id: str
    spec: ModelSpec | None
    params: Mapping[str, Value]
    problem: str = ""
    note: str = ""
    quoted: int | None = None
    digest: str = ""


class Planner:
    """Plans the cells of one sweep as its owner's choices are now. Costs a few queries for any number of cells."""

    def __init__(
        self, owner: Owner, spec_id: str, params: Mapping[str, Value], axes: Sequence[Axis], seed: int = 0
    ) -> None:
        self._owner = owner
        self._spec_id = spec_id
        self._params = dict(params)
        # Of cells whose model takes a seed, if that of the sweep takes none.
        self._seed = seed
        self.axes = tuple(axes)
        self._sources: dict[str, Source] = {}
        self._offered: dict[str, ModelSpec | None] = {}
        self._images: dict[str, Asset | Picture] = {}
        self._looked_for: set[str] = set()

    @classmethod
    def of(cls, sweep: Sweep, axes: Sequence[Axis] | None = None) -> "Planner":
        """Return the planner of a sweep, or of what it is with other axes."""
        axes = [read_axis(axis) for axis in sweep.axes] if axes is None else axes
        return cls(sweep.owner, sweep.spec_id, sweep.params, axes, choose_common_seed(sweep))

    @cached_property
    def base(self) -> ModelSpec | None:
        """The spec of the sweep, None if the catalog has lost it."""
        return self._spec(self._spec_id)

    def plan(self, row: int, column: int) -> Planned:
        """Return the request of a cell of a grid."""
        if self.base is None:
            return Planned(self._spec_id, None, {}, GONE)
        chosen = [(axis, axis.values[place]) for axis, place in zip(self.axes, (column, row), strict=False)]
        spec_id, params = apply_values(self.base, self._params, chosen)
        target = self._spec(spec_id)
        if target is None:
            return Planned(spec_id, None, params, GONE)
        if target.id == self.base.id:
            return self.plan_params(target, params)
        recalled = bring_into(target, self.base, params)
        varied = {_name_of(axis, self.base) for axis, _ in chosen}
        # What a model leaves out in all of its cells is said once, in its header.
        lost = [loss.sentence for loss in recalled.losses if loss.kind != "renamed" and loss.name in varied]
        seed = target.by_role("seed")
        # Else each purchase would draw another one, and the cells could not be compared.
        fixed = {seed.name: self._seed} if seed else {}
        return self.plan_params(target, fixed | dict(recalled.params), " ".join(lost))

    def plan_cell(self, cell: Cell) -> Planned:
        """Return the request of any cell."""
        if cell.params is None:
            return self.plan(cell.row, cell.column)
        spec = self._spec(cell.spec_id)
        return self.plan_params(spec, cell.params) if spec else Planned(cell.spec_id, None, cell.params, GONE)

    def plan_params(self, spec: ModelSpec, params: Mapping[str, Value], note: str = "") -> Planned:
        """Return the request with these params."""
        seed = params.get("seed")
        keys = image_keys(spec, params)
        self._look_for(keys)
        issues = validate(spec, params)
        problem = issues[0].message if issues else ""
        if not problem and any(key not in self._images for key in keys):
            problem = PICTURE_GONE
        if problem:
            return Planned(spec.id, spec, params, problem, note)
        resolved = resolve(spec, params, seed if isinstance(seed, int) else 0)
        source = self.source(spec.dialect)
        key_source = "" if source == "sketch" else source
        sizes: list[Size | None] = [self._images[key].size for key in keys]
        price = quote(spec, resolved, count=1, references=sizes, source=key_source)
        engine = REMOTE if key_source else str(settings.ENGINE)
        digest = digest_request(spec, resolved, engine, key_source)
        return Planned(spec.id, spec, params, "", note, price.micros, digest)

    def list_losses(self, spec_id: str) -> list[str]:
        """Return what a model leaves out of what all cells share, but for what the axes vary."""
        target = self._spec(spec_id)
        if target is None:
            return [GONE]
        if self.base is None or target.id == self.base.id:
            return []
        varied = {_name_of(axis, self.base) for axis in self.axes}
        losses = bring_into(target, self.base, self._params).losses
        return [loss.sentence for loss in losses if loss.kind != "renamed" and loss.name not in varied]

    def source(self, dialect: str) -> Source:
        """Return what makes the owner's next picture at an API."""
        if dialect not in self._sources:
            self._sources[dialect] = chosen_source(self._owner, dialect)
        return self._sources[dialect]

    @property
    def dialects(self) -> set[str]:
        """The APIs of the sweep."""
        ids = {self._spec_id, *(str(value) for axis in self.axes if axis.kind == "model" for value in axis.values)}
        return {spec.dialect for id_ in ids if (spec := self._spec(id_))}

    def find_sources(self, dialects: Iterable[str] | None = None) -> dict[str, Source]:
        """Return what makes the owner's next pictures at the APIs of the sweep, or at these."""
        return {dialect: self.source(dialect) for dialect in sorted(self.dialects if dialects is None else dialects)}

    def _spec(self, spec_id: str) -> ModelSpec | None:
        """Return the spec as the owner's own server offers it, if that makes the pictures."""
        if spec_id not in self._offered:
            try:
                spec = get_spec(spec_id)
            except UnknownSpec:
                self._offered[spec_id] = None
            else:
                self._offered[spec_id] = narrow(spec, find_offers(self._owner, spec.dialect))
        return self._offered[spec_id]

    def _look_for(self, keys: Sequence[str]) -> None:
        """Find pictures that were not looked for before; all those of the axes at once."""
        missing = set(keys) - self._looked_for
        if not missing:
            return
        missing |= {str(value) for axis in self.axes if axis.kind == "reference" for value in axis.values}
        self._looked_for |= missing
        self._images |= find_by_key(self._owner, sorted(missing))


def choose_common_seed(sweep: Sweep) -> int:
    """Return the seed of cells whose model takes one, if that of the sweep takes none.

    It follows from the id, whose last bits are random, so it stays the same whenever the cells are bought.
    """
    return int(sweep.id.int % RANDOM_SEEDS)


def _name_of(axis: Axis, spec: ModelSpec) -> str:
    """Return the parameter that an axis varies."""
    roles = {"words": "prompt", "reference": "picture"}
    parameter = spec.by_role(roles[axis.kind]) if axis.kind in roles else None
    return parameter.name if parameter else axis.name
