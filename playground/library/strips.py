"""Strips: pictures of one person that differ in exactly one parameter, so that one sees what it does.

A strip is never false: whatever else shaped the pictures is equal, also the seed, the engine and the input pictures. A
model counts as a parameter. Two models are only compared where all that both of them take is equal.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Any
from uuid import UUID

from playground.catalog.loading import UnknownSpec, get_spec
from playground.catalog.spec import ModelSpec
from playground.library.comparison import kind_of

MODEL = "model"
# Roles that pages call by their number.
SEED, PROMPT, PICTURE = "seed", "prompt", "picture"


@dataclass(frozen=True, slots=True)
class Run:
    """A finished generation as strips see it; `place` is its sort key in the history.

    `facts` are its parameters by role, and the seed in any case: without one of the person's the picture has another.
    `asked` are those of them that the person set.
    """

    id: UUID
    place: int
    spec_id: str
    engine: str
    facts: Mapping[str, object]
    asked: frozenset[str]


@dataclass(frozen=True, slots=True)
class Strip:
    """Runs that differ only in `key`, in the order of its values, each value once."""

    key: str
    runs: Sequence[Run]

    @property
    def newest(self) -> int:
        """The place of the newest one."""
        return max(run.place for run in self.runs)

    @property
    def values(self) -> list[Any]:
        """The value of each."""
        return [_value_of(run, self.key) for run in self.runs]


type Values = Mapping[str, Any]


def read_run(id: UUID, place: int, spec_id: str, engine: str, params: Values, resolved: Values) -> Run:
    """Return a generation as strips see it."""
    spec = find_spec(spec_id)
    roles = {parameter.name: parameter.role or parameter.name for parameter in spec.parameters} if spec else {}
    facts = {roles.get(name, name): value for name, value in resolved.items()}
    asked = frozenset(roles.get(name, name) for name in resolved if name in params)
    return Run(id, place, spec_id, engine, facts | {SEED: resolved.get("seed")}, asked | {SEED})


def find_spec(spec_id: str) -> ModelSpec | None:
    """Return the spec, or None when the catalog no longer has it."""
    try:
        return get_spec(spec_id)
    except UnknownSpec:
        return None


def find_strips(runs: Iterable[Run], around: UUID | None = None) -> list[Strip]:
    """Return all strips among the runs, the one with the newest picture first.

    Of runs with equal values a strip has the newest, or else `around`.
    """
    groups: dict[tuple[object, ...], list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: (run.id != around, -run.place)):
        for key in _group_keys(run):
            groups[key].append(run)
    strips = [_make_strip(str(key[0]), group) for key, group in groups.items() if len(group) > 1]
    return sorted(filter(None, strips), key=lambda strip: (-strip.newest, strip.key))


def _group_keys(run: Run) -> Iterable[tuple[object, ...]]:
    """Yield for each parameter a key that is equal for runs which differ in nothing else."""
    hashes = {name: hash((name, kind_of(value))) for name, value in run.facts.items()}
    # What is left when one is taken out of all of them, without going through the others each time. Whether two runs
    # that have the same number are really equal is looked at afterwards.
    total = reduce(xor, hashes.values(), 0)
    for name, one in hashes.items():
        yield (name, run.spec_id, run.engine, total ^ one)
    mode = run.spec_id.rpartition("/")[2]
    yield (MODEL, mode, run.engine, reduce(xor, (one for name, one in hashes.items() if name in run.asked), 0))


def _make_strip(key: str, group: Sequence[Run]) -> Strip | None:
    """Return the strip of the newest run and all that differ from each other in this parameter alone."""
    chosen: list[Run] = []
    for run in group:
        if all(_differ_only_in(key, run, other) for other in chosen):
            chosen.append(run)
    if len(chosen) < 2:
        return None
    return Strip(key, sorted(chosen, key=lambda run: (_rank(_value_of(run, key)), run.place)))


def _differ_only_in(key: str, one: Run, other: Run) -> bool:
    if one.engine != other.engine or _same(_value_of(one, key), _value_of(other, key)):
        return False
    if key == MODEL:
        names = one.facts.keys() & other.facts.keys()
        # What only one of the models takes must not have been set: it would be a second difference.
        if (one.facts.keys() ^ other.facts.keys()) & (one.asked | other.asked):
            return False
    elif one.spec_id != other.spec_id or one.facts.keys() != other.facts.keys():
        return False
    else:
        names = one.facts.keys() - {key}
    return all(_same(one.facts[name], other.facts[name]) for name in names)


def _same(one: object, other: object) -> bool:
    return kind_of(one) == kind_of(other)


def _value_of(run: Run, key: str) -> object:
    return run.spec_id if key == MODEL else run.facts[key]


def _rank(value: object) -> tuple[int, float]:
    """Return where a value belongs: numbers in their order, and others in that of their making."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (0, float(value)) if is_number else (1, 0)  # type: ignore[arg-type]
