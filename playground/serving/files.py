"""Lets the server itself send files of a response, so that a slow client does not occupy a thread."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO


class FileWrapper:
    """A response body that is a file. WSGI calls this `wsgi.file_wrapper`."""

    def __init__(self, file: IO[bytes], block_size: int = 64 * 1024) -> None:
        self._file = file
        self._block_size = block_size

    @property
    def path(self) -> str:
        """The path of the file if it is a local file and is sent from its beginning, otherwise "" ."""
        name = getattr(self._file, "name", None)
        if not isinstance(name, str) or not Path(name).is_absolute() or self._file.tell():
            return ""
        return name

    def __iter__(self) -> Iterator[bytes]:
        while block := self._file.read(self._block_size):
            yield block

    def close(self) -> None:
        # Django's response is closed by closing its file.
        self._file.close()
