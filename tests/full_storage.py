"""A folder that has room for a few files only."""

from collections.abc import Iterator
from typing import Any

from playground.stores.folder import FolderStorage


class _HalfFile:
    """A file of which the disk takes half."""

    def __init__(self, content: bytes, code: int) -> None:
        self._content, self._code = content, code

    def chunks(self) -> Iterator[bytes]:
        yield self._content[: len(self._content) // 2]
        raise OSError(self._code, "no room")


class FullStorage(FolderStorage):
    """A folder with room for this many files, and for half of the next."""

    def __init__(self, room: int, code: int, **options: Any) -> None:
        super().__init__(**options)
        self._room, self._code = room, code

    def _save(self, name: str, content: Any) -> str:
        self._room -= 1
        written: Any = content if self._room >= 0 else _HalfFile(content.read(), self._code)
        return super()._save(name, written)
