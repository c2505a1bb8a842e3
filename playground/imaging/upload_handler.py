"""Files on their way in: no more of them is kept than could be a picture that is taken."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from playground.imaging.uploads import MOST_BYTES
from playground.stores.disk_space import DiskFull, demand_reserve, needing_room

# The most that one request may carry: ten reference pictures and the form around them, in bytes.
MOST_REQUEST_BYTES = 11 * MOST_BYTES


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file and lets go of what comes past the limit; raises `DiskFull` without room.

    One byte more than the limit is kept, so that the file is still seen to be too large.
    """

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Refuse a request whose declared length no form needs."""
        length = kwargs.get("content_length", args[2] if len(args) > 2 else 0)
        if length > MOST_REQUEST_BYTES:
            raise RequestDataTooBig(f"A request may carry at most {MOST_REQUEST_BYTES // 2**20} MB.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Open a temporary file; raise `DiskFull` where the disk is as full as it may be."""
        demand_reserve()
        with needing_room():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what still fits."""
        room = MOST_BYTES + 1 - start
        if room > 0:
            with self._room():
                super().receive_data_chunk(raw_data[:room], start)

    def file_complete(self, file_size: int) -> Any:  # noqa: ANN401
        """Return the file with the size that was kept."""
        with self._room():
            return super().file_complete(min(file_size, MOST_BYTES + 1))

    @contextmanager
    def _room(self) -> Iterator[None]:
        """Raise `DiskFull` where there is no room for the bytes, and let go of the file."""
        try:
            with needing_room():
                yield
        except DiskFull:
            # To close it is to try to write once more what found no room.
            with suppress(OSError):
                self.file.close()
            raise
