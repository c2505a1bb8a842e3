"""Loads the built-in specs and those in the operator's folder, once per process."""

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
    """There is no spec with that id. `sentence` suggests the nearest id."""

    def __init__(self, spec_id: str, known: Iterable[str]) -> None:
        # The id comes from a request and may have any length.
        shown = spec_id if len(spec_id) <= 80 else f"{spec_id[:79]}…"
        self.sentence = f"There is no model {shown}{suggest(spec_id, known) or '.'}"
        super().__init__(self.sentence)


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """The valid specs by id, ordered by dialect, mode and the files' own `x-order`, and the faults of the others.

    A catalog is only equal to itself, so it can be the key of a cache.
    """

    specs: Mapping[str, ModelSpec]
    faults: tuple[SpecFault, ...]


def catalog() -> Catalog:
    """Return the catalog of this server. It is only loaded again if the setting of the operator's folder changes."""
    return _load(str(settings.SPEC_FOLDER))


def specs() -> Mapping[str, ModelSpec]:
    return catalog().specs


def get_spec(spec_id: str) -> ModelSpec:
    known = specs()
    if spec_id not in known:
        raise UnknownSpec(spec_id, known)
    return known[spec_id]


def names_by_role(role: str) -> list[str]:
    """Return the names that the specs give to the parameter of a role, each once."""
    found = (spec.by_role(role) for spec in specs().values())
    return sorted({parameter.name for parameter in found if parameter})


def schema_faults() -> tuple[SpecFault, ...]:
    """Return the faults in the spec files. `specs()` leaves out a faulty file."""
    return catalog().faults


@cache
def _load(folder: str) -> Catalog:
    return read_folders([FOLDER, *([Path(folder)] if folder else [])])


def read_folders(folders: Iterable[Path]) -> Catalog:
    """Return the catalog of the specs in the folders.

    Specs in a later folder can refer to the shared definitions of earlier folders. A duplicate id is a fault.
    """
    shared: dict[str, Any] = {}
    documents: dict[str, tuple[Path, dict[str, Any]]] = {}
    faults: list[SpecFault] = []
    for folder in folders:
        if not folder.is_dir():
            hint = "PLAYGROUND_SPEC_FOLDER must name a folder."
            faults.append(SpecFault("folder", folder, "the folder", "does not exist", hint))
            continue
        shared |= _read_definitions(folder / DEFINITIONS, faults)
        # Sorted, because of two files with one id the second is the faulty one, and that must not depend on the disk.
        for path in sorted(folder.glob("*.json")):
            if path.name != DEFINITIONS:
                _add_document(path, shared, documents, faults)
    ordered = sorted((document for _, document in documents.values()), key=_sort_key)
    # Read-only, because all threads of the process share the catalog.
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


def _add_document(
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
    # A document whose references are unresolved cannot be inspected.
    found = found or inspect(path, document)
    taken = documents.get(spec_id(document))
    if not found and taken:
        reason = f"{spec_id(document)} is already defined in {taken[0].name}"
        hint = "Each combination of dialect, model and mode needs one file."
        found = [SpecFault("duplicate", path, "$.x-model", reason, hint)]
    faults.extend(found)
    if not found:
        documents[spec_id(document)] = (path, document)


def _sort_key(document: Mapping[str, Any]) -> tuple[int, int, float, str]:
    dialect, mode = settings.DIALECTS.index(document["x-dialect"]), MODES.index(document["x-mode"])
    # An operator's file without an order follows the built-in ones.
    return dialect, mode, document.get("x-order", 1000), spec_id(document)
