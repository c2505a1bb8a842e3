"""Whether there is room for a file."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

# What the system says where there is no room: on the disk, for this user, for one file.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskFull(Exception):
    """There is no room for a file; `sentence` says so."""

    sentence = (
        "The disk of this server is full, so the picture could not be kept. Try again once whoever runs the server has"
        " made room."
    )

    def __init__(self) -> None:
        super().__init__(self.sentence)


@contextmanager
def needing_room() -> Iterator[None]:
    """Raise `DiskFull` where a file is written in the block and there is no room for it."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise DiskFull from error
        raise
