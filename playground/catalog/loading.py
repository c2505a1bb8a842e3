"""Loads the catalog: the specs that come with the product and those of an operator's folder, once a process."""

from collections.abc import Iterable, Mapping
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
from playground.catalog.words import DIALECTS, MODES, suggest

FOLDER = Path(__file__).parent / "specs"


class UnknownSpec(LookupError):
    """No spec has that id; `sentence` says so and names the near-miss."""

    def __init__(self, spec_id: str, known: Iterable[str]) -> None:
        shown = spec_id if len(spec_id) <= 80 else f"{spec_id[:79]}…"
        self.sentence = f"There is no model {shown}{suggest(spec_id, known) or '.'}"
        super().__init__(self.sentence)


def specs() -> Mapping[str, ModelSpec]:
    """Return every sound spec by its id: by dialect, then mode, then as the files order them."""
    return _load(str(settings.SPEC_FOLDER))[0]


def get_spec(spec_id: str) -> ModelSpec:
    """Return the spec of that id, or raise `UnknownSpec`."""
    known = specs()
    if spec_id not in known:
        raise UnknownSpec(spec_id, known)
    return known[spec_id]


def schema_faults() -> tuple[SpecFault, ...]:
    """Return what is wrong with the spec files; a faulty file is left out of `specs()`."""
    return _load(str(settings.SPEC_FOLDER))[1]


@cache
def _load(folder: str) -> tuple[Mapping[str, ModelSpec], tuple[SpecFault, ...]]:
    return read_folders([FOLDER, *([Path(folder)] if folder else [])])


def read_folders(folders: Iterable[Path]) -> tuple[Mapping[str, ModelSpec], tuple[SpecFault, ...]]:
    """Return the sound specs of the folders by id, in the catalog's order, and the faults of the others.

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
    return MappingProxyType({spec_id(document): build_spec(document) for document in ordered}), tuple(faults)


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
    dialect, mode = DIALECTS.index(document["x-dialect"]), MODES.index(document["x-mode"])
    return dialect, mode, document.get("x-order", 1000), spec_id(document)
