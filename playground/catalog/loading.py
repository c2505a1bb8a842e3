"""Loads the catalog: the specs that come with the product and those of an operator's folder, once a process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.conf import settings

from playground.catalog.building import build_spec, spec_id
from playground.catalog.faults import BrokenFileError, SpecFault
from playground.catalog.inspection import inspect
from playground.catalog.reading import DEFINITIONS, read_document, resolve_references
from playground.catalog.spec import ModelSpec
from playground.catalog.words import MODES, suggest

FOLDER = Path(__file__).parent / "specs"


class UnknownSpec(LookupError):
    """No spec has that id; `sentence` says so and names the near-miss."""

    def __init__(self, spec_id: str, known: Iterable[str]) -> None:
        shown = spec_id if len(spec_id) <= 80 else f"{spec_id[:79]}…"
        self.sentence = f"There is no model {shown}{suggest(spec_id, known) or '.'}"
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """Every sound spec by its id: by dialect, then mode, then as the files order them; and what is wrong with the rest.

    A catalog equals only itself, so that what is made from it can be kept by it.
    """

    specs: Mapping[str, ModelSpec]
    faults: tuple[SpecFault, ...]


def catalog() -> Catalog:
    """Return the catalog of this server: always the same one, unless the setting of the operator's folder changes."""
    return _load(str(settings.SPEC_FOLDER))


def specs() -> Mapping[str, ModelSpec]:
    """Return the sound specs of the catalog by id."""
    return catalog().specs


def get_spec(spec_id: str) -> ModelSpec:
    """Return the spec of that id, or raise `UnknownSpec`."""
    known = specs()
    if spec_id not in known:
        raise UnknownSpec(spec_id, known)
    return known[spec_id]


def schema_faults() -> tuple[SpecFault, ...]:
    """Return what is wrong with the spec files; a faulty file is left out of `specs()`."""
    return catalog().faults


@cache
def _load(folder: str) -> Catalog:
    return read_folders([FOLDER, *([Path(folder)] if folder else [])])


def read_folders(folders: Iterable[Path]) -> Catalog:
    """Return the catalog of the specs in the folders.

    A later folder sees the shared parts of the earlier ones; an id that is taken already is a fault.
    """
    shared: dict[str, Any] = {}
    documents: dict[str, tuple[Path, dict[str, Any]]] = {}
    faults: list[SpecFault] = []
    for folder in folders:
        if not folder.is_dir():
            hint = "PLAYGROUND_SPEC_FOLDER must name a folder."
            faults.append(SpecFault("folder", folder, "the folder", "is not there", hint))
            continue
        shared |= _read_definitions(folder / DEFINITIONS, faults)
        for path in sorted(folder.glob("*.json")):
            if path.name != DEFINITIONS:
                _take_in(path, shared, documents, faults)
    ordered = sorted((document for _, document in documents.values()), key=_order)
    found = MappingProxyType({spec_id(document): build_spec(document) for document in ordered})
    return Catalog(found, tuple(faults))


def _read_definitions(path: Path, faults: list[SpecFault]) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        definitions = read_document(path).get("$defs", {})
    except BrokenFileError as broken:
        faults.append(broken.fault)
        return {}
    return definitions if isinstance(definitions, dict) else {}


def _take_in(
    path: Path,
    shared: Mapping[str, Any],
    documents: dict[str, tuple[Path, dict[str, Any]]],
    faults: list[SpecFault],
) -> None:
    try:
        document, found = resolve_references(path, read_document(path), shared)
    except BrokenFileError as broken:
        faults.append(broken.fault)
        return
    found = found or inspect(path, document)
    taken = documents.get(spec_id(document))
    if not found and taken:
        reason = f"{spec_id(document)} stands already in {taken[0].name}"
        found = [SpecFault("duplicate", path, "$.x-model", reason, "Give each dialect, model and mode one file.")]
    faults.extend(found)
    if not found:
        documents[spec_id(document)] = (path, document)


def _order(document: Mapping[str, Any]) -> tuple[int, int, float, str]:
    dialect, mode = settings.DIALECTS.index(document["x-dialect"]), MODES.index(document["x-mode"])
    return dialect, mode, document.get("x-order", 1000), spec_id(document)
