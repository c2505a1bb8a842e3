"""The chapters of the OpenAPI document: each dialect that this server answers registers its own as Django starts."""

from collections.abc import Callable, Iterable, Sequence

from playground.catalog.spec import ModelSpec
from playground.openapi.answers import Chapter

type WriteChapter = Callable[[str, Sequence[ModelSpec]], Chapter]

_chapters: dict[str, WriteChapter] = {}


def register_chapter(dialect: str, write: WriteChapter) -> None:
    """Add a dialect to the document; `write` gets the server's origin and the specs of the dialect."""
    _chapters[dialect] = write


def is_served(dialect: str) -> bool:
    """Return whether this server answers the dialect's requests itself, so that code for it runs here."""
    return dialect in _chapters


def write_chapters(origin: str, specs: Iterable[ModelSpec]) -> list[Chapter]:
    """Return the chapters of all served dialects, in the order in which they were registered."""
    models = list(specs)
    return [write(origin, [spec for spec in models if spec.dialect == name]) for name, write in _chapters.items()]
