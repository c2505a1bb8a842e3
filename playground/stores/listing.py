"""Lists stored files through the storage interface, so that it works for a folder and for a bucket."""

from collections.abc import Iterator

from django.core.files.storage import default_storage


def list_files(folder: str) -> Iterator[str]:
    """Yield the names of all files below a folder."""
    # One folder is listed at a time, so memory does not grow with the whole storage.
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from list_files(f"{folder}/{name}")
