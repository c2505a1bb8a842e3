"""Files that an application answers with, which the server itself can send: a slow reader holds no thread."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO


class FileWrapper:
    """What the application answers with in place of the bytes of a file."""

    def __init__(self, file: IO[bytes], block_size: int = 64 * 1024) -> None:
        self._file = file
        self._block_size = block_size

    @property
    def path(self) -> str:
        """Where the file is, if it is to be sent from its beginning and lies on this machine; otherwise "" ."""
        name = getattr(self._file, "name", None)
        if not isinstance(name, str) or not Path(name).is_absolute() or self._file.tell():
            return ""
        return name

    def __iter__(self) -> Iterator[bytes]:
        while block := self._file.read(self._block_size):
            yield block

    def close(self) -> None:
        """Close the file, and with it the answer that it belongs to."""
        self._file.close()
