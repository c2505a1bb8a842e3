"""Picture files in a folder. A file appears whole under its name, and replaces one that has the name already."""

import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

# Files are written here first. What a killed process leaves behind is found and removed as a file without a row.
PARTS = "probes"


def _in_its_folder[R](path: Path, act: Callable[[], R]) -> R:
    """Return what `act` returns; the folder of the path is made only if it is missing, which is rare."""
    try:
        return act()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return act()


def write_whole(part: Path, target: Path, chunks: Iterable[bytes], mode: int | None = None) -> None:
    """Write the whole file or nothing: `part` first, which nobody else may use, then renamed to `target`."""
    try:
        with _in_its_folder(part, lambda: part.open("xb")) as file:
            file.writelines(chunks)
        if mode is not None:
            part.chmod(mode)
        _in_its_folder(target, lambda: part.replace(target))
    except BaseException:
        # A full disk leaves a truncated file behind.
        part.unlink(missing_ok=True)
        raise


class FolderStorage(FileSystemStorage):
    """FileSystemStorage that writes as a bucket does.

    Django's own writes into the final file, so that another process could read the first part of a thumbnail, and
    gives the second of two files with one name another name, under which nobody finds or removes it.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name: names are random, so a file with the same name has the same content."""
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        part = Path(self.path(f"{PARTS}/{secrets.token_hex(16)}.part"))
        write_whole(part, Path(self.path(name)), content.chunks(), self.file_permissions_mode)
        return name
