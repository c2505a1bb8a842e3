"""A folder that has room for a few files only."""

from typing import Any

from django.core.files.storage import FileSystemStorage


class FullStorage(FileSystemStorage):
    """A folder with room for so many files, and for half of the next."""

    def __init__(self, room: int, code: int, **options: Any) -> None:
        super().__init__(**options)
        self._room, self._code = room, code

    def _save(self, name: str, content: Any) -> str:
        self._room -= 1
        if self._room >= 0:
            return super()._save(name, content)  # type: ignore[misc]  # a mixin, above a storage
        content.file.truncate(len(content) // 2)
        super()._save(name, content)  # type: ignore[misc]  # a mixin, above a storage
        raise OSError(self._code, "no room")
