"""Describes a dialect that this server answers itself."""

import re
from dataclasses import dataclass

from playground.openapi.registry import WriteChapter


@dataclass(frozen=True, slots=True)
class ServedDialect:
    """A dialect that this server answers: its paths, the module of its URL patterns, and its OpenAPI chapter.

    All paths below `root` belong to the dialect, and so do the `other_paths`. `order_path` generates pictures.
    `root` cannot be the name of a dialect, because the studio of that dialect is there. The `form_paths` take forms
    with several pictures. With `has_all_models` it answers with the models of every dialect, not only its own. If other
    APIs have paths below the root as well (`has_common_root`), an unknown path there is answered with what is here.
    """

    name: str
    root: str
    order_path: str
    urls: str
    write_chapter: WriteChapter
    other_paths: tuple[str, ...] = ()
    form_paths: tuple[str, ...] = ()
    has_all_models: bool = False
    has_common_root: bool = False

    def has(self, path: str) -> bool:
        """Return whether the path belongs to the dialect, which then answers it, even if only with 404."""
        # Compared with the slash, because `/v2` must not claim `/v20`.
        return path == self.root or path.startswith(f"{self.root}/") or path in self.other_paths

    def takes_orders(self, path: str) -> bool:
        """Return whether a request to the path generates pictures."""
        return tidy_path(path) in (self.order_path, *self.form_paths)

    def takes_forms(self, path: str) -> bool:
        """Return whether forms with several pictures are sent to the path."""
        return tidy_path(path) in self.form_paths


SLASHES = re.compile("/{2,}")


def tidy_path(path: str) -> str:
    """Return the path as the APIs document it: without repeated slashes and without one at the end."""
    # Clients join a base URL that ends in a slash with a path that begins with one, and libraries add one at the end.
    return SLASHES.sub("/", path).rstrip("/") or "/"
