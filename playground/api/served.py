"""Describes a dialect that this server answers itself."""

from dataclasses import dataclass

from playground.openapi.registry import WriteChapter


@dataclass(frozen=True, slots=True)
class ServedDialect:
    """A dialect that this server answers: its paths, the module of its URL patterns, and its OpenAPI chapter.

    All paths below `root` belong to the dialect, and so do the `other_paths`. `order_path` generates pictures.
    `root` cannot be the name of a dialect, because the studio of that dialect is there.
    """

    name: str
    root: str
    order_path: str
    urls: str
    write_chapter: WriteChapter
    other_paths: tuple[str, ...] = ()

    def has(self, path: str) -> bool:
        """Return whether the path belongs to the dialect, which then answers it, even if only with 404."""
        # Compared with the slash, because `/v2` must not claim `/v20`.
        return path == self.root or path.startswith(f"{self.root}/") or path in self.other_paths
