"""The chapters of the OpenAPI document; each served dialect registers its own when Django starts."""

from collections.abc import Callable, Iterable, Sequence

from playground.catalog.spec import ModelSpec
from playground.openapi.responses import Chapter

type WriteChapter = Callable[[str, Sequence[ModelSpec]], Chapter]

# Filled while Django starts and only read afterwards, so that threads need no lock.
_chapters: dict[str, WriteChapter] = {}
_with_all_models: set[str] = set()


def register_chapter(dialect: str, write: WriteChapter, *, has_all_models: bool = False) -> None:
    """Add a dialect to the document; `write` gets the server's origin and the dialect's specs, or all."""
    _chapters[dialect] = write
    if has_all_models:
        _with_all_models.add(dialect)


def is_served(dialect: str) -> bool:
    """Return whether this server answers the dialect, so that a snippet in it can also be sent here."""
    return dialect in _chapters


def write_chapters(origin: str, specs: Iterable[ModelSpec]) -> list[Chapter]:
    """Return the chapters of all served dialects, in the order of their registration."""
    models = list(specs)
    return [
        write(origin, [spec for spec in models if name in _with_all_models or spec.dialect == name])
        for name, write in _chapters.items()
    ]
