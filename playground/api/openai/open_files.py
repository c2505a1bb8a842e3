"""Opens the files of pictures before the first byte of a response is sent.

A file that turns out to be missing later would break the response off. OpenAI's libraries then send the request again.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO

from django.core.files.storage import FileSystemStorage, default_storage

from playground.generations.models import Picture


class OpenFiles:
    """Files that are open until `close`, in the order of their pictures; None where the file is missing."""

    def __init__(self, pictures: Sequence[Picture]) -> None:
        with ExitStack() as stack:
            self.files = [_open(stack, picture) for picture in pictures]
            # Only an error closes the files here.
            self._stack = stack.pop_all()

    def __iter__(self) -> Iterator[IO[bytes] | None]:
        return iter(self.files)

    def close(self) -> None:
        self._stack.close()


def _open(stack: ExitStack, picture: Picture) -> IO[bytes] | None:
    try:
        file = default_storage.open(picture.file_key)
    except FileNotFoundError:
        return None
    # A file in a folder can be read to its end even if it is deleted meanwhile.
    if isinstance(default_storage, FileSystemStorage):
        return stack.enter_context(file)
    # One from a bucket is in memory. Ten of four megapixels would take hundreds of megabytes.
    copy = TemporaryFile()  # noqa: SIM115 – the stack closes it
    stack.enter_context(copy)
    copy.write(file.read())
    copy.seek(0)
    return copy
