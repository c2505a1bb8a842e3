"""Receives uploaded files, and keeps no more of them than an accepted picture can have."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from playground.imaging.uploads import MOST_BYTES
from playground.stores.disk_space import DiskFull, check_disk_reserve, raising_disk_full

# Ten reference pictures and the rest of the form, in bytes.
MOST_REQUEST_BYTES = 11 * MOST_BYTES


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes uploads to temporary files and discards everything beyond the limit. Raises `DiskFull`."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Refuse a request whose declared length exceeds what any form needs."""
        # Checked before anything is read, because a refused request must cost neither disk nor time.
        length = kwargs.get("content_length", args[2] if len(args) > 2 else 0)
        if length > MOST_REQUEST_BYTES:
            raise RequestDataTooBig(f"A request may carry at most {MOST_REQUEST_BYTES // 2**20} MB.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        check_disk_reserve()
        with raising_disk_full():
            super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        # One byte more than the limit is kept, so that the file is later recognised as too large.
        room = MOST_BYTES + 1 - start
        if room > 0:
            with self._room():
                super().receive_data_chunk(raw_data[:room], start)

    def file_complete(self, file_size: int) -> Any:  # noqa: ANN401
        with self._room():
            return super().file_complete(min(file_size, MOST_BYTES + 1))

    @contextmanager
    def _room(self) -> Iterator[None]:
        """Turn a full disk into `DiskFull`, and close the file."""
        try:
            with raising_disk_full():
                yield
        except DiskFull:
            # Closing the file flushes its buffer, which fails again.
            with suppress(OSError):
                self.file.close()
            raise
