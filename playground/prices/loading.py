"""Loads the built-in price lists and those in the operator's folder, once per process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings

from playground.catalog.faults import BrokenFileError, SpecFault
from playground.catalog.loading import Catalog, catalog
from playground.catalog.reading import read_document
from playground.catalog.spec import ModelSpec
from playground.prices.reading import read_list
from playground.prices.row import PriceList, PriceRow

FOLDER = Path(__file__).parent / "rows"


@dataclass(frozen=True, slots=True, eq=False)
class PriceLists:
    """The price list of each API by its dialect, and the faults of the files that are left out."""

    lists: Mapping[str, PriceList]
    faults: tuple[SpecFault, ...]


def price_lists() -> PriceLists:
    """Return the prices of this server. They are only loaded again if a setting of a folder changes."""
    return _load(str(settings.PRICE_FOLDER), catalog())


def list_of(dialect: str) -> PriceList:
    """Return the prices of an API, without rows if none are known."""
    return price_lists().lists.get(dialect, PriceList())


def find_row(spec: ModelSpec, resolved: Mapping[str, object]) -> PriceRow | None:
    """Return the price of the model with these values, or None if it is not known."""
    return list_of(spec.dialect).find(spec, resolved)


# The rows name models of the catalog.
@cache
def _load(folder: str, _models: Catalog) -> PriceLists:
    return read_folders([*([Path(folder)] if folder else []), FOLDER])


def read_folders(folders: Iterable[Path]) -> PriceLists:
    """Return the prices in the folders. Rows of an earlier folder come first, and the first that fits is used."""
    lists: dict[str, PriceList] = {}
    faults: list[SpecFault] = []
    for folder in folders:
        if not folder.is_dir():
            hint = "PLAYGROUND_PRICE_FOLDER must name a folder."
            faults.append(SpecFault("folder", folder, "the folder", "does not exist", hint))
        for path in sorted(folder.glob("*.json")):
            api, prices, found = _read(path)
            faults.extend(found)
            if not found:
                known = lists.get(api, PriceList())
                lists[api] = PriceList((*known.rows, *prices.rows), known.credit or prices.credit)
    # Read-only, because all threads of the process share the lists.
    return PriceLists(MappingProxyType(lists), tuple(faults))


def _read(path: Path) -> tuple[str, PriceList, list[SpecFault]]:
    try:
        return read_list(path, read_document(path, "price list"))
    except BrokenFileError as broken:
        return "", PriceList(), [broken.fault]
