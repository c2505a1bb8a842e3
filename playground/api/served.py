"""What a dialect brings along that this server answers itself."""

from dataclasses import dataclass

from playground.openapi.registry import WriteChapter


@dataclass(frozen=True, slots=True)
class ServedDialect:
    """A dialect that this server answers: its paths, the module of its URL patterns, its part of the OpenAPI document.

    Every path below `root` is the dialect's, and so are the few `other_paths`; `order_path` takes orders for pictures.
    The root cannot be the name of a dialect: its studio is there.
    """

    name: str
    root: str
    order_path: str
    urls: str
    write_chapter: WriteChapter
    other_paths: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Return whether the dialect answers at that path, if only to say that there is nothing."""
        return path == self.root or path.startswith(f"{self.root}/") or path in self.other_paths
